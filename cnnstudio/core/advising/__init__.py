"""Advice on a run: rules that speak only where its own numbers bear them out."""
