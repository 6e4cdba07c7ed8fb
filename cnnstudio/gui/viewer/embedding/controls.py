"""What the map is of: which vector, which pictures and how many, and how they are laid out."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from cnnstudio.core.inspecting.feature_vector import Candidate
from cnnstudio.core.inspecting.tsne import PERPLEXITY
from cnnstudio.core.language import in_sentence, local, tr
from cnnstudio.core.words import capitalised
from cnnstudio.data.dataset import PartName
from cnnstudio.gui.icons import icon
from cnnstudio.gui.viewer.embedding.exporting import ExportButton
from cnnstudio.gui.viewer.embedding.mapping import METHODS, Method
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo, fitting_combo
from cnnstudio.gui.widgets.fitting_bar import FittingBar
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.words import part_words

_NAME = "inspect.embedding"
_PARTS: tuple[PartName, ...] = ("test", "train")
_COUNTS = (500, 2_000, 5_000)
_ALL = 0
_USUAL = 2_000
_LEAST_COMBO = 56


class Controls(QWidget):
    """Two rows over the map."""

    changed = Signal()
    """Other vectors or other pictures are wanted."""
    method_changed = Signal()
    perplexity_changed = Signal()
    start_wanted = Signal()
    """t-SNE shall begin anew; or, where the map is older than the weights, new vectors be taken."""
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._candidates: tuple[Candidate, ...] = ()
        self._totals: dict[PartName, int] = {}
        self._vector = _combo("vector", tr("Feature vector"))
        self._count, self._part = _combo("count", tr("How many pictures")), _combo("part", tr("Part of the data"))
        self._method = _combo("method", tr("Layout"))
        self._perplexity_label = QLabel(tr("Perple&xity"))
        self._perplexity = QSpinBox(objectName=f"{_NAME}.perplexity", accessibleName=tr("Perplexity"))
        self._start = QPushButton(icon("rotate-cw"), tr("Start again"), objectName=f"{_NAME}.start")
        self._stop = QPushButton(icon("square"), tr("Stop"), objectName=f"{_NAME}.stop", accessibleName=tr("Stop"))
        self._bar = FittingBar(objectName=f"{_NAME}.progress", accessibleName=tr("Progress"))
        self.words = FittingLabel()
        self.words.setObjectName(f"{_NAME}.words")
        self.export = ExportButton()
        self._fill()
        self._connect()
        self._lay_out()
        self.set_state(can_start="", busy=None)

    # What is chosen

    @property
    def candidate(self) -> Candidate | None:
        """Whose output is taken; None where nothing can be."""
        row = self._vector.currentIndex()
        return self._candidates[row] if 0 <= row < len(self._candidates) else None

    @property
    def part(self) -> PartName:
        return "train" if self._part.currentData() == "train" else "test"

    @property
    def count(self) -> int:
        """How many pictures; 0 for all of them."""
        return cast(int, self._count.currentData())

    @property
    def method(self) -> Method:
        return "tsne" if self._method.currentData() == "tsne" else "pca"

    @property
    def perplexity(self) -> int:
        return self._perplexity.value()

    @property
    def progress(self) -> str:
        """What the bar says; empty while it is not there."""
        return "" if self._bar.isHidden() else self._bar.format()

    def offer_vectors(self, candidates: Sequence[Candidate]) -> None:
        """Which vectors there are; the one chosen before stays chosen, else the first is."""
        if tuple(candidates) == self._candidates:
            return
        before = self.candidate
        self._candidates = tuple(candidates)
        blocker = QSignalBlocker(self._vector)
        self._vector.clear()
        for each in candidates:
            length = local(f"{each.length:,}")
            self._vector.addItem(f"{each.layer} · {length} · {in_sentence(each.title[:1])}{each.title[1:]}")
        same = [row for row, each in enumerate(candidates) if before is not None and each.title == before.title]
        self._vector.setCurrentIndex(same[0] if same else 0)
        blocker.unblock()
        self._explain()

    def offer_pictures(self, train: int, test: int) -> None:
        """How many pictures each part has."""
        totals: dict[PartName, int] = {"test": test, "train": train}
        if totals != self._totals:
            self._totals = totals
            blocker, part = QSignalBlocker(self._part), self.part
            self._part.clear()
            for key in _PARTS:
                if totals[key]:
                    self._part.addItem(capitalised(part_words(key)), key)
            self._part.setCurrentIndex(max(self._part.findData(part), 0))
            blocker.unblock()
            self._offer_counts()

    def choose_method(self, method: Method) -> None:
        """Shows another method as chosen; nobody is told."""
        blocker = QSignalBlocker(self._method)
        self._method.setCurrentIndex(self._method.findData(method))
        blocker.unblock()
        self._show_perplexity()

    def set_state(self, *, can_start: str, busy: tuple[str, int, int] | None) -> None:
        """Shows what is under way.

        Args:
            can_start: The words of the button that begins anew; empty for none.
            busy: What, how many of how many are done; None for nothing.
        """
        self._start.setText(can_start or tr("Start again"))
        self._start.setAccessibleName(self._start.text())
        self._stop.setVisible(busy is not None)
        self._start.setVisible(bool(can_start) and busy is None)
        self._bar.setVisible(busy is not None)
        if busy is not None:
            what, done, total = busy
            self._bar.setRange(0, total)
            self._bar.setValue(done)
            short = tr("{done:,} of {total:,}", done=done, total=total)
            self._bar.say(f"{what}: {short}", short)

    # Private

    def _fill(self) -> None:
        for key, words in METHODS.items():
            self._method.addItem(words, key)
        self._method.setToolTip(
            tr(
                "PCA: the plane in which the vectors differ most. t-SNE: near ones stay near, which shows clusters; it "
                "takes a while."
            )
        )
        self._perplexity.setRange(2, 200)
        self._perplexity.setValue(PERPLEXITY)
        self._perplexity.setKeyboardTracking(False)
        self._perplexity.setToolTip(
            tr("About how many neighbours each picture is kept near to: small for fine clusters.")
        )
        self._perplexity_label.setBuddy(self._perplexity)
        self._vector.setMinimumWidth(2 * _LEAST_COMBO)
        self._bar.setFixedWidth(190)
        self._show_perplexity()

    def _connect(self) -> None:
        self._vector.currentIndexChanged.connect(self._vector_chosen)
        self._part.currentIndexChanged.connect(self._part_chosen)
        self._count.currentIndexChanged.connect(lambda _: self.changed.emit())
        self._method.currentIndexChanged.connect(self._method_chosen)
        self._perplexity.valueChanged.connect(lambda _: self.perplexity_changed.emit())
        self._start.clicked.connect(self.start_wanted)
        self._stop.clicked.connect(self.stop_wanted)

    def _vector_chosen(self) -> None:
        self._explain()
        self.changed.emit()

    def _part_chosen(self) -> None:
        self._offer_counts()
        self.changed.emit()

    def _method_chosen(self) -> None:
        self._show_perplexity()
        self.method_changed.emit()

    def _show_perplexity(self) -> None:
        for widget in (self._perplexity_label, self._perplexity):
            widget.setVisible(self.method == "tsne")

    def _explain(self) -> None:
        why = "" if self.candidate is None else self.candidate.why
        self._vector.setToolTip(why)
        self._vector.setAccessibleDescription(why)

    def _offer_counts(self) -> None:
        total = self._totals.get(self.part, 0)
        before = self._count.currentData()
        blocker = QSignalBlocker(self._count)
        self._count.clear()
        for count in _COUNTS:
            if count < total:
                self._count.addItem(local(f"{count:,}"), count)
        self._count.addItem(tr("All {total:,}", total=total), _ALL)
        wanted = _USUAL if before is None else before
        found = self._count.findData(wanted)
        self._count.setCurrentIndex(found if found >= 0 else self._count.count() - 1)
        blocker.unblock()

    def _lay_out(self) -> None:
        top, bottom = QHBoxLayout(), QHBoxLayout()
        for row in (top, bottom):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
        for text, widgets in (
            (tr("Ve&ctor"), (self._vector,)),
            (tr("&Pictures"), (self._count, self._part)),
            (tr("Lay&out"), (self._method,)),
        ):
            label = QLabel(text)
            label.setBuddy(widgets[0])
            top.addWidget(label)
            for widget in widgets:
                top.addWidget(widget)
        top.addStretch(1)
        top.addWidget(self.export)
        bottom.addWidget(self.words, 1)
        for widget in (self._perplexity_label, self._perplexity, self._bar, self._stop, self._start):
            bottom.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(bottom)


def _combo(name: str, label: str) -> ElidingCombo:
    return fitting_combo(f"{_NAME}.{name}", label, _LEAST_COMBO)
