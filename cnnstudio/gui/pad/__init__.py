"""Draw: a digit or anything else from the hand, and what a network says to it while the pen moves."""
