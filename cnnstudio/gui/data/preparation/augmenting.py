"""Edits the random changes of training pictures: the list, the settings of the chosen one, and a preview."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.pictures.preprocessing import MAX_AUGMENTATIONS, Preprocessing, augmentations
from cnnstudio.core.spec import Shape, settings_of
from cnnstudio.data.dataset import Picture
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.data.preparation.augmentation_list import AugmentationList, AugmentationMenu
from cnnstudio.gui.data.preparation.variants import Variants
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.said_words import SaidWords

_LABELS = 78
_MIRRORED = tr("A mirrored digit is another sign or none: this teaches the network what it must not know.")


class AugmentationEditor(QWidget):
    """The list of changes; nothing is changed here, only asked for."""

    changed = Signal(object, str, str)
    """The augmentations as they are to be, what was done, and the mark of steps that are to merge, or none."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self.setObjectName("data.augmentation")
        self._augmentation: tuple[Augmentation, ...] = ()
        self._shape: Shape | None = None
        self._current = 0
        self._list = AugmentationList()
        self._menu = AugmentationMenu(self)
        self._form = SettingsForm(prefix="data.augmentation", label_width=_LABELS, without=("value_range",))
        self._form.setObjectName("data.augmentation.form")
        self._refusal = SaidWords()
        self._refusal.setObjectName("data.augmentation.refusal")
        self._caution = SaidWords("caution", _MIRRORED)
        self._caution.setObjectName("data.augmentation.caution")
        self._variants = Variants(bridge)
        self._lay_out()
        self._menu.chosen.connect(self.add)
        self._list.currentRowChanged.connect(self._choose)
        self._list.order_wanted.connect(self._put_in_order)
        self._list.remove_wanted.connect(self.remove)
        self._form.changed.connect(self._change)

    def show_augmentation(self, preprocessing: Preprocessing, shape: Shape | None, *, digits: bool) -> None:
        """Shows the changes of pictures of this shape.

        Args:
            digits: Whether the pictures are digits.
        """
        self._shape = shape
        if preprocessing.augmentation != self._augmentation:
            self._refusal.say("")
        self._augmentation = preprocessing.augmentation
        self._current = min(self._current, max(len(self._augmentation) - 1, 0))
        self._list.show_augmentation(self._augmentation, self._current)
        self._caution.setVisible(digits and any(each.kind == "RandomFlip" for each in self._augmentation))
        self._show_current()

    def show_picture(self, picture: Picture | None, problem: str) -> None:
        """Says which picture the variants are of, and why there can be none."""
        self._variants.show_picture(picture, self._augmentation, problem)

    @property
    def form(self) -> SettingsForm:
        """That on the settings of the chosen change."""
        return self._form

    @property
    def shown_first(self) -> str:
        """The kind of the chosen change; empty where an earlier one is of the same kind, or there is none."""
        kinds = [each.kind for each in self._augmentation[: self._current + 1]]
        return kinds[-1] if kinds and kinds.count(kinds[-1]) == 1 else ""

    def add(self, kind: str) -> None:
        """Adds a change of this kind at the end, unless the pictures are none that it takes."""
        made = augmentations()[kind]()
        self._refusal.say("")
        if len(self._augmentation) >= MAX_AUGMENTATIONS:
            self._refusal.say(tr("There are at most {most} random changes.", most=MAX_AUGMENTATIONS))
            return
        if self._shape is not None:
            try:
                Preprocessing(augmentation=(made,)).check_augmentation(self._shape)
            except SpecError as error:
                self._refusal.say(tr("Not added: {error}", error=error))
                return
        self._current = len(self._augmentation)
        self.changed.emit((*self._augmentation, made), tr("Add {kind}", kind=kind), "")

    def remove(self, place: int) -> None:
        """Removes the change at this place."""
        left = self._augmentation[:place] + self._augmentation[place + 1 :]
        self.changed.emit(left, tr("Remove {kind}", kind=self._augmentation[place].kind), "")

    # Private

    def _lay_out(self) -> None:
        self._add = QToolButton(text=tr("Add a random change"), icon=icon("plus"), objectName="data.augmentation.add")
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._add.setMenu(self._menu)
        self._add.setAccessibleName(tr("Add a random change"))
        self._tools = [
            _tool("up", "arrow-up", tr("Move up (Alt+Up)")),
            _tool("down", "arrow-down", tr("Move down (Alt+Down)")),
            _tool("remove", "trash-2", tr("Remove (Del)")),
        ]
        up, down, trash = self._tools
        up.clicked.connect(lambda: self._list.move_current(-1))
        down.clicked.connect(lambda: self._list.move_current(1))
        trash.clicked.connect(lambda: self.remove(self._current))
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._add)
        row.addStretch(1)
        for tool in self._tools:
            row.addWidget(tool)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._list)
        column.addLayout(row)
        for widget in (self._refusal, self._caution, self._form, self._variants):
            column.addWidget(widget)

    def _show_current(self) -> None:
        count, place = len(self._augmentation), self._current
        for tool, can in zip(self._tools, (place > 0, place < count - 1, count > 0), strict=True):
            tool.setVisible(count > 0)
            tool.setEnabled(can and count > 0)
        self._form.setVisible(count > 0)
        if count:
            self._form.show(self._augmentation[place])

    def _choose(self, row: int) -> None:
        if row >= 0 and row != self._current:
            self._current = row
            self._form.forget_words()
            self._show_current()

    def _put_in_order(self, places: tuple[int, ...]) -> None:
        if sorted(places) != list(range(len(self._augmentation))):
            return  # the list has changed since
        ordered = tuple(self._augmentation[place] for place in places)
        self._current = places.index(self._list.current_place)
        if ordered == self._augmentation:  # equal ones changed places
            self._list.show_augmentation(ordered, self._current)
        else:
            self.changed.emit(ordered, tr("Put random changes in another order"), "")

    def _change(self, name: str, value: object) -> None:
        place = self._current
        made = replace(self._augmentation[place], **{name: value})
        label = in_sentence(settings_of(made)[name].label)
        changed = (*self._augmentation[:place], made, *self._augmentation[place + 1 :])
        words = tr("Change {label} of {kind}", label=label, kind=made.kind)
        self.changed.emit(changed, words, f"augmentation.{place}.{name}")


def _tool(name: str, icon_name: str, words: str) -> QToolButton:
    return QToolButton(
        objectName=f"data.augmentation.{name}",
        icon=icon(icon_name),
        toolTip=words,
        accessibleName=words,
        autoRaise=True,
    )
