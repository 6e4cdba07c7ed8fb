"""The flat buttons of the test's table and picture."""

from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.icon_button import IconButton


def tool(name: str, icon_name: str, words: str) -> IconButton:
    """A button that is an icon; ``words`` are its tool tip, with its key in brackets at the end where it has one."""
    button = IconButton()
    button.setObjectName(name)
    button.setIcon(icon(icon_name))
    button.setToolTip(words)
    button.setAccessibleName(words.partition(" (")[0])
    return button
