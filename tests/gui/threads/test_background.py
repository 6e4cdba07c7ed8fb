"""Work beside the window, one piece after the other; whoever waits is always answered."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cnnstudio.gui.threads.background import Background


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    made = Background()
    yield made
    made.close()


def test_that_too_little_memory_is_told_in_words(background: Background, qtbot: QtBot) -> None:
    def fill() -> None:
        raise MemoryError

    told: list[str] = []
    with qtbot.assertNotEmitted(background.crashed):
        background.run(fill, lambda _: None, lambda error: told.append(str(error)))
        qtbot.waitUntil(lambda: bool(told))
    assert "memory" in told[0]


def test_that_after_our_own_mistake_whoever_waits_is_told_too(background: Background, qtbot: QtBot) -> None:
    def err() -> None:
        raise KeyError("ours")

    order: list[str] = []
    background.crashed.connect(lambda error: order.append(type(error).__name__))
    background.run(err, lambda _: None, lambda error: order.append("failed"))
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["KeyError", "failed"]


def test_that_after_a_mistake_in_taking_the_answer_whoever_waits_is_told_too(
    background: Background, qtbot: QtBot
) -> None:
    def take(_: object) -> None:
        raise KeyError("ours")

    told: list[str] = []
    with qtbot.captureExceptions() as caught:
        background.run(lambda: 1, take, lambda error: told.append(str(error)))
        qtbot.waitUntil(lambda: bool(caught))
    assert told == ["Something went wrong inside the program."]
    assert [kind for kind, *_ in caught] == [KeyError]
