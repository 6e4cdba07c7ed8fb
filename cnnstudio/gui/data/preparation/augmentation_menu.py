"""A menu of the random changes by what they change, each with its icon and one line about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from cnnstudio.core.preprocessing import augmentations
from cnnstudio.gui.icons import icon

GROUPS = {
    "Place and shape": {
        "RandomFlip": "flip-horizontal-2",
        "RandomRotation": "rotate-cw",
        "RandomTranslation": "move",
        "RandomZoom": "zoom-in",
        "RandomShear": "italic",
        "RandomPerspective": "rotate-3d",
        "RandomElasticTransform": "spline",
    },
    "Light and sharpness": {
        "RandomBrightness": "sun",
        "RandomContrast": "contrast",
        "RandomSharpness": "focus",
        "RandomGaussianBlur": "circle-dashed",
        "RandomInvert": "blend",
        "RandomPosterization": "binary",
    },
    "Colour": {
        "RandomHue": "rainbow",
        "RandomSaturation": "droplet",
        "RandomColorDegeneration": "pipette",
        "RandomColorJitter": "palette",
        "RandomGrayscale": "aperture",
    },
    "Parts": {"RandomErasing": "eraser"},
}
"""The kinds in groups, each with its Lucide icon."""

_ICONS = {kind: name for group in GROUPS.values() for kind, name in group.items()}
_OTHER = "wand-sparkles"


def icon_name(kind: str) -> str:
    """The name of the icon of a kind."""
    return _ICONS.get(kind, _OTHER)


def sentence(kind: str) -> str:
    """What a kind does, in one sentence."""
    return (
        " ".join((augmentations()[kind].__doc__ or "").split())
        .partition(". ")[0]
        .rstrip(".")
        .replace(" while training", "")
    )


class AugmentationMenu(QMenu):
    """Every kind under the name of its group; those of no group come last."""

    chosen = Signal(str)
    """The kind that was chosen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("data.augmentation.menu")
        self.setToolTipsVisible(True)
        known = augmentations()
        for title, kinds in GROUPS.items():
            self.addSection(title)
            for kind in kinds:
                self._add(kind)
        for kind in sorted(set(known) - set(_ICONS)):
            self._add(kind)

    def _add(self, kind: str) -> None:
        words = sentence(kind)
        action = self.addAction(icon(icon_name(kind), "augmentation"), f"{kind}  ·  {words}")
        action.setObjectName(f"data.augmentation.add.{kind}")
        action.triggered.connect(lambda _=False: self.chosen.emit(kind))
