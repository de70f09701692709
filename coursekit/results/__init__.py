"""Class results without a server: files of answers in, a gradebook and a report out.

:mod:`coursekit.results.command` is the command line. Files are read in :mod:`~coursekit.results.reading`, graded by
the questions themselves in :mod:`~coursekit.results.items`, and gathered into arrays in
:mod:`~coursekit.results.tally`. What is worked out of the arrays is in :mod:`~coursekit.results.statistics` and
:mod:`~coursekit.results.analysis`.
"""
