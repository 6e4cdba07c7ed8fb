"""The button that takes a change of the drawings back, or makes it again; the project has steps of its own."""

from cnnstudio.core.language import tr
from cnnstudio.gui.widgets.icon_button import IconButton


class StepButton(IconButton):
    """Says which change it is."""

    def __init__(self, name: str, icon_name: str, what: str, keys: str) -> None:
        super().__init__(f"draw.collected.{name}", icon_name)
        self._what, self._keys = what, keys

    def say(self, change: str) -> None:
        """Takes what the change is, "Delete 3 drawings"; empty where there is none."""
        self.setEnabled(bool(change))
        words = f"{self._what}: {change}" if change else self._what
        self.setToolTip(tr("{words} ({keys} in the grid)", words=words, keys=self._keys))
        self.setAccessibleName(words)
