"""What is expected of each piece of Keras code among the snippets, and what was found, in the same words."""

from pathlib import Path
from typing import Any

from cnnstudio.core.analysis import analyse
from cnnstudio.core.keras_code import Found
from cnnstudio.core.network import Block, walk
from cnnstudio.core.project import Project

SNIPPETS = Path(__file__).parent / "snippets"

_DATA = ("source", "validation", "validation_share", "subset", "draw")


def names() -> list[str]:
    """Of every snippet."""
    return sorted(path.stem for path in SNIPPETS.glob("*.py"))


def code(name: str) -> str:
    """The text of a snippet."""
    return (SNIPPETS / f"{name}.py").read_text(encoding="utf-8")


def expectations(name: str) -> dict[str, str]:
    """What is expected of a snippet: the lines of the file beside it, "epochs 12"."""
    lines = (SNIPPETS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" ") for line in lines if line.strip())
    return {what: value.strip() for what, _, value in pairs}


def as_found(what: str, found: Found) -> str:
    """What was found of that, as it stands in an expectation."""
    if what == "notes":
        return str(len([note for note in found.notes if note.severity != "note" or "networks" in note.text]))
    project = found.project
    assert project is not None
    return str(_value(what, project))


def _value(what: str, project: Project) -> Any:  # noqa: PLR0911 - one a word
    nodes = [node for _, node in walk(project.network.nodes)]
    match what:
        case "parameters":
            return analyse(project.network).totals.parameters
        case "input":
            return " ".join(map(str, project.network.input_shape))
        case "layers":
            return " ".join(node.spec.kind for node in nodes)
        case "blocks":
            return sum(isinstance(node, Block) for node in nodes)
        case "blanks":
            return len(project.blanks)
        case "names":
            return next((node.name for node in nodes if node.name in ("conv_1", "sortie_finale")), "")
        case "method":
            return project.preprocessing.method
        case "augmentation":
            return " ".join(each.kind for each in project.preprocessing.augmentation)
        case "schedule":
            return project.plan.schedule.kind
    return getattr(project.data if what in _DATA else project.plan, what)
