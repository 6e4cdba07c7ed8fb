"""Convolution by hand: numbers of one's own, a window that slides over them, and every sum written out."""
