"""Which part of the picture a number sees, as a frame and in words."""

from cnnstudio.core import field
from cnnstudio.core.analysis import Analysis
from cnnstudio.core.inspecting.origins import behind
from cnnstudio.core.language import tr
from cnnstudio.gui.viewer.maps.field_view import Box


def seen_by(analysis: Analysis, layer: str, place: tuple[int, ...]) -> tuple[Box | None, str]:
    """What the number at ``place`` of what a layer gives sees; None and no words where that is not known."""
    row = analysis.row_of(layer)
    box = _box(analysis, layer, place)
    if row is None or row.field is None or box is None:
        return None, ""
    if not row.field.exact:
        return box, tr("may see any part of the picture")
    top, left, bottom, right = box
    if (bottom - top, right - left) == analysis.network.input_shape[:2]:
        return box, tr("sees the whole picture")
    return box, tr(
        "sees rows {top}–{bottom}, columns {left}–{right} of the picture",
        top=top,
        bottom=bottom - 1,
        left=left,
        right=right - 1,
    )


def _box(analysis: Analysis, layer: str, place: tuple[int, ...]) -> Box | None:
    """Of a number in a list that maps were laid out in, what its place in these sees."""
    row, picture = analysis.row_of(layer), analysis.network.input_shape
    if row is None or row.field is None:
        return None
    if len(place) == 3 or row.field.is_common:
        at = (place[0], place[1]) if len(place) == 3 else (0, 0)
        return field.box(row.field, at, (picture[0], picture[1]))
    found = behind(analysis, layer, place[0]) if len(place) == 1 else None
    if found is None or len(found.place) != 3:
        return None
    if found.layer:
        return _box(analysis, found.layer, found.place)
    down, right = found.place[:2]
    return down, right, down + 1, right + 1
