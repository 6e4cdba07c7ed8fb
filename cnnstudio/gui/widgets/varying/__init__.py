"""What stands beside a field for a setting that varies in a sweep."""
