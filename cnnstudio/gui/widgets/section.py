"""A part of a long panel: a heading, which may fold what stands under it and then says it in a few words."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import in_sentence, tr
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.letters import bold_of


class Section(QWidget):
    """A heading over ``body``. One that folds has an arrow, and while folded the words of ``say`` beside it."""

    def __init__(
        self, title: str, name: str = "", *, folded: bool | None = None, parent: QWidget | None = None
    ) -> None:
        """``folded``: whether it begins so; None for one that does not fold."""
        super().__init__(parent)
        self.setObjectName(name)
        self._title = title
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 4)
        self.body.setSpacing(8)
        self._words = MutedLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._fold: IconButton | None = None
        self.head = QHBoxLayout()
        self.head.setSpacing(6)
        if folded is None:
            self.head.addWidget(heading(title))
        else:
            self._fold = self._make_fold(name)
            self.head.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        self.head.addWidget(self._words, 1)
        self.head.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self.head)
        column.addWidget(self._content)
        self.set_folded(bool(folded))

    @property
    def is_folded(self) -> bool:
        return self._content.isHidden()

    @property
    def words(self) -> str:
        """What is said beside the heading while it is folded."""
        return self._said

    def set_folded(self, folded: bool) -> None:
        """Shows the heading alone, or all."""
        self._content.setVisible(not folded)
        self._words.setVisible(folded)
        if self._fold is not None:
            self._fold.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
            title = in_sentence(self._title)
            self._fold.setAccessibleName(tr("Show {title}", title=title) if folded else tr("Hide {title}", title=title))

    def say(self, words: str) -> None:
        """What stands folded away, in a few words."""
        self._said = words
        self._words.setText(words)
        self._words.setToolTip(words)
        if self._fold is not None:
            self._fold.setAccessibleDescription(words)

    _said = ""

    def _make_fold(self, name: str) -> IconButton:
        fold = IconButton()
        fold.setText(self._title)
        fold.setObjectName(f"{name}.fold")
        fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        fold.setFont(bold_of(fold.font()))
        fold.clicked.connect(lambda: self.set_folded(not self.is_folded))
        return fold
