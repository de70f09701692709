"""The ledger of what has been reviewed: rows of tables, keys of questions, sentences with numbers.

A wrong figure, a wrong answer key or a wrong number in a sentence looks like a right one, so no rule finds it. What a
person has read against its source is therefore written down as a digest, and whatever differs is named until somebody
has read it again.
"""

LEDGER = "reviewed.csv"
"""The file, from the project folder."""
