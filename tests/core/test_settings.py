"""Settings of layers, plan and data: what they accept and how they are stored."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnstudio.core.errors import SpecError
from cnnstudio.core.layers import FAMILIES, KINDS, BatchNormalization, Conv2D, Dense, Dropout, MaxPooling2D
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.spec import LayerSpec, Settings, settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import DataRecipe, Plan
from tests.core.strategies import JSON, read_or_refused, specs

OWNERS: tuple[type[Settings], ...] = (*KINDS.values(), Plan, DataRecipe, Preprocessing)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.kind)
def test_that_every_kind_has_words_a_family_and_a_default(kind: type[LayerSpec]) -> None:
    made = kind()
    assert kind.family in FAMILIES
    assert (kind.__doc__ or "").strip()
    assert made.keras()[-1][0] == kind.kind
    assert all(each.label and each.help for each in settings_of(kind).values())
    assert Dense().summary() == "128 units · relu"


@given(specs())
def test_that_the_settings_of_a_layer_survive_json(spec: LayerSpec) -> None:
    assert type(spec).from_plain(json.loads(json.dumps(spec.to_plain()))) == spec


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_that_a_wrong_type_is_refused_for_every_setting(owner: type[Settings]) -> None:
    for name, found in settings_of(owner).items():
        row = [None] if found.form in ("integers", "numbers") else [1]
        for wrong in (None, [], {}, row, b"x", 3 if found.form == "text" else "nonsense", float("nan"), 10**400):
            with pytest.raises(SpecError, match=found.label.split("(")[0].strip()):
                owner.from_plain({name: wrong})


@pytest.mark.parametrize("owner", OWNERS, ids=lambda owner: owner.__name__)
def test_that_every_range_ends_where_it_says(owner: type[Settings]) -> None:
    for name, found in settings_of(owner).items():
        if found.form not in ("integer", "number"):
            continue
        assert found.low is not None
        assert found.high is not None
        kind = int if found.form == "integer" else float
        owner.from_plain({name: kind(found.high)})
        for wrong in (found.low if found.above else found.low - 1, found.high + 1):
            with pytest.raises(SpecError, match=r"above|from"):
                owner.from_plain({name: kind(wrong)})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Conv2D(filters=0), "Filters is from 1 to 4,096, not 0."),
        (lambda: Conv2D(filters=True), "Filters is a whole number, not True."),
        (lambda: Conv2D(filters=3.0), "Filters is a whole number, not 3.0."),
        (lambda: Conv2D(kernel_size=(3,)), "two whole numbers"),
        (lambda: Conv2D(kernel_size=(3, 0)), "Kernel size is from 1"),
        (lambda: Conv2D(padding="full"), "Padding is a whole number"),
        (lambda: Conv2D(padding=-1), "Padding is from 0"),
        (lambda: MaxPooling2D(padding=1), "Padding is one of valid, same"),
        (lambda: Dense(activation="reluu"), "Activation is one of linear, relu"),
        (lambda: Dropout(1.0), "Rate is from 0 to 0.99"),
        (lambda: BatchNormalization(epsilon=0), "Epsilon is above 0 to 1"),
        (lambda: Plan(learning_rate=0), "Learning rate is above 0"),
        (lambda: Plan(learning_rate=float("inf")), "Learning rate is a number, not inf."),
        (lambda: Plan(seed=-1), "Seed is from 0"),
        (lambda: DataRecipe(validation="none"), "Validate on is one of"),
    ],
)
def test_that_a_setting_that_cannot_be_is_refused_in_words(make: Any, words: str) -> None:
    with pytest.raises(SpecError) as caught:
        make()
    assert words in str(caught.value)


def test_that_an_unknown_setting_is_named_and_a_missing_one_has_its_default() -> None:
    assert Conv2D.from_plain({}) == Conv2D()
    with pytest.raises(SpecError, match="no setting 'dilation'"):
        Conv2D.from_plain({"dilation": 2})
    with pytest.raises(SpecError, match="by name"):
        Conv2D.from_plain([1, 2])


def test_that_a_list_becomes_a_pair() -> None:
    assert Conv2D.from_plain({"kernel_size": [5, 3]}).kernel_size == (5, 3)


@given(JSON, st.sampled_from(OWNERS), st.data())
def test_that_any_json_is_settings_or_refused_in_words(value: Any, owner: type[Settings], data: st.DataObject) -> None:
    names = list(settings_of(owner))
    plains = [value, {data.draw(st.sampled_from(names)): value} if names else {"x": value}]
    for plain in plains:
        read_or_refused(owner.from_plain, plain, owner)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_that_a_new_optimiser_brings_its_usual_rate(name: str) -> None:
    for old, rule in OPTIMIZERS.items():
        rate = rule.usual_rate
        found = Plan(optimizer=old, learning_rate=rate).with_optimizer(name)
        assert (found.optimizer, found.learning_rate) == (name, OPTIMIZERS[name].usual_rate)
    assert Plan(learning_rate=0.02).with_optimizer(name).learning_rate == 0.02


def test_that_adadelta_starts_at_the_rate_of_its_authors() -> None:
    assert Plan().with_optimizer("Adadelta").learning_rate == 1.0
