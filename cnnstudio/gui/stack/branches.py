"""The branches of a block as a short list, with a button that adds one."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.blocks import MAX_BRANCHES
from cnnstudio.core.network import Block
from cnnstudio.core.spec import Shape
from cnnstudio.gui.icons import icon
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
        self.setAccessibleName("Branches")
        self._lines: list[_Line] = []
        self._add = QPushButton(icon("plus"), "Add a branch")
        self._add.setObjectName("build.add_branch")
        self._add.setAccessibleName("Add a branch")
        self._add.clicked.connect(self.add_wanted)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._list)
        column.addWidget(self._add)

    def show_block(self, block: Block, shapes: tuple[Shape | None, ...]) -> None:
        """Shows a block's branches and what each gives out, None where that is not known."""
        count = len(block.branches)
        while len(self._lines) < count:
            self._add_line()
        can_grow = block.spec.kind == "Parallel"
        for number, line in enumerate(self._lines):
            line.setVisible(number < count)
            if number < count:
                line.show_branch(block.spec.branch_title(number, count), len(block.branches[number]), shapes[number])
                line.remove.setVisible(can_grow)
                line.remove.setEnabled(count > _LEAST)
        self._add.setVisible(can_grow)
        self._add.setEnabled(count < MAX_BRANCHES)
        self._add.setToolTip("" if count < MAX_BRANCHES else f"A parallel block has at most {MAX_BRANCHES} branches")

    def _add_line(self) -> None:
        number = len(self._lines)
        line = _Line(number)
        line.remove.clicked.connect(lambda: self.remove_wanted.emit(number))
        self._lines.append(line)
        self._list.addWidget(line)


class _Line(QWidget):
    """One branch."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._title = QLabel()
        self._facts = MutedLabel(wordWrap=True)
        self._facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.remove = IconButton()
        self.remove.setObjectName(f"build.remove_branch.{number + 1}")
        self.remove.setIcon(icon("x"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._facts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)

    def show_branch(self, title: str, layers: int, shape: Shape | None) -> None:
        """Shows one branch's words."""
        self._title.setText(title)
        count = {0: "empty: the input goes through", 1: "1 layer"}.get(layers, f"{layers} layers")
        self._facts.setText(count if shape is None or not layers else f"{count} → {shape_in_words(shape)}")
        self.remove.setAccessibleName(f"Remove {title.lower()}")
        self.remove.setToolTip("Remove this branch and what is in it")
