"""The safe reader of saved networks: what any Keras wrote, as our own networks and weights, running none of it."""
