"""Import a deck into a new collection with Anki's own library. Run by ``readers.ask``: JSON in, JSON out."""

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageRequest


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        for path in json.load(sys.stdin):
            log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=path)).log
        notes = [collection.get_note(number) for number in collection.find_notes("")]
        print(
            json.dumps(
                {
                    "found": log.found_notes,
                    "new": len(log.new),
                    "cards": collection.card_count(),
                    "decks": sorted(deck.name for deck in collection.decks.all_names_and_ids()),
                    "notes": [
                        {"type": note.note_type()["name"], "tags": note.tags, **dict(note.items())} for note in notes
                    ],
                    "shown": [
                        {"front": card.question(), "back": card.answer(), "sounds": len(card.question_av_tags())}
                        for note in notes
                        for card in note.cards()
                    ],
                }
            )
        )
        collection.close()


main()
