"""What is written of a run, each function inside the transaction of who calls it."""

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from cnnstudio.core.errors import StudioError
from cnnstudio.core.evaluation.scores import Scores
from cnnstudio.core.inspecting.norms import Norms
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Part
from cnnstudio.core.pictures.found_way import TRIED, FoundWay
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project, from_json, to_json
from cnnstudio.core.runs.run import GUESSED, IMPORTED, Epoch, PartScore, Run, Status
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.core.training.health import Health
from cnnstudio.core.transferring.pretrained import RUN
from cnnstudio.core.transferring.pretrained_blocks import rests_on
from cnnstudio.core.words import plain, quoted
from cnnstudio.files.project import arrays_blob, blocks, rows, run_blobs, weights_blob
from cnnstudio.files.project.arrays_blob import Pieces
from cnnstudio.files.project.blocks import Kind
from cnnstudio.files.project.weights_blob import Weights
from cnnstudio.files.saved.importing import Imported, as_run

_PARTS: tuple[Kind, ...] = ("train", "validation", "test")


def no_run(number: int, path: Path) -> StudioError:
    """The file has no run of this number."""
    return StudioError(
        tr("{path} has no run {number}.", path=quoted(path), number=number), tr("It may have been deleted.")
    )


def check(connection: sqlite3.Connection, number: int, path: Path) -> None:
    """Raises StudioError where the file has no run of this number."""
    if not connection.execute("SELECT 1 FROM run WHERE number = ?", [number]).fetchone():
        raise no_run(number, path)


def touch(connection: sqlite3.Connection, number: int, path: Path) -> None:
    """Gives the run a mark that it never had, since it is about to change; raises StudioError where there is none."""
    if not connection.execute("UPDATE run SET mark = random() WHERE number = ?", [number]).rowcount:
        raise no_run(number, path)


def begin(
    connection: sqlite3.Connection,
    project: Project,
    name: str,
    labels: tuple[str, ...],
    prepared: Prepared,
    started: str,
    versions: dict[str, str],
) -> int:
    """Adds a run that is "training" and gives its number."""
    texts = (to_json(project), rows.to_text(list(labels)), rows.to_text(prepared.to_plain()), started)
    insert = "INSERT INTO run (mark, name, status, reason, project, labels, prepared, started, versions)"
    cursor = connection.execute(
        f"{insert} VALUES (random(), ?, 'training', '', ?, ?, ?, ?, ?)",
        [_name(name), *texts, rows.to_text(versions)],
    )
    number = cursor.lastrowid
    assert number is not None
    if not name.strip():
        rename(connection, number, "")
    return number


def take_in(connection: sqlite3.Connection, found: Imported) -> int:
    """Adds a run whose weights came in a saved file, and gives its number.

    Its project is the one that goes on from it: a training of that starts from these weights.
    """
    versions = {"file": plain(found.origin)} if found.origin else {}
    if not found.is_preparation_known:
        versions[GUESSED] = "not said by the file"
    if found.found_way is not None:
        versions[TRIED] = found.found_way.to_text()
    name = plain(found.name, rows.MOST_NAME)
    number = begin(connection, found.project, name, found.labels, found.prepared, found.started, versions)
    reason = plain(found.notes, rows.MOST_REASON)
    project = to_json(as_run(found, number))
    change = "status = 'imported', reason = ?, project = ?"
    connection.execute(f"UPDATE run SET {change} WHERE number = ?", [reason, project, number])
    blocks.put(connection, "weights", number, IMPORTED, weights_blob.pieces(found.weights))
    return number


def prepare_otherwise(connection: sqlite3.Connection, run: Run, prepared: Prepared) -> None:
    """Says of an imported run that its pictures are prepared otherwise; its scores were those of another way."""
    augmentation = run.project.preprocessing.augmentation
    project = replace(run.project, preprocessing=replace(prepared.preprocessing, augmentation=augmentation))
    texts = [to_json(project), rows.to_text(prepared.to_plain()), run.number]
    change = "project = ?, prepared = ?, test = NULL, train = NULL, validation = NULL"
    connection.execute(f"UPDATE run SET {change} WHERE number = ?", texts)
    _drop_outcomes(connection, run.number)


def note_found_way(connection: sqlite3.Connection, run: Run, found: FoundWay) -> None:
    """Notes how it was found out how the pictures of an imported run are prepared."""
    versions = rows.to_text({**run.versions, TRIED: found.to_text()})
    connection.execute("UPDATE run SET versions = ? WHERE number = ?", [versions, run.number])


def packed(
    weights: Weights,
    state: Mapping[str, npt.NDArray[Any]] | None,
    batches: npt.NDArray[np.float32] | None,
    snapshot: Snapshot | None,
    health: Health | None,
    norms: Norms | None,
) -> dict[Kind, Pieces]:
    """What is known of an epoch beside its figures, as blocks; large arrays are not copied."""
    made: dict[Kind, Pieces] = {"weights": weights_blob.pieces(weights)}
    if state is not None:
        made["state"] = arrays_blob.pieces(state, what=tr("The optimiser's numbers"))
    if batches is not None:
        made["batches"] = [run_blobs.pack_batches(batches)]
    if snapshot is not None:
        made["picture"] = [run_blobs.pack_picture(snapshot.picture)]
        made["snapshot"] = [run_blobs.pack_snapshot(snapshot)]
    if health is not None:
        made["health"] = [run_blobs.pack_health(health)]
    if norms is not None:
        made["norms"] = [run_blobs.pack_norms(norms)]
    return made


def add(connection: sqlite3.Connection, run: int, epoch: Epoch, made: Mapping[Kind, Pieces]) -> None:
    """Adds the figures and blocks of an epoch, and drops the blocks that are no longer kept."""
    values = rows.epoch_to_row(epoch)
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO epoch (run, {rows.EPOCH_COLUMNS}) VALUES (?, {marks})", [run, *values])
    for kind, pieces in made.items():
        if kind != "picture" or not blocks.is_newest(connection, kind, run, pieces):
            blocks.put(connection, kind, run, epoch.number, pieces)
    blocks.drop_old_weights(connection, run, _best(connection, run))
    blocks.drop_old_states(connection, run, blocks.KEPT_STATES)
    blocks.thin_snapshots(connection, run)


def go_on(connection: sqlite3.Connection, run: int, project: Project, last: int) -> None:
    """Makes the run one that is "training" again, with nothing of it behind epoch ``last``, nor how it ended.

    Where it had another end before, that is noted.
    """
    before = connection.execute("SELECT status, project FROM run WHERE number = ?", [run]).fetchone()
    planned = from_json(before[1]).plan.epochs
    connection.execute("DELETE FROM epoch WHERE run = ? AND number > ?", [run, last])
    blocks.drop_after(connection, run, last)
    _drop_outcomes(connection, run)
    change = "status = 'training', reason = '', test = NULL, train = NULL, validation = NULL, project = ?"
    connection.execute(f"UPDATE run SET {change} WHERE number = ?", [to_json(project), run])
    if last and (before[0] == "finished" or planned != project.plan.epochs):
        blocks.put(connection, "continued", run, last, [str(planned).encode()])


def end(
    connection: sqlite3.Connection,
    run: int,
    status: Status,
    reason: str,
    scores: tuple[Scores | None, PartScore | None, PartScore | None],
    outcomes: Mapping[Kind, bytes],
    states: int,
) -> None:
    """Notes how the run ended, with its scores on the test, training and validation pictures.

    Args:
        states: So many of the newest states are kept.
    """
    test, train, validation = scores
    texts = [rows.scores_to_text(test), rows.part_to_text(train), rows.part_to_text(validation)]
    connection.execute(
        "UPDATE run SET status = ?, reason = ?, test = ?, train = ?, validation = ? WHERE number = ?",
        [status, plain(reason, rows.MOST_REASON), *texts, run],
    )
    _drop_outcomes(connection, run)
    for part, data in outcomes.items():
        blocks.put(connection, part, run, 0, [data])
    blocks.drop_old_states(connection, run, states)


def add_score(connection: sqlite3.Connection, run: int, part: Part, score: str | None, outcomes: bytes | None) -> None:
    """Puts the score of one part, and what was said to its pictures, in the place of what there was of it."""
    connection.execute(f"UPDATE run SET {part} = ? WHERE number = ?", [score, run])
    blocks.drop(connection, part, run, blocks.epochs(connection, part, run))
    if outcomes is not None:
        blocks.put(connection, part, run, 0, [outcomes])


def rename(connection: sqlite3.Connection, number: int, name: str) -> None:
    """Gives the run another name; an empty one makes it "Run N"."""
    connection.execute(
        "UPDATE run SET name = ? WHERE number = ?", [_name(name) or tr("Run {number}", number=number), number]
    )


def delete(connection: sqlite3.Connection, number: int) -> None:
    """Removes the run with everything that is kept of it."""
    blocks.drop_all(connection, number)
    connection.execute("DELETE FROM epoch WHERE run = ?", [number])
    connection.execute("DELETE FROM run WHERE number = ?", [number])


ITSELF = tr("the project itself")
"""How the project is called among what rests on runs."""


def resting_on(connection: sqlite3.Connection, numbers: Collection[int]) -> list[str]:
    """What takes weights of its frozen layers from one of these runs, in words; runs among them do not count."""
    found = []
    for number, name, text in connection.execute("SELECT number, name, project FROM run ORDER BY number"):
        if number not in numbers and _rests_on(text, numbers):
            found.append(quoted(name))
    project = connection.execute("SELECT json FROM project").fetchone()
    return [*found, ITSELF] if project and _rests_on(project[0], numbers) else found


def _rests_on(text: str, numbers: Collection[int]) -> bool:
    if not any(f'"{RUN}{number}"' in text for number in numbers):  # most have none: they are not read as a whole
        return False
    return bool(rests_on(from_json(text).network) & set(numbers))


def interrupt(connection: sqlite3.Connection) -> None:
    """Makes every run that is "training" one that was interrupted."""
    connection.execute("UPDATE run SET status = 'interrupted', mark = random() WHERE status = 'training'")


def _best(connection: sqlite3.Connection, run: int) -> int:
    """As ``core.run.best_epoch``, without reading every epoch; 0 when there is none."""
    finite = "abs(val_loss) <= 1.7976931348623157e308 ORDER BY val_loss, number LIMIT 1"
    found = connection.execute(f"SELECT number FROM epoch WHERE run = ? AND {finite}", [run]).fetchone()
    return int(found[0]) if found else 0


def _drop_outcomes(connection: sqlite3.Connection, run: int) -> None:
    for part in _PARTS:
        blocks.drop(connection, part, run, blocks.epochs(connection, part, run))


def _name(name: str) -> str:
    # From a terminal it may be of bytes that are no UTF-8: they stand as "\udcff", as in core.words.plain.
    name = name.strip().encode("utf-8", "backslashreplace").decode()
    if len(name) > rows.MOST_NAME:
        raise StudioError(tr("The name of a run has at most {most} characters.", most=rows.MOST_NAME))
    return name
