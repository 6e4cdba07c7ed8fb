"""Scores a run on the parts of its data, picture by picture: at its end, or when somebody asks later."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import Outcomes, scores
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Assess, Event, Part, ScoredPart, Scoring
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.runs.run import PartScore, Run
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import Labels, Pictures
from cnnstudio.data.split import Parts, split
from cnnstudio.data.watch import Watch
from cnnstudio.engine.drawn import load
from cnnstudio.engine.evaluation.evaluate import Scorer
from cnnstudio.engine.failures import Stopped, is_out_of_memory, out_of_memory
from cnnstudio.engine.features.kept import AS_THEY_ARE, Kept
from cnnstudio.engine.subjects import Loaded

_PARTS: tuple[Part, ...] = ("test", "validation", "train")
"""In the order in which a run is scored: what is wanted first comes first."""

_OFTEN = 0.05
"""Seconds from one Scoring event to the next, at least."""


@dataclass
class Results:
    """What a run's end has been scored on so far; None and nothing for a part that was not reached.

    Attributes:
        outcomes: Of test and validation; of the training pictures only the numbers are kept.
        failure: Why the scoring ended before the last part, where it was no wish.
    """

    test: Scores | None = None
    validation: PartScore | None = None
    train: PartScore | None = None
    outcomes: dict[Part, Outcomes] = field(default_factory=dict)
    failure: str = ""


class Told:
    """Tells how far the scoring of a part is, twenty times a second or less often, and always its end."""

    def __init__(self, ticket: int, emit: Callable[[Event], None], part: Part | ScoredPart, total: int) -> None:
        self._ticket, self._emit, self._part, self._total = ticket, emit, part, total
        self._last = 0.0

    def __call__(self, done: int) -> None:
        now = time.perf_counter()
        if done == self._total or now - self._last >= _OFTEN:
            self._last = now
            self._emit(Scoring(self._ticket, self._part, done, self._total))


def score_parts(
    ticket: int,
    loaded: Loaded,
    prepared: Prepared,
    parts: Parts,
    emit: Callable[[Event], None],
    between: Callable[[], None],
    kept: Kept | None = None,
) -> Results:
    """Scores test, validation and training pictures, one after the other; a stop or a failure keeps what is done.

    Args:
        kept: The features of the pictures, and the part of the network that stands behind them.
    """
    results = Results()
    try:
        scorer = Scorer(loaded, kept.keras_model if kept else None)
        for name in _PARTS:
            x, y = pictures_of(parts, name)
            done = results.outcomes.get("test") if x is parts.x_test and name != "test" else None
            tell = Told(ticket, emit, name, len(x))
            how, rows = (prepared, x) if kept is None else (AS_THEY_ARE, kept.of(name))
            _put(results, name, done or scorer.outcomes(how, rows, y, between, tell))
    except Stopped:
        pass
    except StudioError as error:
        results.failure = str(error)
    except Exception as error:
        if not is_out_of_memory(error):
            raise
        results.failure = str(out_of_memory())
    return results


def assess(
    ticket: int,
    request: Assess,
    run: Run,
    loaded: Loaded,
    emit: Callable[[Event], None],
    between: Callable[[], None],
    watch: Watch,
) -> Outcomes:
    """What the network says to each picture of a part of the run's data.

    Raises StudioError, in words, where the data are not those of the run any more.
    """
    recipe: DataRecipe = run.project.data
    data = load(recipe, run.project.preprocessing.geometry, watch, file=request.subject.file)
    if data.labels != run.labels:
        raise StudioError(
            tr("The classes of the data are not those of “{name}” any more.", name=run.name), tr("Bring the data back.")
        )
    between()
    x, y = pictures_of(split(data, recipe), request.part)
    then = getattr(run, request.part)
    if then is not None and then.count != len(x):
        raise StudioError(
            tr(
                "“{name}” was scored with {then:,} pictures, and now there are {count:,}: "
                "its data are not what they were.",
                name=run.name,
                then=then.count,
                count=len(x),
            ),
            tr("Bring the data back, or train it anew."),
        )
    return Scorer(loaded).outcomes(run.prepared, x, y, between, Told(ticket, emit, request.part, len(x)))


def pictures_of(parts: Parts, part: Part) -> tuple[Pictures, Labels]:
    """The pictures of a part with their class numbers."""
    match part:
        case "train":
            return parts.x_train, parts.y_train
        case "validation":
            return parts.x_validation, parts.y_validation
        case _:
            return parts.x_test, parts.y_test


def _put(results: Results, name: Part, found: Outcomes) -> None:
    wrong = len(found) - int(found.right.sum())
    match name:
        case "train":
            results.train = PartScore(found.loss, len(found), wrong)
        case "validation":
            results.validation = PartScore(found.loss, len(found), wrong)
            results.outcomes[name] = found
        case _:
            results.test = scores(found)
            results.outcomes[name] = found
