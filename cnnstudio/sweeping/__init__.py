"""Sweeps at work: which combination comes next, who trains it, and its run brought home to the project file."""
