"""Why a network gives its answer for a picture: what in it speaks for a class, by several methods."""
