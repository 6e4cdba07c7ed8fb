"""The drawing of the Draw page as a picture to look at."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.viewer.picture.chosen import Chosen, Source
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.row import row_of

_NOTHING = tr("Nothing is drawn yet. Draw on the Draw page; what the network sees of it is then looked at here.")


class FromDrawing(Source):
    """Follows the drawing; what the network sees of it is made when somebody looks."""

    draw_requested = Signal()

    def __init__(self, drawing: Drawing, parent: QObject) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._shape: tuple[int, int, int] | None = None
        self._made: Chosen | None = None
        button = QPushButton(icon("brush"), tr("Go to Draw"), objectName="inspect.picture.draw")
        button.clicked.connect(self.draw_requested)
        self.settings, self.actions = row_of(MutedLabel(tr("as the network sees it"))), row_of(button)
        drawing.changed.connect(self._follow)

    @property
    def chosen(self) -> Chosen:
        if self._made is None:
            picture = None if self._shape is None else self._drawing.picture(self._shape)
            is_there = picture is not None
            words = tr("Your drawing") if is_there else tr("No picture")
            self._made = Chosen(picture, tr("drawing"), words, why_not="" if is_there else _NOTHING)
        return self._made

    def set_shape(self, shape: tuple[int, int, int]) -> None:
        if shape != self._shape:
            self._shape = shape
            self._follow()

    @Slot()
    def _follow(self) -> None:
        self._made = None
        self.changed.emit()
