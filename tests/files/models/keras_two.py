"""The words of Keras 2.0.4 and 2.2.4 for today's layers (their ``get_config`` methods)."""

from typing import Any

_VARIANCE = {
    "GlorotUniform": (1.0, "fan_avg", "uniform"),
    "GlorotNormal": (1.0, "fan_avg", "normal"),
    "HeNormal": (2.0, "fan_in", "normal"),
    "HeUniform": (2.0, "fan_in", "uniform"),
}
_NEW = {"groups", "dtype", "keepdims", "interpolation", "synchronized", "seed"}
"""Keys that one of them or both had not; put back where 2.2.4 had them."""


def start(shape: tuple[int, ...]) -> dict[str, Any]:
    """What a stack's first layer says of the input."""
    return {"batch_input_shape": [None, *shape], "dtype": "float32"}


def layer(given: Any, manner: Any) -> dict[str, Any]:
    """A layer of tf_keras as an entry of the list of layers."""
    kind, config = type(given).__name__, given.get_config()
    old = {key: _value(key, value) for key, value in config.items() if key not in _NEW}
    if kind == "InputLayer":
        old = {**start(tuple(config["batch_input_shape"][1:])), "sparse": False, "name": given.name}
    if "data_format" in old:
        old["data_format"] = "channels_first" if manner.first else "channels_last"
    if kind == "Flatten" and manner.version == "2.0.4":
        del old["data_format"]
    if kind == "BatchNormalization":
        old["axis"] = 1 if manner.first and len(given.input_shape) == 4 else -1
    if kind == "PReLU" and manner.first and old["shared_axes"]:
        old["shared_axes"] = [2, 3]
    if kind in ("Dropout", "SpatialDropout2D", "AlphaDropout"):
        old |= {"noise_shape": None, "seed": None}
    if kind == "UpSampling2D" and manner.version == "2.2.4":
        old["interpolation"] = config["interpolation"]
    if kind == "SeparableConv2D":
        old |= {f"kernel_{what}": None for what in ("regularizer", "constraint")}
        old |= {"kernel_initializer": _initializer({"class_name": "GlorotUniform"})}
    return {"class_name": kind, "config": old}


def _value(key: str, value: Any) -> Any:
    """A setting without what newer versions write into it."""
    if isinstance(value, dict) and key.endswith("_initializer"):
        return _initializer(value)
    if isinstance(value, dict) and key.endswith("_regularizer"):
        values = value["config"]
        return {"class_name": "L1L2", "config": {part: float(values.get(part, 0)) for part in ("l1", "l2")}}
    if isinstance(value, dict) and "class_name" in value:
        return {"class_name": value["class_name"], "config": value["config"]}
    if hasattr(value, "tolist"):
        return value.tolist()
    return list(value) if isinstance(value, tuple) else value


def _initializer(value: dict[str, Any]) -> dict[str, Any]:
    if value["class_name"] in _VARIANCE:
        scale, mode, distribution = _VARIANCE[value["class_name"]]
        config = {"scale": scale, "mode": mode, "distribution": distribution, "seed": None}
        return {"class_name": "VarianceScaling", "config": config}
    return {"class_name": value["class_name"], "config": value["config"]}


def graph(config: dict[str, Any], model: Any, manner: Any) -> dict[str, Any]:
    """A functional network: a call names its tensors and gives its arguments."""
    layers = []
    for given, plain in zip(model.layers, config["layers"], strict=True):
        layers.append({**layer(given, manner), "name": given.name, "inbound_nodes": plain["inbound_nodes"]})
    return {key: config[key] for key in ("name", "input_layers", "output_layers")} | {"layers": layers}
