"""The weight arrays of a scene as an item model, and what is said of each of them."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.inspecting.distribution import Distribution
from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.messages import WeightsMeasured
from cnnstudio.core.network import Block, Layer, walk
from cnnstudio.core.spec import Shape
from cnnstudio.core.transferring.pretrained_blocks import held_in_words
from cnnstudio.core.words import percent
from cnnstudio.gui.words import rate

ARRAY = Qt.ItemDataRole.UserRole
"""The WeightArray of a row."""
LIT = Qt.ItemDataRole.UserRole + 1
"""Whether it belongs to what is selected."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class WeightArray:
    """One array of weights.

    Attributes:
        weight: Keras's name of it.
        family: That of its layer.
        is_frozen: Whether training leaves it alone, as it does a moving mean.
        held: That it came with a pretrained network and stays as it was, in words; empty where it is not so.
    """

    layer: str
    weight: str
    shape: Shape
    family: str
    is_frozen: bool
    spread: Distribution
    held: str = ""

    @property
    def size_words(self) -> str:
        """ "3 × 3 × 1 × 32 · 288 numbers"; which are not trained says so."""
        count = self.spread.count
        numbers = tr_count("{count:,} number", "{count:,} numbers", count)
        sides = " × ".join(local(f"{side:,}") for side in self.shape) if len(self.shape) > 1 else ""
        return " · ".join(filter(None, (sides, numbers, self._state)))

    @property
    def size_in_short(self) -> str:
        """ "3×3×1×32 · not trained"."""
        sides = "×".join(map(str, self.shape)) or "1"
        return f"{sides} · {self._state}" if self._state else sides

    @property
    def _state(self) -> str:
        return tr("frozen") if self.held else tr("not trained") if self.is_frozen else ""

    @property
    def mean_words(self) -> tuple[str, ...]:
        """ "mean 0.0021 ± 0.083", and in short."""
        about = f"{short(self.spread.mean)} ± {short(self.spread.deviation)}"
        mean = short(self.spread.mean)
        return tr("mean {mean}", mean=about), about, tr("mean {mean}", mean=mean), mean

    @property
    def norm_words(self) -> tuple[str, ...]:
        """ "norm 1.42 · 0.0 % zeros", and in short."""
        share = self.spread.zeros / max(self.spread.count, 1)
        zeros = tr("no zeros") if not self.spread.zeros else tr("{share} zeros", share=percent(share))
        norm = tr("norm {norm}", norm=short(self.spread.norm))
        return f"{norm} · {zeros}", norm

    @property
    def bad_words(self) -> str:
        """How many are no numbers; empty where all are."""
        bad = self.spread.not_finite
        return tr("{bad:,} NaN or infinite", bad=bad) if bad else ""

    @property
    def words(self) -> str:
        """All of it, and from where to where they reach; of none that is finite there are no figures."""
        reach = tr("from {low} to {high}", low=short(self.spread.low), high=short(self.spread.high))
        figures = (reach, self.mean_words[0], self.norm_words[0]) if self.spread.has_finite else ()
        parts = (f"{self.layer} {self.weight}", self.size_words, *figures, self.bad_words, self.held)
        return ", ".join(filter(None, parts))


def arrays_of(event: WeightsMeasured, analysis: Analysis) -> tuple[WeightArray, ...]:
    """What was measured, with what the network says of each array."""
    network = analysis.network
    known = {
        f"{row.name}/{weight.name}": (row.node, weight, held_in_words(network, row.path) if weight.held else "")
        for row in analysis.rows
        for weight in row.params.arrays
        if isinstance(row.node, Layer)
    }
    found = ((*known[name], spread) for name, spread in event.weights if name in known)
    return tuple(
        WeightArray(layer.name, weight.name, weight.shape, layer.spec.family, not weight.trainable, spread, held)
        for layer, weight, held, spread in found
    )


def layers_of(analysis: Analysis, name: str | None) -> frozenset[str]:
    """The layer of that name, or of a block all layers in it; none where there is none."""
    row = None if name is None else analysis.row_of(name)
    if row is None:
        return frozenset()
    nodes = walk((row.node,)) if isinstance(row.node, Block) else [((), row.node)]
    return frozenset(node.name for _, node in nodes)


def short(value: float) -> str:
    """A number of any size with three digits that count: "0", "−0.0213", "4.2e−7"."""
    return rate(value + 0.0).replace("-", "−")  # the sum makes 0 of −0


class Arrays(QAbstractListModel):
    """One row an array, in the network's order."""

    def __init__(self) -> None:
        super().__init__()
        self._arrays: tuple[WeightArray, ...] = ()
        self._lit: frozenset[str] = frozenset()

    @property
    def arrays(self) -> tuple[WeightArray, ...]:
        return self._arrays

    def show_arrays(self, arrays: tuple[WeightArray, ...]) -> None:
        """Shows these; of the same arrays measured again only the figures change."""
        same = [(each.layer, each.weight) for each in arrays] == [(each.layer, each.weight) for each in self._arrays]
        if same and arrays:
            self._arrays = arrays
            self.dataChanged.emit(self.index(0), self.index(len(arrays) - 1))
            return
        self.beginResetModel()
        self._arrays, self._lit = arrays, frozenset()
        self.endResetModel()

    def light(self, layers: frozenset[str]) -> QModelIndex | None:
        """Marks the arrays of these layers; gives the first of them where they are others than before."""
        if layers == self._lit:
            return None
        self._lit = layers
        if self._arrays:
            self.dataChanged.emit(self.index(0), self.index(len(self._arrays) - 1))
        return next((self.index(row) for row, each in enumerate(self._arrays) if each.layer in layers), None)

    # Qt calls these

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self._arrays)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        array = self._arrays[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole:
                return array.words
            case _ if role == ARRAY:
                return array
            case _ if role == LIT:
                return array.layer in self._lit
        return None
