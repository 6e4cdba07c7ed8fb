"""The picture that is made for a channel, step by step, with what begins, ends and repeats it."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QSpinBox, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Maximised
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.letters import set_least_width
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.words import figure, rate

_SIDE, _MOST_SEED = 72, 99_999
_LEAST_WIDTH = 224
_ABOUT = tr(
    "Begins with noise and changes every pixel a little, again and again, in the direction that raises the value. "
    "Another seed begins with other noise."
)


class _View(PixelView):
    """As large as its column lets it."""

    def sizeHint(self) -> QSize:
        return QSize(260, 260)


class MadePanel(QWidget):
    """Shows the picture so far; whoever owns it asks for it."""

    started = Signal()
    stopped = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._made: Maximised | None = None
        self.view = _View(f"{name}.picture", tr("The picture made for the channel"), _SIDE)
        self._seed = QSpinBox(objectName=f"{name}.seed", accessibleName=tr("Seed of the noise it begins with"))
        self._seed.setRange(0, _MOST_SEED)
        self._seed.setToolTip(_ABOUT)
        self._button = QPushButton(objectName=f"{name}.start")
        self._button.clicked.connect(self._pressed)
        self._bar = QProgressBar(objectName=f"{name}.progress", accessibleName=tr("Steps done"), textVisible=False)
        self._bar.setFixedHeight(6)
        kept = self._bar.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # so that nothing moves when it goes
        self._bar.setSizePolicy(kept)
        self._words = MutedLabel(wordWrap=True, objectName=f"{name}.words")
        self._answer = MutedLabel(wordWrap=True, objectName=f"{name}.answer")
        self._is_running = False
        self._lay_out()
        set_least_width(self, _LEAST_WIDTH)
        self.show_running(False)

    @property
    def made(self) -> Maximised | None:
        """What is shown."""
        return self._made

    @property
    def seed(self) -> int:
        return self._seed.value()

    @property
    def words(self) -> str:
        """What is said below the picture."""
        return "\n".join(filter(None, (self._words.text(), self._answer.text())))

    @property
    def is_running(self) -> bool:
        """Whether a picture is being made."""
        return self._is_running

    def show_made(self, made: Maximised, of_what: str) -> None:
        """Shows a picture; ``of_what``: what its value is."""
        self._made = made
        self.view.show_array(made.picture)
        self._bar.setRange(0, max(made.steps, 1))
        self._bar.setValue(made.step)
        self.say("")
        self.say_value(of_what)

    def say_value(self, of_what: str) -> None:
        """Says what the value of the picture is; what the network takes it for stays."""
        if self._made is not None:
            words = tr(
                "Step {step} of {steps} · {what} {value}",
                step=self._made.step,
                steps=self._made.steps,
                what=of_what,
                value=value_words(self._made.value),
            )
            self.say(words, self._answer.text())

    def clear(self, text: str) -> None:
        """Shows no picture, but what there is to say."""
        self._made = None
        self.view.show_array(None)
        self.say(text)

    def say(self, text: str, answer: str = "") -> None:
        """Words below the picture, and what the network takes it for."""
        self._words.setText(text)
        self._answer.setText(answer)
        self._answer.setVisible(bool(answer))

    def say_answer(self, answer: str) -> None:
        """What the network takes the picture for."""
        self.say(self._words.text(), answer)

    def show_running(self, running: bool) -> None:
        """Offers to stop, or to begin."""
        self._is_running = running
        again = tr("M&ake it again") if self._made is not None else tr("M&ake a picture")
        self._button.setText(tr("Stop") if running else again)
        self._button.setIcon(icon("x" if running else "wand-sparkles"))
        self._seed.setEnabled(not running)
        self._bar.setVisible(running)

    def _pressed(self) -> None:
        (self.stopped if self._is_running else self.started).emit()

    def _lay_out(self) -> None:
        label = QLabel(tr("&Seed"))
        label.setBuddy(self._seed)
        label.setToolTip(_ABOUT)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self._seed)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        title = heading(tr("A picture made for it"))
        title.setMinimumHeight(self._seed.sizeHint().height())  # in line with what stands beside it
        column.addWidget(title)
        column.addWidget(self.view)
        column.addWidget(self._bar)
        column.addWidget(self._words)
        column.addWidget(self._answer)
        column.addWidget(self._button)
        column.addLayout(row)
        column.addStretch(1)


def value_words(value: float) -> str:
    """The value in three digits, however small it is: a deep layer's begin far below one."""
    return rate(value) if 0 < abs(value) < 1e-4 else figure(value)
