"""What the buttons of a lab do: to the open project as a person would, one undo step each."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from cnnstudio.core.labs.lab import Action
from cnnstudio.core.language import tr
from cnnstudio.core.presets import preset
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection

_PAGES_WITH_STACK = ("build", "inspect")
"""Where it is seen that another layer is selected."""

_RUNS_STAY = tr("Runs stay: “Put its project back” on Train brings the network of one back, even another day.")
"""Undo ends with the window."""


class Doing(QObject):
    """Does an Action of a lab."""

    page_wanted = Signal(str)
    code_wanted = Signal(str)
    """Keras code to be read."""
    exercise_wanted = Signal(object, bool)
    """An Exercise for convolution by hand, and whether its answer is hidden."""
    offered = Signal(str, str, object, object)
    """Words for the message bar, those of its button, what this does, and whether it still can."""
    said = Signal(str, str)
    """What was done or could not be, and its tone."""

    def __init__(self, document: Document, selection: Selection, current: Callable[[], str], parent: QObject) -> None:
        """``current``: the name of the page in view."""
        super().__init__(parent)
        self._document, self._selection, self._current = document, selection, current

    def do(self, action: Action) -> None:
        """Does it; what cannot be done is said."""
        match action.kind:
            case "preset":
                self._take_preset(action.value)
            case "page":
                self.page_wanted.emit(action.value)
            case "select":
                self._select(action.value)
            case "code":
                self.code_wanted.emit(action.value)
            case "by_hand":
                self.exercise_wanted.emit(action.exercise, action.hidden)

    def _take_preset(self, name: str) -> None:
        found = preset(name)
        if found is None:
            self.said.emit(
                tr("There is no network called “{name}” in this version of CNN Studio.", name=name), "caution"
            )
            return
        document = self._document
        before, project = document.project, found.project
        document.change(project, tr("Take the network “{title}”", title=found.title))
        if document.project == project:
            first = project.network.nodes
            self._selection.select(*((first[0].name,) if first else ()))
            self.page_wanted.emit("build")
            if before == project:
                self.said.emit(tr("“{title}” is in the project.", title=found.title), "good")
                return
            words, taken = tr("“{title}” is now in the project.", title=found.title), document.project
            if before.network.nodes:
                words = tr("“{title}” is now in the place of the network that was there.", title=found.title)
            words = f"{words} {_RUNS_STAY}" if document.runs else words
            self.offered.emit(words, tr("Undo"), document.undo_stack.undo, lambda: document.project is taken)

    def _select(self, reference: str) -> None:
        from cnnstudio.core.labs import layer_reference
        from cnnstudio.core.labs.scene import NotThere, Scene

        document = self._document
        try:
            path = layer_reference.found(reference, Scene(document.project, document.analysis))
        except NotThere as why:
            self.said.emit(str(why), "caution")
            return
        if self._current() not in _PAGES_WITH_STACK:
            self.page_wanted.emit("build")
        self._selection.select(document.project.network.node(path).name)
