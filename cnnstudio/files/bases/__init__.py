"""Weights of the bases: where they lie on this computer, and reading them safely."""

from cnnstudio.files.bases.digest import digest_of
from cnnstudio.files.bases.places import KeptWeights, find_weights, how_to_get, weights_folders
from cnnstudio.files.bases.reading import WeightsMissing, base_arrays, base_weights, keep_weights

__all__ = [
    "KeptWeights",
    "WeightsMissing",
    "base_arrays",
    "base_weights",
    "digest_of",
    "find_weights",
    "how_to_get",
    "keep_weights",
    "weights_folders",
]
