"""The kernels a network has learned."""
