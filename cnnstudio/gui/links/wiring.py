"""Whom the pages tell and what they are told, joined as each of them is made."""

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from cnnstudio.core.messages import EngineState, Event
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.transferring.transfer import why_not_fine_tune
from cnnstudio.gui.actions import Actions
from cnnstudio.gui.diagram.panel import DiagramPanel
from cnnstudio.gui.pages import Pages, Parts
from cnnstudio.gui.threads.turns import in_turn


class Wiring(QObject):
    """Stands between the pages, which do not know each other, and the window."""

    train_wanted = Signal()
    export_wanted = Signal(object)
    """The Run to export."""
    page_wanted = Signal(str)
    plan_wanted = Signal(str, object)
    """What was set for training, in words, and a function that says whether they still hold."""
    undo_offered = Signal(str)
    """What an edit has led to, in words: the person may not have meant that."""
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
        is_there = self._pages.current == "build"
        page = self._pages.show("build")
        if is_there:
            page.add(kind)
        else:
            in_turn(page, partial(page.add, kind), first=True)  # to bring a page to the front takes as long

    def choose_pretrained(self, over: QWidget, source: str = "") -> None:
        """Asks which network that was trained before goes in front of the layers.

        Args:
            source: Of the one that is there, which is chosen at first.
        """
        if self._parts.document.refuses_edits():
            return
        from cnnstudio.gui.pretrained.dialog import PretrainedDialog  # reads lists that the first window needs not

        dialog = PretrainedDialog(self._parts.document, over.window(), at=self._parts.selection.current)
        if source:
            dialog.sources.choose(source)
        dialog.finished.connect(self._look_for_weights)
        dialog.open()

    @Slot()
    def _look_for_weights(self) -> None:
        """Weights may have come, whether the network was taken then or not."""
        for name in ("build", "train"):
            if self._pages.is_made(name):
                self._pages.page(name).missing.look()

    @Slot(object)
    def fine_tune(self, run: Run | None) -> None:
        """Asks how much of a run's pretrained network learns on, and how slowly."""
        document = self._parts.document
        if run is None or why_not_fine_tune(run) or document.refuses_edits():
            return
        from cnnstudio.gui.pretrained.fine_tune import FineTuneDialog

        dialog = FineTuneDialog(document, run, self._pages.page("train").window())
        dialog.done_with.connect(lambda words: self._tell_plan(words, document.project))
        dialog.open()

    def _tell_plan(self, words: str, project: Project) -> None:
        """Shows the plan with what was set; it holds until the project is another one."""
        self.plan_wanted.emit(words, lambda: self._parts.document.project is project)

    @Slot(str, object)
    def _page_made(self, name: str, page: QWidget) -> None:
        match name:
            case "build":
                page.set_diagram(DiagramPanel(self._parts.document, self._parts.selection), self._actions.diagram)
                page.pretrained_wanted.connect(lambda: self.choose_pretrained(page))
                page.base_wanted.connect(partial(self.choose_pretrained, page))
                page.undo_offered.connect(self.undo_offered)
                page.plan_blank_wanted.connect(self._fill_in_plan)
                edits = page.stack.edits
                self._actions.add_edits(edits.for_edit_menu(), edits.for_layer_menu())
                self._follow_page(self._pages.current)
            case "train":
                page.export_requested.connect(self.export_wanted)
                page.data_requested.connect(lambda: self.page_wanted.emit("data"))
                page.fine_tune_requested.connect(self.fine_tune)
                page.base_requested.connect(partial(self.choose_pretrained, page))
                self._tell_engine_state()
            case "sweep":
                page.page_requested.connect(self.page_wanted)
                page.kernels_requested.connect(self._show_kernels)
                page.compare_requested.connect(self._compare)
                page.said.connect(self.said)
            case "inspect" | "draw" | "compare":
                page.train_requested.connect(self.train_wanted)
                page.page_requested.connect(self.page_wanted)
        if name in {"inspect", "draw"}:
            page.data_requested.connect(lambda: self.page_wanted.emit("data"))
        if name == "inspect":
            page.draw_requested.connect(lambda: self.page_wanted.emit("draw"))
        if name == "draw":
            page.plan_requested.connect(self.plan_wanted)
        if name == "compare":
            page.fine_tune_requested.connect(self.fine_tune)
            page.said.connect(self.said)

    @Slot()
    def _show_kernels(self) -> None:
        """Looks into the chosen run."""
        self._pages.show("inspect").show_kernels()

    @Slot(object)
    def _compare(self, runs: tuple[int, ...]) -> None:
        """Lays runs beside each other."""
        self._pages.show("compare").show_runs(runs)

    @Slot(str)
    def _fill_in_plan(self, setting: str) -> None:
        """Goes to a setting of the plan that is to be filled in."""
        self._pages.show("train").focus_setting(setting)

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
