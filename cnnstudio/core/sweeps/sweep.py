"""A sweep: which settings of a project vary, over what, and how the combinations are chosen."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Settings, setting
from cnnstudio.core.sweeps import varied as each
from cnnstudio.core.sweeps.place import Parts, Place, setting_at
from cnnstudio.core.sweeps.varied import Varied

MOST_VARIED = 50
"""Settings that vary together."""

MOST_TRIALS = 100_000
"""Of a sweep: combinations times seeds."""

METHODS = {
    "grid": tr("every combination"),
    "random": tr("drawn at random"),
    "tpe": tr("near the good ones (TPE)"),
}

_AT_RANDOM = 3, 10
"""So many combinations at least and at most TPE draws before it learns from them."""

LEFT_ALONE = 4
"""No run is ended early before so many combinations went on to their end."""

FIRST_EPOCHS = 2
"""… and none after one of so many first epochs."""

SCORES = {
    "val_accuracy": tr("validation accuracy"),
    "val_loss": tr("validation loss"),
}


KEEPS = {
    "all": tr("everything, to go on from"),
    "used": tr("the weights it is used with"),
}


@dataclass(frozen=True)
class Sweep(Settings):
    """What varies and how; without anything that varies it is none.

    Attributes:
        varied: Each setting once.
    """

    method: str = setting(
        "grid",
        tr("Combinations"),
        choices=tuple(METHODS),
        names=METHODS,
        help=tr(
            "Which combinations are trained. A grid takes all of them, one after the other. TPE, the tree-structured "
            "Parzen estimator, draws the first quarter of them at random, 3 to 10, and then tries more where the best "
            "were so far; it comes with the extra “search”."
        ),
    )
    most: int = setting(
        20,
        tr("At most"),
        low=1,
        high=MOST_TRIALS,
        unit=tr("combinations"),
        help=tr("How many combinations are trained. Of a grid that has more as many are drawn at random."),
    )
    seeds: int = setting(
        1,
        tr("Seeds each"),
        low=1,
        high=100,
        help=tr("How often each combination is trained, each time with the next seed: one run alone may be luck."),
    )
    minutes: float = setting(
        0.0,
        tr("For at most"),
        low=0,
        high=1e6,
        names={0.0: tr("as long as it takes")},
        unit=tr("minutes"),
        help=tr(
            "No run begins after so many minutes; 0 sets no limit. A sweep that goes on later has them anew, and "
            "minutes in which nobody can train do not count."
        ),
    )
    score: str = setting(
        "val_accuracy",
        tr("Best is"),
        choices=tuple(SCORES),
        names=SCORES,
        help=tr(
            "By which figure of its used epoch a run is judged: the highest accuracy or the lowest loss. Never by the "
            "test pictures: their result would become too good."
        ),
    )
    prune: bool = setting(
        False,
        tr("Pruning"),
        unit=tr("end hopeless runs early"),
        help=tr(
            "Ends a run that after an epoch does worse than half of those before it did after the same epoch; the "
            "first four and the first two epochs of each are left alone. It comes with the extra “search”."
        ),
    )
    seed: int = setting(
        7,
        tr("Seed of the draw"),
        low=0,
        high=2**31 - 1,
        more=True,
        help=tr("The same seed draws the same combinations, whatever the seeds of the runs."),
    )
    keep: str = setting(
        "all",
        tr("Keep of a run"),
        choices=tuple(KEEPS),
        names=KEEPS,
        more=True,
        help=tr(
            "A run by hand keeps the weights of several epochs and what the optimiser needs to go on: six to ten "
            "times the bytes of the network. For hundreds of runs the weights that are used may be enough; figures and "
            "curves are kept either way."
        ),
    )
    varied: tuple[Varied, ...] = field(default=())

    def __post_init__(self) -> None:
        super().__post_init__()
        if len({one.place for one in self.varied}) < len(self.varied):
            raise SpecError(tr("A setting varies once."))
        if len(self.varied) > MOST_VARIED:
            raise SpecError(tr("At most {most} settings vary together.", most=MOST_VARIED))

    @property
    def maximises(self) -> bool:
        """Whether a higher score is the better one."""
        return self.score == "val_accuracy"

    @property
    def most_tried(self) -> int:
        """How many combinations are tried at most: of lists and whole numbers no more than they make."""
        counts = [one.over.count_of_all for one in self.varied]
        known = [each for each in counts if each is not None]
        return min(self.most, math.prod(known)) if len(known) == len(counts) else self.most

    @property
    def drawn_first(self) -> int:
        """How many combinations TPE draws at random before it learns from them: about a quarter."""
        fewest, most = _AT_RANDOM
        return min(max(fewest, round(self.most_tried / 4)), most, self.most_tried)

    @property
    def places(self) -> tuple[Place, ...]:
        return tuple(one.place for one in self.varied)

    def over(self, place: Place) -> Varied | None:
        """How a setting varies; None where it does not."""
        return next((one for one in self.varied if one.place == place), None)

    def with_varied(self, new: Varied) -> "Sweep":
        """With one more that varies, or one that varies otherwise, at its place."""
        if self.over(new.place) is None:
            return replace(self, varied=(*self.varied, new))
        return replace(self, varied=tuple(new if one.place == new.place else one for one in self.varied))

    def without(self, place: Place) -> "Sweep":
        """With a setting that does not vary any more."""
        kept = tuple(one for one in self.varied if one.place != place)
        return self if kept == self.varied else replace(self, varied=kept)

    def renamed(self, names: Mapping[str, str]) -> "Sweep":
        """With nodes that are called otherwise now; ``names`` has the new name of an old one."""
        if not names or not self.varied:
            return self
        moved = (
            replace(one, place=replace(one.place, node=names.get(one.place.node, one.place.node)))
            for one in self.varied
        )
        return replace(self, varied=tuple(moved))

    def that_is_there(self, parts: Parts) -> "Sweep":
        """With those alone whose settings the project has and whose values they can take."""
        kept = tuple(_there(self.varied, parts, self.places))
        return self if kept == self.varied else replace(self, varied=kept)

    def to_plain(self) -> dict[str, Any]:
        return {**super().to_plain(), "varied": [each.to_plain(one) for one in self.varied]}

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        if not isinstance(plain, dict) or not isinstance(plain.get("varied", []), list):
            raise SpecError(tr("A sweep is its settings and what varies."))
        if len(plain.get("varied", [])) > MOST_VARIED:
            raise SpecError(tr("At most {most} settings vary together.", most=MOST_VARIED))
        own = super().from_plain({name: value for name, value in plain.items() if name != "varied"})
        return replace(own, varied=tuple(map(each.from_plain, plain.get("varied", []))))


NO_SWEEP = Sweep()


def _there(varied: Iterable[Varied], parts: Parts, places: tuple[Place, ...]) -> Iterable[Varied]:
    for one in varied:
        found = setting_at(parts, one.place)
        if found is None:
            if _may_come(one.place, places):
                yield one
            continue
        try:
            yield one.checked(found)
        except SpecError:
            continue


def _may_come(place: Place, places: tuple[Place, ...]) -> bool:
    """Whether a setting that is not there comes with another optimiser or schedule of the sweep."""
    owner, _, inner = place.setting.partition(".")
    return place.part == "plan" and bool(inner) and Place("plan", owner) in places
