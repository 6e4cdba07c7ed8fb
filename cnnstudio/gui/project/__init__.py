"""The parts of the open project, which the document is made of or reads: its steps back, its file, its notes."""
