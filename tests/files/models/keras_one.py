"""The words of Keras 1.2.2 for today's layers (its ``get_config`` methods)."""

from typing import Any

ARRAYS = {
    "kernel": "W",
    "bias": "b",
    "moving_mean": "running_mean",
    "moving_variance": "running_std",
    "depthwise_kernel": "depthwise_kernel",
    "alpha": "alphas",
}
"""Its names of arrays; running_std was the variance all the same."""

_MERGES = {"Add": "sum", "Concatenate": "concat", "Average": "ave", "Multiply": "mul"}
_CONVOLUTIONS = {
    "Conv2D": "Convolution2D",
    "Conv2DTranspose": "Deconvolution2D",
    "SeparableConv2D": "SeparableConvolution2D",
}
_PLACED = ("MaxPooling2D", "AveragePooling2D", "GlobalMaxPooling2D", "GlobalAveragePooling2D", "ZeroPadding2D")


def kernel(array: Any, kind: str, first: bool) -> Any:
    """As it was kept: today's (rows, columns, in, out), of a transposed convolution (rows, columns, out, in)."""
    if kind == "Conv2DTranspose":
        return array.transpose(2, 3, 0, 1) if first else array.transpose(0, 1, 3, 2)
    return array.transpose(3, 2, 0, 1) if first else array


def start(shape: tuple[int, ...]) -> dict[str, Any]:
    """What a stack's first layer says of the input."""
    return {"batch_input_shape": [None, *shape], "input_dtype": "float32"}


def layer(given: Any, manner: Any) -> dict[str, Any]:
    """A layer of tf_keras as an entry of the list of layers."""
    kind, config = type(given).__name__, given.get_config()
    common = {"name": given.name, "trainable": True}
    order = {"dim_ordering": "th" if manner.first else "tf"}
    if kind in _CONVOLUTIONS:
        return _convolution(given, kind, config, common | order)
    name, own = _others(given, kind, config, manner)
    placed = order if kind in (*_PLACED, "Cropping2D", "UpSampling2D") else {}
    return {"class_name": name, "config": common | own | placed}


def _convolution(given: Any, kind: str, config: dict[str, Any], common: dict[str, Any]) -> dict[str, Any]:
    rows, columns = config["kernel_size"]
    own = {
        "nb_filter": config["filters"],
        "nb_row": rows,
        "nb_col": columns,
        "border_mode": config["padding"],
        "subsample": list(config["strides"]),
        **_trained(config, "depthwise" if kind == "SeparableConv2D" else "kernel"),
    }
    name = _CONVOLUTIONS[kind]
    if kind == "SeparableConv2D":
        own |= {f"{part}_{what}": None for part in ("depthwise", "pointwise") for what in ("regularizer", "constraint")}
        own |= {"depth_multiplier": config["depth_multiplier"]}
    if kind == "Conv2DTranspose":
        shape = [None, *given.output_shape[1:]]
        own |= {"output_shape": [None, shape[3], *shape[1:3]] if common["dim_ordering"] == "th" else shape}
    if tuple(config["dilation_rate"]) != (1, 1):
        name, own = "AtrousConvolution2D", own | {"atrous_rate": list(config["dilation_rate"])}
    return {"class_name": name, "config": common | own}


def _trained(config: dict[str, Any], kernel: str) -> dict[str, Any]:
    initializer = config[f"{kernel}_initializer"]["class_name"]
    return {
        "init": {"HeNormal": "he_normal", "RandomUniform": "uniform"}.get(initializer, "glorot_uniform"),
        "activation": config["activation"],
        "W_regularizer": _penalty(config[f"{kernel}_regularizer"]),
        "b_regularizer": _penalty(config["bias_regularizer"]),
        "activity_regularizer": None,
        "W_constraint": {"name": "MaxNorm", "m": 2, "axis": 0} if config[f"{kernel}_constraint"] else None,
        "b_constraint": None,
        "bias": config["use_bias"],
    }


def _penalty(given: dict[str, Any] | None) -> dict[str, Any] | None:
    if given is None:
        return None
    values = given["config"]
    return {"name": "L1L2Regularizer", "l1": float(values.get("l1", 0)), "l2": float(values.get("l2", 0))}


def _others(given: Any, kind: str, config: dict[str, Any], manner: Any) -> tuple[str, dict[str, Any]]:  # noqa: PLR0911, PLR0912 - one a kind
    match kind:
        case "Dense":
            own = _trained(config, "kernel")
            return kind, {"output_dim": config["units"], "input_dim": given.input_shape[-1], **own}
        case "BatchNormalization":
            own = {"epsilon": config["epsilon"], "mode": 0, "axis": 1 if manner.first else -1}
            regularizers = {"gamma_regularizer": None, "beta_regularizer": None}
            return kind, {**own, **regularizers, "momentum": config["momentum"]}
        case "MaxPooling2D" | "AveragePooling2D":
            own = {key: list(config[key]) for key in ("pool_size", "strides")}
            return kind, {**own, "border_mode": config["padding"]}
        case "ZeroPadding2D":
            (top, bottom), (left, right) = config["padding"]
            same = top == bottom and left == right
            return kind, {"padding": [top, left] if same else [top, bottom, left, right]}
        case "Cropping2D":
            return kind, {"cropping": [list(each) for each in config["cropping"]]}
        case "UpSampling2D":
            return kind, {"size": list(config["size"])}
        case "Dropout" | "SpatialDropout2D" | "GaussianDropout":
            return kind, {"p": config["rate"]}
        case "GaussianNoise":
            return kind, {"sigma": config["stddev"]}
        case "LeakyReLU" | "ELU":
            return kind, {"alpha": float(config["alpha"])}
        case "PReLU":
            return kind, {"init": "zero"}
        case "Activation":
            return kind, {"activation": config["activation"]}
        case "Reshape" | "Permute":
            key = "target_shape" if kind == "Reshape" else "dims"
            return kind, {key: list(config[key])}
        case "InputLayer":
            return kind, {
                "batch_input_shape": list(config["batch_input_shape"]),
                "input_dtype": "float32",
                "sparse": False,
            }
        case _ if kind in _MERGES:
            return "Merge", _merge(_MERGES[kind])
    return kind, {}


def _merge(mode: str) -> dict[str, Any]:
    nothing = dict.fromkeys(("output_shape", "output_mask"))
    types = {"mode_type": "raw", "output_shape_type": "raw", "output_mask_type": "raw"}
    return {"mode": mode, "concat_axis": -1, "dot_axes": -1, **nothing, **types, "arguments": {}}


def graph(config: dict[str, Any], model: Any, manner: Any) -> dict[str, Any]:
    """A functional network: its calls without arguments."""
    layers = []
    for given, plain in zip(model.layers, config["layers"], strict=True):
        inbound = [[list(tensor[:3]) for tensor in call] for call in plain["inbound_nodes"]]
        layers.append({**layer(given, manner), "name": given.name, "inbound_nodes": inbound})
    return {key: config[key] for key in ("name", "input_layers", "output_layers")} | {"layers": layers}
