"""How the diagram is shown, in one line of choices, or in two where it is narrow."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from cnnstudio.core.diagram import STYLES, THEMES
from cnnstudio.core.language import tr
from cnnstudio.gui.diagram.canvas import DiagramCanvas
from cnnstudio.gui.widgets.icon_button import IconButton
from cnnstudio.gui.widgets.in_lines import InLines, line_of

_AS_ON_SCREEN = tr("As on screen")


class Choices(QWidget):
    """Style, colours, folding and zoom of a diagram; no word of them is ever cut off."""

    def __init__(self, canvas: DiagramCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.style_choice = _combo("build.diagram.style", tr("Style of the diagram"), STYLES)
        self.theme_choice = _combo("build.diagram.theme", tr("Colours"), {"": _AS_ON_SCREEN, **THEMES})
        self.fold_choice = QCheckBox(tr("Fold repeats"), checked=True)
        self.fold_choice.setObjectName("build.diagram.fold")
        self.fold_choice.setAccessibleName(tr("Fold repeats"))
        self.fold_choice.setToolTip(
            tr(
                "Draw equal parts that follow each other once, with how often they stand there; "
                "boxes to scale are folded in long networks only"
            )
        )
        row = QVBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(
            InLines(
                line_of(self.style_choice, self.theme_choice),
                line_of(self.fold_choice, None, *_zoom_buttons(canvas)),
            )
        )


def _combo(name: str, accessible: str, choices: dict[str, str]) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(accessible)
    combo.setToolTip(accessible)
    for value, text in choices.items():
        combo.addItem(text, value)
    return combo


def _zoom_buttons(canvas: DiagramCanvas) -> list[IconButton]:
    buttons = []
    for name, text, look, act in (
        ("zoom_out", tr("Smaller (−)"), "minus", canvas.zoom_out),
        ("fit", tr("Fit into the window (0)"), "maximize", canvas.fit),
        ("zoom_in", tr("Larger (+)"), "plus", canvas.zoom_in),
    ):
        button = IconButton(f"build.diagram.{name}", look, text)
        button.clicked.connect(act)
        buttons.append(button)
    return buttons
