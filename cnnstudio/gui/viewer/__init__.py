"""Inspect: what a trained network has learned, and what it makes of a picture."""
