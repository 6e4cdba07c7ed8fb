"""Training: the plan, the curves and figures of runs, and the runs kept so far."""
