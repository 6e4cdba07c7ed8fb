"""Texts and pictures on paper: cut into pages and written as PDF."""
