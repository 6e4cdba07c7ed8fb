"""The network's totals and whether it can be trained, under the stack."""

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.blanks import count_in_words
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.training.memory import outputs_kept
from cnnstudio.core.waiting import Waiting, until_filled_in
from cnnstudio.core.words import capitalised, memory
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.stack.cards import block_caution, input_caution, input_problem, nodes_in_words
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.focus_frame import FocusFrame
from cnnstudio.gui.widgets.in_sight import InSight
from cnnstudio.gui.widgets.sign import Sign
from cnnstudio.gui.words import at_least

_INPUT = "the input"
"""The link to the input's card: no name of a layer has a space."""


class TotalsLine(QWidget):
    """Counts in two lines, then one with a sign: no problems, or the first one with a way to it."""

    blank_wanted = Signal()
    """The person wants to see the first setting that is to be filled in."""
    problem_wanted = Signal(str)
    """The name of a layer with a problem that the person wants to see; empty for the input."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("build.totals")
        self._document = document
        self._missing: Mapping[str, str] = {}
        self._counts, self._cost = FittingLabel(), FittingLabel()
        for label in (self._counts, self._cost):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sign = Sign()
        self._verdict = QLabel(wordWrap=True)
        self._verdict.setObjectName("build.verdict")
        self._verdict.setAccessibleName(tr("Problems"))
        FocusFrame(self._verdict)
        self._verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self._verdict.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._verdict.linkActivated.connect(lambda link: self.problem_wanted.emit("" if link == _INPUT else link))
        self._to_blank = QPushButton(icon("circle-dashed"), tr("Fill in the first"), objectName="build.to_blank")
        self._to_blank.setToolTip(
            tr("Goes to the first setting that is to be filled in; F8 goes from there to the next")
        )
        self._to_blank.clicked.connect(lambda _=False: self.blank_wanted.emit())
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._verdict, 1)
        line.addWidget(self._to_blank, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 4, 8, 4)
        column.setSpacing(6)
        column.addWidget(self._counts)
        column.addWidget(self._cost)
        column.addLayout(line)
        in_sight = InSight(self, self.follow)
        document.project_changed.connect(in_sight.follow)
        document.data_changed.connect(in_sight.follow)
        self.follow()

    @property
    def words(self) -> str:
        """Everything it says, a line each."""
        return f"{self._counts.full}\n{self._cost.full}\n{self._verdict.text()}"

    def show_missing(self, titles: Mapping[str, str]) -> None:
        """Takes which blocks' weights are not on this computer: the titles of their bases by the blocks' names."""
        self._missing = titles
        self.follow()

    def follow(self) -> None:
        """Shows the document's totals as they are now."""
        batch_size = self._document.project.plan.batch_size
        waiting = until_filled_in(self._document.analysis, self._document.project.blanks)
        waits = bool(waiting.on)
        self._counts.say(*parameters_in_words(waiting.analysis, waits=waits))
        self._cost.say(*cost_in_words(waiting.analysis, batch_size, waits=waits), tip=_what_counts(batch_size))
        self._to_blank.setVisible(bool(self._document.project.blanks))
        self.setAccessibleName(f"{self._counts.full}, {self._cost.full}")
        look, colour, words = self._judge(waiting)
        self._verdict.setText(words)
        self._sign.set_icon(look, colour)

    def _judge(self, waiting: Waiting) -> tuple[str, str, str]:
        """The icon, its colour and the words."""
        document, analysis = self._document, waiting.analysis
        if not document.project.network.nodes:
            return "info", "accent", tr("The network is empty: add a first layer from the palette at the left.")
        problem = input_problem(document)
        wrong = [_INPUT] * (problem is not None) + [row.name for row in analysis.problems]
        problems = _problems(wrong)
        doubtful = [_INPUT] * (input_caution(document) is not None) + [
            row.name for row in analysis.rows if block_caution(row, self._missing) is not None
        ]
        cautions = _cautions(doubtful)
        if problem is not None and not analysis.problems:
            problems = f"{problems.rstrip('.')}: {escape(problem.text)}"
        left = len(document.project.blanks)
        if left:  # what they hide is no problem of the person's
            words = f"{count_in_words(left)}."
            look = ("triangle-alert", "error") if problems else ("circle-dashed", "warning")
            return *look, " ".join(filter(None, (words, problems, cautions)))
        if problems:
            return "triangle-alert", "error", " ".join(filter(None, (problems, cautions)))
        if document.data_set is not None and document.why_not_train:
            return "triangle-alert", "error", " ".join(filter(None, (escape(document.why_not_train), cautions)))
        data = document.data_set
        fits = tr("Output fits {classes} classes.", classes=data.classes) if data is not None else ""
        if cautions:
            return "circle-alert", "warning", " ".join(filter(None, (tr("No problems."), cautions, fits)))
        return "circle-check", "good", " ".join(filter(None, (tr("No problems found."), fits)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._verdict.setText("")  # a link takes the palette's colour when its text is set
            self.follow()


def network_in_words(analysis: Analysis, *, waits: bool = False) -> tuple[str, ...]:
    """ "7 layers · 431,080 parameters · 1.72 MB", then the same with less in it, and nothing rather than "7 l…".

    Args:
        waits: Whether some of it is known only once blanks are filled in.
    """
    layers = nodes_in_words([row.node for row in analysis.rows])
    if waits:
        least = at_least(analysis)
        return f"{layers} · {least}", least, layers, ""
    number = analysis.totals.parameters
    parameters = _parameters(analysis)
    return f"{layers} · {parameters} · {memory(4 * number)}", f"{layers} · {parameters}", parameters, layers, ""


def parameters_in_words(analysis: Analysis, *, waits: bool = False) -> tuple[str, ...]:
    """How many numbers are learned, of which sorts, in one line; then the same with less in it."""
    if waits:
        least = at_least(analysis)
        least = capitalised(least)
        return tr("{least} · all of them once the blanks are filled in", least=least), least
    totals, parameters = analysis.totals, _parameters(analysis)
    parts = tr("{parameters}, all trained", parameters=parameters)
    if totals.frozen:
        parts = tr(
            "{parameters}: {trained:,} trained, {frozen:,} not trained",
            parameters=parameters,
            trained=totals.trainable,
            frozen=totals.frozen,
        )
    if not totals.parameters:
        return (parameters,)
    kinds = tr_count(
        "{weights:,} weights, {count:,} bias",
        "{weights:,} weights, {count:,} biases",
        totals.biases,
        weights=totals.weights,
    )
    wordings = (f"{parts} · {kinds}", f"{parameters} · {kinds}", parts, parameters)
    return tuple(sorted(set(wordings), key=len, reverse=True))


def cost_in_words(analysis: Analysis, batch_size: int, *, waits: bool = False) -> tuple[str, ...]:
    """What computing takes, in one line; then the same with less in it."""
    if waits:
        return tr("Multiply-adds and memory: known once the blanks are filled in"), tr("Multiply-adds: not known yet")
    cost = tr("{count:,} multiply-adds", count=analysis.totals.multiply_adds)
    return tr("{cost} · {memory} a batch", cost=cost, memory=memory(outputs_kept(analysis, batch_size))), cost


def _what_counts(batch_size: int) -> str:
    """What the figures of the line mean, for its tool tip."""
    multiplied = tr("Multiply-adds: multiplications, each with its addition, for one picture.")
    kept = tr_count(
        "A batch: what all layers give out for the {count:,} picture of one batch, which training keeps in memory, "
        "those of frozen layers in front left out; the weights come on top, and of those that learn their gradients "
        "and the optimiser's own numbers.",
        "A batch: what all layers give out for the {count:,} pictures of one batch, which training keeps in memory, "
        "those of frozen layers in front left out; the weights come on top, and of those that learn their gradients "
        "and the optimiser's own numbers.",
        batch_size,
    )
    return f"{multiplied}\n{kept}"


def _problems(names: list[str]) -> str:
    """ "2 problems, the first at dense_1." with a link to it; empty without any."""
    if not names:
        return ""
    return tr_count(
        "1 problem, at {link}.",
        "{count:,} problems, the first at {link}.",
        len(names),
        link=_link(names[0]),
    )


def _cautions(names: list[str]) -> str:
    """As ``_problems``."""
    if not names:
        return ""
    return tr_count(
        "1 caution, at {link}.",
        "{count:,} cautions, the first at {link}.",
        len(names),
        link=_link(names[0]),
    )


def _link(name: str) -> str:
    return f'<a href="{escape(name)}">{escape(tr("Input") if name == _INPUT else name)}</a>'


def _parameters(analysis: Analysis) -> str:
    """How many parameters there are, and up to where they were counted when that is not the end."""
    count, last = analysis.totals.parameters, analysis.counted_to
    if last:
        return tr("{count:,} parameters up to {layer}", count=count, layer=last)
    return tr("{count:,} parameters", count=count)
