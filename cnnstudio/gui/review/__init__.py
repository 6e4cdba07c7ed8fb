"""Review questions: a self-check with the numbers of the open network."""
