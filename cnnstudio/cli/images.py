"""Picture files as what a network receives."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from cnnstudio.core.errors import StudioError
from cnnstudio.core.pictures import ink_to_input, picture_to_ink

Pixels = npt.NDArray[np.uint8]

FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP")
MAX_PIXELS = 64 * 1024 * 1024


def read_image(path: Path, shape: tuple[int, int, int]) -> Pixels:
    """The picture in the file, uint8 of the network's input ``shape``; raises StudioError that names the file.

    One channel: a picture of just that size on a dark ground is taken as it is; any other is read as ink on paper
    and made a digit the way MNIST's makers did it. Three channels: colours, resized where the size differs.
    """
    height, width, channels = shape
    if channels not in (1, 3):
        raise StudioError(f"The network expects {channels} channels.", "Picture files give 1 (grey) or 3 (colour).")
    with _opened(path) as opened:
        try:
            # A phone's photograph may lie on its side and say so.
            image = ImageOps.exif_transpose(opened).convert("RGBA")
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise StudioError(f"“{path.name}” is damaged: it cannot be read to its end.", "Save it again.") from error
    if channels == 3:
        return _coloured(image, width, height)
    if image.size == (width, height) and _dark_ground(image):
        return np.asarray(_on_white(image).convert("L"), np.uint8)[..., None]
    digit = ink_to_input(picture_to_ink(np.asarray(image, np.uint8)), shape)
    if digit is None:
        raise StudioError(f"“{path.name}” is empty: nothing stands out from its ground.", "Choose another picture.")
    return digit


def _opened(path: Path) -> Any:
    """The picture with its header read, and nothing else yet."""
    try:
        image = Image.open(path, formats=FORMATS)
    except FileNotFoundError as error:
        raise StudioError(f"There is no file “{path}”.", "Name a picture.") from error
    except Image.DecompressionBombError as error:
        raise _too_large(path) from error
    except UnidentifiedImageError as error:
        raise StudioError(f"“{path.name}” is no picture.", f"Pictures are {', '.join(FORMATS)}.") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise StudioError(f"“{path.name}” cannot be opened.", "Save it again, as PNG.") from error
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise _too_large(path)
    return image


def _too_large(path: Path) -> StudioError:
    return StudioError(f"“{path.name}” has more than {MAX_PIXELS // 1024**2} million pixels.", "Make it smaller.")


def _coloured(image: Image.Image, width: int, height: int) -> Pixels:
    flat = _on_white(image)
    if flat.size != (width, height):
        flat = flat.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=3.0)
    return np.asarray(flat, np.uint8)


def _on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGBA", image.size, "white")
    white.alpha_composite(image)
    return white.convert("RGB")


def _dark_ground(image: Image.Image) -> bool:
    """Whether the border is dark, as MNIST's own pictures have it."""
    grey = np.asarray(_on_white(image).convert("L"))
    return bool(np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])) < 128)
