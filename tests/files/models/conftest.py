"""The strangers' files, written once however many processes the tests run in: each Keras takes seconds to start."""

import os
from pathlib import Path

import filelock
import pytest

from tests.files.models.seeds import NAMES
from tests.files.models.strangers import shown_in_suite, strangers, write


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with what is compared, and what is spoiled."""
    files = shown_in_suite()
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = base / "strangers"
    with filelock.FileLock(base / "strangers.lock"):
        if not (folder / "done").exists():
            folder.mkdir(exist_ok=True)
            write(folder, [each for each in strangers() if each in files or each.name in NAMES])
            (folder / "done").touch()
    return folder
