"""The commands around labs: what there is, checking one's own, and which facts can be asked for."""

import argparse
import sys
from typing import Any

from cnnstudio.cli.output import print_json, print_table, print_text, say
from cnnstudio.core.labs import told
from cnnstudio.core.labs.facts import FACTS, table
from cnnstudio.core.labs.judging import judge
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.labs.mistakes import LabErrors, Mistake
from cnnstudio.core.language import tr
from cnnstudio.core.program.paths import named_path
from cnnstudio.files.labs import built_in, read

_REFUSED = 2


def list_(arguments: argparse.Namespace) -> int:
    """Lists the labs that come with the program."""
    labs = [read(path).lab for path in built_in()]
    if arguments.json:
        print_json([{**_counted(lab), "about": lab.about} for lab in labs])
        return 0
    rows = [
        (lab.name, lab.title, f"{lab.minutes} min", *map(str, (len(lab.steps), len(lab.questions), len(lab.checks))))
        for lab in labs
    ]
    head = (tr("NAME"), tr("TITLE"), tr("TIME"), tr("STEPS"), tr("QUESTIONS"), tr("CHECKS"))
    print_table(head, rows, right=(2, 3, 4, 5))
    return 0


def check(arguments: argparse.Namespace) -> int:
    """Reads a lab as the window does, and says everything that is wrong with it or probably not meant."""
    path = named_path(arguments.file)
    try:
        lab = read(path).lab
    except LabErrors as errors:
        return _refuse(errors, as_json=arguments.json)
    if arguments.json:
        warnings = judge(lab)
        print_json({"ok": True, **_counted(lab), "mistakes": [], "warnings": [_plain(each) for each in warnings]})
        return 0
    found = told.of_lab(lab)
    for line in (*found.lines, found.words):
        say(line)
    return 0


def facts(arguments: argparse.Namespace) -> int:
    """Prints every fact that a lab can ask for and check, as a table in Markdown or as JSON."""
    if arguments.json:
        print_json([{"name": each.title, "kind": each.kind, "of": each.subjects, "help": each.help} for each in FACTS])
    else:
        print_text(table())
    return 0


def _refuse(errors: LabErrors, *, as_json: bool) -> int:
    if as_json:
        print_json({"ok": False, "mistakes": [_plain(each) for each in errors.mistakes], "warnings": []})
        return _REFUSED
    found = told.of_mistakes(errors)
    for line in found.lines:
        say(line)
    say(f"cnnstudio: {found.words}", sys.stderr)
    return _REFUSED


def _counted(lab: Lab) -> dict[str, Any]:
    counts = {"steps": len(lab.steps), "questions": len(lab.questions), "checks": len(lab.checks)}
    return {"name": lab.name, "title": lab.title, "minutes": lab.minutes, **counts}


def _plain(mistake: Mistake) -> dict[str, str]:
    return {"place": mistake.place, "words": mistake.words}
