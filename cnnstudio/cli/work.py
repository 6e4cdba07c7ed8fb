"""Commands that need the engine: train, evaluate, predict."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cnnstudio.cli.evaluation import Evaluation
from cnnstudio.cli.images import read_image, steps_of
from cnnstudio.cli.loading import loading
from cnnstudio.cli.output import print_json, print_table, say
from cnnstudio.cli.overrides import overridden
from cnnstudio.cli.places import there
from cnnstudio.cli.preparing import settled, way_to_plain
from cnnstudio.cli.progress import Progress
from cnnstudio.cli.resuming import resumed
from cnnstudio.cli.serve import Collector, serve
from cnnstudio.cli.target import Trained, data_recipe, trained
from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.outcomes import scores
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.messages import (
    Assess,
    Assessed,
    EpochEnded,
    Evaluate,
    Evaluated,
    Event,
    Finished,
    Predict,
    Predicted,
    Request,
    RunSubject,
    SavedSubject,
    Started,
    Train,
)
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.program.paths import named_path
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import plain, quoted
from cnnstudio.data.pictures.labelling import Unlabelled
from cnnstudio.data.watch import LoadingStopped
from cnnstudio.engine.evaluation.scored import scored
from cnnstudio.engine.evaluation.translate import are_numbers
from cnnstudio.engine.training.reading import read
from cnnstudio.files.project.lock import ProjectLock
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.importing import usual_data

_CURVES = ("loss", "accuracy", "val_loss", "val_accuracy")


def train(arguments: argparse.Namespace) -> int:
    """Trains a project and stores the run in its file."""
    path = named_path(arguments.file).absolute()
    if not there(path):
        raise StudioError(
            tr("There is no file “{file}”.", file=arguments.file[:80]),
            tr("Make a project first: cnnstudio new lenet -o my.cnnstudio."),
        )
    if arguments.number is not None and not arguments.resume:
        raise StudioError(tr("--run names the run that goes on."), tr("Add --resume, or leave it out."))
    lock = ProjectLock(path)
    if not lock.acquire():
        raise StudioError(
            tr("“{name}” is open in another window.", name=path.name), tr("Close it there, or train it there.")
        )
    try:
        with ProjectFile.open(path) as file:
            file.mark_interrupted()
            if arguments.resume:
                request = resumed(file, arguments)
            else:
                request = Train(file=str(path), project=overridden(file.project(), arguments), name=arguments.name)
        found = _train(request)
    finally:
        lock.release()
    return _trained(found, arguments.json)


def _train(request: Train) -> list[Event]:
    """The answers; none when it was stopped while the data were read.

    They are read here, where the engine finds them: what is wrong with them is said before TensorFlow starts.
    """
    if not _readable(request.project, request.file):
        return []
    return _serve([request]).answers


def _readable(project: Project, file: str) -> bool:
    """Whether the project's data were read, and not stopped before; raises what is wrong with them.

    Args:
        file: Where the project is, for the drawings that are in it.
    """
    try:
        with loading(sys.stderr) as watch:
            read(project, watch, file)
    except LoadingStopped:
        return False
    return True


def _trained(events: Sequence[Event], as_json: bool) -> int:
    """Prints how the training ended; raises StudioError for a run that failed by itself."""
    before = next((event.before for event in events if isinstance(event, Started)), ())
    epochs = [*before, *(event.epoch for event in events if isinstance(event, EpochEnded))]
    finished = next((event for event in events if isinstance(event, Finished)), None)
    if finished is not None and finished.status == "failed":
        raise StudioError(
            tr_count(
                "Run {run} failed after {count:,} epoch: {text}",
                "Run {run} failed after {count:,} epochs: {text}",
                finished.epochs,
                run=finished.run,
                text=finished.text,
            )
        )
    if as_json:
        print_json(_train_plain(finished, epochs))
    elif finished is None:
        say(tr("Stopped before the training began; nothing was stored."))
    else:
        say(_trained_in_words(finished))
    return 0


def _train_plain(finished: Finished | None, epochs: Sequence[Epoch]) -> dict[str, Any]:
    return {
        "run": finished.run if finished else None,
        "epochs": len(epochs),
        "best_epoch": finished.best_epoch if finished else 0,
        "history": {name: [getattr(epoch, name) for epoch in epochs] for name in _CURVES},
        "seconds": finished.seconds if finished else 0.0,
        "stopped": finished is None or finished.status == "stopped",
    }


def _trained_in_words(finished: Finished) -> str:
    words = tr_count(
        "Run {run}: {count:,} epoch, finished",
        "Run {run}: {count:,} epochs, finished",
        finished.epochs,
        run=finished.run,
    )
    if finished.status == "stopped":
        words = tr_count(
            "Run {run}: {count:,} epoch, stopped",
            "Run {run}: {count:,} epochs, stopped",
            finished.epochs,
            run=finished.run,
        )
    if finished.test is None:
        return f"{words}."
    test = finished.test
    scored = tr(
        "test accuracy {accuracy:.4f}, {misclassified:,} of {count:,} misclassified.",
        accuracy=test.accuracy,
        misclassified=test.misclassified,
        count=test.count,
    )
    return f"{words}; {scored}"


def evaluate(arguments: argparse.Namespace) -> int:
    """Scores a trained network on test pictures, or on a part of the data of its run."""
    target = trained(arguments.target, arguments.number, arguments.project)
    found = _on_part(target, arguments) if arguments.part else _on_data(target, arguments)
    if arguments.json:
        print_json(found.to_plain())
    else:
        found.say()
    return 0


def _on_data(target: Trained, arguments: argparse.Namespace) -> Evaluation:
    data = _data_for(target) if arguments.data is None else data_recipe(arguments.data)
    try:
        with loading(sys.stderr) as watch:  # for the engine, as in training
            scored(data, target, watch, whole=arguments.whole)
    except LoadingStopped as error:
        raise KeyboardInterrupt from error
    except Unlabelled as error:
        hint = f"{error.hint} {tr('For the answers alone add --whole.')}"
        raise StudioError(error.text, hint) from error
    request = Evaluate(
        subject=target.subject,
        data=data,
        preprocessing=arguments.preprocessing,
        pictures=arguments.pictures,
        steps=steps_of(arguments.steps),
        whole=arguments.whole,
    )
    found = next(event for event in answers([request]) if isinstance(event, Evaluated))
    return Evaluation(
        found.scores,
        found.prepared,
        data,
        found.part,
        found.note,
        found.outcomes,
        found.pictures,
        found.files,
        found.tried,
        arguments.table,
        found.truths,
        found.findings,
    )


def _data_for(target: Trained) -> DataRecipe:
    """What it was trained on; of a saved file the data that are likely meant, StudioError where there are none."""
    if target.data is not None:
        return target.data
    found = usual_data(target.network, target.labels)
    if not found.source:
        assert isinstance(target.subject, SavedSubject)
        raise StudioError(
            tr("{name} does not say what it learned.", name=quoted(Path(target.subject.path))),
            tr("Name pictures to score: --data."),
        )
    return found


def _on_part(target: Trained, arguments: argparse.Namespace) -> Evaluation:
    """Raises StudioError for what is no run, and for options that would make it other pictures."""
    subject = target.subject
    if not isinstance(subject, RunSubject) or target.project is None or target.prepared is None:
        raise StudioError(
            tr("--part is of the data that a run was trained on."), tr("Name a project, or leave it out.")
        )
    others = (arguments.data, arguments.steps) != (None, None) or arguments.pictures != "auto" or arguments.whole
    if others or arguments.preprocessing not in ("auto", target.prepared.method):
        raise StudioError(tr("--part scores the run's own pictures as they were prepared."), tr("Leave the rest out."))
    if not _readable(target.project, subject.file):
        raise KeyboardInterrupt
    events = answers([Assess(subject=subject, part=arguments.part)])
    outcomes = next(event.outcomes for event in events if isinstance(event, Assessed))
    found = scores(outcomes)
    data = target.data or target.project.data
    return Evaluation(found, target.prepared, data, arguments.part, outcomes=outcomes, with_table=arguments.table)


def predict(arguments: argparse.Namespace) -> int:
    """Says what pictures show."""
    found, progress = trained(arguments.target, arguments.number, arguments.project), Progress(sys.stderr)
    target = settled(found, arguments.preprocessing, progress)
    if not arguments.json and _names_no_class(found):
        say(
            tr("{name}: its classes are numbers: the file names none.", name=plain(Path(arguments.target).name)),
            sys.stderr,
        )
    shape = target.network.input_shape
    size, digits, drawn_by = (shape[0], shape[1], shape[2]), target.reads_digits, target.drawn_by
    pictures = [
        read_image(Path(image), size, target.geometry, digits=digits, drawn_by=drawn_by) for image in arguments.images
    ]
    # A sender each: of one sender's questions only the newest is answered.
    requests = [
        Predict(sender=f"picture {index}", subject=target.subject, picture=picture)
        for index, picture in enumerate(pictures)
    ]
    events = [event for event in answers(requests, progress) if isinstance(event, Predicted)]
    told = [_prediction(image, answer, target) for image, answer in zip(arguments.images, events, strict=True)]
    if arguments.json:
        print_json(told)
        return 0
    print_table(
        [tr("Picture"), tr("Class"), tr("Probability")],
        [[plain(each["image"], 80), plain(each["class"], 40), local(f"{each['probability']:.4f}")] for each in told],
        right=[2],
    )
    return 0


def _names_no_class(target: Trained) -> bool:
    """Whether it is a file from outside that only counts its classes; one of ours may well name them so."""
    subject = target.subject
    is_theirs = isinstance(subject, SavedSubject) and not subject.project and target.prepared is None
    return is_theirs and are_numbers(target.labels)


def _prediction(image: str, answer: Predicted, target: Trained) -> dict[str, Any]:
    best = int(answer.probabilities.argmax())
    way = target.found_way
    return {
        "image": image,
        "class": answer.labels[best],
        "probability": float(answer.probabilities[best]),
        "probabilities": [float(each) for each in answer.probabilities],
        "classes": answer.labels,
        "preprocessing": (target.prepared or Prepared()).method,
        "preprocessing_tried": None if way is None else way_to_plain(way),
    }


def _serve(requests: Sequence[Request], progress: Progress | None = None) -> Collector:
    return serve(requests, (progress or Progress(sys.stderr)).show)


def answers(requests: Sequence[Request], progress: Progress | None = None) -> list[Event]:
    """The answers; a command that was stopped has none to give."""
    found = _serve(requests, progress)
    if found.cancelled:
        raise KeyboardInterrupt
    return found.answers
