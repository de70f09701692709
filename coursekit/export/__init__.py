"""Question banks in the formats of other programs, with a word on whatever a format cannot hold.

One module per format. Each has a ``PROFILE``, which says what becomes of every type of question and what is lost,
and a function ``export``, which turns banks into files. :mod:`coursekit.export.command` is the command line.
"""

from __future__ import annotations

FORMATS = {
    "moodle": "Moodle XML: import it into a question bank of Moodle",
    "gift": "GIFT: plain text that Moodle and other systems import",
    "qti12": "QTI 1.2 package (zip) as Canvas reads it",
    "qti21": "QTI 2.1 package (zip), for Blackboard and others",
    "key": "questions and answers as plain text",
    "worksheet": "a page to print: questions first, answers on the last pages",
    "anki": "one Anki deck (.apkg): the glossary, and the questions of level recall",
}
"""The formats, each the name of a module of this package, and what it is for."""
