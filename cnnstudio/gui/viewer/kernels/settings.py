"""Which weight of a layer is looked at, which of its inputs, and in what order."""

from typing import cast

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QSpinBox, QWidget

from cnnstudio.core.inspecting.kernels import Order, View
from cnnstudio.core.language import tr
from cnnstudio.gui.viewer.kernels.naming import label_of
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo

IN_COLOUR = -1

_LEAST_COMBO = 80
"""In a narrow window the words end in "…"."""

ORDERS: dict[Order, str] = {"given": tr("As they are"), "norm": tr("Largest first"), "likeness": tr("Like beside like")}
_ORDERS_HELP = tr(
    "Largest first: by the square root of the sum of all squared weights.\n"
    "Like beside like: begins with the largest, then always the one that is most like the last."
)


class KernelSettings(QWidget):
    """A row of settings; those that a weight does not have are not there."""

    changed = Signal()
    """Something else is to be drawn."""
    order_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._view: View | None = None
        self._whole = True
        self._label = QLabel()
        self._channel = QSpinBox(objectName="inspect.kernels.channel", accessibleName=tr("Input channel, from 0"))
        self._channel.setWrapping(True)
        self._label.setBuddy(self._channel)
        self._all = QCheckBox(tr("&All"), objectName="inspect.kernels.all", accessibleName=tr("All input channels"))
        self._all.setToolTip(tr("Every input channel’s part of every filter; the key 0 shows all of them at once"))
        self.order_box = QWidget()
        """The order of the kernels; it stands elsewhere, as one row is too narrow for all."""
        order_label = QLabel(tr("O&rder"))
        self._order = ElidingCombo(objectName="inspect.kernels.order", accessibleName=tr("Order of the kernels"))
        self._order.setToolTip(_ORDERS_HELP)
        for order, words in ORDERS.items():
            self._order.addItem(words, order)
        order_label.setBuddy(self._order)
        self._order.setMinimumWidth(_LEAST_COMBO)
        _in_a_row(self, self._label, self._channel, self._all)
        _in_a_row(self.order_box, order_label, self._order)
        self._channel.valueChanged.connect(self._chosen)
        self._all.toggled.connect(self._chosen)
        self._order.currentIndexChanged.connect(self.order_changed)
        self.setVisible(False)
        self.order_box.setVisible(False)

    @property
    def channel(self) -> int | None:
        """The input that is looked at; None for colour."""
        return None if self._channel.value() == IN_COLOUR else self._channel.value()

    @property
    def shows_all(self) -> bool:
        """Whether all inputs are looked at."""
        return self._all.isChecked() and self._whole

    @property
    def order(self) -> Order:
        return cast(Order, self._order.currentData())

    def channel_of(self, view: View) -> int:
        """The input of this weight that is looked at; of another one than is offered the first."""
        return max(self._channel.value(), 0) if view == self._view else 0

    def offer(self, view: View) -> None:
        """Offers what there is of another weight, and begins with its first input, or in colour."""
        if view == self._view:
            return
        self._view = view
        rows, columns, inputs, _ = view.shape
        self._whole = view.inputs_at_once == inputs
        blockers = [QSignalBlocker(widget) for widget in (self._channel, self._all)]
        self._offer_channels(view, inputs)
        if inputs == 1 or not self._whole:
            self._all.setChecked(False)
        for blocker in blockers:
            blocker.unblock()
        can_choose = inputs > 1 and (rows * columns > 1 or not self._whole)
        self._label.setVisible(can_choose)
        self._channel.setVisible(can_choose)
        self._all.setVisible(can_choose and self._whole)
        self.order_box.setVisible(view.form != "list")
        self._channel.setEnabled(not self.shows_all)
        self.setVisible(view.form != "list")

    def _offer_channels(self, view: View, inputs: int) -> None:
        in_colour = view.form == "pictures" and inputs == 3 and self._whole
        self._label.setText(label_of(view.input_name))
        self._channel.setAccessibleName(tr("{input}, from 0", input=label_of(view.input_name).replace("&", "")))
        self._channel.setSpecialValueText(tr("in colour") if in_colour else "")
        self._channel.setRange(IN_COLOUR if in_colour else 0, inputs - 1)
        self._channel.setSingleStep(view.inputs_at_once if view.form == "matrix" else 1)
        self._channel.setValue(IN_COLOUR if in_colour else 0)
        self._channel.setSuffix(tr(" (of 0–{last:,})", last=inputs - 1))

    def _chosen(self) -> None:
        self._channel.setEnabled(not self.shows_all)
        self.changed.emit()


def _in_a_row(place: QWidget, *widgets: QWidget) -> None:
    row = QHBoxLayout(place)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)


class WeightChoice(ElidingCombo):
    """The weights of a layer by Keras's names, where there is more than one."""

    def __init__(self) -> None:
        super().__init__(objectName="inspect.kernels.weight", accessibleName=tr("Weight of the layer"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumWidth(_LEAST_COMBO)
        self.setToolTip(tr("Which of the layer’s weights is shown, by the names that Keras has for them"))

    @property
    def weight(self) -> str:
        """Keras's name; empty while there is none."""
        return cast(str, self.currentData() or "")

    def offer(self, found: tuple[View, ...], chosen: str) -> None:
        """Offers these, of which ``chosen`` is the one in view."""
        names = [each.weight for each in found]
        blocker = QSignalBlocker(self)
        if names != [self.itemData(index) for index in range(self.count())]:
            self.clear()
            for name in names:
                self.addItem(name, name)
        self.setCurrentIndex(names.index(chosen))
        blocker.unblock()
        self.setVisible(len(names) > 1)
