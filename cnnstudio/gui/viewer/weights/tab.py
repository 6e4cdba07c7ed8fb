"""The weights of every layer in figures, and how they and their gradients grew while they were learned."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import MeasureWeights, Progressed, RunSubject, Subject, WeightsMeasured
from cnnstudio.core.network import Layer
from cnnstudio.core.training.gradient_flow import flow
from cnnstudio.core.transferring.pretrained_blocks import held_in_words
from cnnstudio.core.words import percent
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.viewer.scene import Moment, Scene
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.viewer.weights.arrays import WeightArray, arrays_of, layers_of
from cnnstudio.gui.viewer.weights.curves import Grown, NormCurves, columns
from cnnstudio.gui.viewer.weights.drawing import MOST_IN_PICTURE, picture
from cnnstudio.gui.viewer.weights.listing import ArrayList
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.figures.figure import Figure
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.late import Late
from cnnstudio.gui.widgets.said_words import SaidWords

_MOST_NAMED = 3
_WITH_KERNELS = ("convolution", "dense")
_MARKS = tr("dashed: the mean, shaded: the deviation about it")


class WeightsTab(Tab):
    """Histograms of all weight arrays, and beside them the norms of a run epoch by epoch."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("inspect.weights", bridge)
        self._scene: Scene | None = None
        self._asked: Moment | None = None
        self._measured: Moment | None = None
        """Whose weights are shown."""
        self._read: object = None
        self._grown: Grown | None = None
        self._no_norms = ""
        self._counted: tuple[str, ...] = ()
        self._reader = Newest("norms of a run", self)
        self._make()
        self._lay_out()

    @property
    def hint(self) -> str:
        return self._hint.words if self._pages.currentWidget() is self._hint else ""

    def look(self, scene: Scene) -> None:
        before, self._scene = self._scene, scene
        if before is None or _run_of(before.moment) != _run_of(scene.moment):
            self._show_none()
            self._show_norms(None, "")
        self._measure(scene)
        self._read_norms(scene)
        self._tell_flow()
        self._light()

    def leave(self) -> None:
        super().leave()
        if self._reader.is_busy:
            self._reader.stop()
            self._read = None

    def figure(self) -> Figure | None:
        arrays, scene, measured = self.list.arrays.arrays, self._scene, self._measured
        if not arrays or scene is None or measured is None:
            return None
        some = arrays[:MOST_IN_PICTURE]
        which = tr("Weights of {title}", title=measured.title)
        if len(some) < len(arrays):
            which = tr("{weights}, the first {count} of {all} arrays", weights=which, count=len(some), all=len(arrays))
        counts = tr("logarithms of the counts") if self.list.is_log else tr("counts")
        caption = f"{which} · {counts}; {_MARKS}"
        return Figure(tr("Weights of {name}", name=scene.name), caption, (picture(some, self.list.is_log),))

    # What is asked

    def _measure(self, scene: Scene) -> None:
        """Asks for the distributions where they may be others than those that are shown or on their way."""
        moment, asked = scene.moment, self._asked
        if self.questions.is_asked(MeasureWeights) and asked is not None:
            # Of a run that trains the older ones are awaited: epochs may be shorter than the measuring.
            is_older = moment.is_live and asked.is_live and moment.is_of_same_run(asked)
            if moment == asked or is_older:
                return
        if moment == self._measured:
            self.questions.end(MeasureWeights)
            self._say_facts()
            return
        self._asked = moment
        request = MeasureWeights(self.questions.sender_name, subject=scene.subject)
        self.questions.ask(request, moment, self._answered, self._failed, self._wait)

    def _answered(self, event: Progressed | WeightsMeasured) -> bool:
        if isinstance(event, Progressed):
            self._wait(tr("{done} done", done=percent(event.done / max(event.total, 1), 0)))
            return False
        scene, asked = self._scene, self._asked
        assert scene is not None
        assert asked is not None
        arrays = arrays_of(event, scene.analysis)
        self._measured = asked
        if not arrays:
            self._say_empty(
                tr("No weights here"),
                tr("No layer of the network of {name} has numbers that it learns.", name=scene.name),
            )
            return True
        self.list.arrays.show_arrays(arrays)
        self.list.set_log(self._log.isChecked())
        total = sum(each.spread.count for each in arrays)
        count = tr_count("{count:,} array", "{count:,} arrays", len(arrays))
        numbers = tr("{count:,} numbers", count=total)
        facts = f"{count} · {numbers}"
        self._counted = (f"{facts} · {_MARKS}", facts)
        self._title.setText(tr("Weights of {title}", title=asked.title))
        self._say_facts()
        self._bad.say(_bad_words(arrays))
        self._pages.setCurrentIndex(0)
        self._light()
        return True

    def _failed(self, why: str) -> None:
        self._show_none()
        self._say_empty(tr("The weights cannot be measured"), why)

    def _wait(self, text: str) -> None:
        """Nothing is there yet, or what is shown is of other weights than those in view."""
        asked = self._asked
        if not self.list.arrays.arrays:
            self._say_empty(tr("Measuring…"), text)
        elif asked is not None:
            measuring = _measuring_words(asked)
            self._facts.say(f"{measuring} {text}", measuring, tr("Measuring…"))

    def _read_norms(self, scene: Scene) -> None:
        subject = _without_epoch(scene.subject)
        epochs = 0 if scene.run is None else len(scene.run.epochs)
        about = (subject, scene.opening, epochs, scene.is_live)
        if about == self._read:
            return
        self._read = about
        if not isinstance(subject, RunSubject):
            self._reader.stop()
            self._show_norms(None, _no_norms(scene))
            return
        path, number = Path(subject.file), subject.run

        def read() -> Grown | None:
            with ProjectFile.open(path, read_only=True) as file:
                return columns(file.norms(number))

        def put(grown: Grown | None) -> None:
            self._show_norms(grown, _no_norms(scene))

        def not_read(error: StudioError) -> None:
            self._show_norms(None, str(error))

        self._reader.run(lambda _: read(), put, not_read)

    # What is shown

    def _show_norms(self, grown: Grown | None, none: str) -> None:
        """The sentence and the plots, which are made when there is first something to show in them.

        Args:
            none: What is said where there are no norms.
        """
        self._grown, self._no_norms = grown, none
        self._tell_flow()
        is_first = grown is not None and not self._curves.is_made
        self._draw_norms()
        self._curves.setVisible(grown is not None)
        if is_first:
            self._splitter.setSizes([3000, 2000])  # shares of what there is

    def _tell_flow(self) -> None:
        """What the gradients say after the epoch whose weights are in view."""
        grown, scene = self._grown, self._scene
        found = None if grown is None or scene is None else flow(grown.after(scene.moment.epoch), scene.network)
        is_bad = found is not None and found.state in ("vanishing", "exploding")
        self._alarm.say(found.text if found is not None and is_bad else "")
        told = self._no_norms if found is None else "" if is_bad else found.text
        self._flow.setText(" ".join(filter(None, (told, _frozen(scene)))))
        self._flow.setVisible(bool(self._flow.text()))

    def _draw_norms(self) -> None:
        scene = self._scene
        if self._grown is None or scene is None:
            return
        best = None if scene.run is None else scene.run.best_epoch or None
        layers = (row.node for row in scene.analysis.rows)
        kernels = {layer.name for layer in layers if isinstance(layer, Layer) and layer.spec.family in _WITH_KERNELS}
        self._curves.content.show_norms(self._grown, layers_of(scene.analysis, scene.layer), kernels, best)

    def _light(self) -> None:
        assert self._scene is not None
        self.list.light(layers_of(self._scene.analysis, self._scene.layer))
        self._draw_norms()

    def _show_none(self) -> None:
        self._measured = None
        self.list.arrays.show_arrays(())

    def _say_facts(self) -> None:
        if self.list.arrays.arrays:
            self._facts.say(*self._counted)

    def _say_empty(self, title: str, text: str) -> None:
        self._hint.say(title, text)
        self._pages.setCurrentIndex(1)

    # How it looks

    def _make(self) -> None:
        self._title, self._facts = heading(tr("Weights")), FittingLabel()
        self._title.setObjectName("inspect.weights.title")
        self._facts.setObjectName("inspect.weights.facts")
        self._log = QCheckBox(
            tr("Lo&g counts"), objectName="inspect.weights.log", accessibleName=tr("Logarithms of counts")
        )
        self._log.setToolTip(
            tr("Draws the logarithm of the counts, so that rare weights are seen beside frequent ones")
        )
        self.list = ArrayList("inspect.weights.list")
        self.list.layer_chosen.connect(self.layer_chosen)
        self._log.toggled.connect(self.list.set_log)
        self._bad, self._alarm = SaidWords("problem"), SaidWords("caution")
        self._flow = MutedLabel(wordWrap=True)
        self._flow.setTextFormat(Qt.TextFormat.PlainText)
        for name, label in (("bad", self._bad), ("alarm", self._alarm), ("flow", self._flow)):
            label.setObjectName(f"inspect.weights.{name}")
        self._curves = Late(NormCurves)
        self._curves.hide()
        self._hint = EmptyState("inspect.weights.hint", "scale")

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title)
        top.addWidget(self._facts, 1)
        top.addWidget(self._log)
        splitter = self._splitter = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        splitter.setObjectName("inspect.weights.splitter")
        splitter.addWidget(self.list)
        splitter.addWidget(self._curves)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        for label in (self._bad, self._alarm, self._flow):
            column.addWidget(label)
        column.addWidget(splitter, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(content)
        self._pages.addWidget(self._hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self._pages)


def _bad_words(arrays: Sequence[WeightArray]) -> str:
    """Which arrays hold what is no number; empty where none does."""
    found = [each for each in arrays if each.bad_words]
    bad = [tr("“{name}”: {what}", name=f"{each.layer} / {each.weight}", what=each.bad_words) for each in found]
    if not bad:
        return ""
    names, more = ", ".join(bad[:_MOST_NAMED]), len(bad) - _MOST_NAMED
    if more > 0:
        names = tr_count("{names} and {count:,} more array", "{names} and {count:,} more arrays", more, names=names)
    return tr("{names}. No answer of this network can be trusted.", names=names)


def _run_of(moment: Moment) -> object:
    return _without_epoch(moment.subject), moment.opening


def _measuring_words(moment: Moment) -> str:
    """Those "after epoch 4", "of epoch 7", "of lenet.keras"."""
    if moment.is_live:
        return tr("Measuring those {when}…", when=moment.when)
    return tr("Measuring those of {what}…", what=moment.when or moment.title)


def _without_epoch(subject: Subject) -> Subject:
    """The run as a whole: its epochs are compared, so what is shown of one stays until the next is there."""
    return replace(subject, epoch=None) if isinstance(subject, RunSubject) else subject


def _frozen(scene: Scene | None) -> str:
    """That the selected layer is none of those whose weights and gradients are drawn, as it is frozen."""
    row = scene.analysis.row_of(scene.layer) if scene is not None and scene.layer else None
    if scene is None or row is None or not any(each.held for each in row.params.arrays):
        return ""
    return tr("“{name}” has no curve. {why}", name=row.name, why=held_in_words(scene.network, row.path))


def _no_norms(scene: Scene) -> str:
    """Why there are no curves."""
    if scene.run is None or scene.run.is_imported:
        return tr("A saved file does not hold how weights and gradients grew; a run does.")
    if scene.is_live and not scene.run.epochs:
        return tr("How weights and gradients grow can be seen here after the first epoch.")
    return tr("{name} keeps nothing of how its gradients grew: it was trained by an older version.", name=scene.name)
