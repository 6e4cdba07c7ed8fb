"""CNN Studio: build, train and look inside convolutional networks on your own desk."""

__version__ = "0.1.0"
