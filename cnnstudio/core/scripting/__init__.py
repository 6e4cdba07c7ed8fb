"""Writes a project as a Keras script or notebook that runs without this program and gives the same figures.

Whoever reads a script back finds all of the project in it: the layers under their names, and as constants what the
code does not say (``constants``).
"""

from cnnstudio.core.project import Project
from cnnstudio.core.scripting.calls import OF_EXPORT
from cnnstudio.core.scripting.notebook import notebook
from cnnstudio.core.scripting.pictures_code import loaded_by_keras
from cnnstudio.core.scripting.script import Beside, Pictures, blank_of, sections, with_blanks

ALONE = Beside()
"""Nothing beside the script."""


def script_of(project: Project, beside: Beside = ALONE, *, name: str = "", solution: bool = False) -> str:
    """The text of a ``.py`` file.

    Args:
        name: What the project is called.
        solution: Whether the project's blanks are filled in, and marked; otherwise ``...`` stands in their place.
    """
    first, *rest = sections(project, beside, name=name, solution=solution)
    parts = [f'"""{first.title}.\n\n{first.words}\n"""\n\n{first.code}']
    parts += [f"# {each.title}. {each.words}\n\n{each.code}" for each in rest]
    return "\n\n\n".join(parts) + "\n"


def notebook_of(project: Project, beside: Beside = ALONE, *, name: str = "", solution: bool = False) -> str:
    """The text of an ``.ipynb`` file; arguments as of ``script_of``."""
    return notebook(sections(project, beside, name=name, solution=solution, in_notebook=True))


__all__ = [
    "OF_EXPORT",
    "Beside",
    "Pictures",
    "blank_of",
    "loaded_by_keras",
    "notebook_of",
    "script_of",
    "with_blanks",
]
