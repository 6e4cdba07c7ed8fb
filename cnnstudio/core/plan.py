"""How a network is trained."""

from dataclasses import dataclass, replace
from typing import ClassVar

from cnnstudio.core.spec import Settings, setting

DEFAULT_RATES = {
    "Adam": 0.001,
    "AdamW": 0.001,
    "Nadam": 0.001,
    "Adamax": 0.001,
    "RMSprop": 0.001,
    "SGD": 0.01,
    "Adagrad": 0.01,
    "Adadelta": 1.0,
}
"""Each optimiser with a rate to begin with.

They are Keras's own, but for Adagrad and Adadelta: Keras 3 starts both at 0.001, at which they hardly move; 0.01 and
1.0 are the values of their papers' authors.
"""

LOSSES = {
    "categorical_crossentropy": "Categorical cross-entropy",
    "binary_crossentropy": "Binary cross-entropy (mean over outputs)",
    "mean_squared_error": "Mean squared error",
}
"""The losses by Keras's name, and what the person reads."""


@dataclass(frozen=True)
class Plan(Settings):
    """How to train: every value that ``fit`` is given beside the network and the data."""

    optimizer: str = setting(
        "Adam",
        "Optimiser",
        choices=tuple(DEFAULT_RATES),
        help="The rule by which weights follow the gradient. Adam is a good first choice.",
    )
    learning_rate: float = setting(
        0.001,
        "Learning rate",
        low=0,
        high=1e6,
        above=True,
        help="How large a step each update makes. Each optimiser has a range of its own.",
    )
    loss: str = setting(
        "categorical_crossentropy",
        "Loss",
        choices=tuple(LOSSES),
        names=LOSSES,
        help="What training makes small.",
    )
    batch_size: int = setting(
        128, "Batch size", low=1, high=65_536, help="How many pictures go into one update of the weights."
    )
    epochs: int = setting(5, "Epochs", low=1, high=100_000, help="How often every training picture is seen.")
    seed: int = setting(
        7,
        "Seed",
        low=0,
        high=2**31 - 1,
        help="The same seed gives the same run: weights, order of pictures, dropout.",
    )

    def with_optimizer(self, name: str) -> "Plan":
        """With another optimiser, and its own usual rate where the rate was the usual one of the old."""
        usual = self.learning_rate == DEFAULT_RATES[self.optimizer]
        return replace(self, optimizer=name, learning_rate=DEFAULT_RATES[name] if usual else self.learning_rate)


@dataclass(frozen=True)
class DataRecipe(Settings):
    """Which pictures a network learns from and which ones test it."""

    TEST: ClassVar[str] = "test"

    source: str = setting("mnist-10k", "Data set", help="A built-in data set, or one that is on this computer.")
    path: str = setting("", "File", help="The file the data set is read from, where the person named one.")
    subset: int = setting(
        0,
        "Use only",
        low=0,
        high=10_000_000,
        help="How many training pictures are used, drawn by the seed; 0 uses all of them.",
    )
    validation: str = setting(
        "share",
        "Validate on",
        choices=("share", TEST),
        names={"share": "a part held back", TEST: "the test pictures"},
        help="Pictures that are not learned from, to see how well the network does on new ones: a part of the training "
        "pictures held back, or the test pictures. Choosing settings by the test pictures makes the test "
        "result too good.",
    )
    validation_share: float = setting(
        0.1,
        "Validation share",
        low=0.01,
        high=0.9,
        help="The part of the training pictures kept for validation.",
    )
    labels: str = setting(
        "auto",
        "Labels from",
        choices=("auto", "folders", "names", "csv"),
        names={
            "auto": "wherever they are found",
            "folders": "the folders",
            "names": "the file names",
            "csv": "a CSV file",
        },
        more=True,
        help="Where a folder or zip of pictures says which class each belongs to: folders, one a class; file names as "
        "7_123.png or cat.4.jpg; or a CSV file beside the pictures.",
    )
    test_share: float = setting(
        0.2,
        "Test share",
        low=0.01,
        high=0.9,
        help="The part of the pictures set aside for the test where the data have no test part of their own.",
    )
    draw: str = setting(
        "stratified",
        "Draw",
        choices=("stratified", "random", "first"),
        names={
            "stratified": "each class its share",
            "random": "at random",
            "first": "the first ones, in order",
        },
        help="How a subset and the validation pictures are taken from the training pictures. “Each class its share” "
        "keeps the proportions of the classes.",
    )
    seed: int = setting(
        7,
        "Seed of the split",
        low=0,
        high=2**31 - 1,
        help="The same seed draws the same pictures, whatever the seed of the training.",
    )
    megapixels: int = setting(
        64,
        "Largest picture",
        low=1,
        high=1024,
        more=True,
        help="Pictures with more million pixels are left out: a small file may unpack to more than the memory holds.",
    )
