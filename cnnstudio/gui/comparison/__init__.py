"""The Compare page: the table of runs, their curves overlaid, what differs, and whether one is better than another."""
