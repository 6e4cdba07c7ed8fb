"""What the layers of a network make of a picture."""
