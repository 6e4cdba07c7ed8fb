"""The page on which settings vary, many runs are trained, and what came of them is seen."""
