"""What was found in the data, one below the other: in words, with details that unfold and a button that helps."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnstudio.core.advising.remedies import after
from cnnstudio.core.pictures.finding import Finding, Offer
from cnnstudio.core.project import Project
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.notice import Notice


class FindingsList(QWidget):
    """Every finding as a notice; what is still being looked through is said under them."""

    offer_wanted = Signal(object)
    """The Offer whose button was pressed."""
    keyboard_freed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.findings")
        self._shown: tuple[Finding, ...] = ()
        self._notices: list[Notice] = []
        self._state = MutedLabel(wordWrap=True, objectName="data.findings.state")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self._state)

    def show_findings(self, findings: tuple[Finding, ...], state: str) -> None:
        """Shows these; ``state``: what is being done, or that nothing was found."""
        self._state.setText(state)
        self._state.setVisible(bool(state))
        if findings == self._shown:
            return
        self._shown = findings
        while len(self._notices) < len(findings):
            self._add_notice()
        for number, notice in enumerate(self._notices):
            if number < len(findings):
                each = findings[number]
                ways = [(each.offer.label, each.offer)] if each.offer is not None else []
                notice.say(each.text, each.tone, ways, each.details)
            else:
                notice.say("")

    def _add_notice(self) -> None:
        notice = Notice(f"data.finding_{len(self._notices) + 1}", self)
        notice.wanted.connect(self.offer_wanted)
        notice.keyboard_freed.connect(self.keyboard_freed)
        self._column.insertWidget(len(self._notices), notice)
        self._notices.append(notice)


def after_offer(project: Project, offer: Offer) -> Project:
    """The project with what a finding offers; raises SpecError for a value that cannot be."""
    return after(project, offer)
