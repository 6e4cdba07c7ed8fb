"""The pictures of the guide: how large they are, and what is in them, as the theme and the width want them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from cnnstudio.core.program.paths import resource
from cnnstudio.data.watch import Watch


def size_of(name: str) -> QSize:
    """How large a picture is in its file; an invalid size where there is none."""
    return QImageReader(_path(name, dark=False)).size()


def read_pictures(names: tuple[str, ...], width: int, dark: bool, ratio: float, watch: Watch) -> dict[str, QImage]:
    """The pictures ``width`` pixels wide on a screen of ``ratio`` device pixels each; on any thread."""
    found = {}
    for name in names:
        watch.check()
        image = QImage(_path(name, dark)).convertToFormat(QImage.Format.Format_RGB32)
        if not image.isNull():
            image = image.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
            found[name] = image
    return found


def _path(name: str, dark: bool) -> str:
    """Its file; empty where there is none, or where the name is that of something else."""
    if not name.replace("_", "").isalnum():
        return ""
    try:
        return str(resource("guide", f"{name}_{'dark' if dark else 'light'}.png"))
    except FileNotFoundError:
        return ""
