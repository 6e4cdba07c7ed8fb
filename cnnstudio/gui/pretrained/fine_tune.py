"""Fine-tuning: the last layers of a pretrained body learn on, slowly, from the weights that a run has reached."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QGridLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from cnnstudio.core.analysis import Row, analyse
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.runs.run import Run
from cnnstudio.core.transferring import transfer
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.core.transferring.pretrained_blocks import pretrained_blocks
from cnnstudio.core.words import plain
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.dialog import Dialog
from cnnstudio.gui.widgets.forms.form import form_label
from cnnstudio.gui.words import rate

_LABELS, _WIDTH, _NAME = 120, 440, 40
_WHY = tr(
    "The new layers have learned by now. The last layers of the pretrained network may learn on too, with small "
    "steps, or they would forget what they know. Training starts from the weights of this run."
)


class FineTuneDialog(Dialog):
    """How many of the last layers, and how much slower; OK is one step that can be undone."""

    done_with = Signal(str)
    """What was set, in words."""

    def __init__(self, document: Document, run: Run, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("finetune.dialog")
        self.setWindowTitle(tr("Fine-tune"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document, self._run = document, run
        self._block = pretrained_blocks(run.project.network)[-1]
        self._most = transfer.may_learn(analyse(run.project.network), self._block.name)
        self._facts = MutedLabel(wordWrap=True)
        self._facts.setObjectName("finetune.facts")
        self._make_fields()
        self._lay_out()
        self._last.valueChanged.connect(lambda _: self._follow())
        document.opened.connect(self.reject)
        self._follow()

    def _make_fields(self) -> None:
        self._last = QSpinBox(objectName="finetune.last", accessibleName=tr("Layers that learn on"))
        self._last.setRange(1, max(self._most, 1))
        spec = self._block.spec
        begun = spec.fine_tune if isinstance(spec, Pretrained) else 0
        self._last.setValue(begun or transfer.usual_last(self._most))
        self._last.setToolTip(tr("Counted from the end of the pretrained network; BatchNormalization stays frozen"))
        self._slower = QComboBox(objectName="finetune.slower", accessibleName=tr("Learning rate"))
        self._slower.setToolTip(tr("The learning rate of the run, divided"))
        before = self._run.project.plan.learning_rate
        for times in transfer.SLOWER:
            self._slower.addItem(tr("÷ {times}, so {rate}", times=times, rate=rate(before / times)), times)

    @property
    def words(self) -> str:
        """Which layers learn on, as the dialog says it."""
        return self._facts.text()

    def choose(self, last: int, slower: int) -> None:
        """Sets both."""
        self._last.setValue(last)
        self._slower.setCurrentIndex(self._slower.findData(slower))

    def take(self) -> None:
        """Changes the project and closes."""
        name = plain(self._run.name, _NAME)
        project = transfer.fine_tuned(self._run, self._last.value(), self._slower.currentData())
        project = replace(project, sweep=self._document.project.sweep)  # a run has none, and what varies stays
        self._document.change(project, tr("Fine-tune {name}", name=name))
        if self._document.project == project:
            self.done_with.emit(tr("The next run fine-tunes “{name}”. Look at the plan, then press Train.", name=name))
        self.accept()

    def _make_buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        for name, kind, look in (("ok", kinds.Ok, "check"), ("cancel", kinds.Cancel, "x")):
            button = buttons.button(kind)
            button.setObjectName(f"finetune.{name}")
            button.setIcon(icon(look))
        buttons.button(kinds.Ok).setText(tr("Set up the plan"))
        for kind in (kinds.Ok, kinds.Cancel):
            buttons.button(kind).setAccessibleName(buttons.button(kind).text().replace("&", ""))
        buttons.accepted.connect(self.take)
        buttons.rejected.connect(self.reject)
        return buttons

    def _lay_out(self) -> None:
        rows = QGridLayout()
        rows.setHorizontalSpacing(10)
        rows.setVerticalSpacing(8)
        rows.setColumnStretch(2, 1)
        rows.addWidget(form_label(tr("Learn on the last"), _LABELS, self._last), 0, 0)
        rows.addWidget(self._last, 0, 1)
        rows.addWidget(
            MutedLabel(tr_count("of {count:,} layer with weights", "of {count:,} layers with weights", self._most)),
            0,
            2,
        )
        rows.addWidget(form_label(tr("Learning rate"), _LABELS, self._slower), 1, 0)
        rows.addWidget(self._slower, 1, 1, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(12)
        title = heading(tr("Fine-tune “{name}”", name=plain(self._run.name, _NAME)))
        title.setTextFormat(Qt.TextFormat.PlainText)
        words = QLabel(_WHY, wordWrap=True)
        words.setMinimumWidth(_WIDTH)
        for widget in (title, words):
            column.addWidget(widget)
        column.addLayout(rows)
        column.addWidget(self._facts)
        column.addStretch(1)
        column.addWidget(self._make_buttons())
        self._last.setFocus()

    def _follow(self) -> None:
        network = transfer.fine_tuned(self._run, self._last.value(), 1).network
        analysis = analyse(network)
        rows = transfer.learns(analysis, self._block.name)
        count = sum(row.params.trainable for row in rows)
        self._facts.setText(
            tr(
                "{layers}: {count:,} parameters. With them {trained:,} of {all:,} are trained.",
                layers=_span(rows),
                count=count,
                trained=analysis.totals.trainable,
                all=analysis.totals.parameters,
            )
        )


def _span(rows: Sequence[Row]) -> str:
    """ "10 layers learn on, from b13_dw (DepthwiseConv2D) to head_conv (Conv2D)"."""
    names = [f"{row.name} ({row.kind})" for row in rows]
    if len(names) < 2:
        return tr("{layer} learns on", layer=names[0]) if names else tr("No layer learns on")
    return tr("{count:,} layers learn on, from {first} to {last}", count=len(names), first=names[0], last=names[-1])
