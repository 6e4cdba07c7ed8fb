"""The map of the data: every picture a point, near to those whose feature vectors are similar."""

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting import tsne
from cnnstudio.core.inspecting.embedding import Neighbours
from cnnstudio.core.language import tr
from cnnstudio.core.program.installing import command, how_to_install
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.theme import LIGHT
from cnnstudio.gui.viewer.embedding.cloud import Cloud
from cnnstudio.gui.viewer.embedding.cloud_view import CloudView
from cnnstudio.gui.viewer.embedding.controls import Controls
from cnnstudio.gui.viewer.embedding.exporting import Table
from cnnstudio.gui.viewer.embedding.hover_card import HoverCard
from cnnstudio.gui.viewer.embedding.legend import Legend
from cnnstudio.gui.viewer.embedding.mapping import Mapping
from cnnstudio.gui.viewer.embedding.neighbours import NeighboursPanel
from cnnstudio.gui.viewer.embedding.side import with_side
from cnnstudio.gui.viewer.embedding.taking import Taking
from cnnstudio.gui.viewer.embedding.wish import Wish, caption, offered
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.figures.figure import Figure
from cnnstudio.gui.widgets.notice import Notice

_FIGURE = QSize(1000, 700)


class EmbeddingTab(Tab):
    """Takes the vectors once; layouts, neighbours and what is hidden need no engine."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("inspect.embedding", bridge)
        self._scene: Scene | None = None
        self._chosen: int | None = None
        self.taking = Taking(self.questions, self)
        self.controls, self.mapping = Controls(), Mapping(self)
        self.view = CloudView("inspect.embedding.map", tr("Map of the data"))
        self.legend, self.nearest = Legend(), NeighboursPanel()
        self.card = HoverCard(self.view)
        self._notice = Notice("inspect.embedding.notice")
        self._hint = EmptyState("inspect.embedding.hint", "scan-search")
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()

    @property
    def hint(self) -> str:
        """The words in the map's place; empty while there is a map."""
        return self._hint.words if self._pages.currentWidget() is self._hint else ""

    @property
    def notice(self) -> str:
        """What is said under the controls; empty while that is nothing."""
        return self._notice.words

    # What is looked at

    def look(self, scene: Scene) -> None:
        self._scene = scene
        found = offered(scene)
        if scene.data is None or not found:
            self.taking.forget()
            self._clear("")
            self._show_hint(scene)
            return
        self._pages.setCurrentIndex(0)
        self.controls.offer_vectors(found)
        self.controls.offer_pictures(len(scene.data.y_train), len(scene.data.y_test))
        self._refresh()

    def begin_anew(self) -> None:
        self._scene = None
        self.taking.forget()
        self._clear()

    def leave(self) -> None:
        super().leave()
        self.taking.leave()
        self.mapping.leave()
        self.nearest.stop()
        self.card.put_away()

    def figure(self) -> Figure | None:
        """The map with its legend, as it is to be taken away."""
        panel, shown = self.view.figure_panel(_FIGURE, LIGHT), self.taking.shown
        if panel is None or shown is None:
            return None
        wrong = int((self.view.cloud.wrong & self.view.seen).sum()) if self.view.cloud is not None else 0
        words = caption(shown, self.mapping.title, self.mapping.words, wrong)
        return Figure(tr("map of {layer}", layer=shown.layer), words, (panel,))

    # Taking vectors

    def _refresh(self) -> None:
        """Takes vectors where those at hand are of something else."""
        wish, scene = self._wished(), self._scene
        is_tsne = self.mapping.method == "tsne"
        if wish is None or scene is None:
            self.mapping.resume()
        elif self.taking.refresh(wish, scene.labels, busy=self.mapping.is_busy, keep=is_tsne):
            self.mapping.resume()  # what a stop left without any places
        self._show_state()

    def _wished(self) -> Wish | None:
        choice = self.controls
        return None if self._scene is None else Wish.of(self._scene, choice.candidate, choice.part, choice.count)

    def _clear(self, words: str = tr("Taking the vectors…")) -> None:
        """Lets go of what is shown."""
        self._chosen = None
        self.mapping.clear()
        self.nearest.show_none()
        data = None if self._scene is None else self._scene.data
        self.legend.expect(() if data is None else data.labels)
        self.card.put_away()
        self._notice.say("")
        self.view.show_cloud(None, words)

    def _wait(self, text: str) -> None:
        if self.view.cloud is None:
            self.view.show_cloud(None, text)

    # Showing

    def _show_hint(self, scene: Scene) -> None:
        if scene.data is None:
            text = tr("{no_data} Each picture would be a point here.", no_data=scene.no_data)
            self._hint.say(tr("No pictures for the map"), text, tr("Go to Data"))
        else:
            self._hint.say(tr("No feature vector"), tr("The network has no layer that gives one."))
        self._pages.setCurrentWidget(self._hint)

    def _show_places(self) -> None:
        places, sample, answers = self.mapping.places, self.taking.sample, self.taking.answers
        if places is None or sample is None or answers is None:
            return
        before = self.view.cloud
        if before is not None and before.classes is answers.truth:
            self.view.move_to(places)
        else:
            cloud = Cloud(places, answers.truth, sample.data.labels, answers.wrong)
            self.legend.show_cloud(cloud)
            same = before is not None and np.array_equal(before.classes, cloud.classes)
            self.view.show_cloud(cloud)
            self._hide()
            self._chosen = self._chosen if same else None
            if self._chosen is not None:
                self._seek()
        self._offer_table()

    def _offer_table(self) -> None:
        vectors, places, taking = self.mapping.vectors, self.mapping.places, self.taking
        table = None
        if vectors is not None and places is not None and taking.shown and taking.sample and taking.answers:
            table = Table(taking.shown.layer, taking.sample, taking.answers, vectors, places)
        self.controls.export.offer(table)

    def _show_state(self) -> None:
        mapping, busy = self.mapping, self.taking.progress
        if busy is None and mapping.is_moving:
            busy = "t-SNE", mapping.step, tsne.STEPS
        is_old = self._wished() not in (None, self.taking.shown)
        again = mapping.method == "tsne" and mapping.places is not None
        self.controls.set_state(
            can_start=tr("Take vectors") if is_old else tr("Start again") if again else "", busy=busy
        )
        self.controls.words.say(*self._words(is_old))
        self.view.setAccessibleDescription(self.controls.words.full)
        if mapping.places is None:
            self.controls.export.offer(None)

    def _words(self, is_old: bool) -> tuple[str, ...]:
        candidate, scene, shown = self.controls.candidate, self._scene, self.taking.shown
        if candidate is None or scene is None:
            return ("",)
        if shown is None:
            return (candidate.why,)
        when = tr("{weights}, though the weights have changed since", weights=shown.title) if is_old else shown.title
        about = tr("{count:,} vectors of {length:,} numbers", count=shown.count, length=candidate.length)
        limit = shown.limit_words(scene, candidate.length, self.controls.count)
        said = " ".join(filter(None, (self.mapping.words, limit)))
        return f"{about} · {when} · {said}", f"{when} · {said}", f"{when} · {self.mapping.words}", when

    def _hide(self) -> None:
        if self.view.cloud is not None:
            self.view.set_seen(self.legend.seen())

    # What the person does

    def _method_changed(self) -> None:
        if self.controls.method == "tsne" and not tsne.is_there():
            self.controls.choose_method("pca")
            text = tr("t-SNE needs the library openTSNE, which is not installed.")
            copied = command(tsne.INSTALLED_BY)
            ways = ((tr("Copy the command"), copied),) if copied else ()
            self._notice.say(f"{text} {how_to_install(tsne.INSTALLED_BY)}", "note", ways)
            return
        self._notice.say("")
        self.mapping.choose(self.controls.method)
        self._refresh()

    def _perplexity_changed(self) -> None:
        self.mapping.perplexity = self.controls.perplexity
        if self.mapping.method == "tsne":
            self.mapping.start()

    def _start(self) -> None:
        wish = self._wished()
        if wish is not None and self._scene is not None and wish != self.taking.shown:
            self.taking.take(wish, self._scene.labels)
        else:
            self.mapping.start()

    def _stop(self) -> None:
        if self.taking.stop() and self.taking.shown is None:
            self.view.show_cloud(None, tr("Stopped before there was anything to see."))
        self.mapping.stop()
        self._show_state()

    def _point(self, number: object, place: object) -> None:
        sample, answers = self.taking.sample, self.taking.answers
        if not isinstance(number, int) or not isinstance(place, QPointF) or not sample or not answers:
            self.card.put_away()
            return
        lines = (*answers.lines(number), sample.title(number))
        self.card.show_picture(sample.source, number, lines, place)
        self.view.setAccessibleDescription(", ".join(lines))

    def _choose(self, number: int) -> None:
        """Shows the picture of a point above, and seeks those most like it."""
        sample = self.taking.sample
        if sample is None:
            return
        self._chosen = number
        self.view.mark(number)
        self._seek()
        self.picture_chosen.emit(sample.part, int(sample.numbers[number]))

    def _seek(self) -> None:
        vectors, number, taking = self.mapping.vectors, self._chosen, self.taking
        if vectors is not None and number is not None and taking.sample and taking.answers:
            self.nearest.seek(vectors, taking.sample, taking.answers, number)

    def _found(self, number: int, found: Neighbours) -> None:
        self.view.mark(number, tuple(found.numbers.tolist()))

    def _refused(self, error: StudioError) -> None:
        self._notice.say(str(error), "problem")

    def _unsay(self, words: str) -> None:
        if self._notice.words == words:
            self._notice.say("")

    # How it looks

    def _connect(self) -> None:
        self.controls.changed.connect(self._refresh)
        self.controls.method_changed.connect(self._method_changed)
        self.controls.perplexity_changed.connect(self._perplexity_changed)
        self.controls.start_wanted.connect(self._start)
        self.controls.stop_wanted.connect(self._stop)
        self.controls.export.done.connect(self._notice.say)
        self.controls.export.over.connect(self._unsay)
        self.controls.export.failed.connect(self._refused)
        self.taking.others.connect(self._clear)
        self.taking.taken.connect(self.mapping.put)
        self.taking.failed.connect(self._wait)
        self.taking.waiting.connect(self._wait)
        self.taking.changed.connect(self._show_state)
        self.mapping.moved.connect(self._show_places)
        self.mapping.changed.connect(self._show_state)
        self.mapping.failed.connect(self._refused)
        for signal in (self.mapping.changed, self.legend.changed):
            signal.connect(self.shown_changed)
        self._hint.clicked.connect(self.data_requested)
        self.view.pointed.connect(self._point)
        self.view.chosen.connect(self._choose)
        self.legend.changed.connect(self._hide)
        self.legend.names_changed.connect(self.view.set_names)
        self.nearest.chosen.connect(self._choose)
        self.nearest.found.connect(self._found)
        self.nearest.failed.connect(self._refused)
        self._notice.wanted.connect(lambda command: QGuiApplication.clipboard().setText(str(command)))

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.controls)
        column.addWidget(self._notice)
        column.addWidget(with_side(self.view, self.legend, self.nearest), 1)
        self._pages.addWidget(content)
        self._pages.addWidget(self._hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self._pages)
