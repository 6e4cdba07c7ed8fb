"""Plots of curves over epochs: what is drawn, read out, pointed at and taken along."""
