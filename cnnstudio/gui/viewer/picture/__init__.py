"""The picture that a network is looked at with."""
