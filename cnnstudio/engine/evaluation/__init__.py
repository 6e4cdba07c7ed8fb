"""Scores of a network on labelled pictures."""
