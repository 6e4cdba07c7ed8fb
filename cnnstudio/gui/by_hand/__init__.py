"""Convolution by hand: a table of numbers, a window that slides over it, and the sum behind every number."""
