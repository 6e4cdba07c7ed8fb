"""Prints under which terms each package stands that is packed with the program, with their texts.

It is run by the Python whose packages these are, which is packed as well.
"""

import importlib.metadata
import os
import platform
import sys
from pathlib import Path, PurePosixPath

_NAMES = ("licen", "copying", "notice", "authors")

_LGPL = "LGPL-3.0"
_TEXTS_OF_LGPL = ("LGPL-3.txt", "GPL-3.txt")
"""It adds to the GPL, so that neither is whole without the other. Qt's packages bring neither."""
_QT = """Qt, PySide6 and Shiboken are used under the GNU Lesser General Public License 3, whose text stands at the end.
Their libraries are files of their own in the folders PySide6 and shiboken6, and can be replaced by others of the same
version. Their source: https://download.qt.io/official_releases/QtForPython/ and
https://download.qt.io/official_releases/qt/; what others wrote of Qt: https://doc.qt.io/qt-6/licenses-used-in-qt.html
"""


def texts(found: importlib.metadata.Distribution) -> list[str]:
    """Of a package: its licences and notices, each file once."""
    told = {}
    for path in found.files or ():
        name = PurePosixPath(path).name.lower()
        if name.startswith(_NAMES) and not name.endswith((".py", ".pyc")):
            told[path.read_text(encoding="utf-8").strip()] = path
    return [f"--- {path}\n\n{text}\n" for text, path in told.items()]


def terms_of(found: importlib.metadata.Distribution) -> str:
    """In a line, as the package has them."""
    told = found.metadata
    return told.get("License-Expression") or (told.get("License") or "").partition("\n")[0] or "see below"


def of_python() -> str:
    """Python's own licence; raises SystemExit where it is nowhere that Pythons have it."""
    folders = Path(os.__file__).parent, Path(sys.base_prefix)
    found = next((each / "LICENSE.txt" for each in folders if (each / "LICENSE.txt").is_file()), None)
    if found is None:
        sys.exit(f"Python's licence is neither in {folders[0]} nor in {folders[1]}.")
    return found.read_text(encoding="utf-8").strip() + "\n"


def section(title: str, *parts: str) -> None:
    """Prints one."""
    print("=" * 100, title, "", *parts, sep="\n")


def main() -> None:
    """Python, one package after the other, by their names, and the texts that these refer to."""
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # into a file Windows would write another
    section(f"Python {platform.python_version()}: PSF-2.0", of_python())
    by_name = {found.metadata["Name"]: found for found in importlib.metadata.distributions()}
    for name in sorted(by_name, key=str.lower):
        found = by_name[name]
        terms = terms_of(found)
        section(f"{name} {found.version}: {terms}", *([_QT] if _LGPL in terms else []), *texts(found))
    for name in _TEXTS_OF_LGPL:
        section(name.removesuffix(".txt"), (Path(__file__).parent / name).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
