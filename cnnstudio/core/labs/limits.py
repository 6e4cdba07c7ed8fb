"""How large a lab and what is kept of a student's work may be."""

MOST_BYTES = 1_000_000
"""Of a lab's file."""

MOST_STEPS = 100
MOST_PARTS = 50
"""Actions, questions and checks of a step, together."""

MOST_PICTURES = 10
"""Of a step."""

MOST_TEXT = 20_000
"""Characters of a text."""

MOST_CODE = 200_000
"""Characters of Keras code."""

MOST_TITLE = 200
"""Characters of a title, a label, a choice."""

MOST_NAME = 100
"""Characters of a lab's name: with what stands before it, it is the key of a note of a project."""

MOST_KEY = 60
MOST_ANSWER = 5_000
"""Characters of an answer."""

MOST_HINTS = 5
MOST_CHOICES = 20
MOST_ACCEPTED = 50
MOST_NEEDS = 30
MOST_RUNS = 20
"""So many runs may have to meet a check."""

MOST_LINE = 160
"""Characters of what the parser says."""

MOST_DOTS = 100
"""Of a name in the file."""

MOST_VALUES = 20_000
"""Numbers of a table in the file."""

MOST_LEVELS = 4
"""Of brackets in brackets."""
