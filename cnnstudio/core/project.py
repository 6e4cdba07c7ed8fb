"""A project: network, data, preprocessing and plan as one value, which is what an edit replaces and undo puts back."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cnnstudio.core import blanks as gaps
from cnnstudio.core import network as networks
from cnnstudio.core.analysis import Analysis
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import NO_SWEEP, Sweep
from cnnstudio.core.training.plan import DataRecipe, Plan

MAX_JSON = 8 * 1024 * 1024
"""A project's JSON is never larger, in characters."""


Page = Literal["data", "build", "train"]
"""Where a part of a project is edited: its data and preprocessing, its network, its plan."""

PARTS: dict[str, Callable[[Any], Any]] = {
    "network": networks.from_plain,
    "data": DataRecipe.from_plain,
    "preprocessing": Preprocessing.from_plain,
    "plan": Plan.from_plain,
}
"""How each part of a project is read from its JSON values."""


@dataclass(frozen=True)
class Project:
    """Everything a run needs, so that the same project and seed train to the same weights.

    Attributes:
        blanks: Settings that are still to be filled in, in the order of the layers; those of layers that are gone are
            gone with them.
        sweep: Settings that vary, for many runs at once; those of layers that are gone are gone with them, and those
            that are left blank do not vary.
    """

    network: Network
    data: DataRecipe = field(default_factory=DataRecipe)
    preprocessing: Preprocessing = field(default_factory=Preprocessing)
    plan: Plan = field(default_factory=Plan)
    blanks: tuple[Blank, ...] = ()
    sweep: Sweep = NO_SWEEP

    def __post_init__(self) -> None:
        if self.blanks:
            object.__setattr__(self, "blanks", gaps.that_are_there(self.blanks, self.network, self.plan))
        if self.sweep.varied:
            object.__setattr__(self, "sweep", self._sweep_of_what_is_there())

    @property
    def without_sweep(self) -> "Project":
        """What one run is trained from: whatever varies has the value here that it has in the project."""
        return self if self.sweep == NO_SWEEP else replace(self, sweep=NO_SWEEP)

    def _sweep_of_what_is_there(self) -> Sweep:
        sweep = self.sweep.that_is_there(self)
        for blank in self.blanks:  # what is still to be filled in has no values to vary over
            sweep = sweep.without(Place("network" if blank.node else "plan", blank.setting, blank.node))
        return sweep


def why_not_train(project: Project, analysis: Analysis, input_shape: tuple[int, ...] | None) -> str:
    """Why this project cannot be trained, in one sentence; empty when it can.

    Args:
        input_shape: The shape of the data's pictures; None while no data are loaded.
    """
    return what_keeps(project, analysis, input_shape)[0]


def what_keeps(project: Project, analysis: Analysis, input_shape: tuple[int, ...] | None) -> tuple[str, Page]:
    """Why this project cannot be trained, as ``why_not_train`` says it, and where that is mended."""
    if not project.network.nodes:
        return tr("The network is empty: add a layer first."), "build"
    if input_shape is not None and input_shape != project.network.input_shape:
        ours, theirs = (" × ".join(map(str, shape)) for shape in (project.network.input_shape, input_shape))
        words = tr("The network expects pictures of {ours}, but the data have {theirs}.", ours=ours, theirs=theirs)
        return words, "build"
    if project.blanks:
        return _still_blank(project), "build" if project.blanks[0].node else "train"
    return _what_keeps_from_learning(project, analysis)


def _what_keeps_from_learning(project: Project, analysis: Analysis) -> tuple[str, Page]:
    """Why a network whose settings are all there cannot be trained, and where that is mended."""
    if analysis.problems:
        row = analysis.problems[0]
        assert row.problem is not None
        return f"{row.name}: {row.problem.text}", "build"
    try:
        project.preprocessing.check_size(project.network.input_shape)
    except SpecError as error:
        return tr("{error} Choose channel by channel.", error=error), "data"
    if analysis.totals.trainable == 0:
        return tr("The network has nothing to learn: no layer has weights."), "build"
    return _why_not_weigh(project.plan, analysis), "train"


def _still_blank(project: Project) -> str:
    """How many settings are still to be filled in, and the first of them, in a sentence.

    It comes before problems: what stands in the place of blanks only keeps shapes going.
    """
    first = gaps.named(project.blanks[0], project.network, project.plan)
    count = len(project.blanks)
    waiting = gaps.count_in_words(count)
    return tr("{waiting}: {first} first.", waiting=waiting, first=first) if count > 1 else f"{waiting}: {first}."


def _why_not_weigh(plan: Plan, analysis: Analysis) -> str:
    """Why the weights of the classes cannot be meant; empty where they can. Behind the last one classes count 1."""
    if plan.class_weight != "given" or analysis.output_shape is None:
        return ""
    classes, given = analysis.output_shape[-1], plan.class_weights
    if len(given) > classes:
        return tr_count(
            "The plan has {given:,} class weights, but the network ends with {count:,} number.",
            "The plan has {given:,} class weights, but the network tells {count:,} classes apart.",
            classes,
            given=len(given),
        )
    if len(given) == classes and not any(given):
        return tr("All class weights are 0, so that no picture counts: nothing would be learned.")
    return ""


def to_plain(project: Project) -> dict[str, Any]:
    """The project as JSON values."""
    blanks = {"blanks": gaps.to_plain(project.blanks)} if project.blanks else {}
    return {
        "network": networks.to_plain(project.network),
        "data": project.data.to_plain(),
        "preprocessing": project.preprocessing.to_plain(),
        "plan": project.plan.to_plain(),
        **blanks,
        **({} if project.sweep == NO_SWEEP else {"sweep": project.sweep.to_plain()}),
    }


def from_plain(plain: Any) -> Project:
    """The project that ``to_plain`` wrote; raises SpecError in words for anything else."""
    if not isinstance(plain, dict) or set(plain) - {"blanks", "sweep"} != set(PARTS):
        raise SpecError(tr("A project has a network, data, preprocessing and a plan."))
    parts = {name: read(plain[name]) for name, read in PARTS.items()}
    sweep = Sweep.from_plain(plain["sweep"]) if "sweep" in plain else NO_SWEEP
    return Project(**parts, blanks=gaps.from_plain(plain.get("blanks", [])), sweep=sweep)


def to_json(project: Project) -> str:
    """The project as one line of JSON; equal projects give equal text."""
    text = json.dumps(to_plain(project), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # A path may be of bytes that are no UTF-8, which no file takes: as "\udcff" JSON brings them back as they were.
    return text.encode("utf-8", "backslashreplace").decode()


def from_json(text: str) -> Project:
    """The project that ``to_json`` wrote; raises SpecError in words for anything else."""
    return from_plain(plain_json(text))


def plain_json(text: str) -> Any:
    """JSON that may come from anywhere, parsed within bounds; raises SpecError in words."""
    if not isinstance(text, str):  # what a damaged file has in the place of one
        raise SpecError(tr("There is no text where JSON should be."))
    if len(text) > MAX_JSON:
        raise SpecError(tr("The text is too large to be a project."))
    try:
        return _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(tr("The text is not the JSON of a project.")) from error


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
