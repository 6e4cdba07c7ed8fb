"""Chooses who trains the runs of a sweep: this computer one by one, several workers on it, or a cluster."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.language import tr
from cnnstudio.core.program.installing import how_to_install
from cnnstudio.core.sweeps import extras
from cnnstudio.gui.experiments.experiments import Where
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweeps import where_words
from cnnstudio.gui.sweeps.where_words import LEAST_WORKERS, MOST_WORKERS
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.choice_line import ChoiceLine
from cnnstudio.gui.widgets.forms.form import form_label
from cnnstudio.gui.widgets.said_words import SaidWords

HERE, WORKERS, CLUSTER = "here", "workers", "cluster"

_WORDS = {
    HERE: tr("One after the other, on this computer"),
    WORKERS: tr("Several at once, on this computer"),
    CLUSTER: tr("On a cluster"),
}
_FILES = {
    "ca": (tr("CA certificate"), tr("The PEM file of the authority that signed the cluster's certificates")),
    "certificate": (tr("Certificate"), tr("The PEM file of your own certificate")),
    "key": (tr("Key"), tr("The PEM file of its key")),
}
_LABELS = 98
_INDENT = 22


class WherePanel(QWidget):
    """Three ways, and under the one that is chosen what it needs to know."""

    changed = Signal()
    """Something else is chosen, or typed."""
    settled = Signal()
    """The choice is to be remembered: what was typed is finished."""
    grown = Signal(object)
    """The person has chosen what asks for more: its widget, once it has its room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.where")
        self._buttons = {kind: QRadioButton(objectName=f"sweep.where.{kind}") for kind in _WORDS}
        self._group = QButtonGroup(self)
        self._count = QSpinBox(objectName="sweep.where.count", accessibleName=tr("Workers"))
        self._count.setRange(LEAST_WORKERS, MOST_WORKERS)
        self._files: dict[str, QLineEdit] = {}
        self._missed, self._says_why_not = "", True
        self._opened: QWidget | None = None
        self._many, self._cluster = self._workers_row(), self._cluster_rows()
        self._refused, self._heeded = SaidWords("caution"), SaidWords("caution")
        self._missing = MutedLabel(wordWrap=True, objectName="sweep.where.missing")
        self._missing.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._look_for_dask()
        self._buttons[HERE].setChecked(True)
        self._group.buttonToggled.connect(lambda _, on: self._choose() if on else None)
        self._buttons[HERE].clicked.connect(self._choose_here)
        self._count.valueChanged.connect(self._settle)
        self._follow()

    @property
    def kind(self) -> str:
        """Which of the three is chosen."""
        return next(kind for kind, button in self._buttons.items() if button.isChecked())

    @property
    def where(self) -> Where | None:
        """What is chosen; None where nobody can train there, see ``why_not``."""
        return None if self.why_not else self._now()

    @property
    def why_not(self) -> str:
        """Why nobody can train there, in a sentence; empty where somebody may."""
        if self.kind == CLUSTER and not self._address.text().strip():
            return tr("Name the address of the cluster first.")
        return where_words.why_not(self._now())

    @property
    def kept(self) -> tuple[str, ...]:
        """As it is remembered: a kind that cannot be had here now stays until another one is chosen."""
        return where_words.kept(self._missed or self.kind, self._count.value(), self._cluster_now())

    def show_kept(self, texts: tuple[str, ...]) -> None:
        """Shows what was remembered, as far as it can be had."""
        kind, workers, cluster = where_words.read(texts)
        self._count.setValue(workers)
        self._address.setText(cluster.address)
        for name, line in self._files.items():
            line.setText(getattr(cluster, name))
        button = self._buttons.get(kind)
        if button is not None and button.isEnabled():
            button.setChecked(True)
        self._missed = kind if button is not None and not button.isEnabled() else ""
        self._follow()

    def say_why_not(self, on: bool) -> None:
        """Whether it says itself why nobody can train there; where something else does, once is enough."""
        self._says_why_not = on
        self._say()

    # Private

    def _now(self) -> Where:
        """What is chosen, whether or not anybody can train there."""
        if self.kind == CLUSTER:
            return self._cluster_now()
        return Where(self._count.value()) if self.kind == WORKERS else Where()

    def _cluster_now(self) -> Where:
        files = {name: line.text().strip() for name, line in self._files.items()}
        return Where(0, self._address.text().strip(), **files)

    @Slot()
    def _follow(self) -> None:
        self._many.setVisible(self.kind == WORKERS)
        self._cluster.setVisible(self.kind == CLUSTER)
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self._refused.say(self.why_not if self._says_why_not else "")
        self._heeded.say("" if self.why_not else where_words.caution(self._now()))

    @Slot()
    def _settle(self) -> None:
        self._follow()
        self.settled.emit()

    def _choose(self) -> None:
        under = {WORKERS: self._many, CLUSTER: self._cluster}
        self._opened = under.get(self.kind) if self.isVisible() else None
        self._settle()

    @Slot()
    def _choose_here(self) -> None:
        self._missed = ""
        self._settle()

    def _look_for_dask(self) -> None:
        """Says how workers can be had where they cannot."""
        why_not = extras.why_not_cluster()
        for kind in (WORKERS, CLUSTER):
            self._buttons[kind].setEnabled(not why_not)
            self._buttons[kind].setAccessibleDescription(why_not)
        self._missing.setText(f"{why_not} {how_to_install(extras.CLUSTER)}" if why_not else "")
        self._missing.setVisible(bool(why_not))

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._opened is not None and event.size().height() > event.oldSize().height():
            opened, self._opened = self._opened, None
            self.grown.emit(opened)

    # Making

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        under = {WORKERS: self._many, CLUSTER: self._cluster}
        for kind, button in self._buttons.items():
            self._group.addButton(button)
            column.addWidget(ChoiceLine(button, _WORDS[kind]))
            if kind in under:
                column.addWidget(under[kind])
        for words in (self._refused, self._heeded, self._missing):
            column.addWidget(words)
        self._refused.setObjectName("sweep.where.refused")
        self._heeded.setObjectName("sweep.where.heeded")

    def _workers_row(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(_INDENT, 0, 0, 0)
        layout.addWidget(self._count)
        layout.addWidget(MutedLabel(tr("workers, which share its cores and memory"), wordWrap=True), 1)
        return row

    def _cluster_rows(self) -> QWidget:
        place = QWidget()
        rows = QGridLayout(place)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        self._address = QLineEdit(objectName="sweep.where.address", accessibleName=tr("Address of the cluster"))
        self._address.setPlaceholderText("tls://lab.example:8786")
        self._address.setToolTip(
            tr("Where the cluster's scheduler listens; workers join it with: cnnstudio worker ADDRESS")
        )
        self._address.textChanged.connect(self._follow)
        self._address.editingFinished.connect(self.settled)
        rows.addWidget(form_label(tr("Address"), _LABELS, self._address), 0, 0)
        rows.addWidget(self._address, 0, 1, 1, 2)
        for number, (name, (label, words)) in enumerate(_FILES.items(), 1):
            line, choose = self._file_line(name, label, words)
            rows.addWidget(form_label(label, _LABELS, line), number, 0)
            rows.addWidget(line, number, 1)
            rows.addWidget(choose, number, 2)
        rows.setColumnStretch(1, 1)
        return place

    def _file_line(self, name: str, label: str, words: str) -> tuple[QLineEdit, QPushButton]:
        line = QLineEdit(
            objectName=f"sweep.where.{name}", accessibleName=tr("{label} file", label=label), toolTip=words
        )
        line.setPlaceholderText(tr("for tls:// only"))
        line.textChanged.connect(self._follow)
        line.editingFinished.connect(self.settled)
        choose = QPushButton(icon("folder-open"), "", objectName=f"sweep.where.{name}.choose")
        choose.setAccessibleName(tr("Choose the file: {label}", label=label))
        choose.setToolTip(f"{words}…")
        choose.clicked.connect(lambda: self._choose_file(line, label))
        self._files[name] = line
        return line, choose

    def _choose_file(self, line: QLineEdit, label: str) -> None:
        chosen, _ = file_dialogs.open_name(
            self, tr("{label} file", label=label), line.text(), tr("PEM files (*.pem *.crt *.key);;*")
        )
        if chosen:
            line.setText(chosen)
            self.settled.emit()
