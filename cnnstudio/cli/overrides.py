"""Settings of one run that are given on the command line."""

import argparse
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cnnstudio.cli.target import data_recipe
from cnnstudio.core.errors import StudioError
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Setting, settings_of
from cnnstudio.data.sources import FILE, source

_BETWEEN = re.compile(r"\s*[x×,]\s*")
"""What stands between the numbers of a pair: 32x32, 32,32."""

_PARTS = ("plan", "data", "preprocessing")
_FLAGS = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}


def overridden(project: Project, arguments: argparse.Namespace) -> Project:
    """The project with the options of ``train``; the named options win over ``--set``.

    Raises SpecError or StudioError in words for a setting there is not, or a value it cannot have.
    """
    values = _assignments(project, arguments.set)
    for part, name in (("plan", "epochs"), ("plan", "batch_size"), ("plan", "seed"), ("data", "subset")):
        if getattr(arguments, name) is not None:
            values[part][name] = getattr(arguments, name)
    if arguments.preprocessing is not None:
        values["preprocessing"]["method"] = arguments.preprocessing
    if arguments.data is not None:
        found = data_recipe(arguments.data)
        values["data"] |= {"source": found.source, "path": found.path}
    elif "source" in values["data"]:
        values["data"].setdefault("path", "")  # that of another source is not its own
    elif "path" in values["data"]:
        own = source(project.data.source)
        values["data"]["source"] = own.name if own is not None and own.takes_file else FILE
    plan = project.plan
    if "optimizer" in values["plan"]:
        # First, so that the optimiser's usual rate comes with it unless another one is asked for.
        checked = settings_of(plan)["optimizer"].check(values["plan"].pop("optimizer"))
        plan = plan.with_optimizer(checked)
    return replace(
        project,
        plan=replace(plan, **values["plan"]),
        data=replace(project.data, **values["data"]),
        preprocessing=replace(project.preprocessing, **values["preprocessing"]),
    )


def _assignments(project: Project, texts: Iterable[str]) -> dict[str, dict[str, Any]]:
    values: dict[str, dict[str, Any]] = {part: {} for part in _PARTS}
    for text in texts:
        name, equals, value = text.partition("=")
        part, dot, key = name.strip().partition(".")
        if not equals or not dot or part not in _PARTS:
            raise StudioError(f"“--set {text[:80]}” is not PART.KEY=VALUE.", f"The parts are {', '.join(_PARTS)}.")
        settings = settings_of(getattr(project, part))
        if key not in settings:
            known = ", ".join(settings)
            raise StudioError(f"There is no setting “{part}.{key[:60]}”.", f"Those of {part} are: {known}.")
        values[part][key] = _value(settings[key], name, value.strip())
    if "path" in values["data"] and values["data"]["path"]:
        values["data"]["path"] = str(Path(values["data"]["path"]).expanduser().absolute())
    return values


def _value(setting: Setting, name: str, text: str) -> Any:
    """The text as the setting's type; its range is checked where the value is put in."""
    try:
        match setting.form:
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case "flag":
                return _FLAGS[text.lower()]
            case "pair":
                numbers = [int(each) for each in _BETWEEN.split(text)]
                return (numbers[0], numbers[-1]) if len(numbers) <= 2 else tuple(numbers)
            case "padding":
                return text if text in ("valid", "same") else int(text)
            case "choice" | "text":
                return text
    except (ValueError, KeyError) as error:
        raise StudioError(f"“{text[:60]}” is no value for {name}.", f"{setting.label}: {setting.help}") from error
