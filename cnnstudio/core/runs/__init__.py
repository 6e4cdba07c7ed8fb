"""Runs: one training of one project each, with its figures, and how they are told apart."""
