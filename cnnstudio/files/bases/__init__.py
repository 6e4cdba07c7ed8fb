"""Weights of the bases: where they lie on this computer, and reading them safely."""

from cnnstudio.files.bases.keeping import keep_weights, readable_weights
from cnnstudio.files.bases.places import KeptWeights, find_weights, how_to_get, weights_folders
from cnnstudio.files.bases.reading import WeightsMissing, base_arrays, base_weights, check_weights

__all__ = [
    "KeptWeights",
    "WeightsMissing",
    "base_arrays",
    "base_weights",
    "check_weights",
    "find_weights",
    "how_to_get",
    "keep_weights",
    "readable_weights",
    "weights_folders",
]
