"""Under which terms the packed packages stand: packaging/frozen/licences.py, run as packaging/freeze runs it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGING = Path(__file__).parents[2] / "packaging"
LICENCES = PACKAGING / "frozen" / "licences.py"


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What is said of each package of this Python, by its name; written where a file would be in another encoding."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-P", LICENCES], env=environment, capture_output=True, check=True)
    sections = re.split(r"^={100}\n", done.stdout.decode("utf-8"), flags=re.MULTILINE)
    return {re.split(r"[ \n]", each, maxsplit=1)[0]: each for each in sections if each}


def test_that_python_s_own_licence_comes_first(told: dict[str, str]) -> None:
    name, text = next(iter(told.items()))
    assert name == "Python"
    assert "PYTHON SOFTWARE FOUNDATION LICENSE VERSION 2" in text


def test_that_a_package_stands_there_with_its_terms_and_texts(told: dict[str, str]) -> None:
    head, text = told["numpy"].split("\n", 1)
    assert "BSD-3-Clause" in head
    assert "NumPy Developers" in text


@pytest.mark.parametrize("name", ["PySide6_Essentials", "shiboken6"])
def test_that_of_qt_which_brings_no_text_the_lgpl_the_gpl_and_its_source_are_told(
    told: dict[str, str], name: str
) -> None:
    assert "LGPL-3.0" in told[name]
    assert "https://download.qt.io/official_releases/" in told[name]
    assert list(told)[-2:] == ["LGPL-3", "GPL-3"]
    assert "GNU LESSER GENERAL PUBLIC LICENSE\n                       Version 3, 29 June 2007" in told["LGPL-3"]
    assert "17. Interpretation of Sections 15 and 16." in told["GPL-3"]


def test_that_every_sort_of_package_takes_them_along() -> None:
    freeze = (PACKAGING / "freeze").read_text(encoding="utf-8")
    assert re.search(r'frozen/licences\.py" >"\$folder/cnnstudio/LICENCES\.txt"', freeze)
    # The whole folder goes into the others; macOS' application is a copy from before the file is written.
    assert r'Source: "{#Folder}\*"' in (PACKAGING / "windows" / "cnnstudio.iss").read_text(encoding="utf-8")
    assert 'cp -al "$folder/cnnstudio" ' in (PACKAGING / "make_deb").read_text(encoding="utf-8")
    image = (PACKAGING / "macos" / "make_dmg").read_text(encoding="utf-8")
    assert 0 < image.index("cnnstudio/LICENCES.txt") < image.index("codesign --force")
