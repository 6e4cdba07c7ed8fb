"""Prints under which terms each package stands that is packed with the program, with their texts.

It is run by the Python whose packages these are.
"""

import importlib.metadata
from pathlib import PurePosixPath

_NAMES = ("licen", "copying", "notice", "authors")


def texts(found: importlib.metadata.Distribution) -> list[str]:
    """Of a package: its licences and notices, each file once."""
    told = {}
    for path in found.files or ():
        name = PurePosixPath(path).name.lower()
        if name.startswith(_NAMES) and not name.endswith((".py", ".pyc")):
            told[path.read_text(encoding="utf-8").strip()] = path
    return [f"--- {path}\n\n{text}\n" for text, path in told.items()]


def main() -> None:
    """One package after the other, by their names."""
    by_name = {found.metadata["Name"]: found for found in importlib.metadata.distributions()}
    for name in sorted(by_name, key=str.lower):
        told = by_name[name].metadata
        terms = told.get("License-Expression") or (told.get("License") or "").partition("\n")[0] or "see below"
        print("=" * 100, f"{name} {told['Version']}: {terms}", "", *texts(by_name[name]), sep="\n")


if __name__ == "__main__":
    main()
