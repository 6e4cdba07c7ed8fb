"""Ready-made projects to begin with, a module a group; each is made when somebody first looks into it."""

from cnnstudio.core.presets.classics import CLASSICS
from cnnstudio.core.presets.entry import Preset
from cnnstudio.core.presets.first_steps import FIRST_STEPS
from cnnstudio.core.presets.lab_sheets import LAB_SHEETS
from cnnstudio.core.presets.modern import MODERN_BLOCKS
from cnnstudio.core.presets.pretrained import FACES, PRETRAINED
from cnnstudio.core.presets.writing import Branches, parallel, residual, stack

PRESETS: tuple[Preset, ...] = (*FIRST_STEPS, *LAB_SHEETS, *FACES, *CLASSICS, *MODERN_BLOCKS, *PRETRAINED)
"""The gallery, in its order; presets of one group stand together."""

GROUPS: tuple[str, ...] = tuple(dict.fromkeys(preset.group for preset in PRESETS))
"""The groups of the gallery, in their order."""


def preset(name: str) -> Preset | None:
    """The preset called ``name``."""
    return next((each for each in PRESETS if each.name == name), None)


__all__ = ["GROUPS", "PRESETS", "Branches", "Preset", "parallel", "preset", "residual", "stack"]
