"""An evaluation on pictures of other people: as drawings or as they are, with labels or without."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import (
    Cancelled,
    Evaluate,
    Evaluated,
    Event,
    Failed,
    LoadingProgress,
    RunSubject,
    SavedSubject,
    Scoring,
)
from cnnstudio.core.pictures.ink import AS_IT_STANDS, Steps, ink_to_input, picture_to_ink
from cnnstudio.core.pictures.preprocessing import METHODS, Prepared, Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.data import library
from cnnstudio.data.watch import NOBODY
from cnnstudio.engine.evaluation.evaluate import evaluate
from cnnstudio.engine.evaluation.inked import inked, reads_digits
from cnnstudio.engine.evaluation.scored import scored
from cnnstudio.engine.start import Ready
from cnnstudio.engine.subjects import Loaded, load
from cnnstudio.files.project_file import ProjectFile
from tests.engine.conftest import Bench, of_type, only, small_network


def digit(number: int, side: int = 40) -> Image.Image:
    """Dark writing on light paper, off the middle."""
    image = Image.new("RGB", (side, side), (250, 248, 240))
    ImageDraw.Draw(image).text((3, 2), str(number), fill=(20, 20, 60), font_size=side // 2)
    return image


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty digits on paper, two of each, the class in the file's name."""
    place = tmp_path / "paper"
    place.mkdir()
    for number in range(20):
        digit(number % 10, 40 + number).save(place / f"{number % 10}_{number // 10}.png")
    return place


@pytest.fixture(scope="module")
def subject(ready: Ready, digits: Path, tmp_path_factory: pytest.TempPathFactory) -> RunSubject:
    """A run of one epoch; no test changes its file."""
    project = Project(small_network(), DataRecipe("mnist", str(digits)), plan=Plan(batch_size=32, epochs=1))
    return Bench(tmp_path_factory.mktemp("run")).train(project)[0]


Ask = Callable[..., Evaluated]


@pytest.fixture
def ask(bench: Bench, subject: RunSubject, folder: Path) -> Ask:
    """What comes of an evaluation on the folder."""

    def do(**changes: object) -> Evaluated:
        request = replace(Evaluate(subject=subject, data=DataRecipe("file", str(folder)), whole=True), **changes)
        return only(bench.work(request), Evaluated)

    return do


def numbers(found: Evaluated) -> list[int]:
    return [int(Path(file).stem[0]) for file in found.files]


def test_that_every_picture_is_told_with_its_file_and_its_true_class(ask: Ask) -> None:
    found = ask()
    assert found.outcomes is not None
    assert sorted(found.files) == sorted(f"{number % 10}_{number // 10}.png" for number in range(20))
    assert found.outcomes.truth.tolist() == numbers(found)
    assert (found.part, found.scores.count) == ("all", 20)
    assert found.scores.matrix.sum(1).tolist() == [2] * 10


@pytest.mark.parametrize("steps", [Steps(), AS_IT_STANDS, Steps(centre=False), Steps(invert=True, threshold=True)])
def test_that_drawings_are_made_of_the_originals_by_the_steps(ask: Ask, folder: Path, steps: Steps) -> None:
    found = ask(pictures="drawn", steps=steps)
    assert found.pictures == "drawn"
    assert found.seen is not None
    for number, file in enumerate(found.files):
        expected = ink_to_input(picture_to_ink(np.asarray(Image.open(folder / file))), (8, 8, 1), steps)
        assert expected is not None
        np.testing.assert_array_equal(found.seen[number], expected)


def test_that_plain_pictures_are_those_of_the_data_set(ask: Ask, folder: Path, project: Project) -> None:
    found = ask(pictures="plain")
    geometry = project.preprocessing.geometry.towards((8, 8, 1))
    data = library.load(DataRecipe("file", str(folder)), geometry, whole=True, unlabelled=True)
    assert found.seen is not None
    np.testing.assert_array_equal(found.seen[:], np.concatenate([data.x_train[:], data.x_test[:]]))


def test_that_both_ways_are_tried_and_the_better_is_taken(ask: Ask) -> None:
    found = ask(pictures="auto")
    assert {each.pictures for each in found.tried} == {"plain", "drawn"}
    accuracies = {each.pictures: each.accuracy for each in found.tried}
    assert accuracies == {way: ask(pictures=way).scores.accuracy for way in ("plain", "drawn")}
    assert found.scores.accuracy == max(accuracies.values()) == accuracies[found.pictures]


def test_that_a_saved_network_is_tried_in_every_way(
    bench: Bench, subject: RunSubject, ask: Ask, tmp_path: Path
) -> None:
    from tests.engine.evaluation.test_evaluate import keras_model_of

    path = tmp_path / "plain.keras"
    keras_model_of(subject).save(path)
    found = ask(subject=SavedSubject(str(path)), pictures="auto")
    assert len(found.tried) == 2 * len(METHODS)
    assert found.scores.accuracy == max(each.accuracy or 0 for each in found.tried)
    assert "the one that does best on these pictures was taken" in found.note
    assert "does best" not in ask(pictures="auto").note


def test_that_digits_that_are_mnists_already_are_left_alone(ask: Ask, tmp_path: Path, digits: Path) -> None:
    assert [each.pictures for each in ask(data=DataRecipe("mnist", str(digits)), pictures="auto").tried] == ["plain"]
    with np.load(digits) as arrays:
        other = {name: arrays[name] for name in ("x_test", "y_test")}
    path = tmp_path / "other.npz"
    np.savez(path, x=other["x_test"], y=other["y_test"])
    assert [each.pictures for each in ask(data=DataRecipe("file", str(path)), pictures="auto").tried] == ["plain"]


def test_that_pictures_without_a_label_are_answered_and_counted_in_no_score(ask: Ask, folder: Path) -> None:
    (folder / "labels.csv").write_text(
        "filename,label\n" + "".join(f"{number}_0.png,{number}\n" for number in range(10)), encoding="ascii"
    )
    found = ask()
    assert found.outcomes is not None
    known = [file.endswith("_0.png") for file in found.files]
    assert found.outcomes.known.tolist() == known
    assert (len(found.outcomes), found.scores.count) == (20, 10)
    assert found.note == "10 pictures have no label and count in no score."
    whole = {file: int(number) for file, number in zip(found.files, found.outcomes.predicted, strict=True)}
    (folder / "labels.csv").unlink()
    labelled = ask()
    assert labelled.outcomes is not None
    assert whole == dict(zip(labelled.files, labelled.outcomes.predicted.tolist(), strict=True))


@pytest.mark.parametrize("way", ["auto", "plain", "drawn"])
def test_that_without_any_label_the_answers_alone_are_told(ask: Ask, folder: Path, way: str) -> None:
    for number, path in enumerate(sorted(folder.iterdir())):
        path.rename(folder / f"IMG {number:03d} {'abcdefghijklmnopqrst'[number]}.png")
    found = ask(pictures=way)
    assert found.outcomes is not None
    assert (found.scores.count, len(found.outcomes)) == (0, 20)
    assert np.isnan(found.scores.loss)
    assert "the answers alone are shown" in found.note
    assert found.pictures == ("plain" if way == "plain" else "drawn")
    assert [each.accuracy for each in found.tried] == [None]


def test_that_classes_that_the_network_does_not_know_are_told_and_nothing_is_scored(ask: Ask, folder: Path) -> None:
    for path in sorted(folder.iterdir()):
        (folder / "cats").mkdir(exist_ok=True)
        (folder / "dogs").mkdir(exist_ok=True)
        path.rename(folder / ("cats" if path.stem.endswith("0") else "dogs") / path.name)
    found = ask()
    assert found.scores.count == 0
    assert found.note.startswith("Nothing is scored, the answers alone are shown. ")
    assert "classes" in found.note


def test_that_on_its_own_data_it_is_said_that_the_network_learned_from_them(
    ask: Ask, project: Project, subject: RunSubject
) -> None:
    found = ask(data=project.data)
    assert found.scores.count == 310
    assert "learned from" in found.note


def test_that_empty_paper_is_told(ask: Ask, folder: Path) -> None:
    Image.new("RGB", (30, 30), "white").save(folder / "3_9.png")
    found = ask(pictures="drawn")
    assert found.note == "1 picture is empty paper."
    assert found.seen is not None
    assert not found.seen[found.files.index("3_9.png")].any()


def test_that_progress_goes_up_to_the_number_of_pictures(bench: Bench, subject: RunSubject, folder: Path) -> None:
    request = Evaluate(subject=subject, data=DataRecipe("file", str(folder)), pictures="auto", whole=True)
    events = bench.work(request)
    drawings = [event for event in of_type(events, LoadingProgress) if event.what == "Reading drawings"]
    assert (drawings[-1].done, drawings[-1].total) == (20, 20)
    scoring = of_type(events, Scoring)
    assert (scoring[-1].part, scoring[-1].done, scoring[-1].total) == ("all", 20, 20)


def test_that_a_test_is_stopped_while_drawings_are_read(bench: Bench, subject: RunSubject, folder: Path) -> None:
    def begun(event: Event) -> bool:
        return isinstance(event, LoadingProgress) and event.what == "Reading drawings"

    bench.when(begun, bench.mailbox.stop)
    events = bench.work(Evaluate(subject=subject, data=DataRecipe("file", str(folder)), pictures="drawn", whole=True))
    assert isinstance(events[-1], Cancelled)


def test_that_an_original_that_is_gone_is_told_in_words(
    bench: Bench, subject: RunSubject, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise StudioError("“1_0.png” cannot be shown: it is no longer there.", "Load the data again.")

    monkeypatch.setattr("cnnstudio.data.pictures.importing.PictureFiles.read", gone)
    events = bench.work(Evaluate(subject=subject, data=DataRecipe("file", str(folder)), pictures="drawn", whole=True))
    failed = only(events, Failed)
    assert (failed.text, failed.details) == ("“1_0.png” cannot be shown: it is no longer there.", "")


@pytest.mark.parametrize(
    ("labels", "do"),
    [
        (tuple("0123456789"), True),
        (tuple("9876543210"), True),
        (tuple("012345678"), False),
        (("cat", "dog"), False),
        ((*"012345678", " 9 "), True),
    ],
)
def test_that_a_network_reads_digits_by_its_classes(labels: tuple[str, ...], do: bool) -> None:
    assert reads_digits(labels) is do


def test_that_pictures_for_which_there_is_no_memory_are_refused_before_they_are_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned = Loaded(None, small_network(), tuple("0123456789"), None)
    found = scored(DataRecipe("file", str(folder)), learned, NOBODY)
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=1000))
    with pytest.raises(StudioError, match="of memory"):
        inked(found, (8, 8, 1), Steps(), lambda: None, NOBODY)


def test_that_digits_that_do_as_well_either_way_are_drawings(ready: Ready, subject: RunSubject, folder: Path) -> None:
    with ProjectFile.open(subject.file, read_only=True) as file:
        run, (_, weights) = file.run(subject.run), file.weights(subject.run)
    nothing = {name: np.zeros_like(each) for name, each in weights.items()}  # it says the same to every picture
    loaded = load(run.project.network, nothing, run.labels, run.prepared)
    found = evaluate(
        Evaluate(subject=subject, data=DataRecipe("file", str(folder)), pictures="auto"), loaded, lambda: None, NOBODY
    )
    assert [(each.pictures, each.accuracy) for each in found.tried] == [("plain", 0.1), ("drawn", 0.1)]
    assert found.pictures == "drawn"


def test_that_a_run_whose_file_does_not_say_how_pictures_are_prepared_is_tried_with_the_usual_ways(
    ready: Ready, subject: RunSubject, folder: Path
) -> None:
    with ProjectFile.open(subject.file, read_only=True) as file:
        run, (_, weights) = file.run(subject.run), file.weights(subject.run)
    loaded = load(run.project.network, weights, run.labels, Prepared(Preprocessing("raw")))
    request = Evaluate(subject=subject, data=DataRecipe("file", str(folder)))
    for is_guessed, methods in ((False, {"raw"}), (True, set(METHODS))):
        found = evaluate(request, replace(loaded, is_guessed=is_guessed), lambda: None, NOBODY)
        assert {each.method for each in found.tried} == methods
        assert found.scores.accuracy == max(each.accuracy or 0 for each in found.tried)
