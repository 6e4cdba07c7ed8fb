"""From a picture to the numbers a network reads, and from its numbers back to pictures."""
