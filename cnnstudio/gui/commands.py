"""Everything the command palette offers: the menus, every kind of layer, every layer of the network, every preset."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from PySide6.QtWidgets import QMenuBar

from cnnstudio.core.language import english_of, tr
from cnnstudio.core.network import walk
from cnnstudio.core.presets import PRESETS, Preset
from cnnstudio.core.project import Project
from cnnstudio.gui.command_palette import Command, commands_of_menu
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack.search_words import family_titles, other_names, sentence

_DEEP = 2
"""The menus of kinds lie deeper than this; they are so many that they come last."""

_PAGES_WITH_STACK = ("build", "inspect", "draw")


class _Pages(Protocol):
    """What is needed of the window's pages."""

    current: str

    def show(self, name: str) -> object: ...


def all_commands(
    menu_bar: QMenuBar,
    document: Document,
    selection: Selection,
    pages: _Pages,
    begin: Callable[[Project, str], None],
    add: Callable[[str], None],
    *,
    layers: bool = True,
) -> Iterator[Command]:
    """The commands as they are now; besides their own words English ones find them.

    Args:
        begin: Starts a project under a title.
        add: Adds a kind to the network, as a click in the palette of kinds does.
        layers: Whether to offer the way to each layer, of which there may be thousands.
    """
    menus = list(commands_of_menu(menu_bar))
    kinds = [command for command in menus if command.text.count(": ") > _DEEP]
    yield from (command for command in menus if command not in kinds)
    if document.is_open:
        yield from _adding(add)
        yield _varying(document)
        if layers:
            yield from _going(document, selection, pages)
    plus = icon("file-plus-2")
    for preset in PRESETS:

        def new(preset: Preset = preset) -> None:
            begin(preset.project, preset.title)

        words = tr("New project: {title}", title=preset.title)
        yield Command(words, new, "", plus, f"new project {english_of(preset.title)} {preset.text}")
    yield from kinds


def _varying(document: Document) -> Command:
    words = tr("Vary this setting in a sweep")
    also = tr("sweep several values list range grid search hyperparameter")
    found_by = " ".join((also, english_of(also), english_of(words)))
    return Command(words, partial(_vary, document), "", icon("split"), found_by)


def _vary(document: Document) -> None:
    from cnnstudio.gui.experiments.varying import (
        vary_in_hand,  # with all that forms need, and the first window does not
    )

    vary_in_hand(document)


def _adding(add: Callable[[str], None]) -> Iterator[Command]:
    plus = icon("plus")
    for title, kinds in family_titles().items():
        for kind in kinds:
            words = f"add {title} {other_names(kind)} {sentence(kind)}"
            yield Command(tr("Add {kind}", kind=kind), partial(add, kind), "", plus, words)


def _going(document: Document, selection: Selection, pages: _Pages) -> Iterator[Command]:
    there = icon("layers")
    for _, node in walk(document.project.network.nodes):

        def go(name: str = node.name) -> None:
            if pages.current not in _PAGES_WITH_STACK:
                pages.show("build")
            selection.select(name)

        yield Command(tr("Go to layer {name}", name=node.name), go, "", there, f"go to layer {node.spec.kind}")
