"""Widgets that know nothing of projects and that any page may use."""
