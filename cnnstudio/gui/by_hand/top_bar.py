"""The row over convolution by hand: where numbers come from, the way back, and what can be saved."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from cnnstudio.core.language import tr, tr_in
from cnnstudio.gui.by_hand.menus import example_menu
from cnnstudio.gui.by_hand.telling import title_words
from cnnstudio.gui.by_hand.worksheet import Worksheet
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.icon_button import IconButton

_KERNEL_TIP = tr("A kernel that has a name, for one filter")


class TopBar(QWidget):
    """Buttons with menus, undo and redo, and what the exercise is called."""

    origin_requested = Signal()
    """To where the numbers come from."""

    def __init__(self, name: str, worksheet: Worksheet, kernels: QMenu, saving: QMenu) -> None:
        super().__init__()
        self._name, self._worksheet = name, worksheet
        self._examples = self._menu("examples", tr("Examples"), "list", tr("Exercises to begin with"))
        self._examples.setMenu(example_menu(worksheet, self))
        self.source = self._menu(
            "from", tr_in("numbers of a picture", "From"), "layers", tr("Numbers of a picture or of a layer")
        )
        """Brings real numbers; hidden until somebody gives it a menu."""
        self.source.hide()
        self._kernels = self._menu("kernels", tr("Kernel"), "grid-3x3", _KERNEL_TIP)
        self._kernels.setMenu(kernels)
        self._save = self._menu("save", tr("Save"), "download", tr("Copy or save the exercise"))
        self._save.setMenu(saving)
        self._undo = self._icon("undo", "undo-2", tr("Undo here (Ctrl+Z)"), worksheet.undo)
        self._redo = self._icon("redo", "redo-2", tr("Redo here (Ctrl+Shift+Z)"), worksheet.redo)
        self._reset = self._icon("reset", "rotate-cw", tr("Back to the numbers it began with"), worksheet.reset)
        self._title = MutedLabel(objectName=f"{name}.title")
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._origin = QPushButton(objectName=f"{name}.origin", icon=icon("scan-search"))
        self._origin.setToolTip(tr("To where these numbers come from"))
        self._origin.clicked.connect(self.origin_requested)
        self._origin.hide()
        self._lay_out()

    def follow(self) -> None:
        """Follows the worksheet."""
        worksheet, exercise = self._worksheet, self._worksheet.exercise
        self._undo.setEnabled(worksheet.can_undo)
        self._redo.setEnabled(worksheet.can_redo)
        self._reset.setEnabled(worksheet.can_reset)
        able = exercise.operation == "convolution" and exercise.dimensions == 2
        self._kernels.setEnabled(able)
        self._kernels.setToolTip(
            _KERNEL_TIP if able else tr("Kernels that have names are for convolutions of pictures")
        )
        title = title_words(exercise)
        self._title.setText(title)
        self._title.setToolTip(title)

    def offer_origin(self, words: str) -> None:
        """Offers the way to where the numbers come from; empty words take the offer back."""
        self._origin.setText(words)
        self._origin.setVisible(bool(words))

    def set_source(self, menu: QMenu) -> None:
        """Offers what brings real numbers."""
        self.source.setMenu(menu)
        self.source.show()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (self._examples, self.source, self._kernels, self._save, self._undo, self._redo, self._reset):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self._title, 1)
        row.addWidget(self._origin)

    def _menu(self, name: str, words: str, picture: str, tip: str) -> QToolButton:
        button = QToolButton(objectName=f"{self._name}.{name}", text=words, icon=icon(picture), toolTip=tip)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAccessibleName(words)
        return button

    def _icon(self, name: str, picture: str, words: str, act: Callable[[], None]) -> IconButton:
        button = IconButton(f"{self._name}.{name}", picture, words)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _: act())
        return button
