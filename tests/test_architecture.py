"""The rules of the house, each a sentence."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "cnnstudio"


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def fresh(code: str) -> str:
    """What a new Python prints for the code."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_that_the_rooms_know_only_the_rooms_below_them() -> None:
    # The command of the same installation; it needs the top of the checkout as working folder.
    code = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_that_the_window_is_imported_without_tensorflow_or_keras() -> None:
    loaded = fresh("import sys, cnnstudio.gui.app; print([m for m in ('tensorflow', 'keras') if m in sys.modules])")
    assert loaded == "[]"


@pytest.mark.parametrize("room", ["core", "data", "files", "engine"])
def test_that_rooms_without_qt_are_imported_without_qt_and_without_keras(room: str) -> None:
    forbidden = ("PySide6", "pyqtgraph", "keras", "tensorflow")
    code = (
        f"import sys, pkgutil, importlib, cnnstudio.{room} as room\n"
        "if room.__name__ != 'cnnstudio.engine':\n"
        "    for module in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
        "        importlib.import_module(module.name)\n"
        f"print([m for m in {forbidden} if m in sys.modules])"
    )
    assert fresh(code) == "[]"


def test_that_packaging_is_not_a_package() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_that_nothing_is_unpickled() -> None:
    places = [
        place
        for place, call in calls()
        for keyword in call.keywords
        if keyword.arg == "allow_pickle"
        and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is False)
    ]
    assert places == []


def test_that_keras_never_opens_a_saved_model_for_us() -> None:
    names = [
        (place, call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", ""))
        for place, call in calls()
    ]
    assert [place for place, name in names if name == "load_model"] == []


def test_that_every_module_says_in_its_first_line_what_it_is_for() -> None:
    assert [str(path.relative_to(ROOT)) for path, tree in sources() if not ast.get_docstring(tree)] == []
