"""Features that the frozen part of a network gives: computed once, kept on the disk, and trained on in its stead."""
