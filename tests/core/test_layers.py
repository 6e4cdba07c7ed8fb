"""Layer kinds without Keras: shapes, arithmetic, words, ways out, and the inverse of what Keras writes."""

import math
import random
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.arithmetic import padding_around
from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import (
    ELU,
    FAMILIES,
    KINDS,
    Conv2D,
    Conv2DTranspose,
    Cropping2D,
    Dense,
    DepthwiseConv2D,
    GroupNormalization,
    LeakyReLU,
    MaxPooling2D,
    Normalization,
    Permute,
    PReLU,
    RandomErasing,
    RandomFlip,
    RandomGaussianBlur,
    RandomHue,
    RandomRotation,
    RandomShear,
    RandomZoom,
    ReLU,
    Rescaling,
    Reshape,
    SeparableConv2D,
    Softmax,
    SpatialDropout2D,
    UpSampling2D,
)
from cnnstudio.core.layers.kernels import INITIALISERS
from cnnstudio.core.sliding import axes_of
from cnnstudio.core.spec import LayerSpec, Shape, Window, settings_of
from tests.core.strategies import specs
from tests.random_specs import random_spec

PICTURE: Shape = (28, 20, 6)


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_kind_works_as_it_comes_out_of_the_palette_on_some_input(kind: str) -> None:
    spec = KINDS[kind]()
    works = []
    for shape in ((32, 32, 8), (32, 32, 3), (64,)):
        try:
            works.append(spec.output_shape(shape))
        except SpecError:
            continue
    assert works


@given(specs(), st.sampled_from([(28, 20, 6), (5, 4, 3), (1, 1, 1), (12,), (5, 4)]))
def test_that_any_layer_on_any_input_gives_a_shape_or_a_sentence(spec: LayerSpec, shape: Shape) -> None:
    try:
        after = spec.output_shape(shape)
    except SpecError as error:
        words = str(error)
    else:
        assert all(type(size) is int and size >= 1 for size in after)
        assert spec.multiply_adds(shape) == _applied(spec, shape)
        window = spec.window(shape)
        assert window is None or min(*window.size, *window.strides, *window.enlarged, *window.dilation) >= 1
        return
    assert re.fullmatch(r"[A-Z0-9“].*\.", words)
    assert all(isinstance(changed, LayerSpec) for _, changed in spec.repairs(shape))


def _applied(spec: LayerSpec, shape: Shape) -> int:
    """Every weight of every kernel once at each place: of the input where it paints, of the output otherwise."""
    places = shape if isinstance(spec, Conv2DTranspose) else spec.output_shape(shape)
    kernels = [weight.size for weight in spec.params(shape).arrays if weight.name.endswith("kernel")]
    return math.prod(places[:-1]) * sum(kernels)


def test_that_a_convolution_costs_what_its_loops_count() -> None:
    spec, shape = Conv2D(4, (2, 3), (2, 1), padding=1, groups=2), (5, 4, 6)
    rows, columns, _ = spec.output_shape(shape)
    axes = axes_of(spec, shape)
    assert axes is not None
    down, right = axes
    count = 0
    for row, column, kernel in product(range(rows), range(columns), range(4)):
        group = range(3) if kernel < 2 else range(3, 6)
        count += sum(1 for _ in product(down.reads(row), right.reads(column), group))
    assert spec.multiply_adds(shape) == count


@pytest.mark.parametrize("kind", KINDS)
def test_that_the_arithmetic_of_parameters_gives_their_number(kind: str) -> None:
    pick = random.Random(kind)
    for shape in (PICTURE, (12,)) * 12:
        spec = random_spec(pick, kind, shape)
        try:
            spec.output_shape(shape)
        except SpecError:
            continue
        params = spec.params(shape)
        words = params.arithmetic.replace("·", "*").replace(",", "")
        assert re.fullmatch(r"[\d+*() ]*", words)
        assert (eval(words) if words else 0) == params.total


@pytest.mark.parametrize("kind", KINDS)
def test_that_from_keras_undoes_keras(kind: str) -> None:
    pick = random.Random(kind)
    for _ in range(20):
        spec = random_spec(pick, kind, (28, 20, 3))
        if isinstance(spec.to_plain().get("padding"), int):
            continue
        arguments = {name: as_written(name, value) for name, value in spec.keras()[-1][1].items()}
        assert type(spec).from_keras(arguments) == spec


def as_written(name: str, value: object) -> object:
    """A value as Keras writes it into a file: lists for tuples, initialisers as classes."""
    if isinstance(value, tuple):
        return [as_written(name, each) for each in value]
    if isinstance(value, str) and name.endswith("_initializer"):
        class_name, config = INITIALISERS[value]
        return {"module": "keras.initializers", "class_name": class_name, "config": {**config, "seed": None}}
    return value


@pytest.mark.parametrize(
    ("spec", "shape", "after", "total", "arithmetic", "cost"),
    [
        (Conv2D(8, groups=2), PICTURE, (26, 18, 8), 224, "(3·3·3 + 1) · 8", 26 * 18 * 8 * 27),
        (Conv2D(8, dilation_rate=(3, 1)), PICTURE, (22, 18, 8), 440, "(3·3·6 + 1) · 8", 22 * 18 * 8 * 54),
        (DepthwiseConv2D(), PICTURE, (26, 18, 6), 60, "(3·3 + 1) · 6", 26 * 18 * 6 * 9),
        (DepthwiseConv2D(depth_multiplier=2), PICTURE, (26, 18, 12), 120, "(3·3 + 1) · 6·2", 26 * 18 * 12 * 9),
        (SeparableConv2D(8), PICTURE, (26, 18, 8), 110, "3·3·6 + (6 + 1) · 8", 26 * 18 * 6 * 17),
        (Conv2DTranspose(8), PICTURE, (57, 41, 8), 440, "(3·3·6 + 1) · 8", 28 * 20 * 6 * 9 * 8),
        (Dense(10), (6,), (10,), 70, "(6 + 1) · 10", 60),
        (PReLU(), (5, 4, 3), (5, 4, 3), 60, "5 · 4 · 3", 0),
        (PReLU(shared=True), (5, 4, 3), (5, 4, 3), 3, "3", 0),
        (GroupNormalization(3), PICTURE, PICTURE, 12, "2 · 6", 0),
        (Normalization((0.5,), (0.25,)), PICTURE, PICTURE, 0, "", 0),
    ],
)
def test_that_known_layers_have_known_figures(
    spec: LayerSpec, shape: Shape, after: Shape, total: int, arithmetic: str, cost: int
) -> None:
    params = spec.params(shape)
    assert (spec.output_shape(shape), params.total, params.arithmetic) == (after, total, arithmetic)
    assert spec.multiply_adds(shape) == cost


def test_that_a_depthwise_and_a_mixing_convolution_cost_what_a_separable_one_does() -> None:
    apart, mix, both = DepthwiseConv2D(use_bias=False), Conv2D(8, (1, 1)), SeparableConv2D(8)
    between = apart.output_shape(PICTURE)
    assert both.output_shape(PICTURE) == mix.output_shape(between)
    assert both.params(PICTURE).total == apart.params(PICTURE).total + mix.params(between).total
    assert both.multiply_adds(PICTURE) == apart.multiply_adds(PICTURE) + mix.multiply_adds(between)


@pytest.mark.parametrize(
    ("spec", "shape", "words", "repaired"),
    [
        (Conv2D(8, groups=4), PICTURE, "cannot be split into 4", Conv2D(8, groups=2)),
        (Conv2D(8, strides=(2, 2), dilation_rate=(2, 2)), PICTURE, "at once", Conv2D(8, dilation_rate=(2, 2))),
        (Conv2D(8, (30, 3)), PICTURE, "does not fit", Conv2D(8, (30, 3), padding="same")),
        (DepthwiseConv2D(strides=(1, 2)), PICTURE, "must be equal", DepthwiseConv2D(strides=(2, 2))),
        (
            SeparableConv2D(dilation_rate=(20, 1)),
            PICTURE,
            "fit",
            SeparableConv2D(dilation_rate=(20, 1), padding="same"),
        ),
        (Conv2DTranspose(output_padding=2), PICTURE, "smaller than both", Conv2DTranspose()),
        (GroupNormalization(4), PICTURE, "Use 3", GroupNormalization(3)),
        (GroupNormalization(8), (7,), "Use 7", GroupNormalization(7)),
        (PReLU(shared=True), (7,), "picture only", PReLU()),
        (Cropping2D((14, 14), (0, 0)), PICTURE, "leaves nothing", Cropping2D()),
        (Reshape((28, 21, -1)), PICTURE, "do not fill", Reshape((28, -1, 1))),
        (Reshape((28, 20, 5)), PICTURE, "28 × 20 × 5", Reshape((28, 20, -1))),
        (Permute((2, 1)), PICTURE, "3 axes", Permute()),
        (Normalization((0.0, 1.0), (1.0,)), PICTURE, "Means: 2, variances: 1", Normalization()),
        (RandomGaussianBlur(kernel_size=(2, 3)), PICTURE, "odd", RandomGaussianBlur(kernel_size=(3, 3))),
    ],
)
def test_that_a_refusal_says_why_and_offers_what_works(
    spec: LayerSpec, shape: Shape, words: str, repaired: LayerSpec
) -> None:
    with pytest.raises(SpecError) as caught:
        spec.output_shape(shape)
    assert words in str(caught.value)
    ways = []
    for label, changed in spec.repairs(shape):
        assert label
        try:
            changed.output_shape(shape)
        except SpecError:
            continue
        ways.append(changed)
    assert repaired in ways


def test_that_colours_are_asked_for_where_they_are_needed() -> None:
    with pytest.raises(SpecError, match=r"pictures of 3 channels, not of 1\."):
        RandomHue().output_shape((28, 28, 1))
    assert RandomFlip().output_shape((28, 28, 1)) == (28, 28, 1)
    with pytest.raises(SpecError, match="list of 10 numbers"):
        SpatialDropout2D().output_shape((10,))


@pytest.mark.parametrize(
    ("spec", "window"),
    [
        (Conv2D(1, (3, 4), padding="same"), Window((3, 4), (1, 1), (1, 1), after=(1, 2))),
        (
            Conv2D(1, (3, 3), dilation_rate=(2, 3), padding="same"),
            Window((5, 7), (1, 1), (2, 3), after=(2, 3), dilation=(2, 3)),
        ),
        (Conv2D(1, padding=2), Window((3, 3), (1, 1), (2, 2), after=(2, 2))),
        (MaxPooling2D((3, 3), (2, 2), "same"), Window((3, 3), (2, 2), (0, 0), after=(1, 1), zeros=False)),
        (Conv2DTranspose(1, (2, 2), (2, 2)), Window((1, 1), (1, 1), (0, 0), (2, 2))),
        (Conv2DTranspose(1, (4, 4), (2, 2), "same"), Window((2, 2), (1, 1), (1, 1), (2, 2))),
        (Cropping2D((2, 1), (0, 3)), Window(before=(-2, 0), after=(-1, -3))),
        (UpSampling2D((2, 3)), Window(enlarged=(2, 3))),
        (UpSampling2D((2, 1), "bilinear"), Window((2, 1), (1, 1), (1, 0), (2, 1))),
        (GroupNormalization(2), None),
        (Permute(), Window(axes="swapped")),
        (Permute((1, 3, 2)), Window(axes="mixed")),
        (Permute((1, 2, 3)), Window()),
        (Reshape((28, 20, -1)), Window()),
        (Reshape((20, 28, 6)), Window(axes="mixed")),
    ],
)
def test_that_every_window_is_known(spec: LayerSpec, window: Window | None) -> None:
    assert spec.window(PICTURE) == window


def test_that_uneven_padding_puts_the_odd_number_behind() -> None:
    assert padding_around(28, 4, 1, "same") == (1, 2)
    assert padding_around(28, 3, 1, "same", 2) == (2, 2)
    assert padding_around(28, 3, 2, "same") == (0, 1)


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        (Softmax(), "softmax"),
        (LeakyReLU(), "leaky_relu"),
        (ELU(), "elu"),
        (PReLU(), "prelu"),
        (ReLU(), "relu"),
        (ReLU(6), "relu6"),
        (ReLU(negative_slope=0.1), "leaky_relu"),
        (DepthwiseConv2D(activation="silu"), "silu"),
        (Rescaling(), "linear"),
    ],
)
def test_that_a_layer_names_the_function_it_ends_with(spec: LayerSpec, name: str) -> None:
    assert spec.activation_name() == name


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (Rescaling(2, -1), "× 2 − 1"),
        (Rescaling(-0.5, 3), "× −0.5 + 3"),
        (Rescaling(), "× 0.00392157"),
        (Conv2D(8, (3, 5), (2, 1), "same", groups=2), "8 filters 3×5 · strides 2×1 · same · 2 groups · relu"),
        (Conv2DTranspose(8, dilation_rate=(2, 2)), "8 filters 3×3 · strides 2×2 · dilation 2×2 · valid · relu"),
        (DepthwiseConv2D(depth_multiplier=2, padding=1), "3×3 · 2 a channel · 1 px padding · relu"),
        (SeparableConv2D(8), "8 filters 3×3 · valid · relu"),
        (SeparableConv2D(1), "1 filter 3×3 · valid · relu"),
        (Dense(10, "softmax"), "10 units · softmax"),
        (Dense(1, "sigmoid"), "1 unit · sigmoid"),
    ],
)
def test_that_the_settings_of_a_layer_stand_on_its_card_in_a_few_words(spec: LayerSpec, words: str) -> None:
    assert spec.summary() == words


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("RandomRotation", "±18°"),
        ("RandomTranslation", "±0.1 · ±0.1"),
        ("RandomZoom", "±0.1"),
        ("RandomShear", "±0.1"),
        ("RandomPerspective", "up to 0.3"),
        ("RandomElasticTransform", "up to 1"),
        ("RandomErasing", "up to 33%"),
        ("RandomBrightness", "±0.2"),
        ("RandomContrast", "±0.2"),
        ("RandomSharpness", "±0.5"),
        ("RandomGaussianBlur", "up to 1 px"),
        ("RandomInvert", "chance up to 1"),
        ("RandomPosterization", "1 to 3 bits"),
        ("RandomGrayscale", "50% of the pictures"),
        ("RandomHue", "±0.1"),
        ("RandomSaturation", "±0.3"),
        ("RandomColorDegeneration", "up to 0.5"),
        ("RandomColorJitter", "up to 0.2 · 0.2 · 0.2 · 0.1"),
    ],
)
def test_that_the_strength_of_a_random_change_says_whether_it_goes_either_way(kind: str, words: str) -> None:
    assert KINDS[kind]().summary() == words


def test_that_a_mirrored_picture_says_which_sides_are_swapped() -> None:
    modes = ("horizontal", "vertical", "horizontal_and_vertical")
    assert [RandomFlip(mode).summary() for mode in modes] == ["left and right", "top and bottom", "both"]


def test_that_the_turn_of_a_rotation_says_what_it_is_a_part_of() -> None:
    assert settings_of(RandomRotation)["factor"].label == "Part of a turn"


@pytest.mark.parametrize("family", FAMILIES)
def test_that_every_family_has_kinds_and_augmentation_says_it_acts_in_training(family: str) -> None:
    kinds = [kind for kind in KINDS.values() if kind.family == family]
    assert kinds
    if family == "augmentation":
        assert all("training" in (kind.__doc__ or "") for kind in kinds)


def test_that_the_usual_settings_of_convolutions_stand_first_and_the_rest_is_folded() -> None:
    assert list(settings_of(Conv2D))[:6] == ["filters", "kernel_size", "strides", "padding", "activation", "use_bias"]
    assert list(settings_of(Dense))[:3] == ["units", "activation", "use_bias"]
    folded = {name for name, each in settings_of(Conv2D).items() if each.more}
    assert folded == {"use_bias", "dilation_rate", "groups", "kernel_initializer", "l1", "l2"}


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (Conv2D, {"padding": 2}),
        (Conv2D, {"kernel_initializer": {"module": "os", "class_name": "HeNormal", "config": {}}}),
        (Conv2D, {"kernel_initializer": {"class_name": "HeNormal", "config": {"seed": "x"}}}),
        (Conv2D, {"kernel_initializer": {"class_name": ["HeNormal"], "config": {}}}),
        (Conv2D, {"kernel_initializer": 3}),
        (Conv2D, {"kernel_regularizer": {"class_name": "L1L2", "config": {"l1": 1}}}),
        (Conv2D, {"kernel_regularizer": {"class_name": "L1", "config": {"l1": float("nan")}}}),
        (Conv2D, {"kernel_regularizer": {"class_name": "L1", "config": {"l1": -1.0}}}),
        (SeparableConv2D, {"pointwise_initializer": "ones"}),
        (Conv2DTranspose, {"output_padding": [0, 1]}),
        (Conv2DTranspose, {"output_padding": [-1, -1]}),
        (Conv2DTranspose, {"output_padding": [True, True]}),
        (PReLU, {"shared_axes": [1]}),
        (ReLU, {"max_value": 0.0}),
        (Normalization, {"mean": None}),
        (RandomRotation, {"factor": [-0.1, 0.2]}),
        (RandomRotation, {"factor": ["a", "b"]}),
        (RandomShear, {"x_factor": [0.1, 0.2]}),
        (RandomZoom, {"width_factor": 0}),
        (RandomErasing, {"fill_value": [1, 2, 3]}),
        (RandomErasing, {"value_range": [0, 100]}),
        (RandomHue, {"value_range": "0 to 1"}),
        (UpSampling2D, {"interpolation": "area"}),
        (Rescaling, {"scale": [1, 2]}),
        (Cropping2D, {"cropping": 3}),
    ],
)
def test_that_arguments_of_keras_without_a_setting_are_refused(
    kind: type[LayerSpec], changed: dict[str, object]
) -> None:
    arguments = {name: as_written(name, value) for name, value in kind().keras()[-1][1].items()}
    assert kind.from_keras(arguments) == kind()
    with pytest.raises(SpecError):
        kind.from_keras(arguments | changed)


def test_that_a_penalty_of_one_sort_is_read_too() -> None:
    arguments = Dense().keras()[-1][1]
    found = Dense.from_keras(arguments | {"kernel_regularizer": {"class_name": "L2", "config": {"l2": 0.5}}})
    assert (found.l1, found.l2) == (0.0, 0.5)
