"""A training: its data, its Keras models, what is measured after an epoch, and how it goes on another time."""
