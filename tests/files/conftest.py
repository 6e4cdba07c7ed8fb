"""Small projects and runs for the tests of what is kept on disk."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Epoch
from cnnstudio.files.project_file import ProjectFile, Weights


@pytest.fixture
def project() -> Project:
    """A tiny network on pictures of 8 × 8."""
    nodes = (Layer("conv2d_1", Conv2D(2)), Layer("flatten_1", Flatten()), Layer("dense_1", Dense(2, "softmax")))
    return Project(Network((8, 8, 1), nodes))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "here" / "try é.cnnstudio"


@pytest.fixture
def file(path: Path, project: Project) -> ProjectFile:
    """A new project file, closed at the end."""
    path.parent.mkdir()
    with ProjectFile.create(path, project) as made:
        yield made


@pytest.fixture
def begin(project: Project) -> Callable[..., int]:
    """Begins a run in a file."""

    def begun(file: ProjectFile, name: str = "") -> int:
        return file.begin_run(
            project, name=name, labels=("0", "1"), prepared=Prepared(), started="2026-01-02T03:04:05+00:00", versions={}
        )

    return begun


@pytest.fixture
def weights() -> Callable[[int], Weights]:
    """Weights that tell which epoch they are of; their names are not in the order of the alphabet."""

    def made(epoch: int) -> Weights:
        random = np.random.default_rng(epoch)
        return {
            "conv2d_1/kernel": random.standard_normal((3, 3, 1, 2), np.float32),
            "conv2d_1/bias": random.standard_normal(2, np.float32),
        }

    return made


@pytest.fixture
def figures() -> Callable[..., Epoch]:
    """An epoch with this validation loss."""
    return lambda number, val_loss=1.0: Epoch(number, 0.5, 0.75, val_loss, 0.25, 1.0)


@pytest.fixture
def refused() -> Callable[..., str]:
    """What a call says when it raises StudioError, checked for its length."""

    def said(call: Callable[..., object], *arguments: object, **named: object) -> str:
        with pytest.raises(StudioError) as caught:
            call(*arguments, **named)
        assert len(str(caught.value)) <= 200, str(caught.value)
        assert caught.value.text.endswith((".", "…")), caught.value.text
        return str(caught.value)

    return said


@pytest.fixture
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB, or of as many as the test says."""
    folder, size = tmp_path / "disk", f"size={getattr(request, 'param', 1)}m"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", folder], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting a small disk needs the superuser")
    yield folder
    subprocess.run(["umount", folder], check=True)
