"""The window: the only place that knows Qt."""

import importlib
from contextlib import suppress
from types import ModuleType

import PySide6  # noqa: F401  # brings its support, which is spoken to below

from cnnstudio.gui import guarding


def _spare_sources() -> None:
    """Has PySide not read the source of each module that is imported from now on.

    It looks for its own name there, so that ``from __feature__ import snake_case`` reaches only modules that use Qt
    (``_mod_uses_pyside`` in its feature.py). Nothing here nor in what we import has such features, so that the answer
    does not matter; to find it is a tenth of the start, and lengthens what the window does when it imports a page.
    """
    with suppress(ImportError):  # a PySide that does not look
        vars(importlib.import_module("PySide6.support.feature"))["_mod_uses_pyside"] = _uses_no_feature


def _uses_no_feature(module: ModuleType) -> bool:
    return False


_spare_sources()
guarding.begin()
