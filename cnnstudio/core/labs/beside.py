"""Which names are those of files in the lab's own folder."""

from cnnstudio.core.language import tr
from cnnstudio.core.words import quoted

PICTURE_ENDINGS = (".png", ".jpg", ".jpeg")


def why_not_beside(name: str) -> str:
    """Why a name is none of a file in the lab's own folder; empty where it is."""
    if any(sign in name for sign in "/\\:") or name.startswith(".") or not name.isprintable():
        return tr("{name} is not the name of a file beside the lab: no folders and no addresses.", name=quoted(name))
    return ""


def why_no_picture(name: str) -> str:
    """Why a file of this name is no picture of a lab; empty where it may be one."""
    if why := why_not_beside(name):
        return why
    return (
        ""
        if name.lower().endswith(PICTURE_ENDINGS)
        else tr("{name} is no picture: PNG and JPEG are shown.", name=quoted(name))
    )
