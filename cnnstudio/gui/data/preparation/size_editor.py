"""Chooses the size to which pictures are brought: a usual one, the network's, or one that is typed."""

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.spec import Pair, Shape
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.forms.number_boxes import teach
from cnnstudio.gui.widgets.measures import grown, labels_width
from cnnstudio.gui.words import size as size_words

_USUAL = (28, 32, 64, 96, 128, 224)
_LABELS = 78
_PAUSE_MS = 700
"""Typed numbers are taken after a pause: on the way to 224 nobody wants pictures of 2 × 2."""

AS_THEY_ARE: Pair = (0, 0)


class SizeEditor(QWidget):
    """A list of sizes, two boxes for another one, and what to do with other proportions where there are any."""

    size_chosen = Signal(object, bool)
    """Rows and columns, and whether they were typed."""
    mode_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._size, self._wanted, self._now = AS_THEY_ARE, AS_THEY_ARE, AS_THEY_ARE
        self._types = False
        self._combo = ElidingCombo(objectName="data.preprocessing.sizes", accessibleName=tr("Size"))
        teach(self._combo)
        self._combo.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(6)
        self._typed = SettingsForm(("size",), prefix="data.preprocessing", label_width=_LABELS)
        self._mode = SettingsForm(("mode",), prefix="data.preprocessing", label_width=_LABELS)
        self._pending: Pair | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        rows = QFormLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(10)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.addRow(self._combo)
        self._unit = MutedLabel(tr("rows × columns, in pixels"), objectName="data.preprocessing.size.unit")
        self._unit.setContentsMargins(grown(labels_width(_LABELS), self.fontMetrics()) + 10, 0, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(rows)
        column.addWidget(self._typed)
        column.addWidget(self._unit)
        column.addWidget(self._mode)
        self._combo.activated.connect(self._choose)
        self._typed.changed.connect(self._type)
        self._typed.settled.connect(self._take)
        self._pause.timeout.connect(self._take)
        self._mode.changed.connect(lambda _, value: self.mode_chosen.emit(value))

    @property
    def forms(self) -> tuple[SettingsForm, ...]:
        """Those on the size that is typed, and on what becomes of other proportions."""
        return self._typed, self._mode

    def show_size(
        self, preprocessing: Preprocessing, network: Shape, now: Shape | None, proportions: bool, *, differing: bool
    ) -> None:
        """Shows what is chosen.

        Args:
            network: The shape of the pictures the network takes.
            now: The shape the pictures have at the moment.
            proportions: Whether any picture has other proportions than the size.
            differing: Whether the pictures come in differing sizes.
        """
        if preprocessing.size != self._size:
            self._pending = None
            self._pause.stop()
            self._types = self._types and preprocessing.size != AS_THEY_ARE
        self._size, self._wanted = preprocessing.size, (network[0], network[1])
        self._now = (now[0], now[1]) if now is not None else self._wanted
        entries: list[tuple[str, Pair | None]] = [
            (tr("as most pictures are") if differing else tr("as the pictures are"), AS_THEY_ARE),
            (tr("the network’s input, {size}", size=size_words(self._wanted)), self._wanted),
            *((size_words((side, side)), (side, side)) for side in _USUAL if (side, side) != self._wanted),
            (tr("another size…"), None),
        ]
        side = preprocessing.geometry.side or AS_THEY_ARE
        known = [size for _, size in entries]
        with QSignalBlocker(self._combo):
            if [self._combo.itemText(row) for row in range(self._combo.count())] != [words for words, _ in entries]:
                self._combo.clear()
                for words, size in entries:
                    self._combo.addItem(words, size)
            typed = self._types or side not in known
            self._combo.setCurrentIndex(len(entries) - 1 if typed else known.index(side))
        self._typed.setVisible(typed)
        self._unit.setVisible(typed)
        if self._pending is None:
            self._typed.show(preprocessing)
        self._mode.setVisible(proportions)
        self._mode.show(preprocessing)

    def _choose(self, row: int) -> None:
        size = self._combo.itemData(row)
        self._types = size is None
        if size is not None:
            self._typed.hide()
            self._unit.hide()
            self.size_chosen.emit(tuple(size), False)
            return
        self._typed.setVisible(True)
        self._unit.setVisible(True)
        if self._size == AS_THEY_ARE:
            self.size_chosen.emit(self._now, False)
        self._typed.focus_first()

    def _type(self, _: str, value: Pair) -> None:
        self._pending = value
        if self._typed.takes_back:
            self._take()
        else:
            self._pause.start()

    def _take(self) -> None:
        self._pause.stop()
        size, self._pending = self._pending, None
        if size is not None and size != self._size:
            self.size_chosen.emit(size, True)
