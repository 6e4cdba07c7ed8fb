"""The branches of a block as a short list, with a button that adds one; and what can be done with a single one."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.blocks import MAX_BRANCHES
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.network import Block, Node
from cnnstudio.core.spec import Shape
from cnnstudio.gui.icons import icon
from cnnstudio.gui.stack.cards import branch_in_words
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.icon_button import IconButton

_LEAST = 2


class Branches(QWidget):
    """A line for each branch: its title, how many layers it has and what it gives out."""

    add_wanted = Signal()
    remove_wanted = Signal(int)
    """The number of a branch that is to go, counted from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("build.branches")
        self.setAccessibleName(tr("Branches"))
        self._lines: list[_Line] = []
        self._add = QPushButton(icon("plus"), tr("Add a branch"))
        self._add.setObjectName("build.add_branch")
        self._add.setAccessibleName(tr("Add a branch"))
        self._add.clicked.connect(self.add_wanted)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._list)
        column.addWidget(self._add)

    def show_block(self, block: Block, shapes: tuple[Shape | None, ...], *, editable: bool = True) -> None:
        """Shows a block's branches and what each gives out, None where that is not known."""
        count = len(block.branches)
        while len(self._lines) < count:
            self._add_line()
        can_grow = editable and block.spec.kind == "Parallel"
        for number, line in enumerate(self._lines):
            line.setVisible(number < count)
            if number < count:
                line.show_branch(block.spec.branch_title(number, count), block.branches[number], shapes[number])
                line.remove.setVisible(can_grow)
                line.remove.setEnabled(count > _LEAST)
        self._add.setVisible(can_grow)
        self._add.setEnabled(count < MAX_BRANCHES)
        self._add.setToolTip(_why_full(count))

    def _add_line(self) -> None:
        number = len(self._lines)
        line = _Line(number)
        line.remove.clicked.connect(lambda: self.remove_wanted.emit(number))
        self._lines.append(line)
        self._list.addWidget(line)


class BranchButtons(QWidget):
    """Buttons for a selected branch of a parallel block."""

    add_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._add = self._button("plus", tr("Add a branch"), "build.branch.add", self.add_wanted)
        self._remove = self._button("x", tr("Remove this branch"), "build.branch.remove", self.remove_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._add)
        column.addWidget(self._remove)

    def show_block(self, block: Block, *, editable: bool = True) -> None:
        """Shows what can be done with a branch of ``block``; hides where it always has the same."""
        count = len(block.branches)
        self.setVisible(editable and block.spec.kind == "Parallel")
        self._add.setEnabled(count < MAX_BRANCHES)
        self._add.setToolTip(_why_full(count))
        self._remove.setEnabled(count > _LEAST)
        few = tr("A parallel block has at least {least} branches", least=_LEAST)
        self._remove.setToolTip("" if count > _LEAST else few)

    def _button(self, look: str, words: str, name: str, wanted: SignalInstance) -> QPushButton:
        button = QPushButton(icon(look), words)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.clicked.connect(wanted)
        return button


def _why_full(count: int) -> str:
    return "" if count < MAX_BRANCHES else tr("A parallel block has at most {most} branches", most=MAX_BRANCHES)


class _Line(QWidget):
    """One branch."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._title = QLabel()
        self._facts = MutedLabel(wordWrap=True)
        self._facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.remove = IconButton(f"build.remove_branch.{number + 1}", "x")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)

    def show_branch(self, title: str, nodes: tuple[Node, ...], shape: Shape | None) -> None:
        """Shows one branch's words."""
        self._title.setText(title)
        count = branch_in_words(nodes)
        self._facts.setText(count if shape is None or not nodes else f"{count} → {shape_in_words(shape)}")
        self.remove.setAccessibleName(tr("Remove {branch}", branch=in_sentence(title)))
        self.remove.setToolTip(tr("Remove this branch and what is in it"))
