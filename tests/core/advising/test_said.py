"""How advice is put: numbers as they were typed, one onset, its order, and what each remedy did, in words."""

from dataclasses import replace

import pytest

from cnnstudio.core.advising.advise import advise, each_once
from cnnstudio.core.advising.case import Case
from cnnstudio.core.advising.remedies import after, against_learning_by_heart, in_words, is_there, of_plan, set_rate
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.pictures.finding import Offer
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.problem import Fix
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.training.health import Health
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.training.schedules import Cosine
from tests.core.advising.cases import LABELS, made

LEARNS = ((1.2, 1.1), (0.6, 0.55), (0.5, 0.5), (0.48, 0.495), (0.47, 0.494))
STANDS = ((2.31, 2.31), (2.304, 2.304), (2.303, 2.303), (2.303, 2.303))


def said(case: Case, kind: str) -> Advice:
    return next(each for each in advise(case) if each.kind == kind)


def labels(advice: Advice) -> list[str]:
    return [way.label for way in advice.remedies]


def stands(rate: float | None = None, **plan: object) -> Case:
    case = made(*STANDS, plan=plan)
    return replace(case, epochs=tuple(replace(each, accuracy=0.1, rate=rate) for each in case.epochs))


def test_that_the_rate_is_named_as_it_was_typed_and_what_the_schedule_made_of_it_beside() -> None:
    text = said(stands(9.07723, learning_rate=10.0, schedule=Cosine()), "stuck").text
    assert "this run's was 10, 10,000 times larger (with warm-up and schedule 9.08 at the most" in text
    assert "9.07723" not in text
    low = said(stands(0.000907, optimizer="Adadelta", learning_rate=0.001, schedule=Cosine()), "stuck")
    assert "was 0.001, 1,000 times smaller (with warm-up and schedule 0.000907" in low.text
    assert low.evidence[-1].startswith("learning rate: 0.001 (with")
    held = said(stands(1e-6, learning_rate=0.001, warmup=1000.0), "stuck")
    assert "was set to 0.001 but reached no more than 1e-06, 1,000 times smaller." in held.text
    assert "this run's was 0.1, 100 times larger." in said(stands(learning_rate=0.1), "stuck").text


# Few pictures


def test_that_a_validation_of_few_pictures_is_a_caution_that_says_what_one_picture_does() -> None:
    case = made(*LEARNS, validated=2, counts=(2,) * 9, plan={"batch_size": 4})
    case = replace(case, project=replace(case.project, data=DataRecipe(subset=20)))
    advice = said(case, "few_pictures")
    assert advice.text.startswith("Validation is 2 pictures: one more or less found changes the accuracy by 50.0 %")
    assert advice.tone == "caution"
    assert labels(advice) == ["Learn from all pictures"]  # of 20 no part is large enough


def test_that_where_there_are_more_pictures_a_larger_part_is_offered() -> None:
    case = made(*LEARNS, validated=20, counts=(18,) * 10)
    advice = said(case, "few_pictures")
    assert labels(advice) == ["Hold back 15 % for validation"]
    assert after(case.project, advice.remedies[0]).data.validation_share == 0.15


@pytest.mark.parametrize("validated", [0, 30, 1000])
def test_that_enough_pictures_or_an_unknown_number_say_nothing(validated: int) -> None:
    assert advise(made(*LEARNS, validated=validated)) == ()


def test_that_a_test_of_few_pictures_is_said_too() -> None:
    scores = Scores(0.5, LABELS, tuple(tuple(int(a == b) for b in range(10)) for a in range(10)))
    assert "Test is 10 pictures" in said(made(*LEARNS, test=scores), "few_pictures").text


@pytest.mark.parametrize(("count", "size"), [(2, 1), (5, 4), (18, 4), (90, 8), (1000, 32)])
def test_that_no_batch_of_one_picture_is_offered_where_four_can_be(count: int, size: int) -> None:
    case = made(*LEARNS, counts=(count,), plan={"batch_size": 5000})
    case = replace(case, project=replace(case.project, data=DataRecipe(subset=2000)))
    assert labels(said(case, "batch_too_large")) == ["Learn from all pictures", f"Set the batch size to {size}"]


# The onset of learning by heart


def watched(*val_losses: float) -> list[str]:
    """What is said of the onset after each epoch, while the training loss falls all the time."""
    figures = [(1.5 * 0.8**number, val_loss) for number, val_loss in enumerate(val_losses)]
    found = []
    for count in range(1, len(figures) + 1):
        texts = [each.text for each in advise(made(*figures[:count])) if each.kind == "overfitting"]
        found += [text.partition(" the network")[0] for text in texts]
    return list(dict.fromkeys(found))


def test_that_the_onset_stays_where_a_later_epoch_is_lower_by_a_little() -> None:
    assert watched(1.1, 0.6, 0.5, 0.57, 0.6, 0.62, 0.63, 0.49, 0.6, 0.63, 0.66, 0.7) == ["Since epoch 3"]


def test_that_the_onset_moves_where_a_later_epoch_is_clearly_lower() -> None:
    assert watched(1.1, 0.6, 0.5, 0.57, 0.6, 0.62, 0.3, 0.36, 0.4, 0.42) == ["Since epoch 3", "Since epoch 7"]


# More epochs


def test_that_a_run_that_can_go_on_is_said_to() -> None:
    improves = made((1.0, 1.0), (0.8, 0.8), (0.6, 0.6))
    assert not said(improves, "still_improving").goes_on
    advice = said(replace(improves, can_go_on=True), "still_improving")
    assert advice.goes_on
    assert advice.text.endswith("this run can go on where it ended.")


def test_that_a_class_never_predicted_asks_for_more_epochs_of_the_same_run() -> None:
    look = Health(3, 260, (), (*(28,) * 9, 0), (26,) * 10)
    case = made((1.0, 1.0), (0.8, 0.8), (0.6, 0.6), health=(look,))
    assert not said(case, "never_predicted").goes_on
    assert said(replace(case, can_go_on=True), "never_predicted").goes_on


# Order, and once


def test_that_problems_stand_before_cautions_and_these_before_notes() -> None:
    tones = [each.tone for each in advise(replace(stands(learning_rate=0.1), validated=3, counts=(100,) * 10))]
    assert tones == ["problem", "caution"]


def test_that_the_same_remedy_stands_once() -> None:
    raw = replace(stands(optimizer="SGD", learning_rate=0.01).project, preprocessing=Preprocessing("raw"))
    case = replace(made((14.2, 3.0), *STANDS), project=raw)
    case = replace(case, epochs=tuple(replace(each, accuracy=0.1) for each in case.epochs))
    found = each_once(advise(case))
    offered = [label for each in found for label in labels(each)]
    assert "Divide the values by 255" in offered
    assert len(offered) == len(set(offered))
    assert [each.kind for each in found] == [each.kind for each in advise(case)]


# What a remedy did


def test_that_a_remedy_says_what_it_changed() -> None:
    project = made(*LEARNS, plan={"learning_rate": 10.0, "batch_size": 128}).project
    assert in_words(project, set_rate(0.001)) == "Learning rate: 10 → 0.001."
    assert in_words(project, of_plan("Stop early", "early_stopping", 5)) == "Stop early: never → 5 epochs."
    assert in_words(project, of_plan("Keep the best", "keep_best", False)) == "Keep the best: on → off."
    sgd = in_words(project, of_plan("Use SGD", "optimizer", "SGD"))
    assert sgd == "Optimiser: Adam → SGD, learning rate: 10 → 0.01."
    subset = replace(project, data=DataRecipe(subset=20))
    assert in_words(subset, Offer("Learn from all pictures", "data", "subset", 0)) == "Use only: 20 → all."


def test_that_a_fix_says_which_layer_came_and_is_known_to_be_there() -> None:
    case = made(*LEARNS)
    fix = next(each for each in against_learning_by_heart(case, False) if isinstance(each, Fix))
    words = in_words(case.project, fix)
    assert words.startswith("Dropout (")
    assert words.endswith("stands before dense_2 now, as dropout_1. The Build page shows it.")
    assert not is_there(case.project, fix)
    assert is_there(after(case.project, fix), fix)
