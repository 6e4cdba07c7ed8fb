"""What happens to a picture before the first layer, as a chain to see and change."""
