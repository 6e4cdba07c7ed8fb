"""The weights of a network in figures: how they are distributed, and how they and their gradients grow."""
