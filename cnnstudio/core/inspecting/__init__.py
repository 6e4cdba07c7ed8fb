"""What can be seen inside a trained network: its kernels, its maps, its vectors, and what spoke for an answer."""
