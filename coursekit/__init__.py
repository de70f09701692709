"""Data, quizzes, charts and checks for a course whose lessons are Jupyter notebooks.

Nothing in this package names a lesson: it finds lessons, tables and quizzes by looking.
"""

__version__ = "0.1.0"
