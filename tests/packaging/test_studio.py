"""What sets everything up from a checkout knows what opens a window, so that this is never without Qt's libraries."""

import shutil
import subprocess
from pathlib import Path

import pytest

from cnnstudio.cli.arguments import COMMANDS

STUDIO = Path(__file__).parents[2] / "packaging" / "studio"

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")


def opens_window(*arguments: str) -> bool:
    """Whether the script takes it for something that needs a screen; the part of it that decides is run alone."""
    text = STUDIO.read_text(encoding="utf-8")
    begin = text.index("opens_window=yes")
    decides = text[begin : text.index("esac\n", begin) + len("esac\n")]
    asked = ["bash", "-euc", f'{decides}echo "$opens_window"', "studio", *arguments]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "yes\n"


@pytest.mark.parametrize("argument", [*COMMANDS, "--help", "--version"])
def test_that_a_command_needs_no_screen(argument: str) -> None:
    assert not opens_window(argument)


@pytest.mark.parametrize(
    "arguments",
    [(), ("my.cnnstudio",), ("my.zip",), ("pictures",), ("my.hdf5",), ("my-lab.toml",), ("--engine", "thread")],
)
def test_that_anything_else_opens_the_window(arguments: tuple[str, ...]) -> None:
    assert opens_window(*arguments)
