"""What is offered over the gallery: the first lab to who has never opened a project, or to go on with a lab."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cnnstudio.core.language import tr
from cnnstudio.files.lab_titles import title_now
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.sign import Sign


class FirstLabOffer(Panel):
    """A line over the gallery with one button."""

    wanted = Signal()
    """The first lab."""
    file_wanted = Signal(str)
    """The project in which a lab is to be gone on with."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start.first_lab")
        self._path = ""
        words = QVBoxLayout()
        words.setSpacing(2)
        self._title, self._about = heading(""), MutedLabel(wordWrap=True)
        for label in (self._title, self._about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            words.addWidget(label)
        self._button = button = AccentButton("", "play")
        button.setObjectName("start.first_lab.begin")
        button.clicked.connect(self._go)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addWidget(Sign("graduation-cap", side=32))
        row.addLayout(words, 1)
        row.addWidget(button)
        self.show_first()

    def show_first(self) -> None:
        """Offers the first lab."""
        about = tr("A guided lab beside the window: build a small network, train it on digits, draw your own.")
        self._show("", tr("New here? Your first CNN in ten minutes"), about)
        self._button.show_as(tr("Begin the lab"), "play")
        self._button.setAccessibleName(tr("Begin the lab: your first CNN in ten minutes"))
        self._button.setToolTip(tr("Opens a new project with the lab beside it"))

    def show_going_on(self, path: str, name: str, title: str, step: str, count: str) -> None:
        """Offers to go on with a lab in a project.

        Args:
            title: The lab's when it was read, maybe in another language.
            step: From 1.
        """
        lab = title_now(name, title)
        where = tr("step {step} of {count}", step=int(step), count=int(count))
        self._show(
            path,
            tr("Go on with “{lab}”", lab=lab),
            tr("You are at {where}, in the project “{name}”.", where=where, name=Path(path).stem),
        )
        self._button.show_as(tr("Go on"), "step-forward")
        self._button.setAccessibleName(tr("Go on with {lab}, {where}", lab=lab, where=where))
        self._button.setToolTip(tr("Opens the project with the lab beside it"))

    def _show(self, path: str, title: str, about: str) -> None:
        self._path = path
        self._title.setText(title)
        self._about.setText(about)
        self.setAccessibleName(title)

    def _go(self) -> None:
        if self._path:
            self.file_wanted.emit(self._path)
        else:
            self.wanted.emit()
