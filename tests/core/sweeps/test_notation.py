"""What a setting varies over, read and written as a person does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import Conv2D, Dropout
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.spec import BLOCK_KINDS, KINDS, Setting, settings_of
from cnnstudio.core.sweeps.notation import over_in_words, read_over, usual_over
from cnnstudio.core.sweeps.varied import Listed, Over, Span
from cnnstudio.core.training.plan import DataRecipe, Plan

FILTERS, PADDING = settings_of(Conv2D)["filters"], settings_of(Conv2D)["padding"]
KERNEL, BIAS, INITIALIZER = (settings_of(Conv2D)[name] for name in ("kernel_size", "use_bias", "kernel_initializer"))
RATE, EARLY, WEIGHTS = (settings_of(Plan)[name] for name in ("learning_rate", "early_stopping", "class_weights"))
METHOD = settings_of(Preprocessing)["method"]
EVERY = [
    (f"{kind.__name__}.{name}", setting, getattr(kind, name))
    for kind in (*KINDS.values(), *BLOCK_KINDS.values(), Plan, DataRecipe, Preprocessing)
    for name, setting in settings_of(kind).items()
    if setting.form != "text"
]


@pytest.mark.parametrize(
    ("text", "setting", "over"),
    [
        ("16, 32, 64", FILTERS, Listed((16, 32, 64))),
        ("16 32  64", FILTERS, Listed((16, 32, 64))),
        ("1,024; 2,048", FILTERS, Listed((1024, 2048))),
        ("16 … 64, 4 values", FILTERS, Span(16, 64, 4, whole=True)),
        ("16..64", FILTERS, Span(16, 64, 5, whole=True)),
        ("1e-4..1e-1", RATE, Span(1e-4, 1e-1, 5, log=True)),
        ("1e-4..1e-1, 3 values on a linear scale", RATE, Span(1e-4, 1e-1, 3)),
        ("0.001 … 0.002", RATE, Span(0.001, 0.002, 5)),
        ("0.05 … 0.5", settings_of(Dropout)["rate"], Span(0.05, 0.5, 5)),
        ("8 to 128, 5 in factors", FILTERS, Span(8, 128, 5, log=True, whole=True)),
        ("0.1; 0,01", RATE, Listed((0.1, 0.01))),
        ("1e-4 … 1e-1, 4 values, evenly on a log scale", RATE, Span(1e-4, 1e-1, 4, log=True)),
        ("0,001...0,1 log", RATE, Span(0.001, 0.1, 5, log=True)),
        ("3×3, 5x5, 7", KERNEL, Listed(((3, 3), (5, 5), (7, 7)))),
        ("(1, 3), (3, 1)", KERNEL, Listed(((1, 3), (3, 1)))),
        ("on, off", BIAS, Listed((True, False))),
        ("valid, Same, 2 px", PADDING, Listed(("valid", "same", 2))),
        ("never, 5", EARLY, Listed((0, 5))),
        ("1 2 1; 1 1 5", WEIGHTS, Listed(((1.0, 2.0, 1.0), (1.0, 1.0, 5.0)))),
        ("50 %, 0.25", settings_of(Dropout)["rate"], Listed((0.5, 0.25))),
        ("he_normal, Glorot uniform (usual)", INITIALIZER, Listed(("he_normal", "glorot_uniform"))),
    ],
)
def test_that_values_are_read_as_people_write_them(text: str, setting: Setting, over: Over) -> None:
    assert read_over(text, setting) == over


@pytest.mark.parametrize(
    ("text", "setting", "words"),
    [
        ("", FILTERS, "Write values one after another: 16, 32, 64 or 16 … 64, 4 values."),
        ("16, many", FILTERS, "Filters is a whole number, not “many”."),
        ("16, 2.5", FILTERS, "Filters is a whole number, not “2.5”."),
        ("0, 16", FILTERS, "Filters is from 1 to 4,096, not 0."),
        ("64 … 16", FILTERS, "A range goes from a number to a larger one."),
        ("16 … 64, often", FILTERS, "Behind a range stands how many values a grid takes of it, not “often”."),
        ("0 … 1, 3 in factors", settings_of(Dropout)["rate"], "A range on a log scale begins above 0."),
        ("on, perhaps", BIAS, "Bias is on or off, not “perhaps”."),
        ("same, wide", PADDING, "Padding is valid, same or a number of pixels, not “wide”."),
        ("Adam, Eve", settings_of(Plan)["optimizer"], "Optimiser has no choice “Eve”: it is one of Adam, Adam"),
        ("1, " * 10_000, FILTERS, "That are too many values."),
    ],
)
def test_that_what_cannot_be_is_refused_in_words(text: str, setting: Setting, words: str) -> None:
    with pytest.raises(SpecError) as refusal:
        read_over(text, setting)
    assert str(refusal.value).startswith(words)


@pytest.mark.parametrize(("name", "setting", "value"), EVERY, ids=[name for name, _, _ in EVERY])
def test_that_every_setting_has_a_first_offer_that_reads_as_it_is_written(
    name: str, setting: Setting, value: object
) -> None:
    over = usual_over(setting, value)
    assert read_over(over_in_words(over, setting), setting) == over
    assert setting.form in ("integers", "numbers", "pair") or len(over.points) > 1


def test_that_names_with_commas_are_parted_by_semicolons() -> None:
    over = Listed(("scale", "raw"))
    text = over_in_words(over, METHOD)
    assert text == "÷ 255, so 0 to 1; Raw, 0 to 255"
    assert read_over(text, METHOD) == read_over("scale, raw", METHOD) == over
    assert read_over(over_in_words(Listed(("scale",)), METHOD), METHOD) == Listed(("scale",))


def test_that_the_first_offer_lies_around_the_value() -> None:
    assert usual_over(FILTERS, 32) == Listed((16, 32, 64))
    assert usual_over(FILTERS, 4096) == Listed((2048, 4096))
    assert usual_over(RATE, 0.001) == Span(0.0001, 0.01, 3, log=True)
    assert usual_over(KERNEL, (3, 3)) == Listed(((3, 3), (5, 5), (7, 7)))
    assert usual_over(BIAS, False) == Listed((False, True))


def _values(setting: Setting) -> st.SearchStrategy[object]:
    low, high = int(setting.low or 0), int(min(setting.high or 1e9, 1e9))
    whole = st.integers(low, high)
    number = st.floats(setting.low, setting.high, exclude_min=setting.above, allow_nan=False, allow_infinity=False)
    match setting.form:
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(setting.choices)
        case "padding":
            return st.sampled_from(["valid", "same"]) | whole
        case "pair":
            return st.tuples(whole, whole)
        case "integers" | "numbers":
            each = whole if setting.form == "integers" else number
            return st.lists(each, min_size=1, max_size=setting.most).map(tuple)
    return whole if setting.form == "integer" else number


@given(st.data())
def test_that_what_is_written_is_read_as_the_same_again(data: st.DataObject) -> None:
    _, setting, _ = data.draw(st.sampled_from(EVERY))
    values = data.draw(st.lists(_values(setting), min_size=1, max_size=9))
    over: Over = Listed(tuple(map(setting.check, values)))
    points = over.points
    if setting.form in ("integer", "number") and min(points) < max(points) and data.draw(st.booleans()):
        log = min(points) > 0 and data.draw(st.booleans())
        over = Span(min(points), max(points), data.draw(st.integers(2, 1000)), log, setting.form == "integer")
    assert read_over(over_in_words(over, setting), setting) == over
