"""One setting in a form: its editor, and the words that refuse what was put into it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr
from cnnstudio.core.spec import Setting
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.forms.blank_editors import BlankEditor, blank_editor_of
from cnnstudio.gui.widgets.forms.editors import PaddingBox, PairBox, editor_of
from cnnstudio.gui.widgets.forms.field_menu import FILL_IN, LEAVE_BLANK, STOP_VARYING, VARY, FieldMenu, Offer
from cnnstudio.gui.widgets.varying.button import ROOM, VariesChip, VaryButton


class FormField(QWidget):
    """An editor, and the words that refuse its value; an empty one while the setting is still to be filled in."""

    edited = Signal(object)
    taken_back = Signal(object)
    """The value from before the typing, after another one was taken on the way to what cannot be."""
    words_changed = Signal()
    settled = Signal()
    blank_wanted = Signal()
    """The setting is to be left blank."""
    vary_wanted = Signal()
    """The setting is to vary, or over other values than it does."""
    stop_varying_wanted = Signal()

    def __init__(self, setting: Setting, object_name: str, *, blanks: bool = False, varies: bool = False) -> None:
        """Makes it.

        Args:
            blanks: Whether it is offered to leave the setting blank.
            varies: Whether it may be offered to let the setting vary, which ``show_varied`` does.
        """
        super().__init__()
        self._setting = setting
        self._kept: Any = None
        self._is_touched = False
        self._before: Any = None
        self._words = ""
        self.is_typed_in = False
        """Whether a value was refused that is still being typed."""
        self._blank: BlankEditor | None = None
        self.is_blank = False
        self.editor = editor_of(setting)
        self._name(object_name)
        self._offers_blank, self._varied = blanks, _Varied() if varies else None
        self._menu = FieldMenu(self, self._offers) if blanks or varies else None
        if self._menu is not None:
            self._menu.watch([self.editor, *self.editor.findChildren(QWidget)])
            self._menu.keyboard_moved.connect(self._show_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._row = layout = QHBoxLayout()
        layout.setContentsMargins(0, 0, ROOM if varies else 0, 0)
        layout.setSpacing(6)
        column.addLayout(layout)
        layout.addWidget(self.editor, 0 if setting.form == "flag" else 1)
        self._unit = MutedLabel(setting.unit) if setting.unit else None
        if self._unit is not None:
            layout.addWidget(self._unit, 1 if setting.form == "flag" else 0)
            policy = self._unit.sizePolicy()
            policy.setRetainSizeWhenHidden(True)  # the editor keeps its width where a word stands in it
            self._unit.setSizePolicy(policy)
        self.editor.edited.connect(self._edited)
        self.editor.finished.connect(self._finished)
        for line in self.editor.findChildren(QLineEdit):
            line.textEdited.connect(self._touched)

    @property
    def words(self) -> str:
        return self._words

    @property
    def shown_editor(self) -> QWidget:
        """The editor that is seen: the empty one of a setting that is still to be filled in."""
        return self._blank if self.is_blank and self._blank is not None else self.editor

    def show_value(self, value: Any, *, is_blank: bool = False) -> None:
        """Shows ``value``, unless it stood there all the time while another one is being typed."""
        if is_blank != self.is_blank:
            self._turn_blank(is_blank)
        if value == self._kept and self._words:
            return
        if value != self._kept:  # news from elsewhere, as an undo
            self._kept = self._before = value
            self.settled.emit()
        self._say("")
        self._show_unit(value)
        if self.editor.value() != value:
            self.editor.set_value(value)

    def show_varied(self, over: str | None) -> None:
        """Shows over what the setting varies; empty where it does not, None where it cannot."""
        if self._varied is not None:
            self._varied.may, self._varied.over = over is not None and not self.is_blank, over or ""
            self._show_chip(self._varied.over if self._varied.may else "")
            self._show_button()

    @property
    def may_vary(self) -> bool:
        """Whether the setting can vary, or does."""
        return self._varied is not None and self._varied.may and self.isEnabled()

    def refuse(self, words: str) -> None:
        """Says why the value is not taken, and takes back what was taken of it while it was typed."""
        self._say(words)
        if self._kept != self._before:
            self._kept = self._before
            self.taken_back.emit(self._kept)

    def forget_words(self) -> None:
        """Takes a refusal back; what is shown next has nothing to do with what was typed."""
        self._before = self._kept
        self._say("")

    def _say(self, words: str) -> None:
        if words != self._words:
            self._words = words
            self.editor.setAccessibleDescription(words or self._setting.help)
            self.words_changed.emit()

    def _turn_blank(self, is_blank: bool) -> None:
        """Puts the empty editor in the place of the usual one, or the other way round."""
        self.is_blank = is_blank
        self._say("")
        if self._blank is None:
            self._blank = blank_editor_of(self._setting, self._called)
            self._blank.filled.connect(self._fill)
            if self._menu is not None:
                self._menu.watch([self._blank])
            self._row.insertWidget(0, self._blank, 1)
        self._blank.clear_value()
        seen, gone = (self._blank, self.editor) if is_blank else (self.editor, self._blank)
        seen.setVisible(True)
        if gone.hasFocus() or any(child.hasFocus() for child in gone.findChildren(QWidget)):
            seen.setFocus(Qt.FocusReason.OtherFocusReason)
        gone.setVisible(False)

    def _offers(self) -> Sequence[Offer]:
        """What the context menu offers; to fill it in by hand, as what stands in its place is not to be told."""
        found: list[Offer] = []
        varies = self._varied is not None and bool(self._varied.over)
        if self._offers_blank and self.is_blank:
            found.append(Offer("blank.turn", "pencil", FILL_IN, self._go_to_blank))
        elif self._offers_blank:
            words = tr("Leave blank for students, and stop varying") if varies else LEAVE_BLANK
            found.append(Offer("blank.turn", "circle-dashed", words, self.blank_wanted.emit))
        if self._varied is not None and self.is_blank:
            found.append(Offer("vary", "split", tr("Vary in a sweep: fill it in first"), None))
        elif self.may_vary:
            found.append(Offer("vary", "split", VARY, self.vary_wanted.emit))
        if varies and not self.is_blank:
            found.append(Offer("vary.stop", "x", STOP_VARYING, self.stop_varying_wanted.emit))
        return found

    def _go_to_blank(self) -> None:
        self.shown_editor.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show_button(self) -> None:
        """Shows the button while one is at the field with the mouse or the keyboard, and it does not vary yet."""
        if self._varied is not None:
            now = QApplication.focusWidget()
            is_here = self.underMouse() or (now is not None and self.isAncestorOf(now))
            is_shown = is_here and self.may_vary and not self._varied.over
            if is_shown and self._varied.button is None:  # many forms are never varied in: it is made when it is shown
                self._varied.button = VaryButton(self._called, self._setting.label, self)
                self._varied.button.clicked.connect(self.vary_wanted)
                self._place_button()
            if self._varied.button is not None:
                self._varied.button.setVisible(is_shown)

    def _place_button(self) -> None:
        """Into the room that is left for it at the right of the editor."""
        if self._varied is not None and self._varied.button is not None:
            button, height = self._varied.button, self._row.geometry().height()
            button.move(self.width() - button.width(), max((height - button.height()) // 2, 0))

    def _show_chip(self, over: str) -> None:
        assert self._varied is not None
        if over and self._varied.chip is None:
            self._varied.chip = VariesChip(self._called, self._setting.label, self)
            self._varied.chip.clicked.connect(self.vary_wanted)
            column = self.layout()
            assert column is not None
            column.addWidget(self._varied.chip)
        if self._varied.chip is not None:
            self._varied.chip.say(over)

    @property
    def _called(self) -> str:
        """The object name of the editor, also while it is put away."""
        return str(self.editor.objectName() or self.editor.property("kept_name"))

    def _fill(self, value: Any) -> None:
        """Takes what was put into the empty editor, also where it is the value that stood in its place."""
        try:
            value = self._setting.check(value)
        except SpecError as error:
            self._say(str(error))
            if isinstance(self._blank, QLineEdit):
                self._blank.selectAll()
            return
        self._say("")
        self.edited.emit(value)

    def _edited(self, value: Any) -> None:
        self.is_typed_in = True
        try:
            value = self._setting.check(value)
        except SpecError as error:
            self.refuse(str(error))
            return
        self._say("")
        if value != self._kept:
            self._kept = value
            self._show_unit(value)
            self.edited.emit(value)

    def _show_unit(self, value: Any) -> None:
        """A value that is called by a word has no unit."""
        if self._unit is not None:
            self._unit.setVisible(isinstance(value, bool) or value not in self._setting.names)

    def _touched(self) -> None:
        self._is_touched = True
        if not self.is_typed_in:
            self._say("")  # what was refused before says nothing of what is being typed

    def _finished(self) -> None:
        was_refused, self.is_typed_in = self.is_typed_in, False
        is_touched, self._is_touched = self._is_touched, False
        if self._words and is_touched and not was_refused:  # the value that stands there was typed again
            self._say("")
        if self._words:
            self.editor.set_value(self._kept)
            self.words_changed.emit()
        self._before = self._kept
        self.settled.emit()

    def _name(self, object_name: str) -> None:
        editor, label = self.editor, self._setting.label
        editor.setObjectName(object_name)
        editor.setAccessibleName(label)
        editor.setAccessibleDescription(self._setting.help)
        editor.setToolTip(self._setting.help)
        if isinstance(editor, (PairBox, PaddingBox)):
            parts = editor.parts if isinstance(editor, PairBox) else (tr("kind"), tr("pixels"))
            for number, (box, part) in enumerate(zip(editor.boxes(), parts, strict=True)):
                named = (("rows", "columns") if isinstance(editor, PairBox) else ("kind", "pixels"))[number]
                box.setObjectName(f"{object_name}.{named}")
                box.setAccessibleName(f"{label}, {part}")
                box.setAccessibleDescription(self._setting.help)

    # What Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._show_button()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._show_button()


class _Varied:
    """What a field shows of its setting's varying.

    Attributes:
        may: Whether it can vary.
        over: What it varies over; empty where it does not.
        button, chip: None before they were needed.
    """

    def __init__(self) -> None:
        self.may, self.over = False, ""
        self.button: VaryButton | None = None
        self.chip: VariesChip | None = None
