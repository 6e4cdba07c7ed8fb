"""What comes into the window and leaves it: projects opened and saved, what is dropped and pasted, exports."""
