"""Why a network gives its answer: what in the picture speaks for a class, by several methods side by side."""
