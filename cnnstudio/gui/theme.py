"""The look: light and dark palettes for Fusion, and named colours for what palettes have no role for.

Any widget asks ``theme_of(self.palette())``; nothing is global. The hues are Okabe and Ito's (2008), safe for
colour-blind eyes, darkened or lightened until each has 3:1 contrast on every background of its theme
(WCAG 2.2, 1.4.11); text has 4.5:1 (1.4.3).
"""

from dataclasses import dataclass
from functools import partial
from typing import Literal

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPalette
from PySide6.QtWidgets import QApplication

from cnnstudio.gui.threads.turns import in_turn, paint_in_turn

Choice = Literal["system", "light", "dark"]
Family = Literal[
    "input",
    "convolution",
    "pooling",
    "shaping",
    "dense",
    "activation",
    "normalisation",
    "regularisation",
    "augmentation",
    "block",
]

_OUTLINED_WIDGETS = (
    *("QCheckBox", "QRadioButton", "QLineEdit", "QPlainTextEdit", "QAbstractSpinBox", "QComboBox"),
    "QMenu",
)
_FOLLOWER = "theme.follower"


@dataclass(frozen=True)
class Theme:
    """Named colours, each ``#rrggbb``: what ``QColor``, ``QPen`` and pyqtgraph all take."""

    dark: bool
    window: str
    base: str
    card: str
    card_border: str
    selected_card: str
    text: str
    muted: str
    accent: str
    on_accent: str
    button: str
    check_outline: str
    good: str
    warning: str
    error: str
    training: str
    validation: str
    grid: str
    input: str
    convolution: str
    pooling: str
    shaping: str
    dense: str
    activation: str
    normalisation: str
    regularisation: str
    block: str
    augmentation: str

    def colour(self, name: str) -> QColor:
        """The colour of that name; KeyError when there is none."""
        if name == "dark" or name not in self.__dataclass_fields__:
            raise KeyError(name)
        return QColor(getattr(self, name))

    def family(self, family: str) -> QColor:
        """The colour of a layer family; the input's grey for a family this theme does not know."""
        known = Family.__args__  # type: ignore[attr-defined]  # typing has no public name for it
        return QColor(getattr(self, family if family in known else "input"))


LIGHT = Theme(
    dark=False,
    window="#f5f6f8",
    base="#ffffff",
    card="#ffffff",
    card_border="#d5d8de",
    selected_card="#eaf3fa",
    text="#1b1d21",
    muted="#636770",
    accent="#0067b3",
    on_accent="#ffffff",
    button="#f0f1f4",
    check_outline="#777b82",
    good="#007a59",
    warning="#8f5f00",
    error="#b3261e",
    training="#0072b2",
    validation="#b37400",
    grid="#e3e5e9",
    input="#767a82",
    convolution="#0072b2",
    pooling="#008a64",
    shaping="#a87a00",
    dense="#d55e00",
    activation="#8a7f00",
    normalisation="#b8578c",
    regularisation="#2f8fc4",
    block="#4b4ac6",
    augmentation="#7d62b5",
)

DARK = Theme(
    dark=True,
    window="#202225",
    base="#18191c",
    card="#1a1b1e",
    card_border="#3a3d42",
    selected_card="#1d2a36",
    text="#e8e9eb",
    muted="#9da1a8",
    accent="#3f96d8",
    on_accent="#0b1015",
    button="#2c2f33",
    check_outline="#85898f",
    good="#2fb58a",
    warning="#e69f00",
    error="#ff8078",
    training="#56b4e9",
    validation="#e69f00",
    grid="#2c2f33",
    input="#8a8e95",
    convolution="#2f8fd0",
    pooling="#009e73",
    shaping="#e69f00",
    dense="#e0661a",
    activation="#d8ca3c",
    normalisation="#cc79a7",
    regularisation="#56b4e9",
    block="#999cff",
    augmentation="#a88fd8",
)


def theme_of(palette: QPalette) -> Theme:
    """The theme a palette belongs to, told by whether its text is light."""
    # The active group, since the grey of a disabled widget's text says nothing.
    text = palette.color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
    return DARK if text.lightness() > 127 else LIGHT


def apply(application: QApplication, choice: Choice) -> Theme:
    """Fusion with our palette; ``system`` follows the desktop, now and when it changes. Returns the theme."""
    follower = application.findChild(_Follower, _FOLLOWER)
    if follower is None:
        follower = _Follower(application)
    return follower.follow(choice)


def palette_of(theme: Theme) -> QPalette:
    """The palette of a theme, every role in every group set, so nothing of the desktop's shines through."""
    roles = QPalette.ColorRole
    colours = {
        roles.Window: theme.window,
        roles.WindowText: theme.text,
        roles.Base: theme.base,
        roles.AlternateBase: theme.window,
        roles.Text: theme.text,
        roles.PlaceholderText: theme.muted,
        roles.Button: theme.button,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.error,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Accent: theme.accent,
        roles.Link: theme.accent,
        roles.LinkVisited: theme.block,
        roles.ToolTipBase: theme.card,
        roles.ToolTipText: theme.text,
    }
    palette = QPalette(QColor(theme.button), QColor(theme.window))  # derives the bevel shades
    for role, colour in colours.items():
        palette.setColor(QPalette.ColorGroup.All, role, QColor(colour))
    disabled = QColor("#6e7278" if theme.dark else "#9a9ea6")
    for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    palette.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, QColor(theme.card_border))
    return palette


def _outlined_palette(palette: QPalette, theme: Theme) -> QPalette:
    """For check boxes, fields and menus, whose outline Fusion draws as the window's colour, made ``darker``.

    On a dark window that is invisible. The window's brush has the colour that makes the outline right, without a style
    sheet for the whole program; but it paints the window's ground, with which the list of a combo box is filled.
    """
    ground = QLinearGradient()  # of one colour: only a brush of this kind paints another than its own
    for end in (0, 1):
        ground.setColorAt(end, QColor(theme.window))
    brush = QBrush(ground)
    brush.setColor(QColor(theme.check_outline).lighter(140))
    changed = QPalette(palette)
    changed.setBrush(QPalette.ColorRole.Window, brush)
    return changed


class _Follower(QObject):
    """Keeps the application in the chosen theme; belongs to the application."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self.setObjectName(_FOLLOWER)
        self._application = application
        self._choice: Choice = "system"
        self._theme = LIGHT
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._system_changed)

    def follow(self, choice: Choice) -> Theme:
        """Puts the application into the chosen theme and returns it; windows that are open are drawn in it anew."""
        self._choice = choice
        self._theme = theme = DARK if self._wants_dark() else LIGHT
        palette = palette_of(theme)
        # To tell thousands of widgets of their colours takes as long as to paint them: that comes in a turn of its own,
        # and before it, kind by kind, what draws its outline otherwise is told.
        is_seen = [paint_in_turn(each) for each in self._application.topLevelWidgets()]
        self._application.setPalette(palette)
        for name in _OUTLINED_WIDGETS:
            outline = partial(self._outline, name, palette, theme)
            if any(is_seen):
                in_turn(self, outline, first=True)
            else:
                outline()
        return theme

    def _outline(self, name: str, palette: QPalette, theme: Theme) -> None:
        if theme is self._theme:  # else another one has been chosen meanwhile
            # PySide's stub asks for bytes, which PySide 6.11 itself refuses.
            QApplication.setPalette(_outlined_palette(palette, theme), name)  # type: ignore[arg-type]

    def _wants_dark(self) -> bool:
        if self._choice == "system":
            return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._choice == "dark"

    @Slot()
    def _system_changed(self) -> None:
        if self._choice == "system":
            self.follow("system")
