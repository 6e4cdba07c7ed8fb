"""The report of a lab: asks for the name, shows it as it will be, and writes it as PDF or HTML."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.core.labs.lab import Lab
from cnnstudio.core.labs.progress import Progress
from cnnstudio.core.labs.report import Report, make
from cnnstudio.core.language import tr
from cnnstudio.core.words import file_name
from cnnstudio.data.watch import Watch
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.labs.report_desk import desk_maker
from cnnstudio.gui.labs.report_files import pictures_of, preview_of, write_html, write_pdf
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.dialog import Dialog
from cnnstudio.gui.widgets.saving import ask_where
from cnnstudio.gui.widgets.verdict import Verdict

_REST_MS = 300
_MOST_NAME = 200
_WRITERS: dict[str, Callable[[Path, Report, Watch], None]] = {"pdf": write_pdf, "html": write_html}


class ReportDialog(Dialog):
    """Everything is read and written beside the window; it closes once the file is there."""

    named = Signal(str)
    """The name the student gave."""
    written = Signal(str)
    """Where the report is, in words."""

    def __init__(self, document: Document, lab: Lab, progress: Progress, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lab.report")
        self.setWindowTitle(tr("Report"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lab, self._progress, self._desk = lab, progress, desk_maker(document)
        self._report: Report | None = None
        self._making, self._writing = Newest("making a report", self), Newest("writing a report", self)
        self._name = QLineEdit(progress.student, objectName="lab.report.name", maxLength=_MOST_NAME)
        self._name.setPlaceholderText(tr("Your name, as it is to stand in the report"))
        self._name.setAccessibleName(tr("Your name"))
        self._preview = _Preview("lab.report.preview")
        self._preview.setAccessibleName(tr("The report as it will be"))
        self._said = Verdict("lab.report.said")
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._make)
        self._name.textChanged.connect(self._rest.start)
        self._lay_out()
        self.resize(min(820, parent.width() - 80), min(900, parent.height() - 60))
        self._make()

    @property
    def report(self) -> Report | None:
        """What is shown; None before it has been made."""
        return self._report

    @property
    def words(self) -> str:
        """What it says of writing."""
        return self._said.words

    def write(self, path: Path) -> None:
        """Writes the report in the form that the path ends in."""
        writer = _WRITERS.get(path.suffix.lower().lstrip("."), write_html)
        if self._rest.isActive() or self._making.is_busy:  # what is shown is not yet what was typed
            self._rest.stop()
            self._make(then=lambda: self.write(path))
            return
        if self._report is None:
            return
        report = self._report
        self.named.emit(self._name.text().strip())
        self._said.say(tr("Writing {name}…", name=path.name))
        self._writing.run(lambda watch: writer(path, report, watch), lambda _: self._done(path), self._refuse)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(tr("Name"), self._name)
        close = QPushButton(tr("Close"), objectName="lab.report.close")
        close.clicked.connect(self.reject)
        page = QPushButton(icon("file-down"), tr("Save as HTML…"), objectName="lab.report.html")
        page.setToolTip(tr("One file that every browser opens, pictures and all"))
        page.clicked.connect(lambda: self._ask("html"))
        self._pdf = AccentButton(tr("Save as PDF…"), "file-down")
        self._pdf.setObjectName("lab.report.pdf")
        self._pdf.setDefault(True)
        self._pdf.clicked.connect(lambda: self._ask("pdf"))
        self._buttons = (self._pdf, page)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._said, 1)
        foot.addStretch(0)
        for button in (close, page, self._pdf):
            foot.addWidget(button)
        words = MutedLabel(tr("Your answers, what was reached, the network as it is now, and its runs."), wordWrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addWidget(words)
        column.addLayout(form)
        column.addWidget(self._preview, 1)
        column.addLayout(foot)

    def _make(self, then: Callable[[], None] = lambda: None) -> None:
        lab, progress, desk = self._lab, replace(self._progress, student=self._name.text().strip()), self._desk
        when = datetime.now().strftime("%Y-%m-%d %H:%M")

        def work(watch: object) -> tuple[Report, str, dict[str, QImage]]:
            report = make(lab, progress, desk(), when)
            pictures = pictures_of(report)
            return report, preview_of(report, pictures), pictures

        def show(made: tuple[Report, str, dict[str, QImage]]) -> None:
            self._report, html, pictures = made
            self._preview.show_report(html, pictures)
            self._able()
            then()

        self._able()
        self._making.run(work, show, self._refuse)

    def _able(self) -> None:
        for button in self._buttons:
            button.setEnabled(self._report is not None)

    def _ask(self, ending: str) -> None:
        name = tr("{lab} - report", lab=file_name(self._lab.title, tr("Lab")))
        path = ask_where(self, tr("Save the report"), name, ending)
        if path is not None:
            self.write(path)

    def _done(self, path: Path) -> None:
        self.written.emit(tr("The report is in {path}.", path=path))
        self.accept()

    def _refuse(self, error: StudioError) -> None:
        self._said.say(str(error), "problem")


class _Preview(QTextBrowser):
    """The report on white, as it is on paper; nothing in it leads anywhere."""

    def __init__(self, name: str) -> None:
        super().__init__(objectName=name, openLinks=False, openExternalLinks=False)
        self._pictures: dict[str, QImage] = {}
        self.setStyleSheet("QTextBrowser { background: #ffffff; color: #1b1d21; }")
        self.document().setDocumentMargin(20)
        # A bar that comes makes the text narrower, and all of it is laid out once more.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def show_report(self, html: str, pictures: dict[str, QImage]) -> None:
        """Shows it, and stays at the line that was in view."""
        at = self.verticalScrollBar().value()
        self._pictures = pictures
        self.setHtml(html)
        self.verticalScrollBar().setValue(at)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        known = name.toString() if isinstance(name, QUrl) else name
        return self._pictures.get(known) or QImage(1, 1, QImage.Format.Format_RGB32)
