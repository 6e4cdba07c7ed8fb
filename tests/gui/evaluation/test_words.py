"""The line above the figures."""

from dataclasses import replace

from cnnstudio.gui.evaluation.words import summary
from tests.core.runs_made import run, with_plan


def test_that_of_an_opened_network_no_epoch_is_told_but_whose_pictures_they_are() -> None:
    opened = replace(run(1, with_plan()), name="theirs.h5", status="imported", epochs=())
    assert summary(opened, "test", 2000, 31) == (
        "theirs.h5, as opened · 31 of 2,000 test pictures of MNIST 10k misclassified",
        "31 of 2,000 test pictures of MNIST 10k misclassified",
    )
