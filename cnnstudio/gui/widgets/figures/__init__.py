"""Figures to take away: what was looked at, with its scale and its caption."""
