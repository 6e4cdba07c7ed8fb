"""What is offered to who has never opened a project: the first lab."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.accent_button import AccentButton
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.panel import Panel


class FirstLabOffer(Panel):
    """A line over the gallery with one button."""

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start.first_lab")
        self.setAccessibleName("New here? Your first CNN in ten minutes")
        sign = QLabel()
        sign.setPixmap(icon("graduation-cap", "accent").pixmap(QSize(32, 32)))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(heading("New here? Your first CNN in ten minutes"))
        about = "A guided lab beside the window: build a small network, train it on digits, draw your own."
        words.addWidget(MutedLabel(about, wordWrap=True))
        button = AccentButton("Begin the lab", "play")
        button.setObjectName("start.first_lab.begin")
        button.setAccessibleName("Begin the lab: your first CNN in ten minutes")
        button.setToolTip("Opens a new project with the lab beside it")
        button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 16, 12)
        row.setSpacing(16)
        row.addWidget(sign)
        row.addLayout(words, 1)
        row.addWidget(button)
