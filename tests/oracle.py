"""What Keras itself computes for a network: its layers, made from the settings by hand, called one by one."""

from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import Parallel
from cnnstudio.core.network import Block, Network, Node
from cnnstudio.core.spec import LayerSpec
from tests.networks import differences

PICTURES = 2

Weights = dict[str, npt.NDArray[np.float32]]


def keras_layer(spec: LayerSpec, name: str | None = None) -> Any:
    """Keras's layer with the settings of ``spec`` but without padding in pixels; written apart from ``keras()``."""
    import keras

    plain = spec.to_plain()
    plain = {key: tuple(value) if isinstance(value, list) else value for key, value in plain.items()}
    if isinstance(plain.get("padding"), int):
        plain["padding"] = "valid"
    if "l1" in plain:
        penalty = keras.regularizers.L1L2(plain.pop("l1"), plain.pop("l2"))
        drawn = plain.pop("kernel_initializer")
        for kernel in {"DepthwiseConv2D": ("depthwise",), "SeparableConv2D": ("depthwise", "pointwise")}.get(
            spec.kind, ("kernel",)
        ):
            plain |= {f"{kernel}_initializer": drawn, f"{kernel}_regularizer": penalty}
    if "value_range" in plain:
        plain["value_range"] = [0, 1] if plain["value_range"] == "0 to 1" else [0, 255]
    return getattr(keras.layers, spec.kind)(**_renamed(spec.kind, plain), **({"name": name} if name else {}))


def _renamed(kind: str, plain: dict[str, Any]) -> dict[str, Any]:  # noqa: PLR0911, PLR0912 - one a kind
    """The settings under Keras's names, where ours are others."""
    match kind:
        case "ZeroPadding2D":
            return {"padding": (plain["rows"], plain["columns"])}
        case "Cropping2D":
            return {"cropping": (plain["rows"], plain["columns"])}
        case "PReLU":
            return {"shared_axes": (1, 2) if plain["shared"] else None}
        case "ReLU":
            return plain | {"max_value": plain["max_value"] if plain["max_value"] else None}
        case "Conv2DTranspose":
            return plain | {"output_padding": plain["output_padding"] if plain["output_padding"] >= 0 else None}
        case "RandomZoom":
            return plain | {"width_factor": plain["width_factor"] if plain["width_factor"] else None}
        case "RandomErasing":
            return plain | {"fill_value": plain["fill_value"] if plain["fill_value"] >= 0 else None}
        case "RandomShear":
            return plain | {axis: (0.0, plain[axis]) for axis in ("x_factor", "y_factor")}
        case "RandomContrast":
            return plain | {"factor": (plain["factor"], plain["factor"])}
        case "RandomSharpness":
            return plain | {"factor": _around_half(plain["factor"])}
        case "RandomSaturation":
            return {"factor": _around_half(plain["factor"]), "value_range": (0, 1)}
        case "RandomColorDegeneration":
            return plain | {"factor": (0.0, plain["factor"])}
        case "RandomColorJitter":
            return plain | {
                "contrast_factor": (plain["contrast_factor"], plain["contrast_factor"]),
                "saturation_factor": _around_half(plain["saturation_factor"]),
            }
        case _:
            return plain


def _around_half(strength: float) -> tuple[float, float]:
    return 0.5 - strength / 2, 0.5 + strength / 2


def called(spec: LayerSpec, layer: Any, value: Any, training: bool = False) -> Any:
    """What the layer gives for a batch, with its padding in pixels put around it before."""
    import keras

    pixels = spec.to_plain().get("padding")
    if isinstance(pixels, int):
        value = keras.ops.pad(value, ((0, 0), (pixels, pixels), (pixels, pixels), (0, 0)))
    return layer(value, training=training)


def output(network: Network, pictures: npt.NDArray[np.float32], weights: Weights) -> npt.NDArray[np.float32]:
    """What the network gives for pictures with these weights, layer by layer, without ever being one Keras model."""
    return np.asarray(_row(network.nodes, pictures, weights))


def _row(nodes: tuple[Node, ...], value: Any, weights: Weights) -> Any:
    for node in nodes:
        value = (
            _block(node, value, weights) if isinstance(node, Block) else _layer(node.name, node.spec, value, weights)
        )
    return value


def _layer(name: str, spec: LayerSpec, value: Any, weights: Weights) -> Any:
    layer = keras_layer(spec)
    first = called(spec, layer, value)
    variables = [each for each in layer.weights if "seed" not in each.name]
    for variable in variables:
        variable.assign(weights[f"{name}/{variable.name}"])
    return called(spec, layer, value) if variables else first


def _block(block: Block, value: Any, weights: Weights) -> Any:
    import keras

    ends = [_row(branch, value, weights) for branch in block.branches]
    if isinstance(block.spec, Parallel) and block.spec.merge == "concatenate":
        return keras.ops.concatenate(ends, axis=-1)
    total = ends[0]
    is_product = block.spec.merge_name() == "multiply"
    for end in ends[1:]:
        total = keras.ops.multiply(total, end) if is_product else keras.ops.add(total, end)
    if isinstance(block.spec, Parallel):
        return total / len(ends) if block.spec.merge_name() == "average" else total
    return keras.activations.get(block.spec.activation_name())(total)


def compared(network: Network, rng: np.random.Generator) -> tuple[list[str], str, float]:
    """What differs between the Keras model the engine builds, our analysis, and Keras's layers one by one.

    Also whether the two outputs were equal to the bit ("equal", "constant" where all numbers are the same), equal but
    with numbers that are not finite, or close; and the largest difference relative to the largest number.
    """
    from cnnstudio.engine.build import build, get_weights, set_weights

    keras_model = build(network)
    found = differences(network, keras_model)
    weights = {name: _random_weight(name, array, rng) for name, array in get_weights(keras_model, network).items()}
    set_weights(keras_model, network, weights)
    pictures = rng.random((PICTURES, *network.input_shape), np.float32)
    ours = np.asarray(keras_model(pictures, training=False))
    theirs = output(network, pictures, weights)
    if ours.shape != theirs.shape or ours.shape[1:] != analyse(network).output_shape:
        return [*found, f"output {ours.shape} against {theirs.shape}"], "close", 0.0
    if np.array_equal(ours, theirs, equal_nan=True):
        if not np.isfinite(ours).all():
            return found, "equal_with_infinite", 0.0
        return found, "equal" if ours.min() < ours.max() else "constant", 0.0
    scale = float(np.abs(theirs[np.isfinite(theirs)]).max(initial=1e-6))
    difference = float(np.abs(ours - theirs)[np.isfinite(ours - theirs)].max(initial=0)) / scale
    if not np.allclose(ours, theirs, rtol=1e-4, atol=1e-5 * scale, equal_nan=True):
        found.append(f"output differs by {difference:.2g} of its largest number")
    return found, "close", difference


def _random_weight(name: str, array: Any, rng: np.random.Generator) -> Any:
    drawn = rng.normal(0, 0.3, array.shape).astype(np.float32)
    return np.abs(drawn) + np.float32(0.1) if name.endswith("moving_variance") else drawn
