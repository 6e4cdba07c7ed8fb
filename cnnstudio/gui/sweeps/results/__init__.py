"""What came of a sweep: its trials as pictures and as a table, all with the same selection."""
