"""How many pictures of the training part are learned from and how many validate, known before any is divided."""

from dataclasses import dataclass

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.training.plan import DataRecipe

TEST_VALIDATES = tr(
    "Validation is the test set: the same pictures. Settings chosen by them make the test result look too good."
)
"""What is to be heeded where ``recipe.validation`` is the test part."""


@dataclass(frozen=True)
class Counts:
    """How many pictures of the training part a recipe takes for what; ``validation`` is 0 on the test part."""

    train: int
    validation: int
    unused: int


def counts(have: int, recipe: DataRecipe) -> Counts:
    """How many of ``have`` pictures the recipe takes for what; raises StudioError when a part would be empty."""
    if not 0 <= recipe.subset <= have:
        raise StudioError(
            tr_count(
                "There is {count:,} training picture; {subset:,} were asked for.",
                "There are {count:,} training pictures; {subset:,} were asked for.",
                have,
                subset=recipe.subset,
            ),
            tr("Choose a number from 1 to {have:,}, or 0 for all.", have=have),
        )
    used = recipe.subset or have
    kept = 0 if recipe.validation == recipe.TEST else _validation_count(used, recipe.validation_share)
    return Counts(used - kept, kept, have - used)


def why_not_divide(have: int, recipe: DataRecipe) -> str:
    """Why the parts the recipe asks for cannot be had of ``have`` pictures, in words; empty where they can."""
    try:
        counts(have, recipe)
    except StudioError as error:
        return str(error)
    return ""


def _validation_count(used: int, share: float) -> int:
    """How many of the used pictures are kept for validation: at least one, and not all."""
    kept = round(used * share)
    if kept in {0, used}:
        raise StudioError(
            tr_count(
                "A validation share of {share:g} of {count:,} picture leaves none to train on.",
                "A validation share of {share:g} of {count:,} pictures leaves none to train on.",
                used,
                share=share,
            )
            if kept
            else tr_count(
                "A validation share of {share:g} of {count:,} picture leaves none to validate with.",
                "A validation share of {share:g} of {count:,} pictures leaves none to validate with.",
                used,
                share=share,
            ),
            tr("Use more pictures, or another share, or validate on the test part."),
        )
    return kept
