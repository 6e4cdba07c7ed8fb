"""What is settled about a training before it begins, and what its progress says while it lasts."""
