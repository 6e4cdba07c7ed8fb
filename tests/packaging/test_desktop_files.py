"""What tells a desktop of the program: an entry in menus, types of files, a page in software centres, icons."""

import configparser
import datetime
import plistlib
import re
import shutil
import struct
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

import cnnstudio

ROOT = Path(__file__).parents[2]
LINUX = ROOT / "packaging" / "linux"
METAINFO = LINUX / "io.github.cnnstudio.CNNStudio.metainfo.xml"
MIME = {"s": "http://www.freedesktop.org/standards/shared-mime-info"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment]  # keys are told apart by capitals
    parser.read_string((LINUX / "cnnstudio.desktop").read_text(encoding="utf-8"))
    assert parser.sections() == ["Desktop Entry"]
    return parser["Desktop Entry"]


@pytest.fixture(scope="module")
def page() -> ET.Element:
    return ET.parse(METAINFO).getroot()


@pytest.fixture(scope="module")
def types() -> list[ET.Element]:
    return ET.parse(LINUX / "cnnstudio.xml").getroot().findall("s:mime-type", MIME)


def test_that_the_entry_starts_the_command_of_the_package_with_a_file(entry: configparser.SectionProxy) -> None:
    command, argument = entry["Exec"].split()
    assert command in PROJECT["scripts"]
    assert argument == "%f"  # the window opens one
    assert (entry["Type"], entry["Terminal"]) == ("Application", "false")


def test_that_a_desktop_knows_the_windows_of_the_entry(entry: configparser.SectionProxy) -> None:
    app = (ROOT / "cnnstudio" / "gui" / "app.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{entry["StartupWMClass"]}")' in app
    assert f'setApplicationName("{entry["Name"]}")' in app


def test_that_entry_page_and_types_tell_the_same(
    entry: configparser.SectionProxy, page: ET.Element, types: list[ET.Element]
) -> None:
    named = [each.get("type") for each in types]
    assert entry["MimeType"].rstrip(";").split(";") == named
    assert [each.text for each in page.iterfind("provides/mediatype")] == named
    assert page.findtext("name") == entry["Name"]
    assert page.findtext("summary") == entry["Comment"]
    assert page.findtext("launchable") == "cnnstudio.desktop"
    assert page.findtext("provides/binary") == entry["Exec"].split()[0]
    assert [each.text for each in page.iterfind("categories/category")] == entry["Categories"].rstrip(";").split(";")


def test_that_the_page_tells_the_licence_and_the_version_of_the_package(page: ET.Element) -> None:
    assert page.findtext("project_license") == PROJECT["license"]
    newest = page.find("releases/release")
    assert newest is not None
    assert newest.get("version") == PROJECT["version"] == cnnstudio.__version__
    datetime.date.fromisoformat(newest.get("date", ""))
    assert METAINFO.name == f"{page.findtext('id')}.metainfo.xml"


def test_that_projects_are_known_by_their_ending_and_as_what_they_are(types: list[ET.Element]) -> None:
    project, network = types
    assert [each.get("pattern") for each in project.iterfind("s:glob", MIME)] == ["*.cnnstudio"]
    assert [each.get("type") for each in project.iterfind("s:sub-class-of", MIME)] == ["application/vnd.sqlite3"]
    assert [each.get("pattern") for each in network.iterfind("s:glob", MIME)] == ["*.keras"]


@pytest.mark.parametrize(
    "command",
    [
        ["desktop-file-validate", "--warn-kde", str(LINUX / "cnnstudio.desktop")],
        ["appstreamcli", "validate", "--no-net", str(METAINFO)],
        ["xmllint", "--noout", str(LINUX / "cnnstudio.xml")],
    ],
    ids=lambda command: command[0],
)
def test_that_what_desktops_check_finds_nothing_wrong(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_that_every_icon_has_its_size_and_is_seen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    import make_icons  # type: ignore[import-not-found]

    make_icons.make(tmp_path)
    for size in make_icons.SIZES:
        with Image.open(tmp_path / "hicolor" / f"{size}x{size}" / "apps" / "cnnstudio.png") as icon:
            assert icon.size == (size, size)
            assert icon.getchannel("A").getextrema() == (0, 255)
            assert len(icon.convert("RGB").getcolors(maxcolors=size * size) or ()) > 8
    assert (tmp_path / "hicolor" / "scalable" / "apps" / "cnnstudio.svg").read_bytes().startswith(b"<svg")
    with Image.open(tmp_path / "cnnstudio.ico") as icon:
        assert {(16, 16), (32, 32), (48, 48), (256, 256)} <= icon.info["sizes"]
    magic, length = struct.unpack(">4sI", (tmp_path / "cnnstudio.icns").read_bytes()[:8])
    assert (magic, length) == (b"icns", (tmp_path / "cnnstudio.icns").stat().st_size)


def test_that_macos_is_told_the_same_type() -> None:
    told = plistlib.loads((ROOT / "packaging" / "macos" / "Info.plist").read_bytes())
    (exported,) = told["UTExportedTypeDeclarations"]
    tags = exported["UTTypeTagSpecification"]
    assert tags == {"public.filename-extension": ["cnnstudio"], "public.mime-type": ["application/x-cnnstudio"]}
    project, network = told["CFBundleDocumentTypes"]
    assert project["LSItemContentTypes"] == [exported["UTTypeIdentifier"]]
    assert network["CFBundleTypeExtensions"] == ["keras", "h5"]
    plistlib.loads((ROOT / "packaging" / "macos" / "entitlements.plist").read_bytes())


def test_that_the_installer_for_windows_names_files_that_are_there_and_types_that_others_name() -> None:
    text = (ROOT / "packaging" / "windows" / "cnnstudio.iss").read_text(encoding="utf-8")
    (licence,) = re.findall(r"^LicenseFile=(.*)$", text, re.MULTILINE)
    assert (ROOT / "packaging" / "windows" / licence.replace("\\", "/")).is_file()
    assert 'ValueData: "application/x-cnnstudio"' in text
    assert set(re.findall(r"\{app\}\\([\w-]+)\.exe", text)) == {"cnnstudio-gui"}
    values = ("Version", "Folder", "Icon")
    script = (ROOT / "packaging" / "windows" / "make_installer.ps1").read_text(encoding="utf-8")
    assert all(f'"/D{value}=' in script and f"{{#{value}}}" in text for value in values)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a Bash")
@pytest.mark.parametrize("script", ["freeze", "make_deb", "try_deb", "studio", "test", "prepare.sh", "macos/make_dmg"])
def test_that_bash_understands_every_script(script: str) -> None:
    done = subprocess.run(["bash", "-n", ROOT / "packaging" / script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
