"""A sign, words, details that unfold and buttons that help, as they stand in a column."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.lines import Lines
from cnnstudio.gui.widgets.said_words import SIGNS, TONE_WORDS, NewsTone
from cnnstudio.gui.widgets.sign import Sign
from cnnstudio.gui.words import unbroken

_AROUND_WORDS = 28
_TOP = Qt.AlignmentFlag.AlignTop
_COMES_BACK = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class Notice(QWidget):
    """A sign, words, details that unfold, and a button for each way out; hidden while it has nothing to say."""

    wanted = Signal(object)
    """What stands behind the button that was pressed."""
    keyboard_freed = Signal()
    """The button that has the keyboard is about to go."""

    def __init__(self, name: str, parent: QWidget | None = None, *, details: str = "") -> None:
        """``details``: what its details are, "numbers"; said with how many there are."""
        super().__init__(parent)
        self.setObjectName(name)
        self._called = details
        self._sign = Sign()
        self._words = QLabel(wordWrap=True, objectName=f"{name}.words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._fold = IconButton()
        self._fold.setObjectName(f"{name}.fold")
        self._fold.setToolTip(tr("Shows or hides the details"))
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.clicked.connect(lambda: self._unfold(self._details.isHidden()))
        self._details = Lines()
        self._details.setObjectName(f"{name}.details")
        self._buttons: list[_WayButton] = []
        self._said: tuple[object, ...] = ()
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self._column.addWidget(self._words)
        self._column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)  # else the column is no wider than it
        self._column.addWidget(self._details)
        self._told = MutedLabel(parent=self, wordWrap=True, objectName=f"{name}.told")
        self._told.setTextFormat(Qt.TextFormat.PlainText)
        self._told.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(self._sign, 0, _TOP)
        row.addLayout(self._column, 1)
        self.hide()

    @property
    def words(self) -> str:
        """What it says now."""
        return "" if self.isHidden() else str(self._said[0])

    def say(
        self,
        text: str,
        tone: NewsTone = "note",
        ways: Sequence[tuple[str, object]] = (),
        details: Sequence[str] = (),
        *,
        same: bool = False,
    ) -> None:
        """Shows ``text``; hides where there is none. What it says already is left as it is, folded or not.

        Args:
            ways: The words of each button, and what ``wanted`` says when it is pressed.
            details: Lines that unfold.
            same: Whether it is the same matter with newer figures: details stay unfolded, and buttons that say what
                they said stay where they are.
        """
        said = (text, tone, tuple(ways), tuple(details))
        if said == self._said:
            return
        keeps_buttons = same and bool(self._said) and self._said[2] == said[2]
        self._said = said
        self._sign.set_icon(*SIGNS[tone])
        self._words.setText(unbroken(text))
        self._words.setAccessibleName(f"{TONE_WORDS[tone]}: {text}")
        self._details.setPlainText("\n".join(details))
        self._details.fit(len(details))
        self._fold.setVisible(bool(details))
        self._unfold(same and bool(details) and not self._details.isHidden())
        self.setVisible(bool(text))
        if keeps_buttons:
            return
        self.tell("")
        if any(button.hasFocus() for button in self._buttons):
            self.keyboard_freed.emit()
        for button in self._buttons:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = [self._button(number, *way) for number, way in enumerate(ways, 1)]
        self._column.addWidget(self._told)

    def tell(self, words: str) -> None:
        """Says under the buttons what the last of them did; nothing any more where there are no words."""
        self._told.setText(unbroken(words))
        self._told.setVisible(bool(words))

    def set_done(self, done: Sequence[bool | None]) -> None:
        """Says of each way, in their order, whether it has been gone; None where it leads nowhere any more.

        Its button stays, so that nothing moves, and does nothing. One that has the keyboard keeps it until it is left.
        """
        for button, is_done in zip(self._buttons, done, strict=True):
            button.set_done(is_done)

    def _button(self, number: int, label: str, way: object) -> "_WayButton":
        button = _WayButton(label)
        button.setObjectName(f"{self.objectName()}.way_{number}")
        button.wanted.connect(lambda: self.wanted.emit(way))
        self._column.addWidget(button)
        button.show()  # Qt would do so only when it has nothing else to do
        return button

    def _unfold(self, unfolded: bool) -> None:
        self._details.setVisible(unfolded)
        self._fold.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        count = self._details.blockCount()
        shown = tr("Show all {count:,} {called}", count=count, called=self._called).strip() if count > 1 else tr("Show")
        self._fold.setText(tr("Hide") if unfolded else shown)
        self._fold.setAccessibleName(tr("Hide the details") if unfolded else tr("Show the details"))


class _WayButton(QPushButton):
    """A button as wide as there is room; where that is little it does without its icon, not without words.

    Once it is done it is disabled, but not while it has the keyboard: this would go to whatever comes next.
    """

    wanted = Signal()
    """It was pressed, and what it does is not done yet."""

    def __init__(self, label: str) -> None:
        super().__init__(label, toolTip=label, accessibleName=label)
        self._label = label
        self._done: bool | None = False
        self._sign = icon("wand-sparkles")
        self.clicked.connect(self._press)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_done(self, done: bool | None) -> None:
        """Whether what it does is done; None where it cannot be done any more."""
        if done is self._done:
            return
        self._done = done
        self._allow(keyboard=self.hasFocus())
        words = {
            True: tr("{label}: done", label=self._label),
            None: tr("{label}: not possible any more", label=self._label),
        }.get(done, self._label)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self._sign = icon({True: "check", None: "x"}.get(done, "wand-sparkles"))
        self.setIcon(QIcon())
        self._fit()

    def _press(self) -> None:
        if self._done is False:
            self.wanted.emit()

    def _allow(self, *, keyboard: bool) -> None:
        self.setEnabled(self._done is False or keyboard)
        palette, text = QPalette(), QPalette.ColorRole.ButtonText
        if self._done is not False:
            palette.setColor(text, self.palette().color(QPalette.ColorGroup.Disabled, text))
        self.setPalette(palette)

    # Qt calls these

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in _COMES_BACK:
            self._allow(keyboard=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        words = self.fontMetrics().horizontalAdvance(self.text())
        fits = words + self.iconSize().width() + _AROUND_WORDS <= self.width()
        if fits == self.icon().isNull():
            self.setIcon(self._sign if fits else QIcon())
