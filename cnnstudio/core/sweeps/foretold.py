"""What is known of a combination before it is trained: its size, the memory it takes, and why it cannot be trained."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.project import Project, why_not_train
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.snapshot import MOST_MAPS, MOST_SIDE
from cnnstudio.core.spec import Shape
from cnnstudio.core.sweeps.combinations import Combination, combinations
from cnnstudio.core.sweeps.effort import Effort, effort
from cnnstudio.core.training import memory
from cnnstudio.core.training.dividing import counts, why_not_divide
from cnnstudio.core.training.memory import Feeding
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.transferring.features import cut_of, pictures_in_all, too_many_in_words
from cnnstudio.core.transferring.starting import why_not_start
from cnnstudio.core.waiting import until_filled_in

_KEPT = 200
"""So many analyses are kept: a grid comes back to its networks with each rate."""


@dataclass(frozen=True)
class Loaded:
    """The data that are there, as far as it matters to a training.

    Attributes:
        shape: (height, width, channels) of their pictures.
        geometry: With which they came to that shape.
        train, test: How many pictures the two parts have.
        streamed: Whether pictures are read from a file in training, as too many for the memory.
    """

    shape: Shape
    geometry: Geometry
    classes: int
    train: int
    test: int
    streamed: bool = False


_KEPT_EPOCHS = 4
"""Of so many epochs a run keeps the weights: the newest three and the best one."""

_MOST_SNAPSHOTS = 300
"""Of so many epochs at most it keeps what its kernels and maps were."""


@dataclass(frozen=True)
class Kept:
    """Bytes of a project's file, about.

    Attributes:
        all: With everything that a run needs to go on.
        used: With the weights alone that it is used with.
    """

    all: int = 0
    used: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.all + other.all, self.used + other.used)

    def __mul__(self, times: int) -> "Kept":
        return Kept(self.all * times, self.used * times)


@dataclass(frozen=True)
class Foretold:
    """What is known of a project before it is trained.

    Attributes:
        parameters: Of the network; 0 where it has a problem or waits for settings that are still to be filled in.
        multiply_adds: Of one picture sent through.
        memory: Bytes that training it takes at its peak; 0 where it cannot be trained.
        effort: Of all its epochs; of one that ends early it is less.
        kept: What its run takes of the file; 0 where it cannot be trained.
        why_not: Why it cannot be trained, in words; empty where it can.
    """

    parameters: int = 0
    multiply_adds: int = 0
    memory: int = 0
    effort: Effort = Effort()
    why_not: str = ""
    kept: Kept = Kept()


def room(total: int, workers: int = 0) -> int:
    """Bytes of memory that a run may take on a machine with so many in all, where so many workers train at once.

    Without workers one run is trained after the other. What is free of it at a moment is not asked: it comes and goes
    in a sweep that takes hours, and the engine looks at it before each training.
    """
    return total // max(1, workers)


class Judge:
    """Foretells one project after the other; what is equal in them is worked out once."""

    def __init__(self, loaded: Loaded | None, most: int | None = None, runs: Sequence[Run] | None = None) -> None:
        """Makes it.

        Args:
            loaded: None while the data are not there: then everything fits them.
            most: Bytes of memory that it may take, as ``room`` says; None where that is not known.
            runs: Of the file, of which one may be the start; None where they are not known.
        """
        self._loaded, self._most, self._runs = loaded, most, runs
        self._known: dict[tuple[Network, str], Analysis] = {}
        self._latest: Analysis | None = None

    def combination(self, combination: Combination) -> Foretold:
        """What is known of a combination."""
        if combination.project is None:
            return Foretold(why_not=combination.why_not)
        return self.project(combination.project)

    def project(self, project: Project) -> Foretold:
        """What is known of a project."""
        analysis = self._analysed(project)
        totals, loaded = analysis.totals, self._loaded
        is_told = not analysis.problems and not until_filled_in(analysis, project.blanks).on
        found = Foretold(totals.parameters, totals.multiply_adds) if is_told else Foretold()
        why_not = why_not_train(project, analysis, None if loaded is None else shape_for(project, loaded))
        why_not = why_not or _why_not_change(project)
        if not why_not and self._runs is not None:
            why_not = why_not_start(project, self._runs)
        if loaded is None or why_not:
            return replace(found, why_not=why_not)
        if why_not := why_not_divide(loaded.train, project.data):
            return replace(found, why_not=why_not)
        return self._measured(found, project, analysis, loaded)

    def _measured(self, found: Foretold, project: Project, analysis: Analysis, loaded: Loaded) -> Foretold:
        """With what it takes of memory and time."""
        takes = taken(project, analysis, loaded)
        need = memory.to_train(analysis, project.plan, takes.pictures, takes.feeding)
        work = effort_of(project, analysis, loaded, project.plan.epochs)
        why_not, kept = self._why_not_hold(need), _kept(project, analysis)
        return replace(found, memory=need.total, effort=work, why_not=why_not, kept=kept)

    def _why_not_hold(self, need: memory.Need) -> str:
        refused = None if self._most is None else memory.refusal(need, self._most)
        if self._most is None or refused is None:
            return ""
        has, needs = memory.in_words(self._most), memory.in_words(need.total)
        words = tr("This needs about {needs} of memory, and a run has {has} here.", needs=needs, has=has)
        return f"{words} {refused.hint}"

    def _analysed(self, project: Project) -> Analysis:
        """The analysis; of the network before it whatever is the same is taken over."""
        about = project.network, project.plan.loss
        found = self._known.get(about)
        if found is None:
            classes = None if self._loaded is None else self._loaded.classes
            found = analyse(project.network, classes, project.plan.loss, self._latest)
            if len(self._known) == _KEPT:
                del self._known[next(iter(self._known))]
            self._known[about] = found
        self._latest = found
        return found


def judge(project: Project, loaded: Loaded | None, most: int | None = None) -> Foretold:
    """What is known of one project alone; ``Judge`` is for many."""
    return Judge(loaded, most).project(project)


def what_will_run(project: Project, judge: Judge) -> Iterator[tuple[Combination, Foretold]]:
    """Each combination of a grid, or of what is drawn at random, with what is known of it; worked out as it is asked.

    Raises SpecError for a method whose combinations follow from the scores of those before.
    """
    for combination in combinations(project):
        yield combination, judge.combination(combination)


def kept_by_all(project: Project, judge: Judge, found: Iterable[Foretold]) -> Kept:
    """What all runs of a sweep take of the file.

    Args:
        found: Of each of its combinations; none by TPE, of which all are taken to be like the project itself.
    """
    if project.sweep.method == "tpe":
        return judge.project(project).kept * project.sweep.most_tried * project.sweep.seeds
    return sum((each.kept for each in found if not each.why_not), Kept()) * project.sweep.seeds


def shape_for(project: Project, loaded: Loaded) -> Shape | None:
    """(height, width, channels) that the data's pictures have once they are prepared as the project says.

    None where that is not known: the pictures as they are, which were loaded otherwise.
    """
    ours, theirs = project.preprocessing.geometry, loaded.geometry
    if ours == theirs:
        return loaded.shape
    keeps_size, keeps_colour = ours.side is None, ours.colour == "keep"
    if (keeps_size and theirs.side is not None) or (keeps_colour and theirs.colour != "keep"):
        return None
    return ours.shape(loaded.shape)


@dataclass(frozen=True)
class Taken:
    """The pictures of a training that are in memory, and how they come there.

    Attributes:
        pictures: Those to train and to validate with, together.
        apart: How many of them stay however few are learned from: those of a test part that validates.
    """

    pictures: int
    apart: int
    feeding: Feeding


def taken(project: Project, analysis: Analysis, loaded: Loaded) -> Taken:
    """Which pictures training takes; raises StudioError where the data cannot be divided as the project says."""
    apart = loaded.test if project.data.validation == DataRecipe.TEST else 0
    found = counts(loaded.train, project.data)
    augmented = bool(project.preprocessing.augmentation)
    cut = cut_of(project.network, augmented=augmented)
    every = pictures_in_all(project.data, loaded.train, loaded.test)
    anew = bool(cut and too_many_in_words(analysis, cut, every))
    return Taken(found.train + found.validation + apart, apart, Feeding(loaded.streamed, augmented, anew))


def effort_of(project: Project, analysis: Analysis, loaded: Loaded, epochs: int) -> Effort:
    """What a run of so many epochs costs; raises StudioError where the data cannot be divided as the project says."""
    found = counts(loaded.train, project.data)
    validation = loaded.test if project.data.validation == DataRecipe.TEST else found.validation
    return effort(project, analysis, (found.train, validation, loaded.test), epochs)


def _kept(project: Project, analysis: Analysis) -> Kept:
    """What a run takes of the file: weights, the optimiser's numbers, and maps of 16 bits after each epoch."""
    plan = project.plan
    weights = 4 * sum(each.size for row in analysis.rows for each in row.params.arrays if not each.held)
    state = 4 * plan.optimizer_settings.slots * analysis.totals.trainable
    a_map = math.prod(min(side, MOST_SIDE) for side in project.network.input_shape[:2])
    used = weights + 2 * MOST_MAPS * a_map * min(plan.epochs, _MOST_SNAPSHOTS)
    return Kept(used + (min(plan.epochs, _KEPT_EPOCHS) - 1) * weights + state, used)


def _why_not_change(project: Project) -> str:
    """Why pictures of the network's input cannot be changed at random as the project says; empty where they can."""
    try:
        project.preprocessing.check_augmentation(project.network.input_shape)
    except SpecError as error:
        return str(error)
    return ""
