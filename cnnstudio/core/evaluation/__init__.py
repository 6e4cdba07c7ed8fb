"""How well a network does on labelled pictures, and every figure that follows from its answers."""
