"""Sections as a Jupyter notebook: nbformat 4, written by hand (https://nbformat.readthedocs.io)."""

import json
from typing import Any

from cnnstudio.core.scripting.sections import Section


def notebook(sections: tuple[Section, ...]) -> str:
    """The notebook's JSON: for each section a cell of words and a cell of code, none of them run yet."""
    cells: list[dict[str, Any]] = []
    for number, section in enumerate(sections):
        heading = f"{'#' if number == 0 else '##'} {section.title}\n\n{section.words}"
        cells.append(_cell("markdown", f"words-{number}", heading))
        cells.append(_cell("code", f"code-{number}", section.code) | {"execution_count": None, "outputs": []})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _cell(kind: str, identity: str, text: str) -> dict[str, Any]:
    return {"cell_type": kind, "id": identity, "metadata": {}, "source": text.splitlines(keepends=True)}
