"""Sweeps: what varies in them, the process in which one runs, and what it has told."""
