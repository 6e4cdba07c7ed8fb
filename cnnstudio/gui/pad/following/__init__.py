"""What every layer makes of the drawing, while the pen moves."""
