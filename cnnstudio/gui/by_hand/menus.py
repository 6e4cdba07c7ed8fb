"""The menus of convolution by hand: examples, kernels with names, and what can be done to a table."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.examples import EXAMPLES
from cnnstudio.core.by_hand.exercise import Exercise
from cnnstudio.core.by_hand.kernels import NAMED
from cnnstudio.core.language import tr
from cnnstudio.core.spec import FloatArray
from cnnstudio.gui.by_hand.blocks import Block, Cell
from cnnstudio.gui.by_hand.board import Board
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.icons import icon

LARGE = 12
"""An input of more rows or columns is offered to be cut."""

PART = 10
"""Rows and columns that are left of it."""


def example_menu(worksheet: Worksheet, parent: QWidget) -> QMenu:
    """Every example, and small whole numbers drawn by lot in the place of all there are."""
    menu = QMenu(parent, objectName="learn.convolution.examples.menu", toolTipsVisible=True)
    for example in EXAMPLES:
        action = menu.addAction(example.title)
        action.setObjectName(f"learn.convolution.example.{example.name}")
        action.setToolTip(example.about)
        action.triggered.connect(partial(_begin, worksheet, example.exercise))
    menu.addSeparator()
    chance = menu.addAction(icon("dices"), tr("Random numbers"))
    chance.setObjectName("learn.convolution.chance")
    chance.setToolTip(tr("Puts small whole numbers into the input, the kernels and the biases"))
    chance.triggered.connect(lambda: worksheet.change(by_chance))
    return menu


def _begin(worksheet: Worksheet, exercise: Exercise) -> None:
    worksheet.begin(exercise, hidden=worksheet.tries.hidden)


def by_chance(exercise: Exercise, seed: int | None = None) -> Exercise:
    """The same exercise with other numbers: 0 to 3 in the input, −1 to 1 in kernels and biases."""
    chance = np.random.default_rng(seed)
    return replace(
        exercise,
        input=chance.integers(0, 4, exercise.input.shape).astype(np.float32),
        kernels=chance.integers(-1, 2, exercise.kernels.shape).astype(np.float32),
        biases=chance.integers(-1, 2, exercise.biases.shape).astype(np.float32),
        title="",
    )


class KernelMenu(QMenu):
    """Kernels that have names; the one that is chosen takes the place of one filter's."""

    def __init__(self, worksheet: Worksheet, filter_now: Callable[[], int], parent: QWidget) -> None:
        """``filter_now``: which filter is meant when one is chosen."""
        super().__init__(tr("Kernel"), parent, objectName="learn.convolution.kernels.menu", toolTipsVisible=True)
        self._worksheet, self._filter_now = worksheet, filter_now
        for kernel in NAMED:
            action = self.addAction(kernel.title)
            action.setObjectName(f"learn.convolution.kernel.{kernel.name}")
            action.setToolTip(kernel.about)
            action.triggered.connect(partial(self._put, kernel.kernel))

    def _put(self, kernel: FloatArray) -> None:
        filter = self._filter_now()
        self._worksheet.change(lambda exercise: edits.with_kernel(exercise, kernel, filter))


class BoardMenu:
    """What the right mouse button offers on a board of the input and the kernels."""

    def __init__(self, worksheet: Worksheet, board: Board, kernels: QMenu | None) -> None:
        self._worksheet, self._board, self._kernels = worksheet, board, kernels
        board.menu_wanted.connect(self.pop_up)

    def actions(self, block: Block | None) -> list[QAction]:
        """What can be done to a table; they are the caller's and belong to no widget."""
        board, worksheet, exercise = self._board, self._worksheet, self._worksheet.exercise
        made = [_action(tr("Copy the table"), "copy", board.copy)] if block else []
        if block is None or not block.editable:
            return made
        made.append(_action(tr("Paste numbers here"), "clipboard-paste", board.paste))
        at = board.cursor_at
        if block.kind == "input" and max(block.rows, block.columns) > LARGE and at is not None:
            made.append(
                _action(
                    tr("Take the part around here, up to {part} × {part}", part=PART),
                    "scan-search",
                    partial(self._take, at[1]),
                )
            )
        if block.kind == "input" and exercise.input.shape[2] > 1:
            channel = block.index[0]
            made.append(
                _remove(worksheet, tr("Remove channel {channel}", channel=channel), edits.without_channel, channel)
            )
        if block.kind in ("kernel", "bias") and exercise.filters > 1:
            filter = block.index[0]
            made.append(_remove(worksheet, tr("Remove filter {filter}", filter=filter), edits.without_filter, filter))
        return made

    def _take(self, cell: Cell) -> None:
        self._worksheet.change(lambda exercise: edits.with_part(exercise, cell, PART))

    def pop_up(self, block: Block | None, where: QPoint) -> None:
        """Shows the menu."""
        menu = QMenu(self._board)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self.actions(block):
            action.setParent(menu)
            menu.addAction(action)
        if self._kernels is not None and block is not None and block.kind == "kernel":
            menu.addMenu(self._kernels)
        if menu.isEmpty():
            menu.deleteLater()
        else:
            menu.popup(where)


def _action(words: str, picture: str, act: Callable[[], object]) -> QAction:
    action = QAction(icon(picture), words)
    action.triggered.connect(lambda _: act())
    return action


def _remove(worksheet: Worksheet, words: str, edit: Callable[[Exercise, int], Exercise], number: int) -> QAction:
    return _action(words, "trash-2", lambda: worksheet.change(lambda exercise: edit(exercise, number)))
