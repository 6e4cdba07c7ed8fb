"""Draw: a digit from the hand, and what a network says to it while the pen moves."""
