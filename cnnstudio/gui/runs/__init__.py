"""Runs: the one that trains now and those that wait, those in the project's file, and how they are told apart."""
