"""Widgets made part by part, so that the window answers between the parts."""

from collections.abc import Iterable, Iterator

Making = Iterator[None]
"""Makes one part more with each step; at its end the widget is whole."""


def finish(making: Iterable[None]) -> None:
    """Makes all that is missing, at once."""
    for _ in making:
        pass
