"""The exceptions whose words a person is meant to read."""


class StudioError(Exception):
    """The world refused: a file, a disk, data, memory. Shown in a message bar; nothing is lost.

    Args:
        text: One sentence that says what is wrong.
        hint: What the person can do next, or an empty string.
    """

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__(text, hint)  # both, so that the exception survives pickling
        self.text = text
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.text} {self.hint}".strip()


class SpecError(ValueError):
    """A setting, or a layer at its place in the network, cannot work; the message says why in the user's words."""
