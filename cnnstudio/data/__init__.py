"""Pictures to learn from: where they come from, what they must be, how they are divided."""
