"""Why a picture's file is not taken, in words."""

_OTHERS = (
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"8BPS", "a Photoshop file"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SIMPLE  =", "a FITS file"),
    (b"\x93NUMPY", "a NumPy array"),
    (b"RIFF", "a sound or a film"),
    (b"<svg", "an SVG drawing"),
    (b"<html", "a web page"),
    (b"<!doctype html", "a web page"),
    (b"<?xml", "an XML file"),
)


class BadPicture(Exception):
    """The file cannot be taken; the message is the reason, to stand after its name: "it is cut short"."""


def what_it_is(start: bytes) -> str:
    """Why a file that begins so is no picture: "it is a web page, not a picture"."""
    if not start:
        return "it is empty"
    if not any(start):
        return "it holds nothing but zeros"
    if start[4:8] == b"ftyp":
        return "it is an HEIC or AVIF picture or a film; save it as PNG or JPEG"
    bare = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, name in _OTHERS:
        if start.startswith(mark) or bare.startswith(mark.lower()):
            return f"it is {name}, not a picture"
    text = all(byte in b"\t\n\r" or 32 <= byte < 127 for byte in start)
    return "it is a text, not a picture" if text else "it is no picture, or its beginning is damaged"
