"""Whom the pages tell and what they are told, joined as each of them is made."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from cnnstudio.core.messages import EngineState, Event
from cnnstudio.gui.actions import Actions
from cnnstudio.gui.diagram.panel import DiagramPanel
from cnnstudio.gui.pages import Pages, Parts


class Wiring(QObject):
    """Stands between the pages, which do not know each other, and the window."""

    train_wanted = Signal()
    export_wanted = Signal(object)
    """The Run to be written as a ``.keras`` file."""
    page_wanted = Signal(str)
    plan_wanted = Signal(str, object)
    """What was set for training, in words, and a function that says whether they still hold."""
    said = Signal(str)
    """A page did something, in words."""

    def __init__(self, pages: Pages, parts: Parts, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._pages, self._parts, self._actions = pages, parts, actions
        self._engine = EngineState(0, False, "", {})
        pages.made.connect(self._page_made)
        pages.shown.connect(self._follow_page)
        parts.bridge.event.connect(self._receive)

    def add_kind(self, kind: str) -> None:
        """Adds a layer or block as a click in the Build page's palette does, and shows it."""
        self._pages.show("build").add(kind)

    @Slot(str, object)
    def _page_made(self, name: str, page: QWidget) -> None:
        match name:
            case "build":
                page.set_diagram(DiagramPanel(self._parts.document, self._parts.selection), self._actions.diagram)
                edits = page.stack.edits
                self._actions.add_edits(edits.for_edit_menu(), edits.for_layer_menu())
                self._follow_page(self._pages.current)
            case "train":
                page.export_requested.connect(self.export_wanted)
                page.data_requested.connect(lambda: self.page_wanted.emit("data"))
                self._tell_engine_state()
            case "inspect" | "draw" | "compare":
                page.train_requested.connect(self.train_wanted)
                page.build_requested.connect(lambda: self.page_wanted.emit("build"))
                page.data_requested.connect(lambda: self.page_wanted.emit("data"))
        if name == "inspect":
            page.draw_requested.connect(lambda: self.page_wanted.emit("draw"))
        if name == "draw":
            page.plan_requested.connect(self.plan_wanted)
        if name == "compare":
            page.page_requested.connect(self.page_wanted)
            page.said.connect(self.said)

    @Slot(str)
    def _follow_page(self, name: str) -> None:
        """Layers are edited where they are in sight."""
        if self._pages.is_made("build"):
            self._pages.page("build").stack.edits.set_active(name == "build")

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if isinstance(event, EngineState):
            self._engine = event
            self._tell_engine_state()

    def _tell_engine_state(self) -> None:
        if self._pages.is_made("train"):
            self._pages.page("train").set_engine(self._engine)
