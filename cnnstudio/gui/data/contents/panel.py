"""What is in the data: where they do not fit the network, what is odd, how many of what, and how they are divided."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures.finding import Finding, Offer
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import Division
from cnnstudio.gui.data.contents.checking import DataChecks
from cnnstudio.gui.data.contents.counts import ClassCounts
from cnnstudio.gui.data.contents.facts import facts_of
from cnnstudio.gui.data.contents.findings import FindingsList, after_offer
from cnnstudio.gui.data.contents.fitting import FitNotices
from cnnstudio.gui.data.contents.parts import PartsForm
from cnnstudio.gui.data.pictures.pool import Pool
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.words import unbroken

_NOTHING_ODD = tr("Nothing odd was found.")
_NOT_DIVIDED = tr("Known once the parts below are right.")


class ContentsPanel(QWidget):
    """Makes its parts and puts them below each other; it is told what to show."""

    keyboard_freed = Signal()
    """The button that has the keyboard is about to go."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.contents")
        self._document = document
        self._data: DataSet | None = None
        self.fit = FitNotices(document)
        self.counts = ClassCounts()
        self._findings = FindingsList()
        self._facts = QLabel(wordWrap=True, objectName="data.facts")
        self._facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._parts = PartsForm(document)
        self._sections = (
            _section(tr("Findings"), (self._findings,)),
            _section(tr("What is in it"), (self._facts, self.counts)),
            _section(tr("Parts"), (self._parts,)),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.fit, *self._sections):
            column.addWidget(widget)
        self._findings.offer_wanted.connect(self._apply)
        for freed in (self.fit, self._findings):
            freed.keyboard_freed.connect(self.keyboard_freed)

    def show_data(self, data: DataSet | None) -> None:
        """Tells of these data; without any there is nothing to tell."""
        for section in self._sections:
            section.setVisible(data is not None)
        self._data = data
        self._facts.setText("" if data is None else unbroken(facts_of(data)))

    def show_division(self, pool: Pool | None, division: Division | None, refusal: str) -> None:
        """Shows what comes of the recipe, or why it cannot be followed."""
        self._parts.show_division(division, refusal)
        self.counts.show_pool(pool, is_of_before=bool(refusal))

    def show_findings(self, checks: DataChecks, coming: str = "") -> None:
        """Shows what has been found so far, and that it is still being looked.

        Args:
            coming: What is said instead, while other data are being read.
        """
        if self._data is not None:
            notes = tuple(each.text for each in checks.findings if _is_fact(each))
            self._facts.setText(unbroken(facts_of(self._data, notes)))
        if coming:
            self._findings.show_findings((), coming)
            return
        # That one is said beside the setting it comes of.
        findings = tuple(each for each in checks.findings if each.text != TEST_VALIDATES and not _is_fact(each))
        state = "" if findings else _NOT_DIVIDED if checks.refusal else _NOTHING_ODD
        if checks.is_checking:
            progress = checks.progress
            share = f" {100 * progress.done // progress.total} %" if progress is not None and progress.total else ""
            state = tr("Looking the pictures through …{share}", share=share)
        self._findings.show_findings(findings, state)

    @Slot(object)
    def _apply(self, offer: Offer) -> None:
        try:
            self._document.change(after_offer(self._document.project, offer), offer.label)
        except SpecError as error:
            self._document.refused.emit(StudioError(str(error)))


def _is_fact(finding: Finding) -> bool:
    """Whether it only tells what the data are: nothing is odd, and there is nothing to look at or to press."""
    return finding.tone == "note" and not finding.details and finding.offer is None


def _section(title: str, widgets: Sequence[QWidget]) -> QWidget:
    section = QWidget()
    column = QVBoxLayout(section)
    column.setContentsMargins(0, 8, 0, 0)
    column.setSpacing(8)
    column.addWidget(heading(title))
    for widget in widgets:
        column.addWidget(widget)
    return section
