"""Asks for files: the desktop's own dialog where there is one, else Qt's, quick also in a folder of thousands of files.

Of a file whose ending it does not know Qt's reads the beginning, for its icon: a folder of 1,600 files so kept the
window for 0.3 s. Here all files of one ending share an icon.
"""

from functools import cache

from PySide6.QtCore import QFileInfo
from PySide6.QtGui import QAbstractFileIconProvider, QIcon, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFileIconProvider, QWidget
from shiboken6 import isValid

from cnnstudio.gui.threads.turns import paint_in_turn


def open_name(parent: QWidget, title: str, start: str, kinds: str) -> tuple[str, str]:
    """Asks for a file that is there.

    Args:
        start: The folder, or the file that is chosen at first.
        kinds: Which files can be chosen, as Qt has them: "Pictures (*.png *.jpg);;All files (*)".

    Returns:
        Its path and the kind; both empty when the person thinks better of it.
    """
    return _asked(parent, title, start, kinds, QFileDialog.FileMode.ExistingFile)


def save_name(parent: QWidget, title: str, start: str, kinds: str) -> tuple[str, str]:
    """Asks where a file is to be written, as ``open_name``; one that is there is only given after a question."""
    return _asked(parent, title, start, kinds, QFileDialog.FileMode.AnyFile, QFileDialog.AcceptMode.AcceptSave)


def folder_name(parent: QWidget, title: str, start: str) -> str:
    """Asks for a folder that is there; empty when the person thinks better of it."""
    return _asked(parent, title, start, "", QFileDialog.FileMode.Directory)[0]


def _asked(
    parent: QWidget,
    title: str,
    start: str,
    kinds: str,
    mode: QFileDialog.FileMode,
    accept: QFileDialog.AcceptMode = QFileDialog.AcceptMode.AcceptOpen,
) -> tuple[str, str]:
    dialog = _FileDialog(parent, title, start, kinds)
    dialog.setFileMode(mode)
    dialog.setAcceptMode(accept)
    if mode is QFileDialog.FileMode.Directory:
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setIconProvider(_icons())
    is_accepted = bool(dialog.exec())
    if not isValid(dialog):  # the window went while it was asked
        return "", ""
    chosen = dialog.selectedFiles()
    dialog.deleteLater()
    return (chosen[0], dialog.selectedNameFilter()) if is_accepted and chosen else ("", "")


class _FileDialog(QFileDialog):
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        paint_in_turn(self)  # to list a folder takes as long


class _Icons(QFileIconProvider):
    """Knows files by their endings and by nothing in them."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, tuple[QIcon, str]] = {}

    def icon(self, of: QFileInfo | QAbstractFileIconProvider.IconType) -> QIcon:
        """The icon of a file, a folder or a place."""
        if isinstance(of, QAbstractFileIconProvider.IconType):
            return super().icon(of)
        return self._look(of)[0]

    def type(self, info: QFileInfo) -> str:
        """What kind of file it is, in words."""
        return self._look(info)[1]

    def _look(self, info: QFileInfo) -> tuple[QIcon, str]:
        if info.isRoot():
            return super().icon(info), super().type(info)
        ending = "/" if info.isDir() else info.suffix().lower()
        if ending not in self._known:
            kind = self.IconType.Folder if ending == "/" else self.IconType.File
            icon = super().icon(QFileInfo(f"file.{ending}")) if ending.isalnum() else QIcon()
            self._known[ending] = icon if not icon.isNull() else super().icon(kind), super().type(info)
        return self._known[ending]


@cache
def _icons() -> _Icons:
    return _Icons()
