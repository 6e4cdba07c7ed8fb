"""The network's totals and whether it can be trained, under the stack."""

from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.analysis import Analysis
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.sign import Sign
from cnnstudio.gui.words import memory


class TotalsLine(QWidget):
    """Counts, then one line with a sign: no problems, or the first one with a way to it."""

    problem_wanted = Signal(str)
    """The name of a layer with a problem that the person wants to see; empty for the input."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("build.totals")
        self._document = document
        self._counts = FittingLabel()
        self._counts.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sign = Sign()
        self._verdict = QLabel(wordWrap=True)
        self._verdict.setObjectName("build.verdict")
        self._verdict.setAccessibleName("Problems")
        self._verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._verdict.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._verdict.linkActivated.connect(self.problem_wanted)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._verdict, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(6)
        column.addWidget(self._counts)
        column.addLayout(line)
        document.project_changed.connect(self.follow)
        document.data_changed.connect(self.follow)
        self.follow()

    @property
    def words(self) -> str:
        """Everything it says, a line each."""
        return f"{self._counts.full}\n{self._verdict.text()}"

    def follow(self) -> None:
        """Shows the document's totals as they are now."""
        self._counts.say(*totals_in_words(self._document.analysis))
        self.setAccessibleName(self._counts.full)
        look, colour, words = self._judge()
        self._verdict.setText(words)
        self._sign.set_icon(look, colour)

    def _judge(self) -> tuple[str, str, str]:
        """The icon, its colour and the words."""
        document, problems = self._document, self._document.analysis.problems
        if not document.project.network.nodes:
            return "info", "accent", "The network is empty: add a first layer from the palette at the left."
        if problems:
            number = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
            name = escape(problems[0].name)
            return "triangle-alert", "error", f'{number}, at <a href="{name}">{name}</a>.'
        if document.data_set is None:
            return "circle-check", "good", "No problems found."
        if document.why_not_train:
            return "triangle-alert", "error", escape(document.why_not_train)
        return "circle-check", "good", f"No problems found. Output fits {document.data_set.classes} classes."

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._verdict.setText("")  # a link takes the palette's colour when its text is set
            self.follow()


def network_in_words(analysis: Analysis) -> tuple[str, ...]:
    """ "7 layers · 431,080 parameters · 1.72 MB", then the same with less in it."""
    count = sum(1 for _ in analysis.network.layers())
    layers = "1 layer" if count == 1 else f"{count} layers"
    number = analysis.totals.parameters
    parameters = _parameters(analysis)
    return f"{layers} · {parameters} · {memory(number)}", f"{layers} · {parameters}", parameters, layers


def totals_in_words(analysis: Analysis) -> tuple[str, ...]:
    """Every total with its name, in one line, then the same with less in it."""
    totals, parameters = analysis.totals, _parameters(analysis)
    parts = f"{totals.trainable:,} trainable, {totals.frozen:,} frozen"
    kinds = f"{totals.weights:,} weights, {totals.biases:,} biases"
    cost = f"{totals.multiply_adds:,} multiply-adds"
    return (
        f"{parameters}: {parts} · {kinds} · {cost}",
        f"{parameters}: {parts} · {cost}",
        f"{parameters} · {cost}",
        parameters,
    )


def _parameters(analysis: Analysis) -> str:
    """How many parameters there are, and up to where they were counted when that is not the end."""
    where = f" up to {analysis.counted_to}" if analysis.counted_to else ""
    return f"{analysis.totals.parameters:,} parameters{where}"
