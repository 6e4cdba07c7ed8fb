"""What is wrong with a layer, or probably not meant, in words, with a button for each way out."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.problem import Fix, Problem, Remove
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.sign import Sign


class ProblemBox(QWidget):
    """A sign, the reason and its fixes, below each other; hidden while there is nothing."""

    fix_wanted = Signal(object)
    """The Fix that was chosen."""

    def __init__(self, colour: str, names: tuple[str, str]) -> None:
        """Makes an empty box.

        Args:
            colour: The theme's name of the colour of sign and words.
            names: What the button of the first fix is called, and of the second; those behind it are counted.
        """
        super().__init__()
        self._names = names
        self._words = _Words(colour)
        self._words.setAccessibleName(tr("Problem") if colour == "error" else tr("Caution"))
        self._fixes: tuple[Fix, ...] = ()
        self._buttons: list[QPushButton] = []
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(Sign("triangle-alert" if colour == "error" else "circle-alert", colour), 0, _TOP)
        row.addWidget(self._words, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 0)
        self._column.addLayout(row)
        self.hide()

    def show_problem(self, problem: Problem | None) -> None:
        """Shows it, or hides when there is none."""
        self.setVisible(problem is not None)
        self._fixes = () if problem is None else problem.fixes
        self._words.setText("" if problem is None else problem.text)
        while len(self._buttons) < len(self._fixes):
            self._add_button()
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(self._fixes))
            if number < len(self._fixes):
                fix = self._fixes[number]
                button.setText(fix.label)
                button.setAccessibleName(fix.label)
                button.setIcon(icon("trash-2" if isinstance(fix.change, Remove) else "wand-sparkles"))

    def _add_button(self) -> None:
        number = len(self._buttons)
        button = QPushButton()
        button.setObjectName(self._names[number] if number < 2 else f"{self._names[0]}_{number + 1}")
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: self.fix_wanted.emit(self._fixes[number]))
        self._buttons.append(button)
        self._column.addWidget(button)


class _Words(MutedLabel):
    """Wrapped words in a colour of the theme."""

    def __init__(self, colour: str) -> None:
        self.colour = colour
        super().__init__(wordWrap=True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)


_TOP = Qt.AlignmentFlag.AlignTop
