"""Which number of a layer's output is meant under the pen's maps: by a click of the right button, or by a key."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QMenu

from cnnstudio.core.by_hand.layers import KINDS
from cnnstudio.core.language import tr
from cnnstudio.core.messages import LayerMaps
from cnnstudio.core.working.figures import place_in_words
from cnnstudio.gui.icons import icon
from cnnstudio.gui.pad.following.numbers import strongest
from cnnstudio.gui.pad.following.view import MapsView

_KEY = Qt.Key.Key_H
_OTHER = tr("Only a number of a convolution or a pooling can be worked by hand")


class NumberPointing(QObject):
    """Offers to work a number by hand: the one that is clicked, or the strongest shown of the marked layer (H)."""

    wanted = Signal(str, object)
    """A layer's name and the place in its output."""

    def __init__(self, view: MapsView) -> None:
        super().__init__(view)
        self._view = view
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == _KEY:
            layer = self._marked()
            if layer is not None and layer.kind in KINDS:
                self.wanted.emit(layer.layer, strongest(layer))
                return True
        if isinstance(event, QContextMenuEvent):
            is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
            menu = self.menu(None if is_key else event.pos())
            if menu is not None:
                menu.popup(event.globalPos())
                return True
        return False

    def menu(self, point: QPoint | None) -> QMenu | None:
        """What is offered for a place of the viewport; None: for the marked layer."""
        layer, place = self._view.number_at(point) if point is not None else (self._marked(), None)
        if layer is None:
            return None
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if layer.kind not in KINDS:
            menu.addAction(_OTHER).setEnabled(False)
            return menu
        at = place or strongest(layer)
        where = place_in_words(at, layer.shape)
        which = where if place is not None else tr("the strongest shown: {where}", where=where)
        words = tr("Work a number of {layer} by hand ({which})", layer=layer.layer, which=which)
        menu.addAction(icon("calculator"), words, lambda: self.wanted.emit(layer.layer, at))
        return menu

    def _marked(self) -> LayerMaps | None:
        return next((each for each in self._view.layers if each.layer == self._view.current), None)
