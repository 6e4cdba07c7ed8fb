"""Makes the program's icon in every size that desktops ask for, from resources/icons/cnnstudio.svg.

    python packaging/make_icons.py FOLDER

Writes hicolor/SIZE/apps/cnnstudio.png and hicolor/scalable/apps/cnnstudio.svg for Linux, cnnstudio.ico for Windows and
cnnstudio.icns for macOS.
"""

import argparse
import os
import shutil
from io import BytesIO
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).parents[1] / "resources" / "icons" / "cnnstudio.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_OF_ICO = (16, 24, 32, 48, 64, 128, 256)
_OF_ICNS = (16, 32, 64, 128, 256, 512, 1024)


def make(folder: Path) -> None:
    """Writes all of them; needs a QGuiApplication."""
    for size in SIZES:
        path = folder / "hicolor" / f"{size}x{size}" / "apps" / "cnnstudio.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        drawn(size).save(path)
    scalable = folder / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SOURCE, scalable / "cnnstudio.svg")
    for name, sizes in (("cnnstudio.ico", _OF_ICO), ("cnnstudio.icns", _OF_ICNS)):
        pictures = [drawn(size) for size in sizes]
        largest = pictures[-1]
        largest.save(folder / name, sizes=[each.size for each in pictures], append_images=pictures[:-1])


def drawn(size: int) -> Image.Image:
    """The icon, each size drawn anew; a small one made of a large one is blurred."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return Image.open(BytesIO(buffer.data().data()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where they are written to")
    application = QGuiApplication([])
    make(parser.parse_args().folder)
