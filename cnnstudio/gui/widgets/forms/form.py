"""A form made from a settings dataclass: one labelled editor a setting, refused values explained in words."""

import math
from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.core.spec import Setting, Settings, settings_of
from cnnstudio.gui.widgets.forms.editors import Editor
from cnnstudio.gui.widgets.forms.field import FormField
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.letters import set_least_width
from cnnstudio.gui.widgets.measures import grown, labels_width
from cnnstudio.gui.widgets.said_words import SaidBubble, SaidWords

_LABEL_WIDTH = 88


_Made = tuple[QWidget, dict[str, FormField], Callable[[], None]]
"""The editors of one kind: their widget, each by its setting, and what folds the further settings."""


class SettingsForm(QWidget):
    """Shows settings and says which one the person changed; it changes nothing itself.

    A value out of range is refused in words, and the field goes back to the old value when it is left. While one types
    they lie over what is under the field, afterwards they stand under all fields: so none moves under the mouse.
    """

    changed = Signal(str, object)
    """The name of a setting and its new, checked value; or the old one again, see ``takes_back``."""

    blank_wanted = Signal(str)
    """The name of a setting, which is to be left blank."""

    vary_wanted = Signal(str)
    """The name of a setting, which is to vary in a sweep, or over other values than it does."""

    stop_varying_wanted = Signal(str)
    """The name of a setting that varies."""

    settled = Signal()
    """What was being typed is finished, or something else is shown in its place."""

    words_changed = Signal()
    """A value was refused, or is not any more."""

    def __init__(
        self,
        names: Sequence[str] = (),
        parent: QWidget | None = None,
        *,
        prefix: str = "",
        label_width: int = 0,
        without: Sequence[str] = (),
        flat: bool = False,
        blanks: bool = False,
    ) -> None:
        """Makes an empty form.

        Args:
            names: The settings to show, in this order; all of them when empty.
            prefix: Editors are called ``prefix.name``; the form's own object name when empty.
            label_width: How wide the column of labels is, to line up with what stands above the form.
            without: Settings that are never shown.
            flat: Whether further settings stand among the others and are not folded away.
            blanks: Whether it is offered to leave settings blank, to be filled in by others.
        """
        super().__init__(parent)
        self._flat, self._offers_blanks = flat, blanks
        self._varied: Callable[[str], str | None] | None = None
        self._names, self._without = tuple(names), tuple(without)
        self._prefix = prefix
        self._label_width = label_width or _LABEL_WIDTH
        self._kind: type[Settings] | None = None
        self._fields: dict[str, FormField] = {}
        self._made: dict[type[Settings], _Made] = {}
        self._content = QWidget(self)
        self._unfolded = False
        self._takes_back = False
        self._blanks: frozenset[str] = frozenset()
        self._bubble: SaidBubble | None = None
        self._left = SaidWords()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._content)
        self._layout.addWidget(self._left)

    def show(self, settings: Settings | None = None, blanks: Collection[str] = ()) -> None:
        """Shows these settings; an editor that shows its value already is left alone. Without any: shows the widget.

        Those named in ``blanks`` are shown as still to be filled in.
        """
        if settings is None:
            super().show()
            return
        if type(settings) is not self._kind:
            self._turn_to(type(settings))
        for name, field in self._fields.items():
            field.show_value(getattr(settings, name), is_blank=name in blanks)
            if self._varied is not None:
                field.show_varied(self._varied(name))
        self._unfold_for(type(settings), frozenset(blanks))

    def _unfold_for(self, kind: type[Settings], blanks: frozenset[str]) -> None:
        """Shows the further settings once there are new ones among them to be filled in."""
        new, self._blanks = blanks - self._blanks, blanks
        every = settings_of(kind)
        if any(every[name].more for name in new if name in self._fields) and not self._unfolded:
            self._unfolded = True
            self._made[kind][2]()

    def set_editable(self, on: bool) -> None:
        """Whether the settings that are shown can be changed; else they can only be read."""
        for field in self._fields.values():
            field.setEnabled(on)

    def offer_varying(self, varied: Callable[[str], str | None]) -> None:
        """Offers to let settings vary; before it has shown any.

        Args:
            varied: Tells over what the setting of a name varies; empty where it does not, None where it cannot.
        """
        self._varied = varied

    def field(self, name: str) -> FormField:
        """The field of the setting called ``name``; KeyError when it is not shown."""
        return self._fields[name]

    def editor(self, name: str) -> Editor:
        """The editor of the setting called ``name``; KeyError when it is not shown."""
        return self._fields[name].editor

    def words(self, name: str) -> str:
        """Why the last value of a setting was refused; empty when it was not."""
        return self._fields[name].words

    @property
    def refused(self) -> str:
        """The name of the setting in whose editor something is being typed that cannot be; empty where there is none.

        Once it is left, the value from before stands there again.
        """
        return next((name for name, field in self._fields.items() if field.words and field.is_typed_in), "")

    def refuse(self, name: str, words: str) -> None:
        """Says in words why a value was not taken, and puts the old one back when the field is left."""
        self._fields[name].refuse(words)

    @property
    def takes_back(self) -> bool:
        """Whether ``changed`` is said because what was typed on became a value that cannot be.

        Its beginning was taken, as 999 on the way to 9999; what was there before the typing is to be put back.
        """
        return self._takes_back

    @property
    def shown_settings(self) -> tuple[str, ...]:
        """The names of the settings in the order in which they are shown."""
        return tuple(self._fields)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to set."""
        return not self._fields

    def forget_words(self) -> None:
        """Takes back every refusal, as when the settings of another layer are shown."""
        for field in self._fields.values():
            field.forget_words()

    def prepare(self, kind: type[Settings]) -> None:
        """Makes the editors of ``kind`` ready before they are needed."""
        if kind not in self._made:
            shown = self._fields
            self._made[kind] = self._build(kind)
            self._fields = shown
            content, _, _ = self._made[kind]
            content.hide()
            _swap_names(content)

    def focus_first(self) -> None:
        """Puts the keyboard into the first editor."""
        for field in self._fields.values():
            field.shown_editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return

    def focus(self, name: str) -> None:
        """Puts the keyboard into the editor of a setting, unfolding the further settings where it is among them."""
        field = self._fields.get(name)
        if field is None or self._kind is None:
            return
        if not field.isVisibleTo(self._content):
            self._unfolded = True
            self._made[self._kind][2]()
        field.shown_editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def focused(self) -> str:
        """The setting whose editor has the keyboard; empty where none has."""
        now = QApplication.focusWidget()
        return next((name for name, field in self._fields.items() if now and field.isAncestorOf(now)), "")

    # Private

    def _turn_to(self, kind: type[Settings]) -> None:
        """Puts the editors of ``kind`` into the form. Those of other kinds are kept: making them takes 10 ms."""
        self._layout.removeWidget(self._content)
        self._content.hide()
        _swap_names(self._content)  # an editor that is found by its name is one that is seen
        if kind in self._made:
            _swap_names(self._made[kind][0])
        else:
            self._made[kind] = self._build(kind)
        self._kind = kind
        self._content, self._fields, show_fold = self._made[kind]
        self._layout.insertWidget(0, self._content)
        show_fold()
        self._content.show()
        self._show_words()

    def _build(self, kind: type[Settings]) -> _Made:
        self._fields, content = {}, QWidget(self)
        every = settings_of(kind)
        shown = {name: every[name] for name in self._names or every if name not in self._without}
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        more = {name: each for name, each in shown.items() if each.more and not self._flat}
        column.addLayout(self._rows({name: each for name, each in shown.items() if name not in more}))
        show_fold = self._add_more(column, more) if more else lambda: None
        return content, self._fields, show_fold

    def _add_more(self, column: QVBoxLayout, shown: dict[str, Setting]) -> Callable[[], None]:
        """Adds the settings that are folded away; gives what shows them folded or not, as the form is now."""
        fold = IconButton()
        fold.setText(tr("More settings"))
        fold.setObjectName(f"{self._prefix or self.objectName() or 'form'}.more")
        fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        more = QWidget()
        more.setLayout(self._rows(shown))
        column.addWidget(fold)
        column.addWidget(more)

        def show_fold() -> None:
            fold.setArrowType(Qt.ArrowType.DownArrow if self._unfolded else Qt.ArrowType.RightArrow)
            fold.setAccessibleName(tr("Fewer settings") if self._unfolded else tr("More settings"))
            more.setVisible(self._unfolded)

        def turn() -> None:
            self._unfolded = not self._unfolded
            show_fold()

        fold.clicked.connect(turn)
        return show_fold

    def _rows(self, shown: dict[str, Setting]) -> QGridLayout:
        rows = QGridLayout()
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(10)
        rows.setVerticalSpacing(8)
        rows.setColumnStretch(1, 1)
        for number, (name, each) in enumerate(shown.items()):
            called = f"{self._prefix or self.objectName() or 'form'}.{name}"
            field = FormField(each, called, blanks=self._offers_blanks, varies=self._varied is not None)
            field.vary_wanted.connect(lambda name=name: self.vary_wanted.emit(name))
            field.stop_varying_wanted.connect(lambda name=name: self.stop_varying_wanted.emit(name))
            field.blank_wanted.connect(lambda name=name: self.blank_wanted.emit(name))
            field.edited.connect(partial(self._edited, field, name))
            field.taken_back.connect(partial(self._take_back, field, name))
            field.words_changed.connect(self._show_words)
            field.settled.connect(self.settled)
            label = form_label(each.label, self._label_width, field.editor)
            label.setToolTip(each.help)
            rows.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(field, number, 1)
            self._fields[name] = field
        return rows

    def _is_shown(self, field: FormField, name: str) -> bool:
        """Whether it is of the settings that are shown: a field of another kind, kept hidden, has nothing to say."""
        return self._fields.get(name) is field

    def _edited(self, field: FormField, name: str, value: object) -> None:
        if not self._is_shown(field, name):
            return
        for other in self._fields.values():
            if other is not field and not other.is_typed_in:
                other.forget_words()
        self.changed.emit(name, value)

    def _take_back(self, field: FormField, name: str, value: object) -> None:
        if not self._is_shown(field, name):
            return
        self._takes_back = True
        try:
            self.changed.emit(name, value)
        finally:
            self._takes_back = False

    def _show_words(self) -> None:
        fields = [field for field in self._fields.values() if field.words]
        self._left.say("\n".join(field.words for field in fields if not field.is_typed_in))
        typed_in = next((field for field in fields if field.is_typed_in), None)
        if typed_in is not None and self._bubble is None:
            self._bubble = SaidBubble(self.parentWidget() or self)  # it may be longer than the rest of the form
        if typed_in is not None and self.isVisible():
            self._bubble.say_under(typed_in, self, typed_in.words)
        elif self._bubble is not None:
            self._bubble.say("")
        self.words_changed.emit()

    # What Qt calls

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._bubble is not None:
            self._bubble.say("")
        if not event.spontaneous():
            self.forget_words()


def _swap_names(content: QWidget) -> None:
    """Takes the object names of widgets away and keeps them, or gives them back."""
    for widget in content.findChildren(QWidget):
        kept = widget.property("kept_name")
        if kept or widget.objectName():
            widget.setProperty("kept_name", widget.objectName())
            widget.setObjectName(kept or "")


def form_label(text: str, width: int, buddy: QWidget) -> QLabel:
    """A label at the left of ``buddy``, right-aligned in a column ``width`` wide; a longer one is wrapped.

    ``width`` is that of English words in the usual font; a language of longer ones, a larger font and a single word
    that is wider make it grow.
    """
    label = QLabel(text)
    metrics, width = label.fontMetrics(), labels_width(width)
    room, longest = grown(width, metrics), max(map(metrics.horizontalAdvance, text.split()), default=0)
    if longest > room:
        width, room = math.ceil(width * longest / room), longest
    wraps = metrics.horizontalAdvance(text) > room
    label.setWordWrap(wraps)  # a longer label would take the room of every field of the form
    set_least_width(label, width, also_most=wraps)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    label.setContentsMargins(0, 5, 0, 0)
    label.setBuddy(buddy)
    return label
