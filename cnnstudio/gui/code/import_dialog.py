"""Keras code into the program: pasted, typed or opened, read as text, and shown beside what was understood."""

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from cnnstudio.core.errors import StudioError
from cnnstudio.core.keras_code import Note
from cnnstudio.core.language import tr
from cnnstudio.gui.code.found_panel import TONES, FoundPanel, in_words
from cnnstudio.gui.code.placing import fit
from cnnstudio.gui.code.reading import CodeReader, Read, Reading, read_code
from cnnstudio.gui.files.opening import CODE_FILTER, dropped, hangs, kind_by_name
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets import file_dialogs
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.code_view import CodeView
from cnnstudio.gui.widgets.dialog import Dialog
from cnnstudio.gui.widgets.said_words import SaidWords

_FALLBACK = tr("Keras code")


class ImportCodeDialog(Dialog):
    """Shows code and what is read in it; says what the person wants to do with that, and does nothing itself."""

    new_wanted = Signal(object, str)
    """A Found to begin a project with, and its title."""
    put_wanted = Signal(object)
    """A Found to put into the open project."""
    left = Signal(str)
    """The code when the dialog closes, before what is wanted of it is said."""
    opened_in = Signal(str)
    """The folder from which a file was opened."""

    def __init__(
        self, parent: QWidget, folder: str = "", *, into: str = "", over: QRect | None = None, read: Read = read_code
    ) -> None:
        """Makes it, empty.

        Args:
            folder: Where a file is looked for at first.
            into: The title of the open project; empty where none is open that could take the code in.
            over: The part of the screen it stands over where it was opened by a lab, whose panel is to be read beside
                it; the code then goes into the project of the lab, and a new one is not offered.
        """
        super().__init__(parent)
        self._folder, self._name, self._reading = folder, "", None
        self._is_shown = False
        self.setObjectName("code.dialog")
        self.setWindowTitle(tr("Import Keras code"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        self._reader = CodeReader(self, read)
        self.code = CodeView("code.text", tr("Keras code"), editable=True)
        self.code.setPlaceholderText(tr("Paste code here."))
        self.code.setAcceptDrops(False)  # a file that is dropped is opened, not its name written
        self._panel = FoundPanel()
        self._refusal = SaidWords()
        self._refusal.setObjectName("code.refused")
        self._lay_out(into, is_for_lab=over is not None and bool(into))
        self._connect()
        fit(self, parent, 0.9, QSize(900, 560), QSize(2400, 1500), over)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finished.connect(self._leave)
        self._follow()

    @property
    def reading(self) -> Reading | None:
        """What the code was read as; None while it is being read, and where there is none."""
        return self._reading

    @property
    def title(self) -> str:
        """What a project with it is called."""
        return Path(self._name).stem.replace("_", " ").strip()[:60] or _FALLBACK

    def set_code(self, text: str, name: str = "") -> None:
        """Takes code in the place of what stood there."""
        self._name = name
        self.code.set_code(text)  # the change is read by itself

    def open_file(self, path: Path) -> None:
        """Reads a file and shows its code."""
        self._folder = str(path.parent)  # its name comes with what is read: a file that is refused leaves the text
        self._reading = None
        self._panel.show_nothing(tr("Reading {name}…", name=path.name))
        self._reader.file(path)
        self._follow()

    # Private

    def _lay_out(self, into: str, *, is_for_lab: bool) -> None:
        halves = QSplitter()
        halves.setChildrenCollapsible(False)
        halves.addWidget(self._make_left())
        halves.addWidget(self._panel)
        halves.setSizes([520, 560])
        for number in (0, 1):
            halves.setStretchFactor(number, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 12)
        whole.setSpacing(12)
        whole.addWidget(halves, 1)
        whole.addLayout(self._make_foot(into, is_for_lab=is_for_lab))

    def _make_left(self) -> QWidget:
        left = QWidget()
        self._open = QPushButton(icon("folder-open"), tr("Open a file…"), objectName="code.open")
        self._open.setToolTip(tr("A .py or .ipynb file; it can also be dropped here"))
        self._paste = QPushButton(icon("clipboard-paste"), tr("Paste"), objectName="code.paste")
        self._paste.setToolTip(tr("Puts what is in the clipboard in the place of the code"))
        head = QHBoxLayout()
        head.addWidget(heading(tr("Code")))
        head.addStretch(1)
        head.addWidget(self._open)
        head.addWidget(self._paste)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.code, 1)
        column.addWidget(self._refusal)
        return left

    def _make_foot(self, into: str, *, is_for_lab: bool) -> QHBoxLayout:
        new, put = (tr("Open as a new project"), "file-plus-2"), (tr("Put into this project"), "replace")
        self._new = QPushButton(icon(new[1]), new[0]) if is_for_lab else AccentButton(*new)
        self._new.setObjectName("code.new")
        self._new.setVisible(not is_for_lab)
        self._new.setToolTip(tr("Begins a project with what was read, in a file of its own"))
        self._put = AccentButton(*put) if is_for_lab else QPushButton(icon(put[1]), put[0])
        self._put.setObjectName("code.put")
        self._put.setVisible(bool(into))
        self._put.setToolTip(
            tr(
                "Puts the network, and what the code says of data, preparation and training, into {project}. Undo "
                "takes it back.",
                project=into,
            )
        )
        self._close = QPushButton(tr("Close"), objectName="code.close", toolTip=tr("Leaves everything as it was (Esc)"))
        foot = QHBoxLayout()
        foot.addWidget(MutedLabel(tr("Code is read as text; nothing in it is run.")), 1)
        for button in (self._close, self._put, self._new):
            button.setAutoDefault(False)
            foot.addWidget(button)
        for button in (self._open, self._paste):
            button.setAutoDefault(False)
        return foot

    def _connect(self) -> None:
        self.code.textChanged.connect(self._changed)
        self._reader.read.connect(self._show)
        self._reader.refused.connect(self._refuse)
        self._panel.line_wanted.connect(self._go_to)
        self._panel.network_chosen.connect(self._choose)
        self._open.clicked.connect(self._ask)
        self._paste.clicked.connect(lambda: self.set_code(QApplication.clipboard().text()))
        self._close.clicked.connect(self.reject)
        self._new.clicked.connect(self._open_as_new)
        self._put.clicked.connect(self._put_into)
        self._open.setShortcut(QKeySequence(QKeySequence.StandardKey.Open))

    def _leave(self) -> None:
        self.left.emit(self.code.toPlainText())

    def _changed(self) -> None:
        if self._is_shown:
            return
        text = self.code.toPlainText()
        self._reading = None
        self._refusal.say("")
        if text.strip():
            self._reader.text(text, self._name)
        else:
            self._reader.text("", "")
            self._panel.show_nothing()
            self.code.mark({})
        self._follow()

    def _choose(self, number: int) -> None:
        self._reading = None
        self._reader.text(self.code.toPlainText(), self._name, chosen=number)
        self._follow()

    def _show(self, reading: Reading) -> None:
        self._refusal.say("")
        if reading.name:  # what is shown of a notebook is the code of its cells
            self._name = f"{Path(reading.name).stem}.py"
        if not reading.found.code.strip() and not self.code.toPlainText().strip():
            self._panel.show_nothing(in_words(reading) if reading.name else "")
            return
        if reading.found.code != self.code.toPlainText():
            self._show_code(reading.found.code)
        self._reading = reading
        self._panel.show_reading(reading)
        self.code.mark({note.line: (TONES[note.severity], note.text) for note in reversed(_by_weight(reading))})
        self._follow()

    def _show_code(self, code: str) -> None:
        """The code that lines are counted in: that of a file, or the cells of a notebook."""
        self._is_shown = True  # what comes from the reader is not read again; the numbers at the left do hear of it
        self.code.set_code(code)
        self._is_shown = False

    def _refuse(self, error: StudioError) -> None:
        self._reading = None
        self._refusal.say(str(error))
        self._panel.show_nothing()
        self._follow()

    def _follow(self) -> None:
        there = self._reading is not None and self._reading.project is not None
        words = "" if there else tr("No network is read yet.")
        for button in (self._new, self._put):
            button.setEnabled(there)
            button.setAccessibleDescription(words)

    def _go_to(self, line: int) -> None:
        self.code.go_to(line)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        name, _ = file_dialogs.open_name(self, tr("Open Keras code"), self._folder, CODE_FILTER)
        if name:
            self.opened_in.emit(str(Path(name).absolute().parent))
            self.open_file(Path(name))

    def _open_as_new(self) -> None:
        if self._reading is not None:
            self.accept()
            self.new_wanted.emit(self._reading.found, self.title)

    def _put_into(self) -> None:
        if self._reading is not None:
            self.accept()
            self.put_wanted.emit(self._reading.found)

    # What Qt calls

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if hangs(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped(event)
        if path is not None and kind_by_name(path) == "code":
            self.open_file(path)
        elif path is not None:
            self._refusal.say(tr("{name} is no .py or .ipynb file.", name=path.name))


def _by_weight(reading: Reading) -> list[Note]:
    """The notes that have a line, those that matter most first: of several on a line that one is marked."""
    weights = ("missing", "otherwise", "note")
    return sorted((note for note in reading.found.notes if note.line), key=lambda note: weights.index(note.severity))
