"""The first layer in motion: its kernels and maps while a run learns, and epoch by epoch afterwards."""

from html import escape

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedLayout, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.messages import Event, SnapshotTaken
from cnnstudio.core.pictures.tiles import kernel_tiles
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.snapshot import Snapshot
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.training.film import Film
from cnnstudio.gui.training.live_look import LiveLook
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.jump_slider import JumpSlider
from cnnstudio.gui.widgets.letters import keep_fit
from cnnstudio.gui.widgets.maps.image_grid import ImageGrid
from cnnstudio.gui.widgets.pixel_view import PixelView

_FILM_MS = 6_000
"""A film of few epochs lasts so long; one of many is not faster than can be seen."""
_FASTEST_MS, _SLOWEST_MS = 80, 400
_MOST_FRAMES = 250
_PICTURE_SIDE = 112
_SAME_COLOURS = tr("one scale for all epochs")
_LEAST_SCALE = 3
"""A weight is drawn at least this large, in pixels."""


class _Title(FittingLabel):
    colour = "text"


class MovingPanel(QWidget):
    """Kernels and maps of the first layer, with a slider through the epochs. Space plays the film and stops it.

    Asks the engine and reads the file only while it is in view. Colours mean the same in every epoch, so that what
    moves has moved.
    """

    def __init__(
        self, document: Document, training_run: TrainingRun, bridge: Bridge, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("train.moving")
        self._document, self._training_run = document, training_run
        self._run: Run | None = None
        self._key: tuple[int, int, str] | None = None
        self._follows = True
        self._frame: Snapshot | None = None
        self._news = ""
        self._film = Film(self)
        self._look = LiveLook(document, training_run, bridge, self)
        self._film.changed.connect(self.refresh)
        self._film.failed.connect(self._refused)
        self._look.changed.connect(self.refresh)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._advance)
        self._lay_out()
        document.runs_changed.connect(self._runs_changed)
        training_run.state_changed.connect(self._runs_changed)
        bridge.event.connect(self._receive)

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    @property
    def position(self) -> int | None:
        """The epoch that is shown; None for this moment of a run that trains, and where nothing is shown."""
        index = self._slider.value()
        return self._film.epochs[index] if index < len(self._film.epochs) else None

    # Following

    @Slot()
    def _runs_changed(self) -> None:
        if not self.isVisible():
            return
        run = self._document.chosen_run
        key = None if run is None else (self._document.serial, run.number, run.started)
        self._run = run
        if key != self._key:
            self._key, self._follows, self._frame, self._news = key, True, None, ""
            self._play(False)
            self._film.clear()
            self._read()
        self._look.follow(run if self._is_live() else None)
        self.refresh()

    def _read(self) -> None:
        """Reads the epochs that are in the file and not here."""
        if self._run is not None and self._document.path is not None:
            self._film.read(self._document.path, self._run.number)

    @Slot(object)
    def _receive(self, event: Event) -> None:
        own = self._training_run.run
        if not isinstance(event, SnapshotTaken) or not self.isVisible() or own is None or self._run is None:
            return
        if self._is_live() and event.run == self._run.number:
            self._film.add(event.snapshot)

    def _is_live(self) -> bool:
        """Whether the run that is shown trains at this moment."""
        own, run = self._training_run.run, self._run
        same = own is not None and run is not None and (own.number, own.started) == (run.number, run.started)
        return same and self._training_run.is_active and run is not None and run.status == "training"

    @Slot(object)
    def _refused(self, error: StudioError) -> None:
        self._news = str(error)
        self.refresh()

    # What is shown

    @Slot()
    def refresh(self) -> None:
        """Shows what holds now."""
        live, count = self._is_live(), len(self._film.epochs)
        # Of a layer that cannot be asked for there are only the epochs.
        last = count if live and self._look.layer else count - 1
        blocked = self._slider.blockSignals(True)
        self._slider.setRange(0, max(last, 0))
        if self._follows:
            self._slider.setValue(max(last, 0))
        self._slider.blockSignals(blocked)
        self._slider.setEnabled(last > 0)
        self._play_button.setEnabled(count > 1)
        self._look.set_wanted(live and self.position is None)
        self._draw()

    def _draw(self) -> None:
        epoch = self.position
        frame = self._look.frame if epoch is None and self._is_live() else None
        if frame is None and epoch is None and self._film.epochs:
            epoch = self._film.epochs[-1]  # until there is something to see of this moment
        if epoch is not None:
            frame = self._film.at(epoch)
        refusal = None if epoch is None else self._film.why_not(epoch)
        if frame is None and epoch is not None and refusal is None:
            frame = self._frame  # until it has been read
        self._pages.setCurrentWidget(self._empty if frame is None and refusal is None else self._content)
        self._say_place(epoch)
        if refusal is not None:
            self._show_refusal(str(refusal))
        elif frame is None:
            self._say_empty()
        elif frame is not self._frame or self._limits() != self._drawn_limits:
            self._show(frame)
        self._frame = frame

    def _limits(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """What the colours of kernels and of maps reach over: all epochs that are known, and this moment."""
        kernels, maps = self._film.kernels, self._film.maps
        if self._is_live():
            kernels.join(self._look.kernels)
            maps.join(self._look.maps)
        return kernels.about_zero, maps.from_zero

    def _show(self, frame: Snapshot) -> None:
        kernels, maps = self._drawn_limits = self._limits()
        self._kernels_column.setVisible(frame.kernels.size > 0)
        self._maps_column.setVisible(frame.maps.size > 0 or bool(frame.map_layer))
        self._picture.show_array(frame.picture if frame.picture.size else None)
        if frame.kernels.size:
            rows, columns, inputs, _ = frame.kernels.shape
            told = tr("Kernels of {layer}: {rows} × {columns}", layer=frame.kernel_layer, rows=rows, columns=columns)
            self._kernels_title.say(told if inputs in (1, 3) else tr("{told}, input channel 0", told=told))
            tiles = kernel_tiles(frame.kernels)
            self._kernels.set_maps(
                tiles, title=tr("filter {}").format, note=_SAME_COLOURS, least=_LEAST_SCALE, limits=kernels
            )
        short = tr("Maps of {layer}", layer=frame.map_layer)
        if frame.maps.size:
            self._maps_title.say(tr("What {layer} makes of the first validation picture", layer=frame.map_layer), short)
            self._maps.set_maps(frame.maps, title=tr("channel {}").format, note=_SAME_COLOURS, limits=maps)
        else:
            self._maps_title.say(short)
            self._maps.set_empty(tr("There are none of this moment; those of each epoch are at the slider."))

    def _show_refusal(self, words: str) -> None:
        """Says in the place of the pictures why they cannot be shown; the slider leads to others."""
        for grid in (self._kernels, self._maps):
            grid.set_empty(words)
        self._picture.show_array(None)
        self._drawn_limits = ((0.0, 0.0), (0.0, 0.0))

    def _say_place(self, epoch: int | None) -> None:
        run = self._run
        if epoch is None:
            words = tr("now") if self._is_live() else ""
        elif run is None:
            words = tr("after epoch {epoch}", epoch=epoch)
        else:
            epochs = max(run.project.plan.epochs, len(run.epochs))
            words = tr("after epoch {epoch} of {epochs}", epoch=epoch, epochs=epochs)
            if run.best_epoch == epoch:
                words = tr("{words} (the best)", words=words)
        self._place.setText(words)
        self._slider.setAccessibleDescription(words)

    def _say_empty(self) -> None:
        run = self._run
        if self._news:
            self._empty.say(tr("This cannot be shown"), escape(self._news))
        elif run is None:
            begins = self._training_run.is_active
            text = tr("Here its kernels and its maps of one picture move while the network learns.")
            why = self._document.why_not_train
            button = "" if begins or why else tr_in("verb", "Train")
            self._empty.say(tr("The first layer in motion"), escape(why) or text, button)
        elif self._film.is_reading or self._film.epochs:
            self._empty.say(tr("Reading…"), tr("The pictures of this run's epochs are read from its file."))
        elif self._is_live():
            text = (
                tr("The first pictures come with the first batch.")
                if self._look.layer
                else tr("The first pictures come when the first epoch is over.")
            )
            self._empty.say(tr("Soon…"), text)
        else:
            text = tr("No pictures of its epochs are stored with this run. The next run will have them.")
            self._empty.say(tr("{name} has no film", name=run.name), text)

    # Moving through the epochs

    def _moved(self, index: int) -> None:
        self._follows = index == self._slider.maximum() and not self.is_playing
        self._look.set_wanted(self._is_live() and self.position is None)
        self._draw()

    def toggle(self) -> None:
        """Plays the film from where it is, from its beginning when it is at its end; or stops it."""
        if self._play_button.isEnabled():
            self._play(not self.is_playing)

    def _play(self, on: bool) -> None:
        count = len(self._film.epochs)
        if on and self._slider.value() >= count - 1:
            self._slider.setValue(0)
        if on:
            self._follows = False
            self._timer.start(round(min(max(_FILM_MS / max(count, 1), _FASTEST_MS), _SLOWEST_MS)))
        else:
            self._timer.stop()
        self._play_button.setIcon(icon("pause" if on else "play"))
        words = tr("Stop the film (Space)") if on else tr("Play the epochs as a film (Space)")
        self._play_button.setToolTip(words)
        self._play_button.setAccessibleName(words.partition(" (")[0])

    def _advance(self) -> None:
        last = len(self._film.epochs) - 1
        step = max(round(len(self._film.epochs) / _MOST_FRAMES), 1)
        self._slider.setValue(min(self._slider.value() + step, last))
        if self._slider.value() >= last:
            self._play(False)
            self._follows = not self._is_live()

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        before = self._key
        self._runs_changed()
        if self._key == before:  # else they are being read
            self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._play(False)
        self._look.follow(None)

    # How it looks

    def _lay_out(self) -> None:
        self._drawn_limits = ((0.0, 0.0), (0.0, 0.0))
        self._empty = EmptyState("train.moving.empty", "grid-3x3")
        self._empty.clicked.connect(self._training_run.start)
        self._content = QWidget()
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 8, 0, 0)
        whole.addLayout(self._pages)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._make_pictures(), 1)
        column.addWidget(self._make_bar())
        # Not of the empty page, whose button Space presses.
        shown = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(Qt.Key.Key_Space), self._content, self.toggle, shown)
        self._play(False)

    def _make_pictures(self) -> QWidget:
        self._kernels = ImageGrid("train.moving.kernels", tr("Kernels of the first layer"))
        self._kernels.set_colours("diverging")
        self._maps = ImageGrid("train.moving.maps", tr("Maps of the first layer"))
        self._maps.set_colours("viridis")
        self._picture = PixelView("train.moving.picture", tr("The first validation picture"), _PICTURE_SIDE)
        self._picture.prefer(_PICTURE_SIDE)
        self._kernels_title, self._maps_title = _Title(), _Title()
        self._kernels_column = _column(self._kernels_title, self._kernels)
        right = QWidget()
        row = QHBoxLayout(right)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._maps, 1)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._maps_column = _column(self._maps_title, right)
        split = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=16)
        split.addWidget(self._kernels_column)
        split.addWidget(self._maps_column)
        split.setSizes([400, 600])
        return split

    def _fit_place(self) -> None:
        widest = self._place.fontMetrics().horizontalAdvance(tr("after epoch 100 of 100 (the best)"))
        self._place.setMinimumWidth(widest)

    def _make_bar(self) -> QWidget:
        bar = QWidget()
        self._play_button = IconButton("train.moving.play")
        self._play_button.clicked.connect(self.toggle)
        self._slider = JumpSlider("train.moving.epoch", tr("Epoch"))
        self._slider.setToolTip(tr("Which epoch is shown; at the right end of a run that trains, this moment"))
        self._slider.valueChanged.connect(self._moved)
        self._place = MutedLabel()
        self._place.setObjectName("train.moving.place")
        keep_fit(self._place, self._fit_place)
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._play_button)
        row.addWidget(self._slider, 1)
        row.addWidget(self._place)
        return bar


def _column(title: QWidget, content: QWidget) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(title)
    layout.addWidget(content, 1)
    return made
