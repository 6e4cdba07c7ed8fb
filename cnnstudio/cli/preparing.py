"""How pictures are prepared for a network from a saved file that does not say so: as is asked for, or by trying."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from cnnstudio.cli.output import say
from cnnstudio.cli.progress import Progress
from cnnstudio.cli.serve import serve
from cnnstudio.cli.target import Trained
from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Evaluate, Evaluated, SavedSubject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.found_way import FoundWay
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.pictures.preprocessing import FITTED, METHODS, Prepared, summary
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import plain
from cnnstudio.data.trying import best_way, data_to_try, is_telling
from cnnstudio.engine.saved import project_of
from cnnstudio.files.saved.importing import usual_data, usual_preparation

WAYS = ("auto", *(method for method in METHODS if method not in FITTED))
"""What can be asked for of a file that does not say."""


@dataclass(frozen=True, eq=False)
class Preparation:
    """How pictures are prepared for a network.

    Attributes:
        data: What it was found out with; None where nothing was tried, or nothing told.
        words: What is to be said of it.
        found_way: How it was found out; None where it was not.
    """

    prepared: Prepared
    data: DataRecipe | None
    words: str
    found_way: FoundWay | None = None


def settled(target: Trained, method: str, progress: Progress) -> Trained:
    """The network with how its pictures are prepared, which is said on standard error where its file does not.

    Args:
        progress: Shows how far the trying is.

    Raises StudioError where another method is asked for than the one that is known.
    """
    if target.prepared is not None:
        check_known(target.prepared, method)
        return target
    assert isinstance(target.subject, SavedSubject)
    found = preparation(target.subject, target.network, target.labels, method, progress)
    say(found.words, sys.stderr)
    subject = replace(target.subject, prepared=found.prepared)
    return replace(target, subject=subject, prepared=found.prepared, found_way=found.found_way)


def check_known(prepared: Prepared, method: str) -> None:
    """Raises StudioError where another method is asked for than the one that is known."""
    if method not in ("auto", prepared.method):
        known = summary(prepared.preprocessing, with_random=False)
        raise StudioError(
            tr("It is known how its pictures are prepared: {known}.", known=known), tr("Leave --preprocessing out.")
        )


def way_to_plain(way: FoundWay) -> dict[str, Any]:
    """As JSON values."""
    return {"data_set": way.title, "accuracy": way.accuracy, "method": way.method}


def preparation(
    subject: SavedSubject, network: Network, labels: tuple[str, ...], method: str, progress: Progress
) -> Preparation:
    """The way that is asked for; for ``"auto"`` the one that does best on built-in data that fit the network.

    For weights alone these are the data of their project.
    """
    name = plain(Path(subject.path).name)
    project = project_of(subject)
    usual = usual_preparation(project)
    if method != "auto":
        preprocessing = replace(usual.preprocessing, method=method)
        return Preparation(
            Prepared(preprocessing),
            None,
            tr("{name}: pictures prepared with {summary}.", name=name, summary=summary(preprocessing)),
        )
    own = () if project is None else data_to_try(project.data)
    recipes = own or data_to_try(usual_data(network, labels))
    if usual.preprocessing.geometry != Geometry():  # it is tried with pictures as they are
        recipes = ()
    for data, found in _tried(subject, recipes, progress):
        if is_telling(found):
            prepared, way = best_way(usual, found, data)
            words = tr("{name} does not say how its pictures are prepared. {found}", name=name, found=way.words)
            return Preparation(prepared, data, words, way)
    given = {"name": name, "taken": summary(usual.preprocessing)}
    if recipes:
        words = tr(
            "{name} does not say how its pictures are prepared, and it knows none of the data it was tried with; "
            "this is taken: {taken}. See --preprocessing.",
            **given,
        )
    else:
        words = tr(
            "{name} does not say how its pictures are prepared, and there are no data here to try it with; "
            "this is taken: {taken}. See --preprocessing.",
            **given,
        )
    return Preparation(usual, None, words)


def _tried(
    subject: SavedSubject, recipes: Iterable[DataRecipe], progress: Progress
) -> Iterable[tuple[DataRecipe, Evaluated]]:
    """What was found on each of the data, one after the other as it is asked for."""
    for data in recipes:
        collected = serve([Evaluate(subject=subject, data=data)], progress.show)
        if collected.cancelled:
            raise KeyboardInterrupt
        yield data, next(event for event in collected.answers if isinstance(event, Evaluated))
