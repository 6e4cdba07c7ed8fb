"""What it likes: the pictures that excite a layer's channels most, and pictures made for them."""
