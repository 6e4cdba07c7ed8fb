"""Writes resources/bases: the layers of every network of keras.applications that can be a base, and EfficientNet-Lite0.

python packaging/make_bases.py [NAME ...]

No weights of ``keras.applications`` are read or written: only how the layers are connected, and in which order their
arrays stand in the files that Keras publishes.
"""

import json
import lzma
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
sys.path.insert(0, str(Path(__file__).parents[1]))

import keras
from keras.src.applications import mobilenet_v3

from cnnstudio.core.analysis import analyse
from cnnstudio.core.bases import BASES, Base
from cnnstudio.core.blocks import Residual
from cnnstudio.core.layers import (
    BatchNormalization,
    Conv2D,
    DepthwiseConv2D,
    GlobalAveragePooling2D,
    ReLU,
)
from cnnstudio.core.network import Block, Layer, Network, Node, to_plain, walk
from cnnstudio.files.saved.keras_dialects import described
from cnnstudio.files.saved.keras_nodes import Described, Told

OUT = Path(__file__).parents[1] / "resources" / "bases"
ENDS = {"VGG16": "fc2", "VGG19": "fc2"}
"""The last node that is held where it is not the one of the features."""

MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
LITE_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
"""Repeats, kernel, strides of the first, expansion, channels (tensorflow/tpu, efficientnet/lite)."""


def main(names: list[str]) -> None:
    """Writes one file for each base, or for those named."""
    OUT.mkdir(parents=True, exist_ok=True)
    # Keras 3 writes these two as sums and products of tensors, which is the same function.
    keras.initializers.VarianceScaling.__call__ = keras.initializers.TruncatedNormal.__call__ = nothing
    mobilenet_v3.hard_sigmoid = keras.layers.Activation("hard_sigmoid")
    for base in BASES:
        if names and base.name not in names:
            continue
        plain = lite_0() if not base.files else of_keras(base)
        packed = lzma.compress(json.dumps(plain, separators=(",", ":")).encode("ascii"), preset=9)
        (OUT / f"{base.name}.json.xz").write_bytes(packed)
        network = plain["network"]
        print(f"{base.name}: {len(network['nodes'])} nodes, {len(plain['order'])} arrays, {len(packed):,} bytes")


def nothing(self: Any, shape: tuple[int, ...], dtype: Any = None) -> Any:
    """Zeros for random weights, which nobody looks at: ten times as fast."""
    return keras.ops.zeros(shape, dtype)


def of_keras(base: Base) -> dict[str, Any]:
    """The network up to its last node that is held, its arrays in order, and what pads by parity."""
    keras.backend.clear_session()
    model = getattr(keras.applications, base.name)(weights=None, input_shape=(base.side, base.side, 3))
    found = read(model)
    pads = parities(base, found.network)
    names = [node.name for node in found.network.nodes]
    last = names.index(ENDS.get(base.name, base.feature))
    network = Network(found.network.input_shape, found.network.nodes[: last + 1])
    kept = {node.name for _, node in walk(network.nodes)}
    order = arrays(model, found)
    end = max(n for n, name in enumerate(order) if name.strip("*").partition("/")[0] in kept) + 1
    check(network, order[:end])
    return {"network": to_plain(network), "order": order[:end], "pads": {n: p for n, p in pads.items() if n in kept}}


def read(model: keras.Model) -> Described:
    """The Keras model as our network, without what only training changes."""
    config = json.loads(json.dumps({"class_name": type(model).__name__, "config": plain_config(model)}))
    return described(config, Told(keras.__version__, "tensorflow", marked=True))


def plain_config(model: keras.Model) -> dict[str, Any]:
    """The Keras model's description with what has no layer in ``keras.layers`` written with those that do."""
    whole = json.loads(model.to_json())["config"]
    layers: list[dict[str, Any]] = []
    gone: dict[str, Any] = {}
    for layer in whole["layers"]:
        kind, config, name = layer["class_name"], layer["config"], layer["config"]["name"]
        if kind in ("LayerScale", "StochasticDepth") or (kind == "Dropout" and config.get("noise_shape")):
            gone[name] = layer["inbound_nodes"][0]["args"][0]
            continue
        if kind == "CustomScaleLayer":
            layers += scaled_sum(layer)
            continue
        if kind == "Normalization" and config.get("mean") is None:
            # Keras's weights bring mean and variance; what these are otherwise goes into the first kernel.
            config |= {"mean": list(MEAN), "variance": [each**2 for each in SPREAD]}
        is_written = kind == "Add" and len(layer["inbound_nodes"][0]["args"]) == 2  # as a + b
        layers.append(summed(layer) if is_written else layer)
    for layer in layers:
        layer["inbound_nodes"] = rewired(layer["inbound_nodes"], gone)
    whole["layers"] = layers
    return whole


def rewired(plain: Any, gone: dict[str, Any]) -> Any:
    """With every reference to a layer that is gone replaced by what that one read from."""
    if isinstance(plain, dict):
        history = (
            plain.get("config", {}).get("keras_history") if plain.get("class_name") == "__keras_tensor__" else None
        )
        if history and history[0] in gone:
            return rewired(gone[history[0]], gone)
        return {key: rewired(value, gone) for key, value in plain.items()}
    return [rewired(each, gone) for each in plain] if isinstance(plain, list) else plain


def summed(layer: dict[str, Any]) -> dict[str, Any]:
    """An operation on two tensors as the layer that does the same."""
    config = {"name": layer["config"]["name"], "trainable": True, "dtype": "float32"}
    args = [list(layer["inbound_nodes"][0]["args"])]
    return layer | {"module": "keras.layers", "config": config, "inbound_nodes": [{"args": args, "kwargs": {}}]}


def scaled_sum(layer: dict[str, Any]) -> list[dict[str, Any]]:
    """x + scale · y of InceptionResNetV2 as a Rescaling and an Add."""
    name, scale = layer["config"]["name"], layer["config"]["scale"]
    node = layer["inbound_nodes"][0]
    first, second = node["args"][0]
    factor = {
        "module": "keras.layers",
        "class_name": "Rescaling",
        "registered_name": None,
        "name": f"{name}_scale",
        "config": {"name": f"{name}_scale", "trainable": True, "dtype": "float32", "scale": scale, "offset": 0.0},
        "inbound_nodes": [{"args": [second], "kwargs": {}}],
    }
    shape = second["config"]["shape"]
    made = {
        "class_name": "__keras_tensor__",
        "config": {"shape": shape, "dtype": "float32", "keras_history": [f"{name}_scale", 0, 0]},
    }
    total = {
        "module": "keras.layers",
        "class_name": "Add",
        "registered_name": None,
        "name": name,
        "config": {"name": name, "trainable": True, "dtype": "float32"},
        "inbound_nodes": [{"args": [[first, made]], "kwargs": {}}],
    }
    return [factor, total]


def parities(base: Base, network: Network) -> dict[str, int]:
    """The layers that pad otherwise where a side is even than where it is uneven, with half their kernel.

    ``correct_pad`` of ``imagenet_utils`` pads half the kernel behind, and one less before where the side is even.
    MobileNet always pads the same.
    """
    rows = {node.name: node.spec.to_plain()["rows"] for _, node in walk(network.nodes) if is_pad(node)}
    if base.name == "MobileNet" or all(before == after for before, after in rows.values()):
        return {}
    return {name: after for name, (_, after) in rows.items()}


def is_pad(node: Node) -> bool:
    return node.spec.kind == "ZeroPadding2D"


def arrays(model: keras.Model, found: Described) -> list[str]:
    """The arrays in the order of a file of weights that Keras writes layer by layer."""
    ours = {node.stored_as or node.name: node.name for node in found.nodes}
    result = []
    for layer in model.layers:
        inner = {id(v): each for each in layer._flatten_layers() for v in each._trainable_variables}
        inner |= {id(v): each for each in layer._flatten_layers() for v in each._non_trainable_variables}
        for variable in (*layer.trainable_weights, *layer.non_trainable_weights):
            result.append(entry(inner[id(variable)], variable.name, ours, model))
    return result


def entry(layer: Any, weight: str, ours: dict[str, str], model: keras.Model) -> str:
    """How one array stands in the list: see ``_Held.order`` of ``cnnstudio/core/bases/networks.py``."""
    if type(layer).__name__ == "Normalization":
        return "/variance" if weight == "variance" else ""
    if type(layer).__name__ == "LayerScale":
        before = layer._inbound_nodes[0].input_tensors[0]._keras_history.operation
        return f"*{ours[before.name]}"
    return f"{ours[layer.name]}/{weight}"


def check(network: Network, order: list[str]) -> None:
    """Every array of the network stands in the list once."""
    wanted = sorted(f"{row.name}/{each.name}" for row in analyse(network).rows for each in row.params.arrays)
    has = sorted(name for name in order if name and name[0] not in "*/")
    if wanted != has:
        raise ValueError(f"{set(wanted) ^ set(has)}")


def lite_0() -> dict[str, Any]:
    """EfficientNet-Lite0 without its last layer: no squeeze, ReLU6, stem and head of fixed width."""
    nodes: list[Node] = conv_row("stem", 32, 3, 2)
    number, channels = 0, 32
    for repeats, kernel, first, expansion, wide in LITE_STAGES:
        for again in range(repeats):
            strides = 1 if again else first
            body = lite_block(f"b{number}", channels, kernel, strides, expansion, wide)
            if strides == 1 and channels == wide:
                nodes.append(Block(f"b{number}_add", Residual("linear"), (tuple(body), ())))
            else:
                nodes += body
            number, channels = number + 1, wide
    nodes += [*conv_row("head", 1280, 1, 1), Layer("avg_pool", GlobalAveragePooling2D())]
    network = Network((224, 224, 3), tuple(nodes))
    order = [f"{row.name}/{each.name}" for row in analyse(network).rows for each in row.params.arrays]
    return {"network": to_plain(network), "order": order, "pads": {}}


def lite_block(name: str, channels: int, kernel: int, strides: int, expansion: int, wide: int) -> list[Node]:
    """Widen, filter each channel, narrow."""
    nodes: list[Node] = []
    if expansion > 1:
        nodes += [conv(f"{name}_expand", channels * expansion, 1, 1), norm(f"{name}_bn0"), relu6(f"{name}_relu0")]
    depthwise = DepthwiseConv2D(
        (kernel, kernel), (strides, strides), padding="same", activation="linear", use_bias=False
    )
    nodes += [Layer(f"{name}_dw", depthwise), norm(f"{name}_bn1"), relu6(f"{name}_relu1")]
    return [*nodes, conv(f"{name}_project", wide, 1, 1), norm(f"{name}_bn2")]


def conv_row(name: str, filters: int, kernel: int, strides: int) -> list[Node]:
    return [conv(f"{name}_conv", filters, kernel, strides), norm(f"{name}_bn"), relu6(f"{name}_relu")]


def conv(name: str, filters: int, kernel: int, strides: int) -> Node:
    sizes = {"kernel_size": (kernel, kernel), "strides": (strides, strides)}
    return Layer(name, Conv2D(filters, padding="same", activation="linear", use_bias=False, **sizes))


def norm(name: str) -> Node:
    return Layer(name, BatchNormalization(epsilon=1e-3))


def relu6(name: str) -> Node:
    return Layer(name, ReLU(max_value=6.0))


if __name__ == "__main__":
    main(sys.argv[1:])
