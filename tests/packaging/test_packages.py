"""What goes into the wheel, the sdist and the frozen program."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import openTSNE
import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager

import cnnstudio
from cnnstudio.core.language import LANGUAGES
from cnnstudio.core.program.installing import PACKED

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "packaging" / "frozen" / "cnnstudio.spec"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def files_of(builder: WheelBuilder | SdistBuilder) -> set[str]:
    return {Path(each.distribution_path).as_posix() for each in builder.recurse_included_files()}


@pytest.fixture(scope="module")
def wheel() -> set[str]:
    return files_of(WheelBuilder(str(ROOT)))


def here(folder: str) -> set[str]:
    """The files below a folder of the checkout."""
    found = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in found if path.suffix != ".part"}


def test_that_the_wheel_holds_the_program_and_its_resources_and_no_more(wheel: set[str]) -> None:
    assert wheel == here("cnnstudio") | {f"cnnstudio/{path}" for path in here("resources")}


def test_that_the_sdist_holds_what_tests_and_packages_are_made_from() -> None:
    found = files_of(SdistBuilder(str(ROOT)))
    assert here("cnnstudio") | here("resources") | here("packaging") <= found
    assert {"README.md", "LICENSE", "tests/conftest.py"} <= found  # pyproject.toml always is


def test_that_every_licence_that_is_named_is_there() -> None:
    named = ProjectMetadata(str(ROOT), PluginManager()).core.license_files
    assert {"LICENSE", "resources/icons/LICENSE-lucide.txt"} <= set(named)
    assert {path for path in here("resources") if "NOTICE" in path or "LICENSE" in path} <= set(named)


def test_that_the_package_and_its_metadata_have_one_version() -> None:
    assert PROJECT["version"] == cnnstudio.__version__
    assert re.search(r"^## \[(Unreleased|" + re.escape(cnnstudio.__version__) + r")\]", changes(), re.MULTILINE)


def changes() -> str:
    return (ROOT / "packaging" / "CHANGELOG.md").read_text(encoding="utf-8")


def test_that_the_spec_is_python_and_names_files_and_modules_that_are_there() -> None:
    text = SPEC.read_text(encoding="utf-8")
    ast.parse(text)
    paths = re.findall(r'PACKAGING((?: / "[\w.]+")+)', text)
    assert len(paths) == 2
    for path in paths:
        assert (ROOT / "packaging").joinpath(*re.findall(r'"([\w.]+)"', path)).is_file(), path
    assert PROJECT["scripts"]["cnnstudio"] == "cnnstudio.__main__:main"
    assert "from cnnstudio.__main__ import main" in (SPEC.parent / "start.py").read_text(encoding="utf-8")


def test_that_nothing_the_program_imports_is_left_out_of_the_frozen_one() -> None:
    (left_out,) = re.findall(r"NEVER_USED = (\[.*?\])", SPEC.read_text(encoding="utf-8"), re.DOTALL)
    names = tuple(ast.literal_eval(left_out))
    for path in (ROOT / "cnnstudio").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Import(names=found):
                    imported = [each.name for each in found]
                case ast.ImportFrom(module=str(module), level=0):
                    imported = [module]
                case _:
                    continue
            for name in imported:
                assert not name.startswith(names), f"{path.name} imports {name}"


def test_that_the_modules_which_t_sne_s_compiled_code_imports_go_with_the_frozen_program() -> None:
    found = Path(openTSNE.__file__).parent.rglob("*")
    compiled = {path.name.partition(".")[0] for path in found if path.suffix in (".so", ".pyd")}
    assert {"_tsne", "matrix_mul"} <= compiled  # the first imports the second, which no Python source does
    (lazy,) = re.findall(r"LAZY = \[.*?\n\]", SPEC.read_text(encoding="utf-8"), re.DOTALL)
    assert 'collect_submodules("openTSNE")' in lazy


def test_that_the_words_of_qt_in_other_languages_go_with_the_frozen_program() -> None:
    (left_out,) = re.findall(r"UNUSED_FILES = (\(.*?\n\))", SPEC.read_text(encoding="utf-8"), re.DOTALL)
    unused = tuple(ast.literal_eval(left_out))
    for language in set(LANGUAGES) - {"en"}:
        assert not f"PySide6/Qt/translations/qtbase_{language}.qm".startswith(unused)
        assert (ROOT / "resources" / "languages" / f"{language}.mo").is_file()


def test_that_with_the_frozen_program_goes_what_nobody_can_add_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SPEC.parent))
    from requirements import EXTRAS, requirements  # type: ignore[import-not-found]

    packed, elsewhere = requirements("linux", "x86_64"), requirements("darwin", "arm64")
    assert set(EXTRAS) == set(PACKED) < set(PROJECT["optional-dependencies"])
    assert set(PROJECT["dependencies"]) <= set(elsewhere)
    assert set(packed) ^ set(elsewhere) == {"tensorflow>=2.21,<2.22", "tensorflow-cpu>=2.21,<2.22"}
    assert any(each.startswith("distributed") for each in packed)
    sys.modules.pop("requirements")


def test_that_what_depends_on_the_build_is_filled_into_the_debian_package() -> None:
    template = (ROOT / "packaging" / "linux" / "control.in").read_text(encoding="utf-8")
    script = (ROOT / "packaging" / "make_deb").read_text(encoding="utf-8")
    assert re.search(r"^Package: cnnstudio$", template, re.MULTILINE)
    for gap in re.findall(r"@[A-Z]+@", template):
        assert f"s/{gap}/" in script, gap
