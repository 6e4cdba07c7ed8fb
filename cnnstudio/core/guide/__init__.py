"""The guide inside the program: its pages and sections, where each part of the window is told of, and how it is searched."""
