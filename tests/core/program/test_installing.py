"""How what is missing of the program is added: by pip, or, where it is frozen, by having the whole of it again."""

import shlex
import sys
from collections.abc import Callable

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.exports import FORMS
from cnnstudio.core.inspecting import tsne
from cnnstudio.core.program.installing import PACKED, command, how_to_install, how_to_install_again
from cnnstudio.core.sweeps.extras import CLUSTER, SEARCH
from cnnstudio.engine import start

EXTRAS = sorted({CLUSTER, SEARCH, tsne.INSTALLED_BY, *(form.extra for form in FORMS.values() if form.extra)})


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)


def no_tensorflow() -> None:
    raise ImportError("tensorflow")


def hint_of(call: Callable[[], object]) -> str:
    with pytest.raises(StudioError) as raised:
        call()
    return raised.value.hint


@pytest.mark.parametrize("extra", EXTRAS)
def test_that_pip_gets_the_extra_as_one_word_from_every_shell(extra: str) -> None:
    assert shlex.split(command(extra)) == ["pip", "install", f"cnnstudio[{extra}]"]
    assert "'" not in command(extra)  # in Windows' own shell these would be part of the name
    assert how_to_install(extra) == f"Install with: {command(extra)}"


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("extra", EXTRAS)
def test_that_nobody_is_told_to_install_packages_into_a_program_that_has_its_own_python(extra: str) -> None:
    assert command(extra) == ""
    assert "pip install" not in how_to_install(extra)
    assert how_to_install(extra).startswith(
        "That belongs to this program" if extra in PACKED else "They cannot be added to this program"
    )


def test_that_tensorflow_comes_back_by_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_load_libraries", no_tensorflow)
    said = "Install it again with: pip install --force-reinstall tensorflow keras"
    assert hint_of(start.bring_up) == said == how_to_install_again("tensorflow", "keras")


@pytest.mark.usefixtures("frozen")
def test_that_a_frozen_program_without_one_of_its_libraries_is_to_be_installed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(start, "_load_libraries", no_tensorflow)
    monkeypatch.setattr(tsne, "EXTRA", "no_such_library")
    said = "That belongs to this program: install CNN Studio again."
    assert hint_of(start.bring_up) == said == hint_of(lambda: tsne.demand(100))
