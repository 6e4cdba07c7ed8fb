"""Networks and values that hypothesis invents."""

from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from cnnstudio.core.blocks import MERGES, Parallel, Residual
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import KINDS
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing, augmentations
from cnnstudio.core.spec import LayerSpec, Setting, settings_of


def _value(setting: Setting) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - one a form
    low, high = int(setting.low or 0), int(min(setting.high or 0, 40))
    match setting.form:
        case "integer":
            return st.integers(low, high)
        case "integers":
            return st.lists(st.integers(low, high), min_size=1, max_size=min(setting.most, 4)).map(tuple)
        case "numbers":
            return st.lists(
                st.floats(setting.low, setting.high, allow_subnormal=False), min_size=1, max_size=min(setting.most, 4)
            ).map(tuple)
        case "number":
            return st.floats(setting.low, setting.high, exclude_min=setting.above, allow_subnormal=False)
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(setting.choices)
        case "pair":
            return st.tuples(st.integers(low, 8), st.integers(low, 8))
        case "padding":
            return st.one_of(st.sampled_from(["valid", "same"]), st.integers(0, 9))
        case "text":
            return st.text(max_size=8)


@cache  # made anew for every layer of every network, the 51 kinds would take most of the time of the tests
def specs() -> st.SearchStrategy[LayerSpec]:
    """Any kind with any settings it accepts."""
    return st.one_of(
        *(
            st.builds(kind, **{name: _value(each) for name, each in settings_of(kind).items()})
            for kind in KINDS.values()
        )
    )


@cache
def preprocessings() -> st.SearchStrategy[Preprocessing]:
    """Any preprocessing, with up to three augmentations."""
    augmentation = st.one_of(
        *(
            st.builds(kind, **{name: _value(each) for name, each in settings_of(kind).items()})
            for kind in augmentations().values()
        )
    )
    values = {name: _value(each) for name, each in settings_of(Preprocessing).items()}
    return st.builds(Preprocessing, **values, augmentation=st.lists(augmentation, max_size=3).map(tuple))


@st.composite
def networks(draw: st.DrawFn, blocks: bool = True) -> Network:
    """Stacks of up to eight nodes, sound or not, with blocks in them up to two deep."""
    names = (f"node_{number}" for number in range(10_000))

    def node(depth: int) -> Layer | Block:
        if blocks and depth < 2 and draw(st.integers(0, 5)) == 0:
            branches = tuple(row(depth + 1, 3) for _ in range(draw(st.integers(2, 3))))
            spec = draw(st.sampled_from([Residual(), Residual("linear"), *map(Parallel, MERGES)]))
            if isinstance(spec, Residual):
                branches = branches[:2]
            return Block(next(names), spec, branches)
        return Layer(next(names), draw(specs()))

    def row(depth: int, most: int) -> tuple[Layer | Block, ...]:
        return tuple(node(depth) for _ in range(draw(st.integers(0, most))))

    shape = draw(st.tuples(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3])))
    return Network(shape, row(0, 8))


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.just(10**400),
        st.floats(),
        st.text(max_size=8),
        st.sampled_from(["Conv2D", "Block", "add", "scale"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)
"""Any value JSON can hold, and NaN, which Python's reader lets in."""


def read_or_refused(read: Callable[[Any], Any], plain: Any, kind: type[Any]) -> None:
    """Fails unless ``read`` gives a ``kind`` for the value or refuses it in words."""
    try:
        found = read(plain)
    except SpecError as refused:
        if not str(refused):
            raise AssertionError("refused without words") from refused
    else:
        assert isinstance(found, kind)
