"""Inspect: the stack at the left; at the right what a network has learned, and what it makes of a picture."""

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.messages import BatchEnded, EpochEnded, Event, Predict, Predicted
from cnnstudio.core.words import capitalised
from cnnstudio.gui.answering.network_choice import NetworkChoice
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.files.receiving import ReceivingPage
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.links.shared import Shared
from cnnstudio.gui.news import News
from cnnstudio.gui.runs.no_run import NoRun
from cnnstudio.gui.runs.training_run import TrainingRun
from cnnstudio.gui.threads.turns import Making, Turn, finish
from cnnstudio.gui.viewer.epochs import EpochChoice
from cnnstudio.gui.viewer.layers import LayerSide, StackOf
from cnnstudio.gui.viewer.layout import content_of, lay_out
from cnnstudio.gui.viewer.picture.chooser import PictureChooser
from cnnstudio.gui.viewer.picture.chosen import Chosen
from cnnstudio.gui.viewer.picture.mistakes import Mistakes
from cnnstudio.gui.viewer.questions import Questions
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.staging import Staging
from cnnstudio.gui.viewer.subject import Hint, kernel_layer
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.viewer.tabs import Tabs
from cnnstudio.gui.widgets.in_sight import InSight

_LIVE_MS = 500
"""While a run trains, the engine is asked at most twice a second."""


class InspectPage(ReceivingPage):
    """Tells the tab in view what is looked at; a tab that nobody sees asks for nothing."""

    train_requested = Signal()
    page_requested = Signal(str)
    """Where what keeps from training is mended."""
    data_requested = Signal()
    """There are no data, which are had there."""
    taken_by_hand = Signal(object)
    """The person wants to work a number by hand: a TakenByHand."""
    draw_requested = Signal()
    """The person wants to draw what is looked at."""

    def __init__(
        self,
        document: Document,
        selection: Selection,
        training_run: TrainingRun,
        bridge: Bridge,
        stack: QWidget,
        stack_of: StackOf | None = None,
        shared: Shared | None = None,
        *,
        in_turns: bool = False,
    ) -> None:
        """Makes the page.

        Args:
            stack: The project's.
            stack_of: Makes a stack of another network; without it there is always the project's.
            shared: What all pages share; without it the page has its own.
            in_turns: ``making`` makes the page, a part a step; before its end nothing may be called.
        """
        super().__init__("page.inspect")
        self._document, self._selection = document, selection
        self._shared = shared or Shared.make(document, bridge)
        self._training_run, self._bridge = training_run, bridge
        self._scene: Scene | None = None
        self._shown: Tab | None = None
        self._has_changed = False
        self._staging = Staging()
        self._questions = Questions(bridge, "inspect", self)
        self._soon = Turn(self)
        self._soon.came.connect(self._look)
        self._live = QTimer(self, singleShot=True, interval=_LIVE_MS)
        self.making = self._make(stack, stack_of)
        if not in_turns:
            finish(self.making)

    @Slot(str)
    def open_saved(self, path: object) -> None:
        """Opens a saved network and looks into it."""
        self._networks.open(str(path), "inspect", later=self._training_run.is_active)

    def take_picture(self, mime: QMimeData) -> None:
        """Looks at the picture that was dropped or pasted."""
        self._picture.take(mime)

    @property
    def picture_chosen(self) -> Chosen:
        """The picture that is looked at, or why there is none."""
        return self._picture.chosen

    def show_kernels(self) -> None:
        """Shows the kernels of the selected layer; where it has none, of the first one with some."""
        self._tabs.show_kernels()
        scene = self._scene_now()
        found = None if scene is None else kernel_layer(scene)
        if isinstance(found, Hint) and (layer := found.offer or next(iter(found.layers), "")):
            self._choose_layer(layer)

    def show_maps(self) -> None:
        """Shows the feature maps of what is looked at."""
        self._tabs.show_maps()

    def show_number(self, layer: str, place: tuple[int, ...]) -> bool:
        """Shows the maps of a layer and holds on to one of their numbers; False where no network has the layer."""
        answering = self._networks.answering
        analysis = self._document.analysis if answering is None else self._staging.analysis(answering.network)
        if analysis.row_of(layer) is None:
            return False
        self._choose_layer(layer)
        self._tabs.point_at(layer, place)
        return True

    # What is looked at

    @Slot()
    def _look(self) -> None:
        """Brings the scene, as it is now, before the tab in view; one that is there already is left alone."""
        before, self._scene = self._scene, self._scene_now()
        tab = self._tabs.current if self._scene is not None and self.isVisible() else None
        is_known = before is not None and self._scene is not None and self._scene.is_like(before)
        is_known = is_known and tab is self._shown and not self._has_changed
        self._has_changed = False
        if self._shown is not None and self._shown is not tab:
            self._shown.leave()
        self._shown = tab
        self._show_side()
        if self._scene is not None and self._shown is not None and not is_known:
            self._shown.look(self._scene)
            self._tabs.follow()
            self._predict(self._scene)
        if self._scene is not None and self._scene.picture is None and self._picture.picture is not None:
            self._picture.show_words(self._scene.no_picture)  # and not what another network took it for

    def _scene_now(self) -> Scene | None:
        answering = self._networks.answering
        if answering is None:
            return None
        data, chosen = self._document.data_set, self._picture.chosen
        layer = self._staging.layer(answering, self._selection.current, self._document.project.network)
        return self._staging.scene(answering, self._epochs.epoch, layer, chosen, data, is_over=self._is_over)

    @property
    def _is_over(self) -> bool:
        """Whether the run that trains is being scored, be it before the epoch that was to be its last."""
        return self._training_run.scoring is not None

    def _look_again(self) -> None:
        if self._scene is not None and self._shown is not None:
            self._shown.look_again()
            # An answer that takes longer than the time between two looks would else never come: its place was taken.
            if not self._questions.is_asked(Predict, _about(self._scene)):
                self._predict(self._scene)

    def _predict(self, scene: Scene) -> None:
        if scene.picture is None:
            self._questions.drop(Predict)
            return
        request = Predict(self._questions.sender_name, subject=scene.subject, picture=scene.picture)
        say = self._picture.show_words
        self._questions.ask(request, _about(scene), self._predicted, say, say)

    def _predicted(self, event: Predicted) -> None:
        self._picture.show_answer(event)
        if self._shown is not None:
            self._shown.show_answer(event)

    # What changes

    @Slot(object)
    def _receive(self, event: Event) -> None:
        match event:
            case BatchEnded() if self._is_live():
                if not self._live.isActive():
                    self._live.start()
                    self._look_again()
            case EpochEnded() if self._is_live():
                self._has_changed = True
                self._soon.start()

    @Slot()
    def _selected(self) -> None:
        self._staging.follow_selection()
        self._soon.start()

    @Slot(str)
    def _choose_layer(self, name: str) -> None:
        """Looks at a layer of the network; it is selected in the stack where the project still has it."""
        if self._document.analysis.row_of(name) is not None:
            self._selection.select(name)
        if self._networks.answering is not None:
            self._staging.choose(self._networks.answering.subject, name)
        self._soon.start()

    @Slot()
    def _begin_anew(self) -> None:
        """Another project is opened: what was chosen in the one before means nothing here."""
        self._staging.forget()
        self._epochs.forget()
        self._picture.begin_anew()
        self._tabs.begin_anew()
        self._soon.start()

    @Slot()
    def _networks_changed(self) -> None:
        answering = self._networks.answering
        self._epochs.show_run(str(self._document.path), None if answering is None else answering.run)
        state = "" if answering is None else answering.state
        self._choice.say(tr("Scoring") if state and self._is_over else capitalised(state))
        self._pages.setCurrentIndex(0 if answering is None else 1)
        if answering is not None:
            self._picture.set_network(answering)
        self._epoch_label.setVisible(not self._epochs.isHidden())
        self._empty.refresh()
        self._soon.start()

    @Slot()
    def _data_changed(self) -> None:
        is_inverted = self._document.project.preprocessing.invert
        self._picture.set_data(self._document.data_set, is_inverted=is_inverted)
        self._networks_changed()

    def _show_side(self) -> None:
        if self._scene is None:
            self._side.show_project()
        elif self.isVisible():
            scene = self._scene
            self._side.show_network(scene.title, scene.analysis, self._document.project.network, scene.layer)

    def _is_live(self) -> bool:
        return self._shown is not None and self._scene is not None and self._scene.is_live

    # Qt calls these

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._soon.start()

    # Making

    def _make(self, stack: QWidget, stack_of: StackOf | None) -> Making:
        self._make_choosers()
        yield
        self._picture = PictureChooser(
            self._shared.drawing, Mistakes(self._document, self._bridge, self)
        )  # fmt: skip
        yield
        self._tabs = Tabs(self._bridge)
        yield from self._tabs.making()
        self._make_empty()
        self._side = LayerSide(stack, stack_of)
        self._lay_out()
        yield
        self._connect()
        self._data_changed()

    def _make_choosers(self) -> None:
        self._networks = self._shared.networks
        self._choice = NetworkChoice(self._document, self._networks, "inspect", tr("&Network"), "run", "state")
        self._choice.be_brief()
        self._epochs = EpochChoice()
        self._epoch_label = QLabel(tr("Epoch"))
        self._epoch_label.setBuddy(self._epochs)
        self._choice.add(self._epoch_label, self._epochs)

    def _make_empty(self) -> None:
        self._empty = NoRun(
            "inspect.empty",
            "scan-search",
            self._document,
            self._training_run,
            begins=tr("Kernels and feature maps can be seen here as soon as it has."),
            then=tr("Then the kernels it learns, and what its layers make of a picture, can be seen here."),
            second=tr("Open a saved network…"),
        )
        self._empty.train_requested.connect(self.train_requested)
        self._empty.page_requested.connect(self.page_requested)
        self._empty.second_clicked.connect(self._choice.ask_file)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(content_of(self._choice, self._picture, self._tabs))
        lay_out(self, self._side, News("inspect.news", self._networks), self._pages)

    def _connect(self) -> None:
        document = self._document
        self._choice.file_chosen.connect(self.open_saved)
        self._epochs.chosen.connect(self._soon.start)
        self._picture.changed.connect(self._soon.start)
        self._picture.draw_requested.connect(self.draw_requested)
        self._side.layer_chosen.connect(self._choose_layer)
        # Not the slot itself, which would take the tab's number for milliseconds.
        self._tabs.currentChanged.connect(lambda _: self._soon.start())
        self._tabs.layer_chosen.connect(self._choose_layer)
        self._tabs.picture_chosen.connect(self._picture.choose)
        self._tabs.data_requested.connect(self.data_requested)
        self._tabs.failed.connect(document.refused)
        self._tabs.taken_by_hand.connect(self.taken_by_hand)
        self._selection.changed.connect(self._selected)
        networks, data = InSight(self, self._networks_changed), InSight(self, self._data_changed)
        self._networks.changed.connect(networks.follow)
        document.opened.connect(self._begin_anew)
        document.data_changed.connect(data.follow)
        document.project_changed.connect(self._empty.refresh)
        document.project_changed.connect(self._soon.start)
        self._training_run.state_changed.connect(networks.follow)
        self._bridge.event.connect(self._receive)
        for keys, act in (
            ("Alt+Left", lambda: self._picture.step(-1)),
            ("Alt+Right", lambda: self._picture.step(1)),
            ("Ctrl+J", self._picture.choose_random),
        ):
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)


def _about(scene: Scene) -> object:
    """What a prediction is about: one of older weights of a run in training may stay until there is a newer one."""
    return scene.subject, scene.opening, id(scene.picture)
