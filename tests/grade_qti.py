"""Read and grade QTI with pyslet. Run by ``readers.ask``: JSON in, JSON out.

For each item: the elements pyslet found, in the order in which it would write them, the elements that it does not
know, and the outcome of each attempt.
"""

import io
import json
import logging
import sys

import pyslet.imscpv1p2 as packaging
import pyslet.qtiv1.xml as qti1
import pyslet.qtiv2.xml as qti2
from pyslet.qtiv2.variables import ItemSessionState

DOCUMENTS = {"qti1": qti1.QTIDocument, "qti2": qti2.QTIDocument, "package": packaging.ManifestDocument}


def elements(element):
    yield element
    if type(element).__name__ == "OutcomeDeclaration":
        return  # pyslet does not list what is inside
    for child in element.get_children():
        if hasattr(child, "get_children"):
            yield from elements(child)


def graded(item, responses):
    session = ItemSessionState(item)
    session.begin_session()
    for name, value in responses.items():
        session[name].set_value(value)
    session.end_attempt()
    feedback = session["FEEDBACK"].value if "FEEDBACK" in session else None
    return {"score": session["SCORE"].value, "feedback": sorted(feedback or {})}


def main():
    logging.disable(logging.CRITICAL)
    answers = []
    for asked in json.load(sys.stdin):
        document = DOCUMENTS[asked["kind"]]()
        document.read(src=io.BytesIO(asked["xml"].encode()))
        found = list(elements(document.root))
        names = [getattr(type(one), "XMLNAME", None) for one in found]
        answers.append(
            {
                "elements": [name[1] if isinstance(name, tuple) else name for name in names],
                "unknown": [str(one.xmlname) for one in found if type(one).__module__.startswith("pyslet.xml.")],
                "attempts": [graded(document.root, responses) for responses in asked.get("attempts", [])],
            }
        )
    print(json.dumps(answers))


main()
