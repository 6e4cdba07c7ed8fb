"""The start page: what to open and what to begin with."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import application_icon, icon
from cnnstudio.gui.start.card import is_typing
from cnnstudio.gui.start.first_lab import FirstLabOffer
from cnnstudio.gui.start.gallery import Gallery
from cnnstudio.gui.start.recent import RecentRow
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.in_sight import InSight

_MOST_RECENT = 8
_LEFT = 264


class StartPage(QWidget):
    """Recent projects on the left, the gallery on the right; a click on a card is all it takes to begin.

    While it is shown, whatever is typed in its window goes to the search, wherever the keyboard is.
    """

    preset_chosen = Signal(object)
    """A Preset."""
    empty_requested = Signal()
    open_requested = Signal()
    file_chosen = Signal(str)
    file_forgotten = Signal(str)
    first_lab_requested = Signal()
    labs_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page.start")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(2)
        self._paths: tuple[str, ...] = ()
        self._lab_at: tuple[str, ...] = ()
        self._in_sight = InSight(self, self._show_recent)
        self._gallery = Gallery()
        self._gallery.chosen.connect(self.preset_chosen)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._gallery.begin_search)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 0)
        layout.setSpacing(24)
        layout.addLayout(self._left(), 0)
        right = QVBoxLayout()
        right.setSpacing(16)
        self._offer = FirstLabOffer()
        self._offer.wanted.connect(self.first_lab_requested)
        self._offer.file_wanted.connect(self.file_chosen)
        right.addWidget(self._offer)
        right.addWidget(self._gallery, 1)
        layout.addLayout(right, 1)

    def set_recent(self, paths: tuple[str, ...], lab_at: tuple[str, ...] = ()) -> None:
        """Shows these files, newest first; who has none is new here and is offered the first lab.

        ``lab_at``: where the person is in the lab that was open last, as in the settings; this is offered as long as
        its project is one of these.
        """
        self._paths, self._lab_at = paths, lab_at
        self._in_sight.follow()

    def _show_recent(self) -> None:
        paths, lab_at = self._paths, self._lab_at
        goes_on = bool(lab_at) and lab_at[0] in paths
        self._offer.setVisible(goes_on or not paths)
        if goes_on:
            self._offer.show_going_on(*lab_at)
        else:
            self._offer.show_first()
        while (item := self._recent.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # until it is gone it would stand where the layout had it
                widget.deleteLater()
        for path in paths[:_MOST_RECENT]:
            row = RecentRow(path)
            row.opened.connect(self.file_chosen)
            row.forgotten.connect(self.file_forgotten)
            self._recent.addWidget(row)
        if not paths:
            self._recent.addWidget(MutedLabel(tr("Projects you open are listed here."), wordWrap=True))

    def _head(self) -> QVBoxLayout:
        picture = QLabel()
        picture.setPixmap(application_icon().pixmap(40, 40))
        name = QLabel("<span style='font-size: 18pt; font-weight: 600'>CNN Studio</span>")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(picture)
        line.addWidget(name, 1)
        words = MutedLabel(tr("Build a convolutional network, train it, look inside."), wordWrap=True)
        words.setFixedWidth(_LEFT)
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addLayout(line)
        layout.addWidget(words)
        return layout

    def _left(self) -> QVBoxLayout:
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.setContentsMargins(0, 0, 0, 24)
        layout.addLayout(self._head())
        layout.addSpacing(12)
        button = QPushButton(icon("folder-open"), tr("Open a file…"))
        button.setObjectName("start.open")
        button.setToolTip(tr("A project, or a saved network: .keras or .h5 (Ctrl+O). Files can be dropped here, too."))
        button.clicked.connect(self.open_requested)
        empty = QPushButton(icon("plus"), tr("Empty network"))
        empty.setObjectName("start.empty")
        empty.setToolTip(tr("Begin without any layer"))
        empty.clicked.connect(self.empty_requested)
        labs = QPushButton(icon("graduation-cap"), tr("Learn with a lab"))
        labs.setObjectName("start.labs")
        labs.setToolTip(tr("Guided sheets that check themselves in your own project"))
        labs.clicked.connect(self.labs_requested)
        for each in (button, empty, labs):
            each.setFixedWidth(_LEFT)
            each.setMinimumHeight(36)
            layout.addWidget(each)
        layout.addSpacing(12)
        layout.addWidget(heading(tr("Recent")))
        layout.addLayout(self._recent)
        layout.addStretch(1)
        return layout

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.window().installEventFilter(self)  # a key that nobody has taken comes to the window in the end
            self._gallery.forget_search()
            self._gallery.begin_search()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and self.isVisible()
            and QApplication.activePopupWidget() is None  # a letter that no entry of a menu has comes here too
            and is_typing(event)
        ):
            self._gallery.type(event.text())
            return True
        return super().eventFilter(watched, event)
