"""Makes the pictures of the program's guide from those that ``make_pictures.py`` took: smaller, and in few colours.

python packaging/make_guide_pictures.py [FOLDER]
"""

import argparse
from pathlib import Path

from PIL import Image

from cnnstudio.core.guide.page import page_of
from cnnstudio.core.guide.shown import pictures_of

_ROOT = Path(__file__).resolve().parent.parent
_WIDTH, _COLOURS = 800, 64


def main() -> None:
    """Writes what the pages show, light and dark, and takes away what they show no longer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_ROOT / "packaging" / "pictures")
    taken: Path = parser.parse_args().folder
    guide = _ROOT / "resources" / "guide"
    shown = {name for page in guide.glob("*.md") for name in pictures_of(page_of(page.stem, page.read_text("utf-8")))}
    for old in guide.glob("*.png"):
        old.unlink()
    for name in sorted(f"{each}_{theme}.png" for each in shown for theme in ("light", "dark")):
        _shrink(taken / name, guide / name)


def _shrink(source: Path, target: Path) -> None:
    with Image.open(source) as picture:
        size = (_WIDTH, round(picture.height * _WIDTH / picture.width))
        small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    small.quantize(_COLOURS, dither=Image.Dither.NONE).save(target, "PNG", optimize=True)


if __name__ == "__main__":
    main()
