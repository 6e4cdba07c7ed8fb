"""What the network sees: the very numbers it is given, enlarged, and the steps by which they are made of a drawing."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.pictures.ink import AS_IT_STANDS, MNISTS_WAY, Steps
from cnnstudio.core.pictures.sheet import Made, step_words
from cnnstudio.gui.pad.leaf import SIDE
from cnnstudio.gui.pad.steps import MNISTS_WAY_TIP, STEPS
from cnnstudio.gui.widgets.card import Card, heading
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.pixel_view import PixelView

_LEAST_SIDE, _USUAL_SIDE, _STEP = 86, 142, 28
"""Pixels of the screen with a frame around them: three or five for each of MNIST's 28, and one more of each a step."""

_RESETS = (
    (MNISTS_WAY, "mnist", tr("MNIST’s way"), MNISTS_WAY_TIP),
    (AS_IT_STANDS, "plain", tr("As it stands"), tr("The whole paper, only made smaller")),
)


_LEFT_OUT = (tr(" kept"), tr_in("to a size", "to "), tr(" gone"), tr(" on light"))
_ARROWS = {tr(" right"): " →", tr(" left"): " ←", tr(" down"): " ↓", tr(" up"): " ↑"}


def in_short(words: str) -> str:
    """What a step did where there is little room: "20 × 16", "6 →, 3 ↓"; all of it stands in the tool tip."""
    for part, sign in {**dict.fromkeys(_LEFT_OUT, ""), **_ARROWS}.items():
        words = words.replace(part, sign)
    return words


class Seen(Card):
    """The drawing as the network's input; each step can be switched, and says what it did."""

    changed = Signal()
    """A step was switched on or off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._view = PixelView("draw.seen", tr("What the network sees"), _LEAST_SIDE)
        self._shape = FittingLabel()
        self._shape.setObjectName("draw.seen.shape")
        self._boxes: dict[str, QCheckBox] = {}
        self._did: dict[str, FittingLabel] = {}
        self._is_as_it_is = self._is_photographs = False
        self._others = AS_IT_STANDS
        """The steps for networks of the other kind."""
        grid = QGridLayout()
        grid.setVerticalSpacing(3)
        grid.setHorizontalSpacing(8)
        for row, (name, (words, tip)) in enumerate(STEPS.items()):
            box = QCheckBox(words, objectName=f"draw.{name}", checked=getattr(MNISTS_WAY, name), toolTip=tip)
            box.setAccessibleDescription(tip)
            box.toggled.connect(self._switched)
            did = FittingLabel()
            did.setObjectName(f"draw.{name}.did")
            grid.addWidget(box, row, 0)
            grid.addWidget(did, row, 1)
            self._boxes[name], self._did[name] = box, did
        grid.setColumnStretch(1, 1)
        steps_column = QVBoxLayout()
        steps_column.setSpacing(4)
        steps_column.addLayout(grid)
        resets = QHBoxLayout()
        resets.setSpacing(8)
        self._resets: dict[Steps, QPushButton] = {}
        for steps, name, title, tip in _RESETS:
            button = QPushButton(title, objectName=f"draw.steps.{name}", toolTip=tip)
            button.clicked.connect(lambda _=False, steps=steps: self.take_steps(steps))
            self._resets[steps] = button
            resets.addWidget(button)
        resets.addStretch(1)
        steps_column.addLayout(resets)
        steps_column.addStretch(1)
        beside = QHBoxLayout()
        beside.setSpacing(16)
        beside.addWidget(self._view)
        beside.addLayout(steps_column, 1)
        self.body.setContentsMargins(12, 12, 12, 12)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(heading(tr("What the network sees")))
        top.addWidget(self._shape, 1)
        self.body.addLayout(top)
        self.body.addLayout(beside)
        self._offer_resets()

    @property
    def array(self) -> npt.NDArray[np.uint8] | None:
        """What is shown: uint8 (height, width, channels); None while there is no ink."""
        return self._view.array

    @property
    def steps(self) -> Steps:
        """Which of the steps are done."""
        return Steps(**{name: box.isChecked() for name, box in self._boxes.items()})

    def take_steps(self, steps: Steps) -> None:
        """Switches the steps on and off."""
        if steps != self.steps:
            for name, box in self._boxes.items():
                blocker = QSignalBlocker(box)
                box.setChecked(getattr(steps, name))
                blocker.unblock()
            self._switched()

    def show_made(self, made: Made | None) -> None:
        """Shows what is made of the drawing, and what each step did; None while there is no ink."""
        self._view.show_array(None if made is None else made.array)
        self._be_as_it_is(made is not None and made.brought is None)
        did = {} if made is None else step_words(made, (SIDE, SIDE), self.steps)
        for name, label in self._did.items():
            words = did.get(name, "")
            label.say(words, in_short(words))

    def fit(self, height: int) -> None:
        """Makes the picture as large as a page of this height, in pixels, leaves room for beside the layers."""
        more = max(height // 4 - _USUAL_SIDE, 0)
        self._view.prefer(_USUAL_SIDE + more // _STEP * _STEP)

    def describe(self, shape: tuple[int, int, int], preparation: str) -> None:
        """Says how large the picture is and what is done to its numbers before the first layer."""
        self._view.set_size(shape[0], shape[1])
        self._shape.say(f"{shape_in_words(shape)} · {preparation}", shape_in_words(shape))

    def stand_for(self, is_photographs: bool) -> None:
        """Takes the steps that were chosen last for networks of this kind: at first MNIST's way for what is drawn, and
        none for networks that see photographs, where paper and places matter.
        """
        if is_photographs != self._is_photographs:
            self._others, others = self.steps, self._others
            self._is_photographs = is_photographs
            self.take_steps(others)

    # Private

    def _switched(self) -> None:
        self._offer_resets()
        self.changed.emit()

    def _offer_resets(self) -> None:
        for steps, button in self._resets.items():
            button.setEnabled(not self._is_as_it_is and self.steps != steps)

    def _be_as_it_is(self, on: bool) -> None:
        """Nothing is done to a picture that goes to the network as it is."""
        if on != self._is_as_it_is:
            self._is_as_it_is = on
            for box in self._boxes.values():
                box.setEnabled(not on)
            self._offer_resets()
