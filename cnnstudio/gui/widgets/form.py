"""A form made from a settings dataclass: one labelled editor a setting, refused values explained beside it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import Setting, Settings, settings_of
from cnnstudio.gui.widgets.editors import Editor, PaddingBox, PairBox, editor_of
from cnnstudio.gui.widgets.icon_button import IconButton

_LABEL_WIDTH = 88


_Made = tuple[QWidget, dict[str, "_Field"], Callable[[], None]]
"""The editors of one kind: their widget, each by its setting, and what folds the further settings."""


class SettingsForm(QWidget):
    """Shows settings and says which one the person changed; it changes nothing itself.

    A value out of range is refused in words under its field, and the field goes back to the old value when it is left.
    """

    changed = Signal(str, object)
    """The name of a setting and its new, checked value."""

    def __init__(
        self, names: Sequence[str] = (), parent: QWidget | None = None, *, prefix: str = "", label_width: int = 0
    ) -> None:
        """Makes an empty form.

        Args:
            names: The settings to show, in this order; all of them when empty.
            prefix: Editors are called ``prefix.name``; the form's own object name when empty.
            label_width: How wide the column of labels is, to line up with what stands above the form.
        """
        super().__init__(parent)
        self._names = tuple(names)
        self._prefix = prefix
        self._label_width = label_width or _LABEL_WIDTH
        self._kind: type[Settings] | None = None
        self._fields: dict[str, _Field] = {}
        self._made: dict[type[Settings], _Made] = {}
        self._content = QWidget(self)
        self._unfolded = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._content)

    def show(self, settings: Settings | None = None) -> None:
        """Shows these settings; an editor that shows its value already is left alone. Without any: shows the widget."""
        if settings is None:
            super().show()
            return
        if type(settings) is not self._kind:
            self._turn_to(type(settings))
        for name, field in self._fields.items():
            field.show_value(getattr(settings, name))

    def editor(self, name: str) -> Editor:
        """The editor of the setting called ``name``; KeyError when it is not shown."""
        return self._fields[name].editor

    def words(self, name: str) -> str:
        """Why the last value of a setting was refused; empty when it was not."""
        return self._fields[name].words

    def refuse(self, name: str, words: str) -> None:
        """Says in words why a value was not taken, and puts the old one back when the field is left."""
        self._fields[name].refuse(words)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to set."""
        return not self._fields

    def forget_words(self) -> None:
        """Takes back every refusal, as when the settings of another layer are shown."""
        for field in self._fields.values():
            field.forget_words()

    def focus_first(self) -> None:
        """Puts the keyboard into the first editor."""
        for field in self._fields.values():
            field.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return

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
        self._layout.addWidget(self._content)
        show_fold()
        self._content.show()

    def _build(self, kind: type[Settings]) -> _Made:
        self._fields, content = {}, QWidget(self)
        every = settings_of(kind)
        shown = {name: every[name] for name in self._names or every}
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._rows({name: each for name, each in shown.items() if not each.more}))
        more = {name: each for name, each in shown.items() if each.more}
        show_fold = self._add_more(column, more) if more else lambda: None
        return content, self._fields, show_fold

    def _add_more(self, column: QVBoxLayout, shown: dict[str, Setting]) -> Callable[[], None]:
        """Adds the settings that are folded away; gives what shows them folded or not, as the form is now."""
        fold = IconButton()
        fold.setText("More settings")
        fold.setObjectName(f"{self._prefix or self.objectName() or 'form'}.more")
        fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        more = QWidget()
        more.setLayout(self._rows(shown))
        column.addWidget(fold)
        column.addWidget(more)

        def show_fold() -> None:
            fold.setArrowType(Qt.ArrowType.DownArrow if self._unfolded else Qt.ArrowType.RightArrow)
            fold.setAccessibleName("Fewer settings" if self._unfolded else "More settings")
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
            field = _Field(each, f"{self._prefix or self.objectName() or 'form'}.{name}")
            field.edited.connect(lambda value, name=name: self.changed.emit(name, value))
            label = form_label(each.label, self._label_width, field.editor)
            label.setToolTip(each.help)
            rows.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(field, number, 1)
            self._fields[name] = field
        return rows


def _swap_names(content: QWidget) -> None:
    """Takes the object names of widgets away and keeps them, or gives them back."""
    for widget in content.findChildren(QWidget):
        kept = widget.property("kept_name")
        if kept or widget.objectName():
            widget.setProperty("kept_name", widget.objectName())
            widget.setObjectName(kept or "")


def form_label(text: str, width: int, buddy: QWidget) -> QLabel:
    """A label at the left of ``buddy``, right-aligned in a column ``width`` wide; a longer one is wrapped."""
    label = QLabel(text)
    label.setMinimumWidth(width)
    if label.fontMetrics().horizontalAdvance(text) > width:
        label.setWordWrap(True)  # a longer label would take the room of every field of the form
        label.setMaximumWidth(width)
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    label.setContentsMargins(0, 5, 0, 0)
    label.setBuddy(buddy)
    return label


class ErrorWords(QLabel):
    """A line in the theme's error colour, hidden while there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setForegroundRole(QPalette.ColorRole.BrightText)  # the theme's error colour
        self.hide()

    def say(self, words: str) -> None:
        """Shows ``words``; hides when there are none."""
        self.setText(words)
        self.setVisible(bool(words))


class _Field(QWidget):
    """An editor and, under it, the words that refuse its value."""

    edited = Signal(object)

    def __init__(self, setting: Setting, object_name: str) -> None:
        super().__init__()
        self._setting = setting
        self._kept: Any = None
        self.editor = editor_of(setting)
        self._error = ErrorWords()
        self._name(object_name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.editor)
        layout.addWidget(self._error)
        self.editor.edited.connect(self._edited)
        self.editor.finished.connect(self._finished)

    @property
    def words(self) -> str:
        return self._error.text()

    def show_value(self, value: Any) -> None:
        """Shows ``value``, unless it stood there all the time while another one is being typed."""
        if value == self._kept and self.words:
            return
        self._kept = value
        self.forget_words()
        if self.editor.value() != value:
            self.editor.set_value(value)

    def refuse(self, words: str) -> None:
        self._error.say(words)
        self.editor.setAccessibleDescription(words)

    def forget_words(self) -> None:
        if self.words:
            self._error.say("")
            self.editor.setAccessibleDescription(self._setting.help)

    def _edited(self, value: Any) -> None:
        try:
            value = self._setting.check(value)
        except SpecError as error:
            self.refuse(str(error))
            return
        self.forget_words()
        if value != self._kept:
            self._kept = value
            self.edited.emit(value)

    def _finished(self) -> None:
        if self.words and self.editor.value() != self._kept:
            self.editor.set_value(self._kept)

    def _name(self, object_name: str) -> None:
        editor, label = self.editor, self._setting.label
        editor.setObjectName(object_name)
        editor.setAccessibleName(label)
        editor.setAccessibleDescription(self._setting.help)
        editor.setToolTip(self._setting.help)
        if isinstance(editor, (PairBox, PaddingBox)):
            parts = editor.parts if isinstance(editor, PairBox) else ("kind", "pixels")
            for number, (box, part) in enumerate(zip(editor.boxes(), parts, strict=True)):
                named = ("rows", "columns")[number] if isinstance(editor, PairBox) else part
                box.setObjectName(f"{object_name}.{named}")
                box.setAccessibleName(f"{label}, {part}")
                box.setAccessibleDescription(self._setting.help)
