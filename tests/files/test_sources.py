"""Where the weights of pretrained blocks come from: runs of the same file, by the order of their arrays."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.saved.importing import Imported
from cnnstudio.files.sources import arrays_from, brought, completed, with_digests

BODY = (Layer("one", Conv2D(3)), Layer("two", Conv2D(3)))
END = (Layer("flat", Flatten()), Layer("out", Dense(2)))
PLAIN = Network((8, 8, 3), (*BODY, *END))


def resting(source: str = "run:1", digest: str = "", fine_tune: int = 0) -> Network:
    renamed = tuple(replace(node, name=f"my_{node.name}") for node in BODY)
    return Network((8, 8, 3), (Block("base", Pretrained(source, digest, fine_tune), (renamed,)), *END))


def drawn(network: Network, seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    arrays = [(f"{row.name}/{each.name}", each.shape) for row in analyse(network).rows for each in row.params.arrays]
    return {name: random.random(shape, np.float32) for name, shape in arrays}


def epoch(number: int, val_loss: float) -> Epoch:
    return Epoch(number, 1.0, 0.5, val_loss, 0.5, 1.0)


def begin(file: ProjectFile, network: Network) -> int:
    labels, started = ("a", "b"), "2026-01-01T00:00:00+00:00"
    return file.begin_run(Project(network), name="", labels=labels, prepared=Prepared(), started=started, versions={})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in which run 1 has three epochs, the second the best, and run 2 rests on its third."""
    path = tmp_path / "one.cnnstudio"
    with ProjectFile.create(path, Project(PLAIN)) as file:
        for network, count in ((PLAIN, 3), (resting(digest=digest_of(body(drawn(PLAIN, 3)))), 1)):
            number = file.begin_run(
                Project(network),
                name="",
                labels=("a", "b"),
                prepared=Prepared(),
                started="2026-01-01T00:00:00+00:00",
                versions={},
            )
            for each in range(1, count + 1):
                weights = drawn(network, each)
                own = {f"{row.name}/{one.name}" for row in analyse(network).rows for one in row.params.stored}
                stored = {name: array for name, array in weights.items() if name in own}
                file.add_epoch(number, epoch(each, abs(2 - each) + 0.1), stored)
            file.end_run(number, "finished", None)
    return path


def body(weights: dict[str, Any]) -> list[Any]:
    return [array for name, array in weights.items() if name.startswith(("one", "two"))]


def test_that_a_run_is_completed_from_the_epoch_it_was_made_with(path: Path) -> None:
    with ProjectFile.open(path, read_only=True) as file:
        project, (_, stored) = file.run(2).project, file.weights(2)
    assert set(stored) == {"out/kernel", "out/bias"}
    found = completed(project.network, stored, path)
    assert list(found) == ["my_one/kernel", "my_one/bias", "my_two/kernel", "my_two/bias", "out/kernel", "out/bias"]
    assert all(np.array_equal(*pair) for pair in zip(list(found.values())[:4], body(drawn(PLAIN, 3)), strict=True))
    assert found["out/bias"] is stored["out/bias"]


def test_that_without_a_checksum_the_used_epoch_counts(path: Path) -> None:
    found = brought(resting(), path)
    assert np.array_equal(found["my_two/bias"], drawn(PLAIN, 2)["two/bias"])


def test_that_layers_that_are_trained_on_are_brought_at_first_and_not_held(path: Path) -> None:
    network = resting(fine_tune=1)
    assert set(brought(network, path)) == {"my_one/kernel", "my_one/bias", "my_two/kernel", "my_two/bias"}
    assert set(brought(network, path, held=True)) == {"my_one/kernel", "my_one/bias"}


def test_that_layers_from_the_middle_of_a_run_are_found_there(path: Path) -> None:
    weights = drawn(PLAIN, 2)
    shapes = [weights["two/kernel"].shape, weights["two/bias"].shape]
    wanted = [weights["two/kernel"], weights["two/bias"]]
    found = arrays_from("run:1", shapes, path, digest_of(wanted))
    assert all(np.array_equal(*pair) for pair in zip(found, wanted, strict=True))


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (resting("run:7"), "run 7, which is not in"),
        (resting(digest="0" * 64), "not those any more"),
        (resting("run:one"), "not known to this version"),
        (resting("keras:NoSuchNet"), "not known to this version"),
        (resting("https://else.where"), "not known to this version"),
        (resting(""), "not known to this version"),
        (Network((8, 8, 3), (Block("base", Pretrained("run:1"), ((Layer("x", Conv2D(5)),),)), *END)), "do not fit"),
    ],
)
def test_that_what_cannot_be_brought_is_said_in_words(path: Path, network: Network, words: str) -> None:
    with pytest.raises(StudioError, match=words):
        brought(network, path)


def test_that_a_run_needs_a_project(path: Path) -> None:
    with pytest.raises(StudioError, match="there is no project here"):
        brought(resting(), None)


def test_that_runs_that_rest_on_each_other_in_a_ring_come_to_an_end(tmp_path: Path) -> None:
    path = tmp_path / "ring.cnnstudio"
    with ProjectFile.create(path, Project(PLAIN)) as file:
        number = file.begin_run(
            Project(resting("run:1")),
            name="",
            labels=("a", "b"),
            prepared=Prepared(),
            started="2026-01-01T00:00:00+00:00",
            versions={},
        )
        file.add_epoch(
            number, epoch(1, 0.5), {name: each for name, each in drawn(PLAIN, 1).items() if name[:3] == "out"}
        )
    with pytest.raises(StudioError, match="without end"):
        brought(resting("run:1"), path)


def test_that_a_long_chain_of_runs_that_rest_on_each_other_is_followed_to_its_beginning(path: Path) -> None:
    network = PLAIN
    with ProjectFile.open(path) as file:
        for number in range(2, 14):
            network = resting(f"run:{number}")
            assert begin(file, network) == number + 1
            head = {name: each for name, each in drawn(network, number).items() if name.startswith("out")}
            file.add_epoch(number + 1, epoch(1, 0.5), head)
    found = brought(network, path)
    assert np.array_equal(found["my_two/bias"], drawn(PLAIN, 3)["two/bias"])


def test_that_a_block_without_a_checksum_is_given_that_of_its_weights(path: Path) -> None:
    found = with_digests(resting(fine_tune=1), brought(resting(fine_tune=1), path))
    assert found == resting(digest=digest_of(body(drawn(PLAIN, 2))), fine_tune=1)
    assert with_digests(resting(digest="0" * 64), {}) == resting(digest="0" * 64)
    assert brought(found, path).keys() == brought(resting(), path).keys()


def test_that_a_saved_network_rests_on_the_run_that_it_becomes(path: Path) -> None:
    network = resting("run:40", digest="0" * 64, fine_tune=1)
    weights = drawn(network, 9)
    found = Imported(Project(network), "net.keras", ("a", "b"), Prepared(), weights, "2026-01-01T00:00:00+00:00")
    with ProjectFile.open(path) as file:
        number = file.import_run(found)
        project = file.run(number).project
        assert file.why_not_delete([number]) == ""  # on nothing but itself
    assert project.plan.start == number
    again = brought(project.network, path)
    assert all(np.array_equal(array, weights[name]) for name, array in again.items())


def test_that_nothing_goes_while_others_rest_on_it(path: Path) -> None:
    with ProjectFile.open(path) as file:
        assert file.why_not_delete([1]) == "Frozen layers of “Run 2” have their weights from this run."
        with pytest.raises(StudioError, match=r"Run 1 is not deleted.* Delete that run first"):
            file.delete_run(1)
        file.save_project(Project(resting()))
        assert file.how_to_delete([1]) == "Delete that run and unwrap the project's layers first."
        assert file.how_to_delete([1, 2]) == "Unwrap the project's layers first."
        assert file.why_not_delete([1, 2]) == "Frozen layers of the project itself have their weights from these runs."
        file.delete_run(2)
        file.delete_run(1, anyway=True)
        assert file.runs() == ()
