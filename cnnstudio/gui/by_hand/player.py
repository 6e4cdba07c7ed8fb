"""The row of buttons that goes through the steps: first, back, play, on, last, a slider, and how fast."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSignalBlocker, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.jump_slider import JumpSlider

SPEEDS = ((tr("Slow"), 1500), (tr("Normal"), 700), (tr("Fast"), 250), (tr("Very fast"), 60))
"""What is read and the time of a step in ms."""


class Player(QWidget):
    """Goes through the steps of a worksheet; playing ends at the last one, and when nobody sees it."""

    def __init__(self, worksheet: Worksheet, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._worksheet = worksheet
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on)
        self._first = self._button("first", "skip-back", tr("First step"), lambda: worksheet.go_to_step(0))
        self._back = self._button("back", "step-back", tr("One step back"), lambda: self._by(-1))
        self._play = self._button("play", "play", tr("Play the steps one after the other"), self.toggle)
        self._next = self._button("next", "step-forward", tr("One step on"), lambda: self._by(1))
        self._last = self._button(
            "last", "skip-forward", tr("Last step"), lambda: worksheet.go_to_step(worksheet.steps - 1)
        )
        self.slider = JumpSlider(f"{name}.slider", tr("Step"))
        self.slider.setMinimumWidth(60)
        self.slider.setToolTip(tr("Goes to a step"))
        self.slider.valueChanged.connect(worksheet.go_to_step)
        self._speed = QComboBox(objectName=f"{name}.speed", accessibleName=tr("How fast it plays"))
        self._speed.setToolTip(tr("How fast it plays"))
        for words, time in SPEEDS:
            self._speed.addItem(words, time)
        self._speed.setCurrentIndex(1)
        self._speed.currentIndexChanged.connect(lambda _: self._timer.setInterval(self._speed.currentData()))
        self._words = QLabel(objectName=f"{name}.words")
        self._lay_out()
        worksheet.stepped.connect(self._follow)
        worksheet.changed.connect(self._stop_for_edit)
        self._follow()

    @property
    def is_playing(self) -> bool:
        return self._timer.isActive()

    def toggle(self) -> None:
        """Plays on, from the first step when it stands at the end or all is filled in; or pauses."""
        worksheet = self._worksheet
        if self.is_playing:
            self.pause()
        elif worksheet.steps:
            if not worksheet.is_filling or worksheet.step >= worksheet.steps - 1:
                worksheet.go_to_step(0)
            self._timer.start(self._speed.currentData())
            self._show_playing()

    def pause(self) -> None:
        """Stays at the step where it is."""
        self._timer.stop()
        self._show_playing()

    def _on(self) -> None:
        if self._worksheet.step >= self._worksheet.steps - 1:
            self.pause()
        else:
            self._by(1)

    def _by(self, steps: int) -> None:
        self._worksheet.go_to_step(self._worksheet.step + steps)

    def _stop_for_edit(self) -> None:
        if self.is_playing:
            self.pause()
        self._follow()

    def _follow(self) -> None:
        steps, step = self._worksheet.steps, self._worksheet.step
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(steps - 1, 0))
            self.slider.setPageStep(max(steps // 10, 1))
            self.slider.setValue(step)
        for button, able in (
            *((each, step > 0) for each in (self._first, self._back)),
            *((each, step < steps - 1) for each in (self._next, self._last)),
            (self._play, steps > 0),
        ):
            button.setEnabled(able)
        self.slider.setEnabled(steps > 1)
        self._words.setText(tr("step {step:,} of {steps:,}", step=step + 1, steps=steps) if steps else tr("no step"))

    def _show_playing(self) -> None:
        self._play.setIcon(icon("pause" if self.is_playing else "play"))
        words = tr("Pause") if self.is_playing else tr("Play the steps one after the other")
        self._play.setToolTip(words)
        self._play.setAccessibleName(words)

    def _button(self, name: str, picture: str, words: str, act: Callable[[], object]) -> IconButton:
        button = IconButton(f"{self.objectName()}.{name}", picture, words, parent=self)
        button.clicked.connect(lambda _: act())
        if name not in ("play",):
            button.setAutoRepeat(name in ("back", "next"))
            button.clicked.connect(lambda _: self.pause() if self.is_playing else None)
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for button in (self._first, self._back, self._play, self._next, self._last):
            row.addWidget(button)
        row.addWidget(self.slider, 1)
        row.addWidget(self._words)
        row.addSpacing(4)
        row.addWidget(self._speed)

    # What Qt calls

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.pause()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.pause()
