"""Chooses how the pictures of a network are prepared whose file does not say so; not there for any other."""

from collections.abc import Callable

from PySide6.QtCore import Slot

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.preprocessing import FITTED, METHODS
from cnnstudio.gui.answering.answering import Answering, Networks
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo

_LEAST = 90
"""Pixels."""

_TIP = tr("The file does not say how its pictures were prepared: choose what it learned with")


class MethodChoice(ElidingCombo):
    """The usual ways, for one network; who makes it lets it ``follow`` once it is in its place.

    Args:
        name: Its object name.
        whose: Asks for the network whose pictures are meant.
    """

    def __init__(
        self, document: Document, networks: Networks, name: str, whose: Callable[[], Answering | None]
    ) -> None:
        super().__init__(objectName=name, accessibleName=tr("How pictures are prepared"), toolTip=_TIP)
        self.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(_LEAST)
        self._networks, self._whose = networks, whose
        self.activated.connect(self._choose)
        networks.changed.connect(self.follow)
        document.refused.connect(self.follow)  # what was chosen did not come to be
        self.hide()

    @Slot()
    def follow(self) -> None:
        """Shows how the pictures are prepared now."""
        answering = self._whose()
        if answering is None or not answering.may_be_prepared_otherwise:
            self.hide()
            return
        way = answering.found_way
        self.setToolTip(_TIP if way is None else f"{_TIP}. {way.note}")
        now = answering.preprocessing.method
        offered = [each for each in METHODS if each == now or each not in FITTED]
        if offered != [self.itemData(index) for index in range(self.count())]:
            self.clear()
            for method in offered:
                self.addItem(METHODS[method], method)
        self.setCurrentIndex(self.findData(now))
        self.show()

    def _choose(self, index: int) -> None:
        answering = self._whose()
        if answering is not None:
            self._networks.prepare(answering, self.itemData(index))
