"""What one method found: its title, a line about it, the picture, and below it the scale or how far it is."""

from html import escape

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.inspecting.attribution import METHODS, Method
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Explained
from cnnstudio.core.words import percent
from cnnstudio.gui.viewer.why.heat import Dress
from cnnstudio.gui.viewer.why.view import HeatView
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.figures.figure import Panel as FigurePanel
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.maps.colour_legend import ColourLegend
from cnnstudio.gui.widgets.maps.reading import number
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.words import figure

_FIGURE_SIDE = 224
"""About as wide is each picture of a figure."""


class MethodPanel(Panel):
    """One method; it asks for nothing itself."""

    wanted = Signal()
    """It is to be worked out, though that takes a while."""
    stopped = Signal()
    clicked = Signal()
    escaped = Signal()

    def __init__(self, method: Method) -> None:
        super().__init__()
        name = f"inspect.why.{method}"
        self.setObjectName(name)
        self.method, self._about = method, METHODS[method]
        self._found: Explained | None = None
        self._layer = self._when = ""
        self._dress = Dress()
        self._line = FittingLabel()
        self._line.setObjectName(f"{name}.line")
        self.view = HeatView(f"{name}.picture", tr("What speaks for the class, by {title}", title=self._about.title))
        self._text = MutedLabel(f"{self._about.about} {self._about.source}.", wordWrap=True)
        self._text.hide()
        self._legend = ColourLegend()
        self._legend.setMinimumWidth(1)  # in a narrow panel its strip is shorter
        self._bar = QProgressBar(objectName=f"{name}.progress", textVisible=False)
        self._bar.setAccessibleName(tr("How far {title} is", title=self._about.title))
        self._button = QPushButton(tr("Work it out"), objectName=f"{name}.start")
        title = self._about.title
        self._stop = IconButton(f"{name}.stop", "x", tr("Stop"), called=tr("Stop {title}", title=title))
        self._again = IconButton(f"{name}.again", "repeat", called=tr("Work it out again: {title}", title=title))
        self._words = FittingLabel()
        self._words.setObjectName(f"{name}.words")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._below = QStackedWidget()
        self._lay_out(name)
        self.view.read.connect(lambda _: self._say_line())
        self.view.clicked.connect(self.clicked)
        self.view.escaped.connect(self.escaped)
        self._stop.clicked.connect(self.stopped)
        self._button.clicked.connect(self.wanted)
        self._again.clicked.connect(self.wanted)
        self._say_line()

    @property
    def found(self) -> Explained | None:
        """What is shown."""
        return self._found

    def show_picture(self, picture: QImage) -> None:
        """Shows another picture, one pixel a number, of which the method has found nothing yet."""
        self._found = None
        self.view.show_picture(picture)
        self.say("")
        self._say_line()

    def show_found(self, found: Explained, layer: str = "", when: str = "") -> None:
        """Shows what the method found.

        Args:
            layer: Whose maps were weighed, in words; empty where none were.
            when: Which of its run's weights it is of, where that is to be said.
        """
        self._found, self._layer, self._when = found, layer, when
        self.view.show_heat(found.heat, self._about.signed)
        self._show_scale()
        self._say_line()

    def say_layer(self, words: str) -> None:
        """Says otherwise whose maps were weighed."""
        if words != self._layer:
            self._layer = words
            self._say_line()

    def show_progress(self, done: int, total: int) -> None:
        """How far it is; 0 of 0 where that is not known."""
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._below.setCurrentIndex(1)

    def offer(self, tip: str) -> None:
        """A button for what takes a while; ``tip`` says how long. What is shown stays, with its scale."""
        for button in (self._button, self._again):
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)
        if self._found is not None:
            self._show_scale()
            self._again.show()
        if self._found is None or self._below.currentIndex() != 0:
            self._below.setCurrentIndex(2)

    def say(self, *wordings: str) -> None:
        """Says why there is nothing, or that it is waited for; the longest wording first."""
        self._words.say(*wordings)
        self._below.setCurrentIndex(3)

    def set_dress(self, dress: Dress) -> None:
        """Shows it in another way."""
        self._dress = dress
        self.view.set_dress(dress)
        if self._found is not None and self._below.currentIndex() in (0, 3):
            self._show_scale()

    def set_large(self, large: bool) -> None:
        """Whether it has all the room, and says all about the method."""
        self._text.setVisible(large)

    def overhead(self) -> QSize:
        """What it takes beside the picture."""
        return QSize(24, 18 + self.fontMetrics().height() + self._below.height())

    def figure(self) -> FigurePanel | None:
        """What is seen, to take along; None while the method has found nothing."""
        image = self.view.image()
        if self._found is None or image.isNull():
            return None
        factor = max(1, round(_FIGURE_SIDE / max(image.width(), image.height())))
        if self._dress.manner == "picture":
            return FigurePanel(image, factor, self._about.title)
        return FigurePanel(image, factor, self._about.title, *self._scale(self._found))

    # Private

    def _scale(self, found: Explained) -> tuple[str, str, str]:
        """The colours, and what their ends stand for."""
        colours = self._dress.colours_of(self._about.signed)
        if found.reach == 0:
            return colours, "0", "0"
        return colours, number(-found.reach) if self._about.signed else "0", number(found.reach)

    def _show_scale(self) -> None:
        assert self._found is not None
        self._again.hide()
        if self._found.reach == 0:
            longest = (tr("Nothing here speaks for or against it."),) if self._about.signed else ()
            self.say(*longest, tr("Nothing here speaks for it."), tr("Nothing for it."))
            return
        if self._dress.manner == "picture":
            self.say("")
            return
        self._legend.show_map(*self._scale(self._found))
        self._below.setCurrentIndex(0)

    def _say_line(self) -> None:
        place = self.view.place
        if self._found is None:
            self._line.say(self._about.brief)
        elif place is not None:
            share = float(self._found.heat[place])
            value = number(share * self._found.reach)
            where = tr("row {row}, column {column}", row=place[0], column=place[1])
            self._line.say(f"{where} · {value} · {_of_greatest(share)}", f"{where} · {value}", value)
        else:
            self._line.say(*self._facts(self._found))
        self.view.setAccessibleDescription(self._line.full)

    def _facts(self, found: Explained) -> tuple[str, ...]:
        parts = [self._about.brief]
        if self._layer:
            parts = [self._layer]
        if found.gain is not None:
            total = figure(float(found.heat.sum(dtype=np.float64)) * found.reach)
            parts.append(tr("{total} of {gain} gained in all", total=total, gain=figure(found.gain)))
        if self._when:
            parts.append(self._when)
        shorter = [" · ".join(parts[:count]) for count in range(len(parts), 0, -1)]
        return *shorter, parts[0].partition(",")[0]

    def _lay_out(self, name: str) -> None:
        self._button.setAccessibleName(tr("Work it out: {title}", title=self._about.title))
        row, scale = QHBoxLayout(), QHBoxLayout()
        for each in (row, scale):
            each.setSpacing(4)
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop)
        scale.addStretch(1)
        scale.addWidget(self._legend)
        scale.addWidget(self._again)
        scale.addStretch(1)
        middle = Qt.AlignmentFlag.AlignCenter
        for content, alignment in ((scale, None), (row, None), (self._button, middle), (self._words, None)):
            self._below.addWidget(_page(content, alignment))
        self._below.setFixedHeight(max(self._button.sizeHint().height(), self._stop.sizeHint().height()))
        top = QHBoxLayout()
        top.setSpacing(8)
        title = heading(self._about.title)
        for label in (title, self._line):  # not at the picture: there it would cover what is read
            label.setToolTip(f"<p>{escape(self._about.about)}</p><p>{escape(self._about.source)}</p>")
        top.addWidget(title)
        top.addWidget(self._line, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 4)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self._text)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._below)


def _of_greatest(share: float) -> str:
    words = tr("{share} of the greatest", share=percent(abs(share), 0))
    return tr("{words} · against it", words=words) if share < 0 else words


def _page(content: QWidget | QHBoxLayout, alignment: Qt.AlignmentFlag | None) -> QWidget:
    page = QWidget()
    layout = QHBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    if isinstance(content, QHBoxLayout):
        layout.addLayout(content)
    elif alignment is not None:
        layout.addWidget(content, 0, alignment)
    else:
        layout.addWidget(content)
    return page
