"""Random settings of any layer kind, small enough to be computed at once, mostly such that they fit an input."""

import math
import random
from typing import Any

from cnnstudio.core.layers import KINDS
from cnnstudio.core.spec import LayerSpec, Setting, Shape, settings_of

_MOST = {"filters": 9, "units": 24, "depth_multiplier": 3, "output_padding": 1, "factor": 8}
_NUMBERS = {"rate": 0.9, "variance": 4.0}


def random_spec(pick: random.Random, kind: str, shape: Shape) -> LayerSpec:
    """A layer of ``kind`` whose settings were chosen with an eye to an input of ``shape``; it may still refuse it."""
    found = settings_of(KINDS[kind])
    spec = KINDS[kind](**{name: _value(pick, name, each, shape) for name, each in found.items()})
    return spec.from_plain(spec.to_plain() | _tamed(pick, spec, shape))


def _value(pick: random.Random, name: str, setting: Setting, shape: Shape) -> Any:  # noqa: PLR0911 - one a form
    match setting.form:
        case "integer":
            low = int(setting.low or 0)
            return pick.randint(low, max(low, _MOST.get(name, 4)))
        case "number":
            return _number(pick, name, setting)
        case "flag":
            return pick.random() < 0.7
        case "choice":
            return pick.choice(setting.choices)
        case "pair":
            return _pair(pick, name, int(setting.low or 0))
        case "padding":
            return pick.choice(("valid", "valid", "same", "same", 0, 1, 2, 5))
        case "numbers":
            return tuple(_number(pick, name, setting) for _ in range(pick.choice((1, min(shape[-1], setting.most)))))
        case "integers":
            return _row(pick, name, shape)
        case _:
            raise AssertionError(setting.form)


def _number(pick: random.Random, name: str, setting: Setting) -> float:
    if name in ("l1", "l2"):
        return pick.choice((0.0, 0.0, 0.001, 0.25))
    low, high = max(setting.low or 0, -2), min(setting.high or 0, _NUMBERS.get(name, 1.0))
    return round(pick.uniform(max(low, 0.1) if setting.above or name == "variance" else low, high), 3)


def _pair(pick: random.Random, name: str, low: int) -> tuple[int, int]:
    if name in ("strides", "dilation_rate"):
        return pick.choice(((1, 1), (1, 1), (1, 1), (2, 2), (2, 2), (1, 2), (3, 1)))
    return pick.randint(low, low + 3), pick.randint(low, low + 3)


def _row(pick: random.Random, name: str, shape: Shape) -> tuple[int, ...]:
    """Axes in any order, or a shape with as many numbers."""
    if name == "dims":
        return tuple(pick.sample(range(1, len(shape) + 1), len(shape)))
    count, sizes = math.prod(shape), []
    for _ in range(pick.randint(0, 2)):
        size = pick.choice([each for each in (1, 2, 3, 4, 5, 6, 8) if count % each == 0])
        sizes.append(size)
        count //= size
    sizes.insert(pick.randint(0, len(sizes)), pick.choice((count, -1)))
    return tuple(sizes)


def _tamed(pick: random.Random, spec: LayerSpec, shape: Shape) -> dict[str, Any]:
    """What single settings chosen alone would seldom get right together."""
    found: dict[str, Any] = {}
    plain = spec.to_plain()
    steps = max(plain.get("strides", (1,)))
    if spec.kind in ("Conv2D", "Conv2DTranspose") and steps > 1 and pick.random() < 0.9:
        found["dilation_rate"] = (1, 1)
    if spec.kind in ("DepthwiseConv2D", "SeparableConv2D"):
        found["strides"] = (steps, steps)
    if spec.kind == "Conv2D":
        # Groups are slow to try: TensorFlow compiles each such layer anew on a CPU.
        common = math.gcd(spec.to_plain()["filters"], shape[-1])
        found["groups"] = common if pick.random() < 0.15 else 1
    if spec.kind == "GroupNormalization":
        found["groups"] = pick.choice([each for each in range(1, shape[-1] + 1) if shape[-1] % each == 0])
    if spec.kind == "Normalization":
        found["variance"] = [abs(each) + 0.1 for each in plain["mean"]]
    if spec.kind == "PReLU":
        found["shared"] = plain["shared"] and len(shape) == 3
    if spec.kind == "RandomGaussianBlur":
        found["kernel_size"] = pick.choice(((3, 3), (1, 5)))
    if spec.kind == "RandomZoom":
        found["width_factor"] = pick.choice((0.0, 0.2))
    return found
