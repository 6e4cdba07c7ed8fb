"""Progressive JPEGs of far too many scans, each a few bytes and as slow as any."""

import io

from PIL import Image


def with_scans(size: tuple[int, int], more: int) -> bytes:
    """A grey picture of one value whose last scan comes ``more`` times more."""
    target = io.BytesIO()
    Image.new("L", size, 128).save(target, "JPEG", progressive=True, quality=50)
    content = target.getvalue()
    last, end = content.rindex(b"\xff\xda"), len(content) - 2
    return content[:end] + content[last:end] * more + content[end:]
