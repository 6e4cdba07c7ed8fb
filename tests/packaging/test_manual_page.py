"""The manual page of the Debian package names all that the command line knows."""

import argparse
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from cnnstudio.cli import arguments
from cnnstudio.core.language import LANGUAGES, VARIABLE
from cnnstudio.files.settings import ENGINES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "packaging" / "linux" / "cnnstudio.1"
TEXT = PAGE.read_text(encoding="utf-8")


def section(title: str) -> str:
    """What stands under a head, with plain hyphens and without marks of fonts."""
    found = re.search(rf'^\.SH "?{title}"?\n(.*?)(?=^\.SH|\Z)', TEXT, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1].replace("\\-", "-")


def tagged(title: str) -> list[str]:
    """What is explained under a head, in its order."""
    return [line.partition(" ")[2] for line in re.findall(r"^\.TP\n(.*)$", section(title), re.MULTILINE)]


def test_that_every_command_has_its_line_in_the_order_of_the_help() -> None:
    [commands] = [each for each in arguments._parser()._actions if isinstance(each, argparse._SubParsersAction)]
    assert tagged("COMMANDS") == list(commands.choices)
    assert set(commands.choices) == set(arguments.COMMANDS)


def test_that_every_option_of_the_program_itself_is_explained() -> None:
    options = {name for each in arguments._parser()._actions for name in each.option_strings}
    assert set(re.findall(r"(?<![\w-])--?[a-z]+", "\n".join(tagged("OPTIONS")))) == options
    for engine in ENGINES:
        assert f".B {engine}" in section("OPTIONS")


def test_that_the_ways_to_end_are_those_of_the_help() -> None:
    epilog = arguments._parser().epilog
    assert epilog is not None
    assert sorted(tagged("EXIT STATUS")) == sorted(re.findall(r"\d+", epilog))


def test_that_the_languages_and_their_variable_are_named() -> None:
    assert VARIABLE in tagged("ENVIRONMENT")
    for language in LANGUAGES:
        assert re.search(rf"^\.BR? {language}\b", section("ENVIRONMENT"), re.MULTILINE)


def test_that_the_examples_are_understood() -> None:
    lines = [line.split()[1:] for line in section("EXAMPLES").splitlines() if line.startswith("cnnstudio")]
    asked = [words for words in lines if words[0] in arguments.COMMANDS]
    assert len(asked) == 3
    for words in asked:
        assert arguments.parse(words) is not None
    assert arguments.parse_window(lines[-1]).files == lines[-1]


def test_that_the_package_takes_it_with_its_own_version() -> None:
    assert TEXT.startswith(".TH CNNSTUDIO 1 ")
    assert "@VERSION@" in TEXT.splitlines()[0]
    maker = (ROOT / "packaging" / "make_deb").read_text(encoding="utf-8")
    assert 'sed "s/@VERSION@/$version/" "$packaging/linux/cnnstudio.1"' in maker


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff formats it")
def test_that_it_is_formatted_without_a_warning() -> None:
    done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", PAGE], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert "cnnstudio train digits.cnnstudio --epochs 5" in done.stdout.replace("\N{MINUS SIGN}", "-")
