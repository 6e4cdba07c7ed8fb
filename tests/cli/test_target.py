"""What a command is about."""

from pathlib import Path

import pytest

from cnnstudio.cli.images import MNIST
from cnnstudio.cli.target import Trained
from cnnstudio.core.messages import SavedSubject
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.class_names import DIGITS, FASHION
from cnnstudio.data.sources import DRAWN

INVERTED = Prepared(Preprocessing(invert=True))


@pytest.mark.parametrize(
    ("recipe", "labels", "shape", "prepared", "digits"),
    [
        (DataRecipe("mnist-10k"), DIGITS, MNIST, Prepared(), True),
        (DataRecipe("mnist-10k"), DIGITS, (32, 32, 3), INVERTED, True),
        (DataRecipe("mnist", "some.npz"), DIGITS, MNIST, Prepared(), True),
        (DataRecipe("fashion-10k"), FASHION, MNIST, Prepared(), False),
        (DataRecipe("file", str(Path("/some/folder"))), DIGITS, MNIST, Prepared(), False),
        (DataRecipe(DRAWN), DIGITS, MNIST, Prepared(), False),
        (DataRecipe("no-such-set"), DIGITS, MNIST, Prepared(), False),
        (None, DIGITS, MNIST, None, True),
        (None, DIGITS, MNIST, INVERTED, False),
        (None, DIGITS, (32, 32, 1), None, False),
        (None, FASHION, MNIST, Prepared(), False),
    ],
)
def test_that_only_what_learned_mnist_reads_digits(
    recipe: DataRecipe | None,
    labels: tuple[str, ...],
    shape: tuple[int, int, int],
    prepared: Prepared | None,
    digits: bool,
) -> None:
    target = Trained(SavedSubject("a.keras"), Network(shape, ()), labels, prepared, recipe)
    assert target.reads_digits is digits
    assert target.geometry.invert is (prepared is INVERTED)
    assert (target.drawn_by is not None) is (recipe == DataRecipe(DRAWN))
