"""What nobody expected in the thread that trains reaches who listens, instead of leaving it waiting for ever."""

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.sweeping import here
from cnnstudio.sweeping.crew import Began, Failed, Hands, Job
from tests.core.runs_made import PROJECT


class _Trainer:
    """Fails with each of these in turn."""

    errors: tuple[Exception, ...] = ()

    def __init__(self) -> None:
        self._left = list(self.errors)

    def wait(self, is_stopped: object) -> None:
        """It is ready."""

    def train(self, *given: object) -> int:
        raise self._left.pop(0)

    def close(self) -> None:
        """There is nothing to end."""


def test_that_an_error_that_nobody_expected_is_raised_where_one_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Trainer, "errors", (StudioError("Too large."), OSError(28, "No space left on device")))
    monkeypatch.setattr(here, "Trainer", _Trainer)
    crew = here.Here()
    try:
        for number in (1, 2):
            crew.begin(Job(number, PROJECT, "Run"))
        told = [crew.told(10) for _ in range(4)]
        assert told[:2] == [Hands(1), Began(1)]
        assert isinstance(told[2], Failed)
        assert told[3] == Began(2)
        with pytest.raises(OSError, match="No space left"):
            crew.told(10)
    finally:
        crew.close()
