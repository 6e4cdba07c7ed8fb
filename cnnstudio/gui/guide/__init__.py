"""The guide: how the program is used, read beside the window."""
