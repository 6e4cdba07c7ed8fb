"""The pictures of a data set as a grid that draws only what is in view."""

from PySide6.QtWidgets import QWidget

from cnnstudio.gui.background import Background
from cnnstudio.gui.data.pictures.grid import PictureGrid
from cnnstudio.gui.data.pictures.picture_model import PictureModel


class Thumbnails(PictureGrid):
    """The grid over the pictures of a pool."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        self.pictures = PictureModel(background)
        """The item model behind it."""
        super().__init__("data.thumbnails", "Pictures", self.pictures, parent)
        self.setDragEnabled(True)

    def go_to(self, place: int) -> None:
        """Makes the picture of a place in the pool the current one, or the next one that is shown."""
        row = self.pictures.row(place)
        if row is not None:
            index = self.pictures.index(row, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)
