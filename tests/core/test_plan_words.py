"""What the settings of a plan and of its data are called, and the words that refuse a value."""

import numpy as np
import pytest

from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training import losses
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.training.schedules import SCHEDULES


def test_that_a_refusal_names_whole_numbers_without_a_point() -> None:
    with pytest.raises(SpecError, match=r"^Learning rate is above 0 to 1,000,000, not 0\.$"):
        Plan(learning_rate=0.0)
    with pytest.raises(SpecError, match=r"^Validation share is from 0\.01 to 0\.9, not 0\.95\.$"):
        DataRecipe(validation_share=0.95)


def test_that_numbers_of_epochs_and_factors_have_units() -> None:
    plan = settings_of(Plan)
    assert {name for name, each in plan.items() if each.unit == "epochs"} == {"early_stopping", "warmup"}
    for kind in SCHEDULES.values():
        for name, each in settings_of(kind).items():
            assert each.unit == {"every": "epochs", "patience": "epochs", "delta": ""}.get(name, "×"), name


def test_that_all_pictures_are_called_all() -> None:
    assert settings_of(DataRecipe)["subset"].names[0] == "all"


def test_that_the_help_says_what_is_computed() -> None:
    plan = settings_of(Plan)
    assert "half to yes and half to no" in plan["label_smoothing"].help
    y = losses.labels(Plan(loss="binary_crossentropy", label_smoothing=0.2), np.array([0]), 2)
    assert y.tolist() == [[0.9, 0.1]]
    assert f"by {losses.ALPHA:g}" in plan["focal_gamma"].help
    weights = losses.class_weights(Plan(class_weight="balanced"), np.array([0, 0, 0, 2]), 3)
    assert weights is not None
    assert weights.tolist() == [4 / (2 * 3), 1.0, 4 / 2]
    assert "without a training picture are not counted" in plan["class_weight"].help
