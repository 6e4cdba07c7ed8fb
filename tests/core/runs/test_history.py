"""Events folded into columns, and the epoch that counts as the best."""

import math

import numpy as np
import numpy.typing as npt
import pytest

from cnnstudio.core.messages import BatchEnded
from cnnstudio.core.runs.history import History
from cnnstudio.core.runs.run import Epoch, best_epoch


def _epoch(number: int, val_loss: float) -> Epoch:
    return Epoch(number, 1 / number, 0.5, val_loss, 0.25 * number, 2.0)


def test_that_batches_lie_between_their_epochs() -> None:
    history = History()
    for epoch in (1, 2):
        for batch in range(1, 5):
            history.add_batch(BatchEnded(1, epoch, batch, 4, float(batch), batch / 10))
    assert history.batch_positions.tolist() == [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0]
    assert history.batch_values("loss").tolist() == [1, 2, 3, 4] * 2
    assert history.batch_values("accuracy").tolist() == [0.1, 0.2, 0.3, 0.4] * 2


def test_that_a_long_run_keeps_every_batch() -> None:
    history = History()
    for number in range(5_000):
        history.add_batch(BatchEnded(1, 1, number + 1, 5_000, float(number), 0.0))
    assert np.array_equal(history.batch_values("loss"), np.arange(5_000))


def test_that_epochs_are_columns() -> None:
    history = History([_epoch(1, 0.5)])
    history.add_epoch(_epoch(2, 0.25))
    assert history.epoch_positions.tolist() == [1, 2]
    assert history.epoch_values("loss").tolist() == [1, 0.5]
    assert history.epoch_values("val_loss").tolist() == [0.5, 0.25]
    assert history.epoch_values("val_accuracy").tolist() == [0.25, 0.5]


def test_that_nothing_yet_is_empty_columns() -> None:
    assert History().batch_positions.size == History().epoch_values("loss").size == 0


def test_that_a_column_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        History().batch_values("val_loss")


@pytest.mark.parametrize(
    ("losses", "best"),
    [((), 0), ((0.5,), 1), ((0.5, 0.2, 0.3), 2), ((0.2, 0.2), 1), ((math.nan, 0.9), 2), ((math.nan, math.inf), 0)],
)
def test_that_the_best_epoch_has_the_lowest_validation_loss(losses: tuple[float, ...], best: int) -> None:
    assert best_epoch(tuple(_epoch(number + 1, loss) for number, loss in enumerate(losses))) == best


def test_that_the_rate_of_each_batch_is_kept_where_it_is_known() -> None:
    history = History()
    history.add_batch(BatchEnded(1, 1, 1, 2, 1.0, 0.5, 0.01))
    history.add_batch(BatchEnded(1, 1, 2, 2, 1.0, 0.5))
    assert history.batch_values("rate")[0] == 0.01
    assert math.isnan(history.batch_values("rate")[1])
    assert history.steps == 2


def stored(epoch: int, *losses: float) -> tuple[int, npt.NDArray[np.float32]]:
    return epoch, np.array([[loss, 0.5, 0.001] for loss in losses], np.float32)


def test_that_stored_batches_lie_where_they_lay_while_it_trained() -> None:
    history = History((), [stored(1, 4, 3), stored(2, 2, 1)])
    assert history.batch_positions.tolist() == [0.5, 1, 1.5, 2]
    assert history.batch_values("loss").tolist() == [4, 3, 2, 1]
    assert history.steps == 2


def test_that_stored_batches_come_in_front_of_those_of_a_run_that_went_on() -> None:
    history = History()
    history.add_batch(BatchEnded(1, 3, 1, 2, 0.5, 0.9))
    history.put_before(History((), [stored(1, 4, 3), stored(2, 2, 1), stored(3, 9, 9)]))
    assert history.batch_positions.tolist() == [0.5, 1, 1.5, 2, 2.5]
    assert history.batch_values("loss").tolist() == [4, 3, 2, 1, 0.5]
    assert history.generation == 1
    history.add_batch(BatchEnded(1, 3, 2, 2, 0.25, 0.9))
    assert history.batch_values("loss")[-1] == 0.25


def test_that_putting_the_same_batches_in_front_twice_changes_nothing() -> None:
    history, before = History(), History((), [stored(1, 4, 3)])
    for _ in range(2):
        history.put_before(before)
    assert history.batch_positions.tolist() == [0.5, 1]


def test_that_further_metrics_are_columns_too() -> None:
    more = (("auc", 0.9), ("val_auc", 0.8), ("f1", 0.7), ("val_f1", 0.6))
    history = History([_epoch(1, 0.5), Epoch(2, 1, 1, 1, 1, 1, 0.1, more)])
    assert history.metrics == ("auc", "f1")
    assert history.epoch_values("val_auc")[1] == 0.8
    assert math.isnan(history.epoch_values("val_auc")[0])
