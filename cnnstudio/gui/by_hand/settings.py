"""The settings of an exercise: what the window does, how large all is, and how it slides."""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLabel, QWidget

from cnnstudio.core.by_hand import edits
from cnnstudio.core.by_hand.checking import MOST_PADDING, OPERATIONS
from cnnstudio.core.by_hand.exercise import MOST_CHANNELS, MOST_SIDE, MOST_WINDOW, Exercise
from cnnstudio.core.language import tr
from cnnstudio.core.layers.activations import ACTIVATION_NAMES, ACTIVATIONS
from cnnstudio.core.spec import Pair, Setting
from cnnstudio.gui.by_hand.keys import is_redo, is_undo
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.widgets.forms.number_boxes import IntegerBox, teach

_NUMBER = "number"


class ExerciseSettings(QWidget):
    """Fields that follow the worksheet; each finished value is one edit of it."""

    def __init__(self, worksheet: Worksheet, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._worksheet = worksheet
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setVerticalSpacing(6)
        self._form.setHorizontalSpacing(8)
        self._make_choices()
        self._make_sizes()
        self._make_sliding()
        worksheet.changed.connect(self.follow)
        self.follow()

    # The fields

    def _make_choices(self) -> None:
        self._dimensions = self._choice("dimensions", tr("Dimensions"), ((1, tr("1: a row")), (2, tr("2: a picture"))))
        self._dimensions.setToolTip(tr("In one dimension the window slides along a single row"))
        self._operation = self._choice("operation", tr("Operation"), tuple(OPERATIONS.items()))
        self._operation.setToolTip(tr("What the window does with the numbers it reads"))
        self._dimensions.activated.connect(self._choose_dimensions)
        self._operation.activated.connect(
            lambda _: self._edit(lambda it: edits.with_operation(it, self._operation.currentData()))
        )

    def _make_sizes(self) -> None:
        self._input = self._pair("input", tr("Input"), MOST_SIDE, edits.with_input_size)
        self._channels = self._count("channels", tr("Channels"), MOST_CHANNELS, edits.with_channels)
        self._window = self._pair("window", tr("Window"), MOST_WINDOW, edits.with_window)
        self._filters = self._count("filters", tr("Filters"), MOST_CHANNELS, edits.with_filters)

    def _make_sliding(self) -> None:
        self._stride = self._pair("stride", tr("Stride"), MOST_SIDE, edits.with_stride)
        self._padding = self._choice(
            "padding", tr("Padding"), (("valid", tr("none (valid)")), ("same", "same"), (_NUMBER, tr("zeros around")))
        )
        self._padding.setToolTip(tr("What is put around the input; “same” as Keras has it"))
        self._padding.activated.connect(self._choose_padding)
        self._zeros = self._count("zeros", tr("Zeros"), MOST_PADDING, edits.with_padding, low=0)
        self._zeros.setToolTip(tr("How many zeros stand on every side"))
        self._dilation = self._pair("dilation", tr("Dilation"), MOST_WINDOW, edits.with_dilation)
        self._bias = QCheckBox(tr("Bias"), objectName=f"{self.objectName()}.bias")
        self._bias.setToolTip(tr("A number that each filter adds at every step"))
        self._bias.clicked.connect(lambda on: self._edit(lambda it: edits.with_bias(it, on=on)))
        self._form.addRow("", self._bias)
        names = tuple((each, str(ACTIVATION_NAMES.get(each, each))) for each in ACTIVATIONS)
        self._activation = self._choice("activation", tr("Activation"), names)
        self._activation.setToolTip(tr("What is done with each sum"))
        self._activation.activated.connect(
            lambda _: self._edit(lambda it: edits.with_activation(it, self._activation.currentData()))
        )

    def _choice(self, name: str, label: str, choices: tuple[tuple[object, str], ...]) -> QComboBox:
        box = QComboBox(objectName=f"{self.objectName()}.{name}", accessibleName=label)
        for value, words in choices:
            box.addItem(words, value)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(8)
        teach(box)
        self._form.addRow(_label(label, box), box)
        return box

    def _number(self, name: str, label: str, low: int, high: int) -> IntegerBox:
        box = IntegerBox(Setting(label, "integer", low=low, high=high))
        box.setObjectName(f"{self.objectName()}.{name}")
        box.setAccessibleName(label)
        box.setToolTip(tr("{label}: {low} to {high}", label=label, low=low, high=high))
        box.installEventFilter(self)
        return box

    def _count(
        self, name: str, label: str, most: int, edit: Callable[[Exercise, int], Exercise], low: int = 1
    ) -> IntegerBox:
        box = self._number(name, label, low, most)
        box.finished.connect(lambda: self._later(lambda it: edit(it, box.value())))
        self._form.addRow(_label(label, box), box)
        return box

    def _pair(
        self, name: str, label: str, most: int, edit: Callable[[Exercise, Pair], Exercise]
    ) -> tuple[IntegerBox, IntegerBox, QLabel]:
        rows = self._number(f"{name}.rows", tr("{label}, rows", label=label), 1, most)
        columns = self._number(f"{name}.columns", tr("{label}, columns", label=label), 1, most)
        times = QLabel("×")
        for box in (rows, columns):
            box.finished.connect(lambda: self._later(lambda it: edit(it, (rows.value(), columns.value()))))
        place = QWidget()
        line = QHBoxLayout(place)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        for widget in (rows, times, columns):
            line.addWidget(widget, 0 if widget is times else 1)
        self._form.addRow(_label(label, rows), place)
        return rows, columns, times

    # Editing

    def _edit(self, edit: Callable[[Exercise], Exercise]) -> None:
        if not self._worksheet.change(edit):
            self.follow()  # what was refused is not left standing there

    def _later(self, edit: Callable[[Exercise], Exercise]) -> None:
        """After the box has ended what it is in the middle of: the edit may hide it."""
        before = self._worksheet.exercise

        def act() -> None:
            if self._worksheet.exercise is before:
                self._edit(edit)

        QTimer.singleShot(0, self, act)

    def _choose_dimensions(self, _: int) -> None:
        dimensions: Literal[1, 2] = self._dimensions.currentData()
        self._edit(lambda it: edits.with_dimensions(it, dimensions))

    def _choose_padding(self, _: int) -> None:
        chosen = self._padding.currentData()
        zeros = self._zeros.value() if isinstance(self._worksheet.exercise.padding, int) else 1
        self._edit(lambda it: edits.with_padding(it, zeros if chosen == _NUMBER else chosen))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo and redo are the worksheet's, as a finished number is an edit of it; a box would take them itself."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if is_undo(event):
            self._worksheet.undo()
        elif is_redo(event):
            self._worksheet.redo()
        else:
            return False
        return True

    # Following

    def follow(self) -> None:
        """Shows the worksheet's exercise as it is now."""
        exercise = self._worksheet.exercise
        is_flat, is_sum = exercise.dimensions == 1, exercise.operation == "convolution"
        for box, value in ((self._dimensions, exercise.dimensions), (self._operation, exercise.operation)):
            _choose(box, value)
        _choose(self._padding, exercise.padding if isinstance(exercise.padding, str) else _NUMBER)
        _choose(self._activation, exercise.activation)
        self._bias.setChecked(bool(len(exercise.biases)))
        rows, columns, channels = exercise.input.shape
        for pair, values in (
            (self._input, (rows, columns)),
            (self._window, exercise.window),
            (self._stride, exercise.stride),
            (self._dilation, exercise.dilation),
        ):
            for box, value in zip(pair[:2], values, strict=True):
                box.set_value(value)
            pair[0].setVisible(not is_flat)
            pair[2].setVisible(not is_flat)
        self._channels.set_value(channels)
        self._filters.set_value(exercise.kernels.shape[3])
        self._zeros.set_value(exercise.padding if isinstance(exercise.padding, int) else 1)
        self._form.setRowVisible(self._zeros, isinstance(exercise.padding, int))
        for field in (self._filters, self._bias, self._activation, self._dilation[0].parentWidget()):
            self._form.setRowVisible(field, is_sum)


def _choose(box: QComboBox, value: object) -> None:
    with QSignalBlocker(box):
        box.setCurrentIndex(box.findData(value))


def _label(words: str, buddy: QWidget) -> QLabel:
    label = QLabel(words, alignment=Qt.AlignmentFlag.AlignVCenter)
    label.setBuddy(buddy)
    return label
