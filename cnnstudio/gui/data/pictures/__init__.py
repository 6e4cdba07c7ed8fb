"""The pictures of a data set: a grid of all, averages, and one looked at closely."""
