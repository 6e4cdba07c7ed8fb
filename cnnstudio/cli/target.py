"""What a command is about: a project with its runs, a preset, or a saved network."""

import difflib
from dataclasses import dataclass, replace
from pathlib import Path

from cnnstudio.cli.images import MNIST
from cnnstudio.cli.places import there
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import RunSubject, SavedSubject, Subject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.collected import steps_for
from cnnstudio.core.pictures.found_way import FoundWay
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.ink import Steps
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.presets import PRESETS, Preset, preset
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import quoted
from cnnstudio.data import opening
from cnnstudio.data.class_names import DIGITS
from cnnstudio.data.sources import DRAWN, FILE, SOURCES, source
from cnnstudio.engine.drawn import located
from cnnstudio.engine.saved import data_of, open_saved
from cnnstudio.files.project.schema import is_database
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.saved_model import SavedNetwork, WeightsAlone

_PRESET = "preset:"
_PROJECT = ".cnnstudio"


@dataclass(frozen=True)
class Trained:
    """A network with weights, for the engine.

    Attributes:
        prepared: How pictures are prepared for it; None where a saved file does not say.
        data: What it was trained on, or what the project of weights alone learns from; None for another saved file,
            which does not say.
        tested: How many pictures its run was tested with.
        project: What its run trained; None for a saved file.
        is_data_guessed: Whether ``data`` are merely those that fit: nothing was trained here.
        found_way: How it was found out how its pictures are prepared; None where it was not.
    """

    subject: Subject
    network: Network
    labels: tuple[str, ...]
    prepared: Prepared | None
    data: DataRecipe | None = None
    tested: int | None = None
    project: Project | None = None
    is_data_guessed: bool = False
    found_way: FoundWay | None = None

    @property
    def geometry(self) -> Geometry:
        """What is done to the shape of its pictures."""
        return (self.prepared or Prepared()).preprocessing.geometry

    @property
    def reads_digits(self) -> bool:
        """Whether it learned MNIST's digits; of a saved file that is guessed by its classes and its input."""
        if self.data is not None:
            learned = source(self.data.source)
            return learned is not None and learned.labels == DIGITS
        return self.labels == DIGITS and self.network.input_shape == MNIST and not self.geometry.invert

    @property
    def drawn_by(self) -> Steps | None:
        """What was done to the ink of the drawings it learned; None where it learned none."""
        if self.data is None or self.data.source != DRAWN:
            return None
        height, width, channels = self.network.input_shape
        return steps_for((height, width, channels), self.labels)


def find_preset(name: str) -> Preset:
    """The preset; raises StudioError with the names there are."""
    found = preset(name)
    if found is None:
        alike = difflib.get_close_matches(name[:60].lower(), [each.name for each in PRESETS], cutoff=0.5)
        near = tr("Is it {names}?", names=tr(" or ").join(alike)) if alike else ""
        hint = " ".join(filter(None, (near, tr("See: cnnstudio presets."))))
        raise StudioError(tr("There is no preset called “{name}”.", name=name[:60]), hint)
    return found


def network_of(target: str, run: int | None, project: str | None = None) -> Network:
    """The network to describe: a project's own, or that of one of its runs where one is named.

    Args:
        project: The project that weights alone belong to.
    """
    if target.startswith(_PRESET):
        _refuse_run(run, tr("A preset"))
        return find_preset(target.removeprefix(_PRESET)).project.network
    path = _existing(target)
    if is_saved(path):
        _refuse_run(run, tr("A saved network"))
        return saved_network(path, project).network
    _refuse_project(project)
    with ProjectFile.open(path, read_only=True) as file:
        return file.project().network if run is None else file.run(run).project.network


def blanks_of(target: str, run: int | None) -> tuple[Blank, ...]:
    """What is still to be filled in of ``network_of(target, run)``; nothing of a saved network, which is trained."""
    if target.startswith(_PRESET):
        return find_preset(target.removeprefix(_PRESET)).project.blanks
    path = _existing(target)
    return () if is_saved(path) else project_file_and_run(target, run)[0].blanks


def project_file_and_run(target: str, run: int | None) -> tuple[Project, str, Run | None]:
    """A preset or a project, or what the run named trained; with the file it is in, empty for a preset, and the run."""
    if target.startswith(_PRESET):
        _refuse_run(run, tr("A preset"))
        return find_preset(target.removeprefix(_PRESET)).project, "", None
    path = _existing(target)
    if is_saved(path):
        raise StudioError(
            tr("{path} is a saved network, which does not say how it was trained.", path=quoted(path)),
            tr("Make a project of it first: cnnstudio import."),
        )
    with ProjectFile.open(path, read_only=True) as file:
        found = None if run is None else file.run(run)
        return (file.project() if found is None else found.project), str(path), found


def trained(target: str, run: int | None, project: str | None = None) -> Trained:
    """The weights to use: of the run named, of the latest one that has any, or of a saved file.

    Args:
        project: The project that weights alone belong to.
    """
    if target.startswith(_PRESET):
        find_preset(target.removeprefix(_PRESET))
        raise StudioError(
            tr("“{target}” has not been trained.", target=target),
            tr(
                "Make a project of it and train that: cnnstudio new {preset} -o my.cnnstudio.",
                preset=target.removeprefix(_PRESET),
            ),
        )
    path = _existing(target)
    if is_saved(path):
        _refuse_run(run, tr("A saved network"))
        subject, saved = saved_subject(path, project), saved_network(path, project)
        return Trained(subject, saved.network, saved.labels, saved.prepared, data_of(subject))
    _refuse_project(project)
    with ProjectFile.open(path, read_only=True) as file:
        found = _run_of(file, run)
    trained_as, tested = found.project, None if found.test is None else found.test.count
    data = located(trained_as.data, str(path))
    how = (found.labels, found.prepared, data, tested, trained_as, found.is_imported)
    return Trained(RunSubject(str(path), found.number), trained_as.network, *how)


def saved_subject(path: Path, project: str | None = None) -> SavedSubject:
    """A saved file for the engine; arguments as for ``saved_network``."""
    return SavedSubject(str(path), "" if project is None else str(_existing(project)))


def saved_network(path: Path, project: str | None = None) -> SavedNetwork:
    """What is in a saved file.

    Args:
        project: The project that weights alone belong to.
    """
    try:
        return open_saved(saved_subject(path, project))
    except WeightsAlone as error:
        hint = tr("Name the project whose network they belong to: --project my.cnnstudio.")
        raise StudioError(error.text, hint, error.details) from error


def data_recipe(name: str, otherwise: DataRecipe | None = None) -> DataRecipe:
    """The data set called ``name``, or what is in the file or folder of that name: of a project, what was drawn in it.

    Args:
        otherwise: What the rest is taken from: which part of the pictures is used, and how they are divided.
    """
    recipe = DataRecipe() if otherwise is None else otherwise
    if source(name) is not None:
        return replace(recipe, source=name, path="")
    path = named_path(name)
    if not name or not there(path):
        known = ", ".join(each.name for each in SOURCES)
        raise StudioError(
            tr("There is no data set, file or folder called {name}.", name=quoted(name)),
            f"{tr('The data sets are: {known}.', known=known)} {opening.KNOWN}",
        )
    return replace(recipe, source=DRAWN if is_database(path) else FILE, path=str(path.absolute()))


def _run_of(file: ProjectFile, number: int | None) -> Run:
    if number is not None:
        return file.run(number)
    runs = [run for run in file.runs() if run.kept]
    if not runs:
        raise StudioError(
            tr("“{name}” has no trained run yet.", name=file.path.name),
            tr("Train it first: cnnstudio train {name}.", name=file.path.name),
        )
    return runs[-1]


def _existing(target: str) -> Path:
    path = named_path(target)
    if not there(path):
        raise StudioError(
            tr("There is no file “{target}”.", target=target[:80]),
            tr("Name a project, preset:NAME or a saved .keras or .h5 file."),
        )
    return path.absolute()


def is_saved(path: Path) -> bool:
    """Whether it is to be read as a saved network: by its content it is no project, nor is it called one."""
    return not is_database(path) and path.suffix.lower() != _PROJECT


def _refuse_project(project: str | None) -> None:
    if project is not None:
        raise StudioError(tr("--project is for weights alone."), tr("Leave it out."))


def _refuse_run(run: int | None, what: str) -> None:
    if run is not None:
        raise StudioError(tr("{what} has no runs.", what=what), tr("Leave --run out."))
