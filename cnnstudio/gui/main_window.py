"""The window: makes the parts, puts them in their places and lets them know of each other."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QMessageBox,
    QWidget,
)
from shiboken6 import isValid

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import EngineState, Event
from cnnstudio.core.network import Network
from cnnstudio.core.project import Project
from cnnstudio.files.settings import Engine
from cnnstudio.gui.actions import ENGINE_WORDS, Actions, engine_actions, page_actions, text_actions, theme_actions
from cnnstudio.gui.answering.guessing import PreparationGuess
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.command_palette import Command, CommandPalette
from cnnstudio.gui.commands import all_commands
from cnnstudio.gui.data.source.loading import DataLoading
from cnnstudio.gui.document import Document
from cnnstudio.gui.engine_restart import EngineRestart
from cnnstudio.gui.errors import CrashReporter
from cnnstudio.gui.experiments.sweep_run import SweepRun
from cnnstudio.gui.files import opening
from cnnstudio.gui.files.busy import Busy
from cnnstudio.gui.files.project_files import ProjectFiles
from cnnstudio.gui.files.recovery import Recovery
from cnnstudio.gui.files.transfers import Transfers
from cnnstudio.gui.guide.desk import GuideDesk
from cnnstudio.gui.habits import Habits
from cnnstudio.gui.icons import application_icon
from cnnstudio.gui.labs.room import LabRoom
from cnnstudio.gui.links.hand_links import HandLinks
from cnnstudio.gui.links.learning import Learning
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.links.shared import Shared
from cnnstudio.gui.links.wiring import Wiring
from cnnstudio.gui.pages import PAGES, Pages, Parts
from cnnstudio.gui.preferences import Preferences
from cnnstudio.gui.questions import about, agrees_to_lose_changes, ask_to_close
from cnnstudio.gui.rail import WITHOUT_PROJECT, Rail
from cnnstudio.gui.runs.training_run import State, TrainingRun
from cnnstudio.gui.speaking import chosen_words, language_menu
from cnnstudio.gui.start.page import StartPage
from cnnstudio.gui.status import StatusBar
from cnnstudio.gui.threads.background import Background
from cnnstudio.gui.threads.collector import Collector
from cnnstudio.gui.threads.newest import end_all
from cnnstudio.gui.threads.turns import paint_in_turn
from cnnstudio.gui.tool_bar import ToolBar
from cnnstudio.gui.widgets.current_stack import CurrentStack
from cnnstudio.gui.widgets.finishing import finish_typing
from cnnstudio.gui.widgets.message_bar import MessageBar
from cnnstudio.gui.window_news import PLAN, WindowNews


class MainWindow(QMainWindow):
    """One window on one project. ``close()`` ends every thread; the work is on disk by then."""

    first_painted = Signal()

    def __init__(self, patience_ms: int = -1, bridge: Bridge | None = None, engine: Engine | None = None) -> None:
        """Makes all the parts.

        Args:
            patience_ms: How long closing waits for the engine; −1 until it has ended.
            engine: Where it runs; None for where the person has it.
        """
        super().__init__()
        self._patience_ms = patience_ms
        self._painted = False
        self._closing: QMessageBox | None = None
        self._versions: dict[str, str] = {}
        """With what the engine computes."""
        self.setWindowIcon(application_icon())
        self.setAcceptDrops(True)
        self.setMinimumSize(960, 600)
        self._background = Background(self)
        self.document = Document(self._background, self)
        self.crash_reporter = CrashReporter(self.document, self)
        self._background.crashed.connect(self.crash_reporter.report)
        self.preferences = Preferences(self._background, self)
        self.bridge = bridge or Bridge(self, engine or self.preferences.engine)
        self._collector = Collector(self.bridge, self)
        self.selection = Selection(self.document)
        self.training_run = TrainingRun(self.document, self.bridge)
        self.experiments = SweepRun(self.document)
        self._busy = Busy(self.training_run, self.experiments)
        self.shared = Shared.make(self.document, self.bridge)
        self._loading = DataLoading(self.document, drawings=self.shared.collection)
        self._actions = Actions(self.document)
        self._actions.finish_typing_first(self)
        self._lay_out()
        self._connect()
        self._connect_start_page()
        self._connect_ways_out()
        self.preferences.load(self)
        self._follow()
        self.show_start()

    # Parts

    def _lay_out(self) -> None:
        self._place = CurrentStack()
        self.message_bar = MessageBar()
        self.transfers = Transfers(self.document, self.training_run, self.bridge, self.message_bar, self)
        self.start_page = StartPage()
        self._place.addWidget(self.start_page)
        run, sweep = self.training_run, self.experiments
        parts = Parts(self.document, self.selection, run, self.bridge, self._loading, self.shared, sweep)
        self.pages = Pages(self._place, parts)
        self._rail = Rail(PAGES)
        preferences, selection = self.preferences, self.selection
        self.labs = LabRoom(self.document, selection, preferences, lambda: self.pages.current, self)
        body = QWidget()
        layout = QHBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._rail)
        layout.addWidget(self.labs.around(self._place, self.message_bar), 1)
        self.setCentralWidget(body)
        self._status = StatusBar(self.document, self.training_run, self.experiments)
        self.setStatusBar(self._status)
        self._recent_menu = QMenu(tr("Open recent"), self)
        self._themes = theme_actions(self, "system", self.preferences.choose_theme)
        pages = page_actions(self, PAGES, self.show_page)
        engines = engine_actions(self, self.preferences.engine, self._choose_engine)
        text = text_actions(self, lambda: preferences.text_size, preferences.choose_text_size)
        menus = self._recent_menu, language_menu(self, preferences.language, self._choose_language)
        self._actions.fill(self.menuBar(), *menus, self._themes, pages, self.labs.action, engines, text)
        self.guide = GuideDesk(self, lambda: selection.kind)
        self._actions.help_menu.insertAction(self._actions.about, self.guide.action)
        self._wiring = Wiring(self.pages, parts, self._actions, self)
        self._habits = Habits(self.pages, self.preferences, self)
        self.command_palette = CommandPalette(self, self._commands)
        bar, busy = self.message_bar, self._busy
        self.files = ProjectFiles(parts, self.pages, self.preferences, self.transfers, bar, busy, self)
        self._recovery = Recovery(self.document, self.files, bar, self)
        self._learning = Learning(self.labs, self.pages, self.files, self.start_page, self.message_bar, self._actions)
        self._hand = HandLinks(parts, self.pages, self._learning.show_tab, self.message_bar, self)
        self._networks = self.shared.networks
        self._guess = PreparationGuess(self.document, self._networks, self.bridge, self)
        self._news = WindowNews(parts, self.pages, self._networks, self.message_bar, self)
        self._restart = EngineRestart(self._actions.restart, self.bridge, self.training_run, bar, self)
        self._tools = ToolBar(self._actions, self.document, self.training_run)
        self.addToolBar(self._tools)

    def _connect(self) -> None:
        actions, document, files = self._actions, self.document, self.files
        self._networks.project_wanted.connect(lambda path: files.saved.begin_with(Path(path)))
        files.saved.arrived.connect(self._guess.begin)
        self._guess.told.connect(self._news.tell_found)
        self._guess.replaced.connect(self._news.replace_told)
        self._news.page_wanted.connect(self.show_page)
        actions.start_page.triggered.connect(self.show_start)
        actions.open.triggered.connect(files.ask_open)
        actions.open_pictures.triggered.connect(files.ask_pictures)
        actions.open_data.triggered.connect(files.ask_data)
        actions.load_weights.triggered.connect(files.saved.ask_weights)
        actions.save.triggered.connect(files.save)
        actions.save_as.triggered.connect(files.ask_save_as)
        actions.import_code.triggered.connect(files.ask_code)
        actions.export.triggered.connect(files.export_chosen)
        files.diagram_wanted.connect(self._show_diagram)
        actions.quit.triggered.connect(self.quit)
        actions.train.triggered.connect(self.train)
        actions.enqueue.triggered.connect(self.training_run.enqueue)
        actions.pause.triggered.connect(self.training_run.turn_pause)
        actions.stop.triggered.connect(self.training_run.stop)
        actions.connect_sweep(self.experiments)
        actions.resume.triggered.connect(lambda: self.show_page("train"))
        actions.resume.triggered.connect(self.training_run.go_on_with_chosen)
        actions.fine_tune.triggered.connect(lambda: self._wiring.fine_tune(document.chosen_run))
        actions.diagram.triggered.connect(lambda: self.show_page("build"))
        actions.commands.triggered.connect(self.command_palette.open)
        actions.about.triggered.connect(lambda: about(self, self._versions))
        self._tools.train_button.train_requested.connect(self.train)
        self._tools.train_button.stop_requested.connect(self.training_run.stop)
        self._rail.chosen.connect(self.show_page)
        self.pages.shown.connect(self._rail.mark)
        self._wiring.train_wanted.connect(self.train)
        self._wiring.export_wanted.connect(files.ask_export)
        self._wiring.page_wanted.connect(self.show_page)
        self._wiring.plan_wanted.connect(self._show_plan)
        self._wiring.undo_offered.connect(self._offer_undo)
        self._wiring.said.connect(lambda words: self.message_bar.say(words, "good"))
        self.preferences.theme_changed.connect(self._mark_theme)
        self.preferences.refused.connect(self.message_bar.show_error)
        document.data_changed.connect(lambda: paint_in_turn(self))  # all pages follow them, which takes as long
        for signal in (document.project_changed, document.data_changed, document.file_changed, document.runs_changed):
            signal.connect(self._follow)
        self.training_run.state_changed.connect(self._follow)
        self.training_run.queue.changed.connect(self._follow)
        self.bridge.event.connect(self._receive)

    def _connect_start_page(self) -> None:
        self.start_page.preset_chosen.connect(lambda preset: self.new_project(preset.project, preset.title))
        self.start_page.empty_requested.connect(lambda: self.new_project(Project(Network((28, 28, 1))), tr("Network")))
        self.start_page.open_requested.connect(self.files.ask_open)
        self.start_page.file_chosen.connect(lambda path: self.open_path(Path(path)))
        self.start_page.file_forgotten.connect(self.preferences.forget)
        self.preferences.recent_changed.connect(self._show_recent)

    def _connect_ways_out(self) -> None:
        """What is offered where something went wrong."""
        self._news.save_as_wanted.connect(self.files.ask_save_as)
        self.crash_reporter.save_as_wanted.connect(self.files.ask_save_as)
        self.crash_reporter.quit_wanted.connect(self.quit)

    @Slot()
    def start_up(self) -> None:
        """What the first window did not need: the pages with pyqtgraph, then the engine; after the first paint."""
        self.pages.all_made.connect(self.bridge.start)
        self.preferences.drop_missing()
        self._recovery.look()
        self.pages.make_all()

    def _commands(self, layers: bool) -> Iterator[Command]:
        bar, new, add = self.menuBar(), self.new_project, self._wiring.add_kind
        return all_commands(bar, self.document, self.selection, self.pages, new, add, layers=layers)

    # What the person asks for

    @Slot()
    def show_start(self) -> None:
        """Shows recent projects and the gallery."""
        self._show_recent()
        self._place.setCurrentWidget(self.start_page)
        self.pages.leave()

    @Slot(str)
    def show_page(self, name: str) -> None:
        """Shows one of PAGES; without an open project there is nothing to show on most of them."""
        if self.document.is_open or name in WITHOUT_PROJECT:
            self.pages.bring(name)

    def new_project(self, project: Project, title: str) -> None:
        """Begins a project in a file of its own, called after ``title`` until it is given a name."""
        self.files.new_project(project, title)

    def open_path(self, path: Path) -> None:
        """Opens a project, a saved network as a project of its own, or data on the Data page."""
        self.files.open_path(path)

    @Slot()
    def train(self) -> None:
        """Trains the project and shows how it goes."""
        finish_typing(self)
        why_not = self.training_run.why_not_train
        if why_not:
            self.message_bar.say(why_not, "caution")
        else:
            self.show_page("train")
            self.training_run.start()

    @Slot(str, object)
    def _show_plan(self, words: str, holds: Callable[[], bool]) -> None:
        self.show_page("train")
        self.message_bar.say(words, "note", about=PLAN)
        self.message_bar.hold_while(lambda: holds() and self.training_run.state is not State.WAITING)

    @Slot(str)
    def _offer_undo(self, words: str) -> None:
        """Says what an edit has led to, with a way back as long as nothing else was done."""
        document, project = self.document, self.document.project
        self.message_bar.say(words, "note", tr("Undo"), document.undo_stack.undo)
        self.message_bar.hold_while(lambda: document.project is project)

    @Slot()
    def _show_diagram(self) -> None:
        self.show_page("build")
        self._actions.diagram.setChecked(True)

    @Slot()
    def quit(self) -> None:
        """Closes the window; a person is asked before that where a run or a sweep is on."""
        if not self._asks_to_close():
            self.close()

    def _asks_to_close(self) -> bool:
        """Whether the person has to answer first; asked a second time, the question is there already."""
        if not self._busy.is_active:
            return False
        if self._closing is None or not isValid(self._closing) or not self._closing.isVisible():
            self._closing = ask_to_close(self, self._busy, self.close)
        self._closing.raise_()
        return True

    # What happens

    @Slot(object)
    def _receive(self, event: Event) -> None:
        if isinstance(event, EngineState):
            self._versions = event.versions
            self._status.set_engine(event.text)

    @Slot()
    def _follow(self) -> None:
        document = self.document
        self._rail.set_enabled(document.is_open)
        self.message_bar.look_again()
        self._actions.follow_training(self.training_run)
        mark = "" if document.is_saved else "*"
        self.setWindowTitle(f"{document.title}{mark} – CNN Studio" if document.is_open else "CNN Studio")
        # File dialogs begin beside the project; an untitled one lies where no person looks.
        self.setWindowFilePath(str(document.path) if document.is_named else "")

    def _show_recent(self) -> None:
        paths = self.preferences.recent
        self.start_page.set_recent(paths, self.preferences.lab_at)
        self._recent_menu.clear()
        for path in paths:
            self._recent_menu.addAction(Path(path).stem, lambda path=path: self.open_path(Path(path)))
        self._recent_menu.setEnabled(bool(paths))

    def _choose_engine(self, engine: Engine) -> None:
        self.preferences.choose_engine(engine)
        self.message_bar.say(tr("From the next start on: {words}.", words=ENGINE_WORDS[engine]))

    def _choose_language(self, name: str) -> None:
        self.preferences.choose_language(name)
        self.message_bar.say(chosen_words(name))

    def _mark_theme(self, name: str) -> None:
        for action in self._themes.actions():
            action.setChecked(action.data() == name)

    # Qt calls these

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        paint_in_turn(self)  # to lay all of it out takes as long

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if opening.hangs(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = opening.dropped(event)
        if path is not None:
            self.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # and so it stays where a mistake cuts this short
        if event.spontaneous() and self._asks_to_close():
            return
        finish_typing(self)
        if not self.document.finish_moving():
            return
        refusal = self._write_now()
        if refusal is not None and not agrees_to_lose_changes(self, refusal):
            return
        ends: tuple[Callable[[], object], ...] = (
            self._recovery.close,
            lambda: self.preferences.keep_window(self),
            self.hide,  # the engine may take a moment to end; nobody should look at a dead window
            self.guide.close,
            self.training_run.stop_all,
            self.experiments.end,
            self._loading.close,
            self.pages.close,
            lambda: end_all(self),
            lambda: self.bridge.close(self._patience_ms),
            lambda: self.experiments.close(self._patience_ms),
            self.document.close,
            self._background.close,
            self._collector.close,
        )
        for end in ends:
            try:
                end()
            except Exception as error:  # a mistake in one of them must not keep the others from ending
                self.crash_reporter.report(error)
        event.accept()

    def _write_now(self) -> StudioError | None:
        """Writes what is unsaved; why not. A mistake of ours is no reason to close without asking."""
        try:
            return self.document.write_now()
        except Exception as error:
            self.crash_reporter.report(error)
            return StudioError(tr("Something went wrong inside the program."))
