"""The map of the data: every picture a point, near to those whose feature vectors are similar."""

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core import tsne
from cnnstudio.core.embedding import Neighbours
from cnnstudio.core.errors import StudioError
from cnnstudio.core.messages import Event, Progressed, TakeVectors, VectorsTaken
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
from cnnstudio.gui.viewer.embedding.sample import Answers, Sample
from cnnstudio.gui.viewer.embedding.wish import Wish, caption, offered
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.figure import Figure, Panel
from cnnstudio.gui.widgets.notice import Notice

_SIDE = 228
_FIGURE = QSize(1000, 700)


class EmbeddingTab(Tab):
    """Takes the vectors once; layouts, neighbours and what is hidden need no engine."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("inspect.embedding", bridge)
        self._scene: Scene | None = None
        self._wish: Wish | None = None
        self._unwanted: Wish | None = None
        self._shown: Wish | None = None
        self._sample: Sample | None = None
        self._answers: Answers | None = None
        self._chosen: int | None = None
        self._taking: tuple[str, int, int] | None = None
        self.controls, self.mapping = Controls(), Mapping(self)
        self.view = CloudView("inspect.embedding.map", "Map of the data")
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
            self._forget()
            self._show_hint(scene)
            return
        self._pages.setCurrentIndex(0)
        self.controls.offer_vectors(found)
        self.controls.offer_pictures(len(scene.data.y_train), len(scene.data.y_test))
        self._refresh()

    def leave(self) -> None:
        super().leave()
        self._taking = None
        self.mapping.stop()
        self.nearest.stop()
        self.card.put_away()
        if self._shown is None:
            self._wish = None  # its vectors never came

    def figure(self) -> Figure | None:
        """The map with its legend, as it is to be taken away."""
        image = self.view.figure_image(_FIGURE, LIGHT)
        if image is None or self._scene is None or self._sample is None or self._shown is None:
            return None
        wrong = int((self.view.cloud.wrong & self.view.seen).sum()) if self.view.cloud is not None else 0
        words = caption(self._scene, self._shown, self.mapping.title, self.mapping.words, wrong)
        return Figure(f"map of {self._shown.layer}", words, (Panel(image, 1),))

    # Asking the engine

    def _refresh(self) -> None:
        """Takes vectors where those at hand are of something else."""
        wish = self._wished()
        if wish is None or (wish == self._wish and (self._shown == wish or self.questions.is_asked(TakeVectors))):
            self._go_on()
            return
        if wish == self._unwanted or (wish.is_like(self._wish) and self._must_wait()):
            self._show_state()
            return
        self._take(wish)

    def _go_on(self) -> None:
        """Lays out what a stop left without any places."""
        self.mapping.resume()
        self._show_state()

    def _must_wait(self) -> bool:
        """Whether a newer epoch alone is no reason to begin anew: what is under way would never end."""
        is_still = self.mapping.method == "tsne" and self._shown is not None
        return is_still or self.mapping.is_busy or self.questions.is_asked(TakeVectors)

    def _wished(self) -> Wish | None:
        choice = self.controls
        return None if self._scene is None else Wish.of(self._scene, choice.candidate, choice.part, choice.count)

    def _take(self, wish: Wish) -> None:
        if not wish.is_like(self._shown):
            self._forget()
            self.view.show_cloud(None, "Taking the vectors…")
        self._wish, self._unwanted = wish, None
        sample = Sample.of(wish.data, wish.part, wish.count)
        request = TakeVectors(
            self.questions.sender_name, subject=wish.subject, layer=wish.layer, pictures=sample.pictures
        )
        self._taking = "Looking at pictures", 0, len(sample)

        def answered(event: Event) -> bool:
            return self._answered(wish, sample, event)

        self.questions.ask(request, wish, answered, self._failed, self._wait)
        self._show_state()

    def _answered(self, wish: Wish, sample: Sample, event: Event) -> bool:
        if isinstance(event, Progressed):
            self._taking = event.what, event.done, event.total
        elif isinstance(event, VectorsTaken) and self._scene is not None:
            same = wish.is_like(self._shown)
            self._taking, self._shown, self._sample = None, wish, sample
            self._answers = Answers.of(sample, event.predicted, self._scene.labels)
            self.mapping.put(event.vectors, same_pictures=same)
        self._show_state()
        return isinstance(event, VectorsTaken)

    def _failed(self, why: str) -> None:
        self._taking = self._wish = None
        self._forget()
        self.view.show_cloud(None, why)
        self._show_state()

    def _wait(self, text: str) -> None:
        if self.view.cloud is None:
            self.view.show_cloud(None, text)

    def _forget(self) -> None:
        """Lets go of what is shown."""
        self.questions.drop(TakeVectors)
        self._taking = self._wish = self._shown = self._sample = self._answers = self._chosen = None
        self.mapping.clear()
        self.nearest.show_none()
        self.card.put_away()
        self._notice.say("")
        self.view.show_cloud(None)

    # Showing

    def _show_hint(self, scene: Scene) -> None:
        if scene.data is None:
            text = f"{scene.no_data} Each picture would be a point here."
            self._hint.say("No pictures for the map", text)
        else:
            self._hint.say("No feature vector", "The network has no layer that gives one.")
        self._pages.setCurrentWidget(self._hint)

    def _show_places(self) -> None:
        places, sample, answers = self.mapping.places, self._sample, self._answers
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
        vectors, places, shown = self.mapping.vectors, self.mapping.places, self._shown
        table = None
        if vectors is not None and places is not None and shown and self._sample and self._answers:
            table = Table(shown.layer, self._sample, self._answers, vectors, places)
        self.controls.export.offer(table)

    def _show_state(self) -> None:
        mapping, busy = self.mapping, self._taking
        if busy is None and mapping.is_moving:
            busy = "t-SNE", mapping.step, tsne.STEPS
        is_old = busy is None and self._wished() not in (None, self._shown)
        again = mapping.method == "tsne" and mapping.places is not None
        self.controls.set_state(can_start="Take vectors" if is_old else "Start again" if again else "", busy=busy)
        self.controls.words.say(*self._words(is_old))
        self.view.setAccessibleDescription(self.controls.words.full)
        if mapping.places is None:
            self.controls.export.offer(None)

    def _words(self, is_old: bool) -> tuple[str, ...]:
        candidate, scene = self.controls.candidate, self._scene
        if candidate is None or scene is None:
            return ("",)
        if self._shown is None:
            return (candidate.why,)
        when = f"{self._shown.when(scene)}{', though the weights have changed since' if is_old else ''}"
        about = f"{self._shown.count:,} vectors of {candidate.length:,} numbers"
        limit = self._shown.limit_words(scene, candidate.length, self.controls.count)
        said = " ".join(filter(None, (self.mapping.words, limit)))
        return f"{about} · {when} · {said}", f"{about} · {said}", said, self.mapping.words

    def _hide(self) -> None:
        if self.view.cloud is not None:
            self.view.set_seen(self.legend.seen())

    # What the person does

    def _method_changed(self) -> None:
        if self.controls.method == "tsne" and not tsne.is_there():
            self.controls.choose_method("pca")
            text = f"t-SNE needs the library openTSNE, which is not installed. Install it with: {tsne.INSTALL}"
            self._notice.say(text, "note", (("Copy the command", tsne.INSTALL),))
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
        if wish is not None and wish != self._shown:
            self._take(wish)
        else:
            self.mapping.start()

    def _stop(self) -> None:
        if self._taking is not None:
            self._taking, self._unwanted = None, self._wish
            self.questions.drop(TakeVectors)
            if self._shown is None:
                self.view.show_cloud(None, "Stopped before there was anything to see.")
        self.mapping.stop()
        self._show_state()

    def _point(self, number: object, place: object) -> None:
        if not isinstance(number, int) or not isinstance(place, QPointF) or not self._sample or not self._answers:
            self.card.put_away()
            return
        lines = (self._answers.words(number), self._sample.title(number))
        self.card.show_picture(self._sample.source, number, lines, place)
        self.view.setAccessibleDescription(", ".join(lines))

    def _choose(self, number: int) -> None:
        """Shows the picture of a point above, and seeks those most like it."""
        if self._sample is None:
            return
        self._chosen = number
        self.view.mark(number)
        self._seek()
        self.picture_chosen.emit(self._sample.part, int(self._sample.numbers[number]))

    def _seek(self) -> None:
        vectors, number = self.mapping.vectors, self._chosen
        if vectors is not None and number is not None and self._sample and self._answers:
            self.nearest.seek(vectors, self._sample, self._answers, number)

    def _found(self, number: int, found: Neighbours) -> None:
        self.view.mark(number, tuple(found.numbers.tolist()))

    def _refused(self, error: StudioError) -> None:
        self._notice.say(str(error), "problem")

    def _said(self, words: str) -> None:
        self._notice.say(words)

    # How it looks

    def _connect(self) -> None:
        self.controls.changed.connect(self._refresh)
        self.controls.method_changed.connect(self._method_changed)
        self.controls.perplexity_changed.connect(self._perplexity_changed)
        self.controls.start_wanted.connect(self._start)
        self.controls.stop_wanted.connect(self._stop)
        self.controls.export.done.connect(self._said)
        self.controls.export.failed.connect(self._refused)
        self.mapping.moved.connect(self._show_places)
        self.mapping.changed.connect(self._show_state)
        self.mapping.failed.connect(self._refused)
        self.view.pointed.connect(self._point)
        self.view.chosen.connect(self._choose)
        self.legend.changed.connect(self._hide)
        self.legend.names_changed.connect(self.view.set_names)
        self.nearest.chosen.connect(self._choose)
        self.nearest.found.connect(self._found)
        self.nearest.failed.connect(self._refused)
        self._notice.wanted.connect(lambda command: QGuiApplication.clipboard().setText(str(command)))

    def _lay_out(self) -> None:
        side = QSplitter(Qt.Orientation.Vertical, childrenCollapsible=False, handleWidth=8)
        side.addWidget(self.legend)
        side.addWidget(self.nearest)
        side.setSizes([200, 260])
        both = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False, handleWidth=8)
        both.addWidget(self.view)
        both.addWidget(side)
        both.setStretchFactor(0, 1)
        both.setSizes([600, _SIDE])
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.controls)
        column.addWidget(self._notice)
        column.addWidget(both, 1)
        self._pages.addWidget(content)
        self._pages.addWidget(self._hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self._pages)
