"""Sweeps: settings that vary, the combinations they make, and what came of each."""
