"""Drawings of a project are trained on, scored and looked into as any other data."""

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnstudio.core.messages import (
    Assess,
    Assessed,
    Evaluate,
    Evaluated,
    Export,
    Failed,
    Finished,
    LossWorked,
    SavedSubject,
    Train,
    WorkLoss,
)
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.drawn import number_of
from cnnstudio.data.sources import DRAWN
from cnnstudio.files.project_file import ProjectFile, drawings_in
from tests.engine.conftest import SIDE, Bench, only, with_plan


def png(label: int, number: int) -> bytes:
    """A bar at a place of the label's own, on paper of 40 × 40."""
    values = np.zeros((40, 40), np.uint8)
    values[4:36, 18:22] = 120
    values[4 + 3 * label : 8 + 3 * label, 4 : 30 + number % 6] = 255
    stream = io.BytesIO()
    Image.fromarray(values).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture
def drawn(project: Project, bench: Bench) -> tuple[Project, str]:
    """A project with forty drawings, four of each digit, which are its data; and its file."""
    made = replace(
        project, data=DataRecipe(DRAWN, validation_share=0.2), preprocessing=Preprocessing(size=(SIDE, SIDE))
    )
    path = bench.file(made, "drawn.cnnstudio")
    with ProjectFile.open(path) as file:
        for number in range(40):
            file.add_drawing(str(number % 10), png(number % 10, number), "2026-01-01T00:00:00+00:00")
    return made, path


def test_that_a_network_learns_from_drawings(bench: Bench, drawn: tuple[Project, str]) -> None:
    project, path = drawn
    subject, events = bench.train(with_plan(project, epochs=30, batch_size=8), path)
    only(events, Finished)
    with ProjectFile.open(path) as file:
        run = file.run(subject.run)
    assert run.labels == tuple("0123456789")
    assert run.project.data == project.data
    assert run.epochs[-1].loss < run.epochs[0].loss / 2


def test_that_a_run_on_drawings_is_scored_and_looked_into_later(bench: Bench, drawn: tuple[Project, str]) -> None:
    subject, _ = bench.train(*drawn)
    assert len(only(bench.work(Assess(subject=subject, part="train")), Assessed).outcomes) == 24
    assert only(bench.work(WorkLoss(subject=subject, count=9)), LossWorked).outputs.shape == (9, 10)
    found = only(bench.work(Evaluate(subject=subject, data=DataRecipe(DRAWN, subject.file))), Evaluated)
    assert (found.part, found.scores.count) == ("test", 10)


def test_that_every_drawing_is_answered_by_its_number(
    bench: Bench, project: Project, drawn: tuple[Project, str]
) -> None:
    other = bench.trained(project)
    request = Evaluate(subject=other, data=DataRecipe(DRAWN, drawn[1]), whole=True)
    found = only(bench.work(request), Evaluated)
    labels = {each.number: each.label for each in drawings_in(drawn[1])}
    assert found.outcomes is not None
    truth = [found.outcomes.labels[place] for place in found.outcomes.truth]
    assert {number_of(name): label for name, label in zip(found.files, truth, strict=True)} == labels


def test_that_a_saved_network_is_scored_on_drawings(
    bench: Bench, project: Project, drawn: tuple[Project, str], tmp_path: Path
) -> None:
    subject = bench.trained(project)
    path = str(tmp_path / "net.keras")
    bench.work(Export(subject=subject, path=path))
    request = Evaluate(subject=SavedSubject(path), data=DataRecipe(DRAWN, drawn[1]), whole=True)
    assert only(bench.work(request), Evaluated).scores.count == 40


def test_that_a_project_without_drawings_is_not_trained_and_says_why(bench: Bench, drawn: tuple[Project, str]) -> None:
    path = bench.file(drawn[0], "none.cnnstudio")
    failed = only(bench.work(Train(file=path, project=drawn[0])), Failed)
    assert "no drawings" in failed.text
    assert "Draw page" in failed.hint


def test_that_a_run_on_drawings_is_scored_on_its_own_ones_whether_or_not_their_file_is_named(
    bench: Bench, drawn: tuple[Project, str], project: Project, tmp_path: Path
) -> None:
    subject, _ = bench.train(*drawn)
    named, own = (
        only(bench.work(Evaluate(subject=subject, data=recipe)), Evaluated)
        for recipe in (DataRecipe(DRAWN, subject.file), drawn[0].data)
    )
    assert (own.part, own.scores) == ("test", named.scores)
    path = str(tmp_path / "net.keras")
    bench.work(Export(subject=subject, path=path))
    failed = only(bench.work(Evaluate(subject=SavedSubject(path), data=DataRecipe(DRAWN))), Failed)
    assert "of a project" in failed.text
