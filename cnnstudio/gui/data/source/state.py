"""How it stands with the chosen data: where they are, how far loading is, what is missing or does not fit."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import local, tr
from cnnstudio.core.words import duration, memory
from cnnstudio.data.watch import Progress
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.notice import Notice


class SourceState(QWidget):
    """Where the chosen data were found, or why not and the ways to get them; and how far they are."""

    download_wanted = Signal()
    stop_wanted = Signal()
    """Ends the download or the loading, whichever is on."""
    choose_wanted = Signal()
    forget_wanted = Signal()
    again_wanted = Signal()
    keyboard_freed = Signal()
    """The button that has the keyboard is about to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = MutedLabel(wordWrap=True, objectName="data.source.about")
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._place = FittingLabel()
        self._place.setObjectName("data.source.place")
        self.notice = Notice("data.source.notice")
        self._download = _button("data.source.download", "download", tr("Download"), self.download_wanted)
        self._choose = _button("data.source.choose", "file", tr("Choose its file…"), self.choose_wanted)
        self._choose.setToolTip(tr("For a copy of these data that is on this computer already"))
        self._forget = _button("data.source.forget", "x", tr("Forget this file"), self.forget_wanted)
        self._forget.setToolTip(tr("Takes Keras's own copy again, or offers to download it"))
        self._again = _button("data.source.again", "repeat", tr("Load again"), self.again_wanted)
        self._doing = FittingLabel()
        self._doing.setObjectName("data.source.doing")
        self._bar = QProgressBar(objectName="data.source.progress", accessibleName=tr("Progress"))
        self._stop = _button("data.source.cancel", "square", tr("Stop"), self.stop_wanted)
        self._missing, self._is_busy = False, False
        self._lay_out()
        self.show_nothing_under_way()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 0, 2, 0)
        column.setSpacing(8)
        for widget in (self._about, self._place, self.notice, self._doing):
            column.addWidget(widget)
        going = QHBoxLayout()
        going.setSpacing(8)
        going.addWidget(self._bar, 1)
        going.addWidget(self._stop)
        column.addLayout(going)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for widget in (self._download, self._choose, self._forget, self._again):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        column.addLayout(buttons)

    def show_source(self, about: str, place: str, short_place: str) -> None:
        """Says what the source is, and where its data are."""
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self._place.say(place, short_place)
        self._place.setVisible(bool(place))

    def show_ways(self, *, missing: str, can_choose: bool, own_file: bool, again: bool) -> None:
        """Offers what helps.

        Args:
            missing: How much a download that would help is, "11 MB"; empty where none would.
            can_choose: Whether a file may be named for this source.
            own_file: Whether one is named.
            again: Whether another try may help.
        """
        self._missing = bool(missing)
        self._download.setText(tr("Download ({size})", size=missing))
        self._download.setAccessibleName(self._download.text())
        self._choose.setVisible(can_choose)
        self._forget.setVisible(own_file)
        self._again.setVisible(again)
        self._show_busy(self._is_busy)

    def show_nothing_under_way(self) -> None:
        """Neither a download nor a loading is on."""
        self._show_busy(False)

    def show_download(self, done: int, total: int) -> None:
        """Shows how far a download is, in bytes; ``total`` is 0 where the server does not say."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setFormat(tr("{done} of {total}", done=memory(done), total=memory(total)) if total else memory(done))
        self._doing.say(tr("Downloading"))
        self._show_busy(True)

    def show_loading(self, progress: Progress | None, seconds_left: float | None) -> None:
        """Shows how far a loading is."""
        done, total = (progress.done, progress.total) if progress is not None else (0, 0)
        count = local(f"{done:,}")
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setFormat(tr("{done:,} of {total:,}", done=done, total=total) if total else count)
        what = progress.what if progress is not None else tr("Loading")
        left = tr(" · about {time} left", time=duration(max(seconds_left, 1))) if seconds_left is not None else ""
        found = f" · {count}" if done and not total else ""
        self._doing.say(f"{what}{found}{left}", f"{what}{found}")
        self._show_busy(True)

    def _show_busy(self, busy: bool) -> None:
        self._is_busy = busy
        if (self._stop.hasFocus() and not busy) or (self._download.hasFocus() and busy):
            self.keyboard_freed.emit()  # else Qt gives it to what comes next, and scrolls there
        for widget in (self._bar, self._stop, self._doing):
            widget.setVisible(busy)
        self._download.setVisible(self._missing and not busy)


def _button(name: str, icon_name: str, words: str, wanted: Signal) -> QPushButton:
    button = QPushButton(icon(icon_name), words, objectName=name, accessibleName=words)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.clicked.connect(wanted)
    return button
