"""How a network is trained."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.spec import Settings, setting
from cnnstudio.core.training import schedules
from cnnstudio.core.training.optimizers import OPTIMIZERS, Adam, Optimizer, optimizer
from cnnstudio.core.training.schedules import Constant, Schedule

LOSSES = {
    "categorical_crossentropy": tr("Categorical cross-entropy"),
    "sparse_categorical_crossentropy": tr("Sparse categorical cross-entropy"),
    "binary_crossentropy": tr("Binary cross-entropy (mean over outputs)"),
    "binary_crossentropy_sum": tr("Binary cross-entropy (sum over outputs)"),
    "mean_squared_error": tr("Mean squared error"),
    "categorical_focal_crossentropy": tr("Focal cross-entropy"),
}
"""The losses by Keras's name, but for the sum, and what the person reads."""

BY_NUMBER = ("categorical_crossentropy", "sparse_categorical_crossentropy")
"""The losses that are computed from class numbers; the others take one-hot rows."""

PRECISIONS = {
    "float32": "float32",
    "mixed_bfloat16": tr("bfloat16, faster where the processor has it"),
    "mixed_float16": tr("float16, for graphics cards"),
}

DEVICES = {
    "auto": tr("the fastest there is"),
    "cpu": tr("the processor"),
    "gpu": tr("one graphics card"),
    "gpus": tr("all graphics cards"),
}

CLIPS = {
    "none": tr("not at all"),
    "value": tr("each number"),
    "norm": tr("each weight array"),
    "global_norm": tr("all together"),
}

CLASS_WEIGHTS = {
    "none": tr("all the same"),
    "balanced": tr("rare classes more"),
    "given": tr("as given"),
}


MOST_EPOCHS = 100_000
"""Of a run."""


@dataclass(frozen=True)
class Plan(Settings):
    """How to train: every value that ``fit`` is given beside the network and the data.

    Attributes:
        optimizer_settings: Those of the optimiser beside the rate; its usual ones when they are those of another.
        schedule: How the rate changes from batch to batch or from epoch to epoch.
    """

    optimizer: str = setting(
        "Adam",
        tr("Optimiser"),
        choices=tuple(OPTIMIZERS),
        help=tr("The rule by which weights follow the gradient. Adam is a good first choice."),
    )
    learning_rate: float = setting(
        0.001,
        tr("Learning rate"),
        low=0,
        high=1e6,
        above=True,
        help=tr("How large a step each update makes. Each optimiser has a range of its own."),
    )
    loss: str = setting(
        "categorical_crossentropy",
        tr("Loss"),
        choices=tuple(LOSSES),
        names=LOSSES,
        help=tr("What training makes small."),
    )
    batch_size: int = setting(
        128, tr("Batch size"), low=1, high=65_536, help=tr("How many pictures go into one update of the weights.")
    )
    epochs: int = setting(
        5, tr("Epochs"), low=1, high=MOST_EPOCHS, help=tr("How often every training picture is seen.")
    )
    early_stopping: int = setting(
        0,
        tr("Stop early"),
        low=0,
        high=100_000,
        names={0: tr("never")},
        unit=tr("epochs"),
        help=tr("Ends the run when the validation loss has not become lower for so many epochs; 0 never does."),
    )
    keep_best: bool = setting(
        True,
        tr("Keep the best"),
        help=tr(
            "The weights of the epoch with the lowest validation loss are used and tested; otherwise those of the "
            "last epoch. Both stay in the file."
        ),
    )
    seed: int = setting(
        7,
        tr("Seed"),
        low=0,
        high=2**31 - 1,
        help=tr("The same seed gives the same run: weights, order of pictures, dropout."),
    )
    warmup: float = setting(
        0.0,
        tr("Warm-up"),
        low=0,
        high=100_000,
        names={0: tr("none")},
        unit=tr("epochs"),
        more=True,
        help=tr("The rate rises from zero over so many epochs before the schedule begins."),
    )
    label_smoothing: float = setting(
        0.0,
        tr("Smooth labels"),
        low=0,
        high=0.9,
        more=True,
        help=tr(
            "This share of each label is spread evenly over all classes, so that the network does not become too "
            "sure. With a binary loss each output is a question of its own: there it goes half to yes and half to no."
        ),
    )
    focal_gamma: float = setting(
        2.0,
        tr("Focal gamma"),
        low=0,
        high=20,
        more=True,
        help=tr(
            "Focal cross-entropy only: the larger, the less do pictures count that are right already. Keras also "
            "multiplies this loss by 0.25, so that it is smaller than the others."
        ),
    )
    class_weight: str = setting(
        "none",
        tr("Classes count"),
        choices=tuple(CLASS_WEIGHTS),
        names=CLASS_WEIGHTS,
        more=True,
        help=tr(
            "How much the pictures of a class count in the training loss. “Rare classes more” weighs each class by "
            "pictures / (classes · its pictures); classes without a training picture are not counted."
        ),
    )
    class_weights: tuple[float, ...] = setting(
        (1.0,),
        tr("Class weights"),
        form="numbers",
        low=0,
        high=1e6,
        most=1000,
        more=True,
        help=tr("One number a class, where they count as given; classes behind the last number count 1."),
    )
    clip: str = setting(
        "none",
        tr("Clip gradients"),
        choices=tuple(CLIPS),
        names=CLIPS,
        more=True,
        help=tr(
            "Cuts gradients that are too large: each number of them, the length of each weight array's, or the "
            "length of all together."
        ),
    )
    clip_at: float = setting(
        1.0, tr("Clip at"), low=0, high=1e6, above=True, more=True, help=tr("The largest size that gradients keep.")
    )
    top_k: int = setting(
        0,
        tr("Top-k accuracy"),
        low=0,
        high=1000,
        names={0: tr("off")},
        unit=tr("largest"),
        more=True,
        help=tr("Also counts how often the true class is among the k largest outputs; 0 does not."),
    )
    auc: bool = setting(
        False,
        "AUC",
        unit=tr("area under ROC"),
        more=True,
        help=tr("Also measures the area under the ROC curve, the mean over the classes."),
    )
    f1: bool = setting(
        False,
        "F1",
        unit=tr("precision, recall"),
        more=True,
        help=tr("Also measures F1, the harmonic mean of precision and recall, mean over classes."),
    )
    precision: str = setting(
        "float32",
        tr_in("of numbers", "Precision"),
        choices=tuple(PRECISIONS),
        names=PRECISIONS,
        more=True,
        help=tr(
            "bfloat16 trains about twice as fast on a processor that has it, with fewer digits: the validation loss "
            "is often a little worse. The weights stay float32."
        ),
    )
    device: str = setting(
        "auto",
        tr("Train on"),
        choices=tuple(DEVICES),
        names=DEVICES,
        more=True,
        help=tr("Where the network is trained."),
    )
    start: int = setting(
        0,
        tr("Start from"),
        low=0,
        high=2**31 - 1,
        names={0: tr("new weights")},
        unit=tr("run"),
        more=True,
        help=tr(
            "The weights training begins with: new ones drawn by the seed, or those that a run of this project ended "
            "with. The run's network must have the same weight arrays."
        ),
    )
    optimizer_settings: Optimizer = field(default_factory=Adam)
    schedule: Schedule = field(default_factory=Constant)

    def __post_init__(self) -> None:
        super().__post_init__()
        if not isinstance(self.optimizer_settings, Optimizer) or not isinstance(self.schedule, Schedule):
            raise SpecError(tr("A plan has an optimiser's settings and a schedule."))
        if self.optimizer_settings.kind != self.optimizer:
            object.__setattr__(self, "optimizer_settings", optimizer(self.optimizer))

    def with_optimizer(self, name: str) -> "Plan":
        """With another optimiser, and its own usual rate where the rate was the usual one of the old."""
        usual = self.learning_rate == OPTIMIZERS[self.optimizer].usual_rate
        return replace(self, optimizer=name, learning_rate=OPTIMIZERS[name].usual_rate if usual else self.learning_rate)

    def rate(self, position: float, val_losses: Sequence[float] = (), *, steps: int = 0) -> float:
        """The learning rate at ``position`` in epochs, 0 at the first batch.

        Args:
            val_losses: The validation loss of every whole epoch so far.
            steps: The batches of an epoch. The warm-up rises with each of them, and its first is not zero; 0 draws it
                as a line.
        """
        if position < self.warmup:
            return self.learning_rate * min((position + (1 / steps if steps else 0)) / self.warmup, 1.0)
        factor = self.schedule.factor(position - self.warmup, self.epochs - self.warmup, val_losses)
        return self.learning_rate * factor

    def to_plain(self) -> dict[str, Any]:
        own = super().to_plain()
        if not self.start:  # as plans were written before there was a choice
            del own["start"]
        return {
            **own,
            "optimizer_settings": self.optimizer_settings.to_plain(),
            "schedule": schedules.to_plain(self.schedule),
        }

    @classmethod
    def from_plain(cls, plain: Any) -> Self:
        """The plan that ``to_plain`` wrote; one from before there were schedules has a constant rate."""
        if not isinstance(plain, dict):
            return super().from_plain(plain)
        own = {name: value for name, value in plain.items() if name not in ("optimizer_settings", "schedule")}
        found = super().from_plain(own)
        given = optimizer(found.optimizer, plain.get("optimizer_settings"))
        return replace(
            found, optimizer_settings=given, schedule=schedules.from_plain(plain.get("schedule", "Constant"))
        )


@dataclass(frozen=True)
class DataRecipe(Settings):
    """Which pictures a network learns from and which ones test it."""

    TEST: ClassVar[str] = "test"

    source: str = setting("mnist-10k", tr("Data set"), help=tr("A built-in data set, or one that is on this computer."))
    path: str = setting("", tr("File"), help=tr("The file the data set is read from, where the person named one."))
    subset: int = setting(
        0,
        tr("Use only"),
        low=0,
        high=10_000_000,
        names={0: tr("all")},
        help=tr("How many training pictures are used, drawn by the seed; 0 uses all of them."),
    )
    validation: str = setting(
        "share",
        tr("Validate on"),
        choices=("share", TEST),
        names={"share": tr("a part held back"), TEST: tr("the test pictures")},
        help=tr(
            "Pictures that are not learned from, to see how well the network does on new ones: a part of the training "
            "pictures held back, or the test pictures. Choosing settings by the test pictures makes the test "
            "result too good."
        ),
    )
    validation_share: float = setting(
        0.1,
        tr("Validation share"),
        low=0.01,
        high=0.9,
        help=tr("The part of the training pictures kept for validation."),
    )
    labels: str = setting(
        "auto",
        tr("Labels from"),
        choices=("auto", "folders", "names", "csv"),
        names={
            "auto": tr("wherever they are found"),
            "folders": tr("the folders"),
            "names": tr("the file names"),
            "csv": tr("a CSV file"),
        },
        more=True,
        help=tr(
            "Where a folder or zip of pictures says which class each belongs to: folders, one a class; file names as "
            "7_123.png or cat.4.jpg; or a CSV file beside the pictures."
        ),
    )
    test_share: float = setting(
        0.2,
        tr("Test share"),
        low=0.01,
        high=0.9,
        help=tr("The part of the pictures set aside for the test where the data have no test part of their own."),
    )
    draw: str = setting(
        "stratified",
        tr_in("pictures", "Draw"),
        choices=("stratified", "random", "first"),
        names={
            "stratified": tr("each class its share"),
            "random": tr("at random"),
            "first": tr("the first ones, in order"),
        },
        help=tr(
            "How a subset and the validation pictures are taken from the training pictures. “Each class its share” "
            "keeps the proportions of the classes."
        ),
    )
    seed: int = setting(
        7,
        tr("Seed of the split"),
        low=0,
        high=2**31 - 1,
        help=tr("The same seed draws the same pictures, whatever the seed of the training."),
    )
    megapixels: int = setting(
        64,
        tr("Largest picture"),
        low=1,
        high=1024,
        more=True,
        help=tr(
            "Pictures with more million pixels are left out: a small file may unpack to more than the memory holds."
        ),
    )
