"""Slides made of the lessons: decks for a class, and notes for whoever teaches it.

A deck follows the notebook. Each ``##`` begins a stack of slides, of which the class sees what fits a screen: first
sentences, lists, tables, charts, one question at a time, and verdicts folded on a slide after the questions. Authors
change that by Jupyter's own ``slideshow`` metadata. Decks hold nothing secret; what a guide says is in a page of notes
beside the deck, made for those who teach and nobody else.
"""
