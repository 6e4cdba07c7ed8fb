"""A grid of thousands of pictures with a few words under each, of which only those in view are made."""
