"""Makes contact sheets: the settings of every layer kind and block, and the diagram of every preset.

    python packaging/make_sheets.py [FOLDER]

Writes kinds.png, volumes.png and blocks.png. Without a display it draws offscreen.
"""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blocks import BLOCK_KINDS
from cnnstudio.core.diagram import draw
from cnnstudio.core.layers import KINDS, Conv2D, Dense, Flatten
from cnnstudio.core.network import Block, Layer, Network, Node
from cnnstudio.core.presets import PRESETS
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data import library
from cnnstudio.gui import theme
from cnnstudio.gui.diagram.painting import to_image
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.stack.properties import Properties
from cnnstudio.gui.threads.background import Background

_FORM = 320
_DIAGRAM = 640
_GAP = 16
_COLOURS = 256


def main() -> None:
    """Writes the sheets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).parent / "pictures")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    theme.apply(application, "light")
    write(folder / "kinds.png", forms(application), 9)
    for style in ("volumes", "blocks"):
        drawings = (draw(analyse(each.project.network), style, "light") for each in PRESETS)
        write(folder / f"{style}.png", [to_image(each, _DIAGRAM) for each in drawings], 6)


def forms(application: QApplication) -> list[QImage]:
    """The panel of every kind in its default settings, behind a convolution on MNIST's digits."""
    background = Background()
    document = Document(background)
    selection = Selection(document)
    panel = Properties(document, selection)
    document.set_data_set(library.load(DataRecipe()))
    found = []
    for node in _nodes():
        network = Network((28, 28, 1), (Layer("first", Conv2D(12)), node, *_end()))
        document.change(replace(document.project, network=network), node.name)
        selection.select(node.name)
        found.append(_whole(panel, application))
    panel.close()
    background.close()
    return found


def _nodes() -> list[Node]:
    layers: list[Node] = [Layer(kind.base_name, kind()) for kind in KINDS.values()]
    body = (Layer("inner", Conv2D(12, padding="same")),)
    return layers + [Block(kind.base_name, kind(), (body, ())) for kind in BLOCK_KINDS.values()]


def _end() -> tuple[Layer, ...]:
    return Layer("last_flatten", Flatten()), Layer("last_dense", Dense(10, "softmax"))


def _whole(panel: QScrollArea, application: QApplication) -> QImage:
    """The panel as high as what is in it."""
    panel.resize(_FORM, 400)
    panel.show()
    application.processEvents()
    content: QWidget = panel.widget()
    panel.resize(_FORM, max(content.sizeHint().height(), content.heightForWidth(_FORM)) + 4)
    application.processEvents()
    application.processEvents()
    return panel.grab().toImage()


def write(path: Path, pictures: list[QImage], columns: int) -> None:
    """All pictures in rows, in as many colours as keep the file small."""
    rows = [pictures[start : start + columns] for start in range(0, len(pictures), columns)]
    heights = [max(each.height() for each in row) + _GAP for row in rows]
    width = max(each.width() for each in pictures) + _GAP
    sheet = QImage(columns * width, sum(heights), QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.lightGray)
    painter = QPainter(sheet)
    for number, row in enumerate(rows):
        for column, picture in enumerate(row):
            painter.drawImage(QPoint(column * width + _GAP // 2, sum(heights[:number]) + _GAP // 2), picture)
    painter.end()
    sheet.save(str(path))
    Image.open(path).quantize(_COLOURS).save(path, optimize=True)
    print(f"{path}: {len(pictures)} pictures")


if __name__ == "__main__":
    main()
