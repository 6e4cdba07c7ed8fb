"""The place of a widget that is not in view at first: it is made when it is seen, or before that when there is time."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

Kind = TypeVar("Kind", bound=QWidget)


class Late(QWidget, Generic[Kind]):
    """Holds nothing until it is shown or ``content`` is asked for."""

    def __init__(self, make: Callable[[], Kind], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._content: Kind | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)

    @property
    def is_made(self) -> bool:
        return self._content is not None

    @property
    def content(self) -> Kind:
        """What stands here, made now if it was not there."""
        if self._content is None:
            self._content = self._make()
            self._place.addWidget(self._content)
            self._content.show()  # a layout would wait for its next turn, so that the place would be seen empty
        return self._content

    # Qt calls this

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        assert self.content is not None
