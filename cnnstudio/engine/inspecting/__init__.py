"""What a network makes of pictures, and what its weights are."""
