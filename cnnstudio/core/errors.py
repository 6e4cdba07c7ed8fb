"""The exceptions whose words a person is meant to read."""


class StudioError(Exception):
    """The world refused: a file, a disk, data, memory. Shown in a message bar; nothing is lost.

    Args:
        text: One sentence that says what is wrong.
        hint: What the person can do next, or an empty string.
        details: What else there is to say, a line each, for who wants to know: every layer that cannot be held.
    """

    def __init__(self, text: str, hint: str = "", details: str = "") -> None:
        super().__init__(text, hint, details)  # all, so that the exception survives pickling
        self.text = text
        self.hint = hint
        self.details = details

    def __str__(self) -> str:
        return f"{self.text} {self.hint}".strip()


class SpecError(ValueError):
    """A setting, or a layer at its place in the network, cannot work; the message says why in the user's words."""
