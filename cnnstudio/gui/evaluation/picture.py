"""One picture large, with what the network said to it and its largest outputs."""

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Event, Failed, Predict, Predicted, RunSubject
from cnnstudio.core.words import plain
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.evaluation.part_pictures import PartPictures
from cnnstudio.gui.evaluation.tiles import Answers
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.bars import Bar, Bars
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.pixel_view import PixelView
from cnnstudio.gui.widgets.rasters import enlarged, picture_image
from cnnstudio.gui.widgets.saving import ask_where, write_png

_SENDER = "evaluate.picture"
_OUTPUTS = 5
_SIDE = 104
_KEY = tr("In colour: the true class")
_SAVED_SIDE = 512
"""A saved picture is enlarged by a whole number up to about this side."""


class PictureLook(Panel):
    """Shows one picture of a part; asks the engine for all its outputs where the network can take it."""

    closed = Signal()
    stepped = Signal(int)
    """The person wants the next picture (1) or the one before (-1)."""
    failed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("evaluate.picture")
        self._bridge = bridge
        self._ticket = 0
        self._truth = -1
        self._answers: Answers | None = None
        self._picture: Picture | None = None
        self._asked: tuple[RunSubject, tuple[int, int, int]] | None = None
        self._reading = Newest("picture", self)
        self._view = PixelView("evaluate.picture.view", tr("The picture"), _SIDE)
        self._title = heading("")
        self._title.setObjectName("evaluate.picture.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._about = FittingLabel()
        self._about.setObjectName("evaluate.picture.about")
        self._bars = Bars("evaluate.picture.outputs", tr("The largest outputs"))
        self._note = FittingLabel()
        self._note.setObjectName("evaluate.picture.note")
        self._lay_out()
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._show_menu)
        bridge.event.connect(self._receive)
        self.hide()

    @property
    def words(self) -> str:
        """What it says about the picture."""
        return "\n".join(filter(None, (self._title.text(), self._about.full, self._note.full)))

    @property
    def picture(self) -> Picture | None:
        """The picture; None while it is read, or where it is not there."""
        return self._picture

    @property
    def outputs(self) -> list[tuple[str, str]]:
        """The outputs that are shown: class and number in words."""
        return [(bar.label, bar.words) for bar in self._bars.bars]

    def show_picture(
        self,
        answers: Answers,
        number: int,
        source: PartPictures | None,
        subject: RunSubject | None,
        shape: tuple[int, int, int],
    ) -> None:
        """Shows the picture of a number in its part.

        Args:
            subject: Whose outputs are asked for; None where nobody can be asked.
            shape: What the network takes.
        """
        self._answers, self._truth, self._ticket = answers, int(answers.outcomes.truth[number]), 0
        self._title.setText(_title(answers, number))
        self._about.say(*_about(answers, number, source))
        self._asked = None if subject is None else (subject, shape)
        self._show_known(number)
        self._take(None)
        self._note.say(_KEY if source is not None else tr("The picture is not loaded."))
        self._reading.stop()
        if source is not None:
            place = [number]
            if source.is_quick:
                self._arrived(source.pictures(place)[0])
            else:
                self._reading.run(lambda _: source.pictures(place)[0], self._arrived, self._refused)
        self.show()

    def end(self) -> None:
        """Stops what is read beside the window."""
        self._reading.close()

    # Private

    def _lay_out(self) -> None:
        before = _tool("evaluate.picture.previous", Qt.ArrowType.LeftArrow, tr("Previous picture"))
        after = _tool("evaluate.picture.next", Qt.ArrowType.RightArrow, tr("Next picture"))
        close = _tool("evaluate.picture.close", None, tr("Close the picture"))
        before.clicked.connect(lambda: self.stepped.emit(-1))
        after.clicked.connect(lambda: self.stepped.emit(1))
        close.clicked.connect(self.closed)
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._title, 1)
        for button in (before, after, close):
            top.addWidget(button)
        right = QVBoxLayout()
        right.setSpacing(4)
        right.addLayout(top)
        right.addWidget(self._about)
        right.addWidget(self._bars, 1)
        right.addWidget(self._note)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._view)
        row.addLayout(right, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._view.setFixedWidth(max(min(self.height() - 16, round(0.42 * self.width())), _SIDE))

    def _take(self, picture: Picture | None) -> None:
        self._picture = picture
        self._view.show_array(picture)

    def _arrived(self, picture: Picture) -> None:
        self._take(picture)
        if self._asked is None:
            return
        subject, shape = self._asked
        if picture.shape == shape:
            self._ticket = self._bridge.post(Predict(sender=_SENDER, subject=subject, picture=picture))
        else:
            wanted, had = (f"{each[0]} × {each[1]} × {each[2]}" for each in (shape, picture.shape))
            self._note.say(
                tr("The other outputs need pictures of {wanted}; those loaded are {had}.", wanted=wanted, had=had)
            )

    def _refused(self, error: StudioError) -> None:
        self._note.say(str(error))

    def _show_known(self, number: int) -> None:
        """The outputs that were kept: the largest, and the true class's."""
        assert self._answers is not None
        said, found = self._answers, self._answers.outcomes
        outputs = {int(found.predicted[number]): float(found.confidence[number])}
        outputs.setdefault(self._truth, float(found.truth_confidence[number]))
        self._show_bars(said, outputs)

    def _show_bars(self, said: Answers, outputs: dict[int, float]) -> None:
        order = sorted(outputs, key=lambda each: -outputs[each])
        bars = [Bar(said.names[each], outputs[each], said.output(outputs[each])) for each in order]
        low, high = min(0.0, *outputs.values()), max(1.0, *outputs.values())
        right = order.index(self._truth) if self._truth in order else None
        self._bars.show_bars(bars, right, low, high)

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if not self._ticket or event.ticket != self._ticket or self._answers is None:
            return
        if isinstance(event, Failed):
            self._note.say(event.text)
        elif isinstance(event, Predicted) and len(event.labels) == len(self._answers.names):
            values = event.probabilities
            best = np.argsort(-values)[:_OUTPUTS].tolist()
            shown = {int(each): float(values[each]) for each in (*best, self._truth)}
            self._show_bars(self._answers, shown)

    def _show_menu(self, point: QPoint) -> None:
        if self._picture is None:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(icon("copy"), tr("Copy picture"), lambda: QGuiApplication.clipboard().setImage(self._image()))
        menu.addAction(icon("save"), tr("Save as PNG…"), self._save)
        menu.popup(self._view.mapToGlobal(point))

    def _image(self) -> QImage:
        assert self._picture is not None
        image = picture_image(self._picture)
        return enlarged(image, max(_SAVED_SIDE // max(image.width(), image.height()), 1))

    def _save(self) -> None:
        path = ask_where(self, tr("Save the picture"), tr("picture"), "png")
        if path is None:
            return
        try:
            write_png(path, self._image())
        except StudioError as error:
            self.failed.emit(error)


def _title(answers: Answers, number: int) -> str:
    if answers.is_right(number):
        return tr("{name}, read rightly", name=answers.truth(number))
    return tr("{name}, read as {predicted}", name=answers.truth(number), predicted=answers.answer(number))


def _about(answers: Answers, number: int, source: PartPictures | None) -> tuple[str, ...]:
    """At length and in short: how sure the network was, what the true class got, and which picture it is."""
    words = [tr("output {output}", output=answers.confidence(number))]
    if not answers.is_right(number):
        true = answers.output(float(answers.outcomes.truth_confidence[number]))
        words.append(tr("{output} for {name}", output=true, name=answers.truth(number)))
    short = " · ".join(words)
    if source is None:
        return (short,)
    place = source.number(number)
    is_test = source.part == "test"
    where = (
        tr("test part no. {number:,}", number=place) if is_test else tr("training part no. {number:,}", number=place)
    )
    return " · ".join(filter(None, (short, where, plain(source.name(number), 80)))), f"{short} · {where}", short


def _tool(name: str, arrow: Qt.ArrowType | None, words: str) -> IconButton:
    button = IconButton(name, words=words)
    if arrow is None:
        button.setIcon(icon("x"))
    else:
        button.setArrowType(arrow)
    return button
