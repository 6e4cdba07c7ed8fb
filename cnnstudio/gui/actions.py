"""What the menus and the tool bar offer, as actions with their words, icons and shortcuts."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.transferring.transfer import why_not_fine_tune
from cnnstudio.files.settings import Engine
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.experiments import Standing
from cnnstudio.gui.experiments.sweep_run import SweepRun
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.state import going_on_words, may_go_on, usually_more
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.text_size import next_size
from cnnstudio.gui.widgets.finishing import finish_typing

NATIVE = QKeySequence.SequenceFormat.NativeText
"""Keys as they are called in the person's language and on their system."""


class Actions(QObject):
    """The window's actions. Whoever makes them connects ``triggered``; enabling follows the document."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        keys = QKeySequence.StandardKey
        self._document = document
        self.start_page = self._make(tr("New project…"), "file-plus-2", keys.New, tr("Choose a network to begin with"))
        self.open = self._make(
            tr("Open…"), "folder-open", keys.Open, tr("Open a project or a saved network (.keras, .h5)")
        )
        self.open_pictures = self._make(
            tr("Open pictures…"), "images", "Ctrl+Shift+O", tr("A folder of your own pictures, one sub-folder a class")
        )
        self.open_data = self._make(
            tr("Open data file…"), "database", "", tr("A .zip of pictures, an .npz, IDX files or CIFAR's archives")
        )
        self.load_weights = self._make(
            tr("Load weights…"), "", "", tr("Weights of this network from a .weights.h5 file, as a run to look into")
        )
        self.save = self._make(
            tr("Save"), "save", keys.Save, tr("Everything is kept as you work; this gives it a name")
        )
        self.save_as = self._make(
            tr("Save as…"), "", keys.SaveAs, tr("Keep the project, its runs and all, in a file you name")
        )
        self.import_code = self._make(
            tr("Import Keras code…"),
            "file",
            "Ctrl+Shift+I",
            tr("Reads a script or notebook, pasted or opened, as a project"),
        )
        self.export = self._make(
            tr("Export…"),
            "file-down",
            "Ctrl+E",
            tr("As a Keras script or notebook, or with its weights for other programs"),
        )
        self.open_lab = self._make(
            tr("Open a lab…"), "graduation-cap", "", tr("A guided sheet somebody wrote: a .toml file")
        )
        self.quit = self._make(tr("Quit"), "", keys.Quit, "")
        self._make_undo(document)
        self._make_training()
        self.commands = self._make(
            tr("Find a command…"), "search", "Ctrl+Shift+P", tr("All the program can do, by typing")
        )
        self.diagram = self._make(
            tr("Diagram"), "network", "Ctrl+Shift+D", tr("The network as a picture or a table, to hand in")
        )
        self.diagram.setCheckable(True)
        self.about = self._make(tr("About CNN Studio"), "info", "", "")
        self._follow()
        document.file_changed.connect(self._follow)
        document.opened.connect(self._follow)
        document.runs_changed.connect(self._follow)

    def _make_undo(self, document: Document) -> None:
        keys = QKeySequence.StandardKey
        stack = document.undo_stack
        self.undo = stack.createUndoAction(self, tr("Undo"))
        self.undo.setIcon(icon("undo-2"))
        self.undo.setShortcut(keys.Undo)
        self.undo.setIconText(tr("Undo"))
        self.redo = stack.createRedoAction(self, tr("Redo"))
        self.redo.setIcon(icon("redo-2"))
        self.redo.setShortcuts([QKeySequence(keys.Redo), QKeySequence("Ctrl+Y")])
        self.redo.setIconText(tr("Redo"))
        # After Qt's own slots, which put the words one behind the other.
        stack.undoTextChanged.connect(lambda edit: edit and self.undo.setText(tr("Undo {edit}", edit=edit)))
        stack.redoTextChanged.connect(lambda edit: edit and self.redo.setText(tr("Redo {edit}", edit=edit)))

    def _make_training(self) -> None:
        """What trains a run or a sweep, and what stops it."""
        self.train = self._make(tr("Train"), "play", "Ctrl+R", "")
        self.enqueue = self._make(
            tr("Queue the project"),
            "list-plus",
            "Ctrl+Shift+R",
            tr("Train it as it stands now when the runs before it have ended"),
        )
        self.pause = self._make(tr("Pause"), "pause", "Ctrl+,", tr("Wait after the batch under way, or go on"))
        self.stop = self._make(tr("Stop"), "square", "Ctrl+.", tr("Stop training; what was learned is kept"))
        self.resume = self._make(
            tr("Go on with the run"), "step-forward", "", tr("Resume the chosen run, or give it more epochs")
        )
        self.fine_tune = self._make(
            tr("Fine-tune the run…"), "flame", "", tr("The last layers of its pretrained network learn on, slowly")
        )
        self.pause_sweep = self._make(
            tr("Pause the sweep"), "pause", "Ctrl+Alt+,", tr("Begin no further trial, or go on")
        )
        self.stop_sweep = self._make(
            tr("Stop the sweep"), "square", "Ctrl+Alt+.", tr("What is done is kept; it can go on later")
        )
        self.restart = self._make(
            tr("Restart the engine"),
            "rotate-cw",
            "",
            tr("Ends the engine by force, where it hangs too; a run keeps its whole epochs"),
        )

    def fill(
        self,
        menu_bar: QMenuBar,
        recent: QMenu,
        language: QMenu,
        theme: QActionGroup,
        pages: list[QAction],
        lab: QAction,
        engine: QActionGroup,
        text: list[QAction],
    ) -> None:
        """Puts the actions into the menus; ``lab`` shows and folds the lab panel, ``text`` makes text larger."""
        file = menu_bar.addMenu(tr("&File"))
        file.addActions([self.start_page, self.open])
        file.addMenu(recent)
        file.addSeparator()
        file.addActions([self.open_pictures, self.open_data, self.load_weights, self.import_code, self.open_lab])
        file.addSeparator()
        file.addActions([self.save, self.save_as, self.export])
        file.addSeparator()
        file.addAction(self.quit)
        self.edit_menu = menu_bar.addMenu(tr("&Edit"))
        self.edit_menu.addActions([self.undo, self.redo])
        self.layer_menu = menu_bar.addMenu(tr("&Layer"))
        self.layer_menu.setEnabled(False)
        view = menu_bar.addMenu(tr("&View"))
        view.addActions(pages)
        view.addActions([self.diagram, lab])
        view.addSeparator()
        view.addActions(theme.actions())
        view.addSeparator()
        view.addActions(text)
        view.addMenu(language)
        view.addSeparator()
        view.addAction(self.commands)
        train = menu_bar.addMenu(tr("&Train"))
        train.addActions(self._training())
        train.addSeparator()
        train.addActions(self._sweeping())
        train.addSeparator()
        train.addActions(engine.actions())
        train.addAction(self.restart)
        self.help_menu = menu_bar.addMenu(tr("&Help"))
        self.help_menu.addAction(self.about)

    def all(self) -> list[QAction]:
        """Every action, in the menus' order."""
        file = [self.start_page, self.open, self.open_pictures, self.open_data, self.load_weights, self.import_code]
        file += [self.open_lab, self.save, self.save_as, self.export, self.quit]
        return [
            *file,
            self.undo,
            self.redo,
            *self._training(),
            *self._sweeping(),
            self.restart,
            self.diagram,
            self.commands,
            self.about,
        ]

    def finish_typing_first(self, window: QWidget) -> None:
        """Has the field that is typed in speak before what takes the project as it stands, or puts another one there.

        To be called before anything else is connected to them.
        """
        file = [self.start_page, self.open, self.open_pictures, self.open_data, self.load_weights, self.import_code]
        for action in (*file, self.open_lab, self.save, self.save_as, self.export, self.enqueue):
            action.triggered.connect(lambda: finish_typing(window))

    def add_edits(self, edit: list[QAction], layer: list[list[QAction]]) -> None:
        """Puts what edits layers into the menus, once there is a stack to edit; ``layer`` in groups."""
        self.edit_menu.addSeparator()
        self.edit_menu.addActions(edit)
        for number, group in enumerate(layer):
            if number:
                self.layer_menu.addSeparator()
            self.layer_menu.addActions(group)
        self.layer_menu.setEnabled(True)

    def follow_training(self, training_run: TrainingRun) -> None:
        """Enables what can be done with the run that is on, and with the chosen one."""
        document, active = self._document, training_run.is_active
        able = not training_run.why_not_train
        self.train.setEnabled(able and not active)
        self.enqueue.setEnabled(able and active)
        self.pause.setText(tr("Go on") if training_run.is_paused else tr("Pause"))
        self.pause.setIcon(icon("play" if training_run.is_paused else "pause"))
        self.pause.setEnabled(training_run.can_pause or training_run.is_paused)
        self.stop.setEnabled(training_run.can_stop)
        run = document.chosen_run
        why_not = training_run.why_not_go_on(run, usually_more(run)) if run is not None else ""
        self.resume.setEnabled(may_go_on(run) and not why_not)
        words = tr("Go on with the run") if run is None or not may_go_on(run) else going_on_words(run)
        self.resume.setText(words)

    def _training(self) -> list[QAction]:
        return [self.train, self.enqueue, self.pause, self.stop, self.resume, self.fine_tune]

    def connect_sweep(self, sweep_run: SweepRun) -> None:
        """Lets them command the sweep that runs, and enables what can be done with it."""
        self.pause_sweep.triggered.connect(sweep_run.turn_pause)
        self.stop_sweep.triggered.connect(sweep_run.end)
        sweep_run.standing_changed.connect(lambda: self._follow_sweep(sweep_run.standing))
        self._follow_sweep(sweep_run.standing)

    def _follow_sweep(self, standing: Standing | None) -> None:
        paused = standing is not None and standing.state == "paused"
        self.pause_sweep.setText(tr("Go on with the sweep") if paused else tr("Pause the sweep"))
        self.pause_sweep.setEnabled(standing is not None and standing.state in ("running", "paused"))
        self.stop_sweep.setEnabled(standing is not None and standing.state != "stopping")

    def _sweeping(self) -> list[QAction]:
        return [self.pause_sweep, self.stop_sweep]

    def _make(self, text: str, icon_name: str, keys: str | QKeySequence.StandardKey, tip: str) -> QAction:
        action = QAction(text, self)
        action.setIconText(text.rstrip("…"))
        if icon_name:
            action.setIcon(icon(icon_name))
        if keys:
            action.setShortcut(QKeySequence(keys))
        if tip:
            action.setToolTip(f"{tip} ({action.shortcut().toString(NATIVE)})" if keys else tip)
            action.setStatusTip(tip)
        return action

    def _follow(self) -> None:
        there = self._document.is_open
        self.save.setEnabled(there)
        self.diagram.setEnabled(there)
        self.save_as.setEnabled(there)
        self.load_weights.setEnabled(there and not self._document.is_read_only)
        run = self._document.chosen_run
        able = there and run is not None and not self._document.is_read_only and not why_not_fine_tune(run)
        self.fine_tune.setEnabled(able)
        self.export.setEnabled(there)


def theme_actions(parent: QObject, chosen: str, choose: Callable[[str], None]) -> QActionGroup:
    """The three themes, one of them checked."""
    group = QActionGroup(parent)
    for name, text in (("system", tr("Theme of the system")), ("light", tr("Light theme")), ("dark", tr("Dark theme"))):
        action = QAction(text, group, checkable=True, checked=name == chosen)
        action.setData(name)
        action.triggered.connect(lambda _=False, name=name: choose(name))
    return group


ENGINE_WORDS: dict[Engine, str] = {
    "process": tr("In a process of its own the engine can run out of memory or crash, and the window stays"),
    "thread": tr(
        "On a thread of the window the engine shares the data in memory with it, and takes it along where it crashes"
    ),
}
"""What each means, a sentence without its full stop."""

ENGINE_TEXTS: dict[Engine, str] = {"process": tr("Engine in a process of its own"), "thread": tr("Engine on a thread")}


def engine_actions(parent: QObject, chosen: Engine, choose: Callable[[Engine], None]) -> QActionGroup:
    """Where the engine may run, one of them checked."""
    group = QActionGroup(parent)
    for name, text in ENGINE_TEXTS.items():
        action = QAction(text, group, checkable=True, checked=name == chosen)
        action.setToolTip(f"{ENGINE_WORDS[name]}.")
        action.setStatusTip(f"{ENGINE_WORDS[name]}.")
        action.triggered.connect(lambda _=False, name=name: choose(name))
    return group


def text_actions(parent: QObject, size: Callable[[], int], choose: Callable[[int], None]) -> list[QAction]:
    """Larger text, smaller text, and text as large as the system has it.

    Args:
        size: Tells how large it is, in hundredths of that.
    """
    larger, smaller, usual = (
        QAction(words, parent) for words in (tr("Larger text"), tr("Smaller text"), tr("Usual text size"))
    )
    larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
    smaller.setShortcut(QKeySequence("Ctrl+-"))
    usual.setShortcut(QKeySequence("Ctrl+0"))
    larger.triggered.connect(lambda: choose(next_size(size(), 1)))
    smaller.triggered.connect(lambda: choose(next_size(size(), -1)))
    usual.triggered.connect(lambda: choose(100))
    return [larger, smaller, usual]


def page_actions(
    parent: QObject, pages: tuple[tuple[str, str, str], ...], show: Callable[[str], None]
) -> list[QAction]:
    """One action a page, for the View menu; the shortcut belongs to the rail's button and is only shown here."""
    actions = []
    for number, (name, title, icon_name) in enumerate(pages, 1):
        action = QAction(icon(icon_name), f"{title}\t{QKeySequence(f'Ctrl+{number}').toString(NATIVE)}", parent)
        action.triggered.connect(lambda _=False, name=name: show(name))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        actions.append(action)
    return actions
