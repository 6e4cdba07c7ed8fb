"""What is in the data: what is odd about them, how many there are of what, and how they are divided."""
