"""Why a picture's file is not taken, in words."""

from cnnstudio.core.language import tr

_OTHERS = (
    (b"%!PS", tr("a PostScript file")),
    (b"\xc5\xd0\xd3\xc6", tr("a PostScript file")),
    (b"8BPS", tr("a Photoshop file")),
    (b"%PDF", tr("a PDF document")),
    (b"PK\x03\x04", tr("a zip archive")),
    (b"\x1f\x8b", tr("a gzip archive")),
    (b"\x89HDF", tr("an HDF5 file")),
    (b"SIMPLE  =", tr("a FITS file")),
    (b"\x93NUMPY", tr("a NumPy array")),
    (b"RIFF", tr("a sound or a film")),
    (b"<svg", tr("an SVG drawing")),
    (b"<html", tr("a web page")),
    (b"<!doctype html", tr("a web page")),
    (b"<?xml", tr("an XML file")),
)


class BadPicture(Exception):
    """The file cannot be taken; the message is the reason, to stand after its name: "it is cut short"."""


def what_it_is(start: bytes) -> str:
    """Why a file that begins so is no picture: "it is a web page, not a picture"."""
    if not start:
        return tr("it is empty")
    if not any(start):
        return tr("it holds nothing but zeros")
    if start[4:8] == b"ftyp":
        return tr("it is an HEIC or AVIF picture or a film; save it as PNG or JPEG")
    bare = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in _OTHERS:
        if start.startswith(mark) or bare.startswith(mark.lower()):
            return tr("it is {name}, not a picture", name=name)
    text = all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in start)
    return tr("it is a text, not a picture") if text else tr("it is no picture, or its beginning is damaged")
