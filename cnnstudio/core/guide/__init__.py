"""The guide inside the program: its pages, where each part of the window is told of, and how it is searched."""
