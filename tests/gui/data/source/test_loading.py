"""Data are loaded in the background, and only the newest answer counts."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.core.errors import StudioError
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import DataMissing
from cnnstudio.data.watch import Progress, Watch
from cnnstudio.gui.data.source import loading as module
from cnnstudio.gui.data.source.loading import DataLoading
from cnnstudio.gui.document import Document
from tests.gui.documents import background, document

__all__ = ["background", "document"]


def tiny(name: str, side: int = 28) -> DataSet:
    pictures, labels = np.zeros((4, side, side, 1), np.uint8), np.arange(4)
    return DataSet(name, name, tuple("0123456789"), pictures, labels, pictures, labels)


class Library:
    """Stands in for the library: counts what is loaded, refuses what it is told to, and is slow over some paths."""

    def __init__(self) -> None:
        self.loaded: list[str] = []
        self.stopped: list[str] = []
        self.refused: StudioError | None = None
        self.go, self.further = threading.Event(), threading.Event()
        self.own_test = True

    def load(self, recipe: DataRecipe, geometry: Geometry, watch: Watch) -> DataSet:
        self.loaded.append(recipe.path or recipe.source)
        if recipe.path.startswith("slow"):
            self._wait(recipe.path, watch)
        if self.refused is not None and recipe.source == "mnist":
            raise self.refused
        data = tiny(recipe.path or recipe.source, geometry.size[0] or (32 if recipe.path == "large" else 28))
        return replace(data, own_test=self.own_test)

    def _wait(self, path: str, watch: Watch) -> None:
        watch.tell(Progress("Reading pictures", 300, 1000))
        while not self.go.wait(0.01):
            if self.further.is_set():
                watch.tell(Progress("Reading pictures", 800, 1000))
            if watch.stopped():
                self.stopped.append(path)
            watch.check()


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    made = Library()
    monkeypatch.setattr(module, "load", made.load)
    yield made
    made.go.set()


@pytest.fixture
def loading(document: Document, library: Library) -> Iterator[DataLoading]:
    made = DataLoading(document)
    yield made
    made.close()


def open_new(document: Document, qtbot: QtBot, project: Project | None = None) -> None:
    with qtbot.waitSignal(document.opened):
        document.new(project or PRESETS[0].project, "New")


def open_with_data(document: Document, qtbot: QtBot) -> None:
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")


def name_data(document: Document, source: str, path: str = "") -> None:
    project = document.project
    document.change(replace(project, data=replace(project.data, source=source, path=path)), "Take data")


def title(document: Document) -> str:
    return "" if document.data_set is None else document.data_set.title


def test_that_a_new_project_has_its_data_loaded(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    assert library.loaded == ["mnist-10k"]


def test_that_other_edits_load_nothing(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    document.change(replace(document.project, plan=replace(document.project.plan, epochs=9)), "Change epochs")
    document.background.wait()
    assert len(library.loaded) == 1


def test_that_the_old_data_stay_until_the_new_ones_are_there(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    name_data(document, "mnist", "a.npz")
    assert loading.is_loading
    assert title(document) == "mnist-10k"
    qtbot.waitUntil(lambda: title(document) == "a.npz")
    assert not loading.is_loading


def test_that_a_stale_answer_is_ignored(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_new(document, qtbot)
    seen: list[str] = []
    document.data_changed.connect(lambda: seen.append(title(document)))
    for path in ("a.npz", "b.npz"):
        name_data(document, "mnist", path)
    qtbot.waitUntil(lambda: title(document) == "b.npz")
    assert "a.npz" not in seen


def test_that_missing_data_are_said_in_words_and_nothing_stays_loaded(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    library.refused = DataMissing("It is not here.", "Download it.")
    with qtbot.waitSignal(loading.missing), qtbot.assertNotEmitted(document.refused):
        name_data(document, "mnist")
    assert (loading.error, loading.is_missing) == ("It is not here. Download it.", True)
    assert document.data_set is None
    assert document.why_not_train == "The data are not loaded yet."


def test_that_undo_brings_the_old_data_back(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_new(document, qtbot)
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    name_data(document, "mnist", "a.npz")
    qtbot.waitUntil(lambda: title(document) == "a.npz")
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")


def test_that_another_project_on_the_same_data_has_them_too(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    for _ in range(2):
        open_new(document, qtbot)
        qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    assert len(library.loaded) == 2


def test_that_reloading_tries_again(document: Document, loading: DataLoading, library: Library, qtbot: QtBot) -> None:
    open_new(document, qtbot)
    library.refused = DataMissing("It is not here.")
    with qtbot.waitSignal(loading.missing):
        name_data(document, "mnist")
    library.refused = None
    loading.reload()
    qtbot.waitUntil(lambda: title(document) == "mnist")
    assert loading.error == ""


def test_that_progress_is_told_and_the_time_left_once_it_is_known(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_with_data(document, qtbot)
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    with qtbot.waitSignal(loading.progressed):
        name_data(document, "file", "slow")
    assert loading.progress == Progress("Reading pictures", 300, 1000)
    assert loading.seconds_left is None
    now[0] = 110.0
    library.further.set()
    qtbot.waitUntil(lambda: loading.progress == Progress("Reading pictures", 800, 1000))
    assert loading.seconds_left == pytest.approx(4.0)
    library.go.set()
    qtbot.waitUntil(lambda: title(document) == "slow")
    assert loading.progress is None


def test_that_stopping_goes_back_to_the_data_of_before_and_leaves_no_undo_step(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    with qtbot.waitSignal(loading.progressed):
        loading.take(replace(document.project.data, source="file", path="slow"), "Take slow")
    loading.stop()
    assert not loading.is_loading
    assert document.project.data.source == "mnist-10k"
    assert title(document) == "mnist-10k"
    assert loading.note == "Loading was stopped. The pictures are still those of mnist-10k."
    assert not document.undo_stack.canUndo()
    qtbot.waitUntil(lambda: library.stopped == ["slow"])
    assert library.loaded == ["mnist-10k", "slow"]


def test_that_stopping_the_first_loading_leaves_a_way_to_try_again(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(loading.progressed):
        open_new(document, qtbot, Project(Network((28, 28, 1)), DataRecipe("file", "slow")))
    loading.stop()
    assert loading.error == "Loading was stopped."
    assert document.data_set is None
    library.go.set()
    loading.reload()
    qtbot.waitUntil(lambda: title(document) == "slow")


def test_that_data_that_cannot_be_had_leave_those_of_before_and_no_undo_step(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    loading.is_in_view = True
    library.refused = StudioError("It is a text.")
    loading.take(replace(document.project.data, source="mnist", path="notes.zip"), "Take notes")
    qtbot.waitUntil(lambda: not loading.is_loading)
    assert loading.error == "It is a text. The pictures are still those of mnist-10k."
    assert title(document) == document.project.data.source == "mnist-10k"
    assert not document.undo_stack.canUndo()
    assert document.undo_stack.count() == 0


def test_that_pictures_from_elsewhere_are_not_inverted_and_undo_brings_it_back(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    project = document.project
    document.change(replace(project, preprocessing=replace(project.preprocessing, invert=True)), "Invert")
    loading.take(replace(document.project.data, seed=9), "Change seed")
    assert document.project.preprocessing.invert
    loading.take(replace(document.project.data, source="mnist", path="a.npz"), "Take a")
    assert not document.project.preprocessing.invert
    qtbot.waitUntil(lambda: title(document) == "a.npz")
    document.undo_stack.undo()
    assert document.project.preprocessing.invert
    assert document.project.data.source == "mnist-10k"


def test_that_only_another_source_makes_the_shown_pictures_those_of_before(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    project = document.project
    document.change(replace(project, preprocessing=replace(project.preprocessing, size=(14, 14))), "Change size")
    assert loading.is_loading
    assert not loading.is_of_other_data
    loading.take(replace(document.project.data, source="file", path="slow"), "Take slow")
    assert loading.is_of_other_data


def test_that_a_newer_choice_stops_the_older_loading(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    with qtbot.waitSignal(loading.progressed):
        name_data(document, "file", "slow")
    name_data(document, "file", "quick")
    qtbot.waitUntil(lambda: title(document) == "quick")
    assert library.stopped == ["slow"]


def test_that_saving_does_not_wait_for_a_long_loading(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    with qtbot.waitSignal(loading.progressed):
        name_data(document, "file", "slow")
    qtbot.waitUntil(lambda: document.is_saved)
    assert loading.is_loading


def test_that_closing_while_loading_ends_the_thread(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(loading.progressed):
        open_new(document, qtbot, Project(Network((28, 28, 1)), DataRecipe("file", "slow")))
    loading.close()
    assert library.stopped == ["slow"]
    assert not any(thread.name == "loading" for thread in threading.enumerate())


def test_that_a_change_of_the_pictures_size_loads_them_anew_while_the_old_ones_stay(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    project = document.project
    document.change(replace(project, preprocessing=replace(project.preprocessing, size=(14, 14))), "Change size")
    assert document.data_set is not None
    assert document.data_set.input_shape == (28, 28, 1)
    qtbot.waitUntil(lambda: document.data_set is not None and document.data_set.input_shape == (14, 14, 1))


def test_that_an_empty_network_takes_the_pictures_shape_in_the_same_undo_step(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_new(document, qtbot, Project(Network((28, 28, 1))))
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    loading.take(replace(document.project.data, source="file", path="large"), "Take large")
    qtbot.waitUntil(lambda: title(document) == "large")
    assert document.project.network.input_shape == (32, 32, 1)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: title(document) == "mnist-10k")
    assert document.project.network.input_shape == (28, 28, 1)
    assert document.undo_stack.canRedo()


def test_that_a_network_with_layers_is_left_alone(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    network = document.project.network
    loading.take(replace(document.project.data, source="file", path="large"), "Take large")
    qtbot.waitUntil(lambda: title(document) == "large")
    assert document.project.network == network


def test_that_an_error_is_told_elsewhere_only_while_no_page_in_view_tells_it(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    library.refused = StudioError("It is broken.")
    with qtbot.waitSignal(document.refused):
        name_data(document, "mnist")
    loading.is_in_view = True
    with qtbot.assertNotEmitted(document.refused), qtbot.waitSignal(loading.changed):
        loading.reload()
    qtbot.waitUntil(lambda: not loading.is_loading)
    assert loading.error == "It is broken."


def edit(document: Document, **settings: object) -> None:
    data = replace(document.project.data, **settings)
    document.change(replace(document.project, data=data), "Change seed", "data.seed")


def test_that_typing_loads_once_when_nothing_more_is_typed(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_new(document, qtbot, Project(Network((28, 28, 1)), DataRecipe("file", "own")))
    qtbot.waitUntil(lambda: title(document) == "own")
    for megapixels in (1, 12, 128):
        loading.take(replace(document.project.data, megapixels=megapixels), "Change", "megapixels")
    assert loading.is_loading
    assert library.loaded == ["own"]
    qtbot.waitUntil(lambda: not loading.is_loading)
    assert library.loaded == ["own", "own"]
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.project.data.megapixels == 64


def test_that_another_field_is_another_undo_step(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_with_data(document, qtbot)
    for field, value in (("megapixels", 1), ("labels", "names"), ("megapixels", 2)):
        loading.take(replace(document.project.data, **{field: value}), "Change", field)
    assert document.undo_stack.count() == 3


def test_that_what_is_still_typed_can_be_stopped(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_new(document, qtbot, Project(Network((28, 28, 1)), DataRecipe("file", "own")))
    qtbot.waitUntil(lambda: title(document) == "own")
    loading.take(replace(document.project.data, megapixels=2), "Change", "megapixels")
    loading.stop()
    assert not loading.is_loading
    assert document.project.data.megapixels == 64
    assert not document.undo_stack.canUndo()


def test_that_the_seed_loads_nothing_where_the_data_have_a_test_part_of_their_own(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    open_new(document, qtbot, Project(Network((28, 28, 1)), DataRecipe("file", "own")))
    qtbot.waitUntil(lambda: title(document) == "own")
    edit(document, seed=8)
    assert not loading.is_loading
    with qtbot.waitSignal(loading.progressed):
        loading.take(replace(document.project.data, path="slow"), "Take slow")
    loading.stop()
    assert (document.project.data.path, document.project.data.seed) == ("own", 8)


def test_that_the_seed_draws_a_test_part_anew_where_there_is_none(
    document: Document, loading: DataLoading, library: Library, qtbot: QtBot
) -> None:
    library.own_test = False
    open_new(document, qtbot, Project(Network((28, 28, 1)), DataRecipe("file", "own")))
    qtbot.waitUntil(lambda: title(document) == "own")
    for seed in (1, 12, 123):
        edit(document, seed=seed)
    qtbot.waitUntil(lambda: not loading.is_loading)
    assert library.loaded == ["own", "own"]
