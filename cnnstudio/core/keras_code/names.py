"""The names of Keras of all ages: where they stood, what they are called today, and what snippets mean by them."""

import re

from cnnstudio.core.keras_code.symbols import Ref
from cnnstudio.core.keras_names import ALIASES
from cnnstudio.core.layers import KINDS
from cnnstudio.core.training.optimizers import OPTIMIZERS

KERAS = ("keras", "tf_keras")

MERGES = {
    "Add": "add",
    "add": "add",
    "Concatenate": "concatenate",
    "concatenate": "concatenate",
    "Average": "average",
    "average": "average",
    "Multiply": "multiply",
    "multiply": "multiply",
    "mul": "multiply",
    "merge": "merge",
    "Merge": "merge",
    "concat": "concatenate",
    "sum": "add",
    "ave": "average",
}

NOTHING = frozenset({"InputLayer", "Input", "Identity", "ActivityRegularization", "Masking"})
"""Layers that change nothing."""

_LAYER_NAMES = frozenset({*KINDS, *ALIASES, *(name for name in MERGES if name[0].isupper()), *NOTHING} - {"Input"})
_CALLBACKS = frozenset(
    {"EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau", "LearningRateScheduler", "TensorBoard", "CSVLogger"}
)
_DATA_SETS = frozenset({"mnist", "fashion_mnist", "cifar10", "cifar100"})
_MEANT = {
    "keras": "keras",
    "tf": "tensorflow",
    "tensorflow": "tensorflow",
    "np": "numpy",
    "numpy": "numpy",
    "K": "keras.backend",
    "layers": "keras.layers",
    "models": "keras.models",
    "optimizers": "keras.optimizers",
    "losses": "keras.losses",
    "metrics": "keras.metrics",
    "callbacks": "keras.callbacks",
    "regularizers": "keras.regularizers",
    "initializers": "keras.initializers",
    "datasets": "keras.datasets",
    "utils": "keras.utils",
    "np_utils": "keras.utils.np_utils",
    "applications": "keras.applications",
    "Sequential": "keras.models.Sequential",
    "Model": "keras.models.Model",
    "Input": "keras.layers.Input",
    "add": "keras.layers.add",
    "concatenate": "keras.layers.concatenate",
    "average": "keras.layers.average",
    "merge": "keras.layers.merge",
    "to_categorical": "keras.utils.to_categorical",
    "set_random_seed": "keras.utils.set_random_seed",
    "ImageDataGenerator": "keras.preprocessing.image.ImageDataGenerator",
    "train_test_split": "sklearn.model_selection.train_test_split",
    "l1": "keras.regularizers.l1",
    "l2": "keras.regularizers.l2",
    "l1_l2": "keras.regularizers.l1_l2",
}

_SECTIONS = {
    "Sequential": "models",
    "Model": "models",
    "Functional": "models",
    "Input": "layers",
    "InputLayer": "layers",
}


def meant(name: str) -> Ref | None:
    """What a snippet without imports means by a name; None where that is not clear."""
    if name in _MEANT:
        return canonical(_MEANT[name])
    if name in _LAYER_NAMES or name in _OTHER_LAYERS:
        return Ref(f"keras.layers.{name}")
    if name in OPTIMIZERS:
        return Ref(f"keras.optimizers.{name}")
    if name in _CALLBACKS:
        return Ref(f"keras.callbacks.{name}")
    return Ref(f"keras.datasets.{name}") if name in _DATA_SETS else None


_OTHER_LAYERS = frozenset(
    {
        "LSTM",
        "GRU",
        "SimpleRNN",
        "Embedding",
        "Conv1D",
        "Conv3D",
        "MaxPooling1D",
        "MaxPooling3D",
        "Lambda",
        "TimeDistributed",
        "Bidirectional",
        "LocallyConnected2D",
        "RepeatVector",
        "Multiply",
        "Subtract",
        "Dot",
        "Maximum",
        "MultiHeadAttention",
        "Convolution1D",
        "Resizing",
        "RandomCrop",
        "Maxout",
        "MaxoutDense",
        "Highway",
    }
)


def canonical(path: str) -> Ref:
    """By the name that it has in Keras 3: ``keras.layers.Conv2D`` of ``tensorflow.keras.layers.convolutional.Conv2D``.

    What is not of Keras stays as it is.
    """
    parts = path.split(".")
    place = next((number for number, part in enumerate(parts) if part in KERAS), None)
    if place is None:
        return Ref(path)
    inside = [part for part in parts[place + 1 :] if part not in ("src", "api", "_v1", "_v2", "v1", "v2", "python")]
    if not inside:
        return Ref("keras")
    name = inside[-1]
    if len(inside) == 1:
        return Ref(f"keras.{_SECTIONS[name]}.{name}" if name in _SECTIONS else f"keras.{name}")
    section = inside[0]
    if name in _SECTIONS:
        section = _SECTIONS[name]
    if section in ("datasets", "applications"):
        return Ref(".".join(["keras", *inside]))
    return Ref(f"keras.{section}.{name}")


_FIRST = re.compile(
    r"\b(?:nb_epoch|border_mode|dim_ordering|nb_filter|samples_per_epoch|nb_row|subsample|W_regularizer|output_dim\s*=|"
    r"(?:Convolution|Deconvolution|AtrousConvolution)2D)\b"
)
_OLD = re.compile(
    r"keras\.layers\.(?:convolutional|core|pooling|normalization|advanced_activations|merge|noise)\b|\bnp_utils\b|"
    r"\bfit_generator\b|\bpredict_classes\b|image_data_format|keras\.(?:preprocessing|engine|backend)\b|\blr\s*=|"
    r"\bkeras\s+import\s+backend|\[.(?:val_)?acc.\]|metrics=\[.acc.\]"
)
_TENSORFLOW = re.compile(
    r"\btensorflow(?:\.python)?\.keras\b|\btf\.keras\b|from\s+tensorflow\s+import\s+keras|tf_keras"
)
_LATER = re.compile(
    r"keras\.ops\b|keras\.random\b|\.keras[\"']|keras\.utils\.set_random_seed|keras\.Input\b|keras\.layers\.Rescaling"
)


def era(code: str) -> int:
    """Of which generation of Keras the code is: 1, 2 or 3; ``tf.keras`` counts as 3, whose usual values it has."""
    if _FIRST.search(code):
        return 1
    if _TENSORFLOW.search(code) or _LATER.search(code):
        return 3
    return 2 if _OLD.search(code) else 3
