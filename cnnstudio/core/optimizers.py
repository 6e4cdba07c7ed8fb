"""Every optimiser of Keras with its own settings, its usual learning rate, and what a rate means for it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from cnnstudio.core.errors import SpecError
from cnnstudio.core.spec import Settings, setting

OPTIMIZERS: dict[str, type["Optimizer"]] = {}
"""Every optimiser by Keras's name, in the order in which they are offered."""


def _decay(default: float = 0.0, label: str = "Weight decay") -> Any:
    return setting(
        default,
        label,
        low=0,
        high=10,
        more=default == 0,
        help="Each update also shrinks every weight by this share of the learning rate; 0 does not.",
    )


def _epsilon(default: float = 1e-7) -> Any:
    return setting(
        default, "Epsilon", low=0, high=1, above=True, more=True, help="Keeps a division from being one by zero."
    )


def _beta(default: float, label: str, of: str) -> Any:
    words = f"The share of the old running mean of {of} that each update keeps; close to 1 it remembers longer."
    return setting(default, label, low=0, high=0.999999, more=True, help=words)


def _momentum(default: float) -> Any:
    return setting(
        default,
        "Momentum",
        low=0,
        high=0.9999,
        help="The share of the last step that the next one goes on with; 0.9 is usual, 0 has none.",
    )


def _nesterov(default: bool) -> Any:
    return setting(
        default, "Nesterov", help="Takes the gradient where the momentum leads instead of where the weights are."
    )


_GRADIENTS, _SQUARES = "the gradients", "their squares"


@dataclass(frozen=True)
class Optimizer(Settings):
    """The rule by which weights follow the gradient; its settings are its fields, beside the learning rate.

    A rule's docstring is what the person reads about it.

    Attributes:
        kind: Keras's name.
        usual_rate: The learning rate to begin with. Keras's own, but for Adagrad and Adadelta: Keras 3 starts both at
            0.001, at which they hardly move; 0.01 and 1.0 are the values of their papers' authors.
        about_rate: What a learning rate means for it, where that is special.
        slots: How many numbers it keeps for each weight.
    """

    kind: ClassVar[str]
    usual_rate: ClassVar[float]
    about_rate: ClassVar[str]
    slots: ClassVar[int]

    def __init_subclass__(cls, usual_rate: float = 0.001, about_rate: str = "", slots: int = 2) -> None:
        super().__init_subclass__()
        cls.kind, cls.usual_rate, cls.about_rate, cls.slots = cls.__name__, usual_rate, about_rate, slots
        OPTIMIZERS[cls.kind] = cls

    def keras(self) -> dict[str, Any]:
        """The arguments of the Keras class of this name, but for the learning rate; no weight decay is None."""
        values = self.to_plain()
        if "weight_decay" in values:
            values["weight_decay"] = values["weight_decay"] or None
        return values


@dataclass(frozen=True)
class Adam(Optimizer):
    """A running mean of the gradients, divided by how large each weight's gradients usually are. A good first choice.

    Kingma and Ba 2014, https://arxiv.org/abs/1412.6980.
    """

    beta_1: float = _beta(0.9, "Beta 1", _GRADIENTS)
    beta_2: float = _beta(0.999, "Beta 2", _SQUARES)
    epsilon: float = _epsilon()
    amsgrad: bool = setting(False, "AMSGrad", more=True, help="Divides by the largest mean so far: steps only shrink.")
    weight_decay: float = _decay()


@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam whose weight decay is not mixed into the gradient.

    Loshchilov and Hutter 2017, https://arxiv.org/abs/1711.05101.
    """

    weight_decay: float = _decay(0.004)
    beta_1: float = _beta(0.9, "Beta 1", _GRADIENTS)
    beta_2: float = _beta(0.999, "Beta 2", _SQUARES)
    epsilon: float = _epsilon()
    amsgrad: bool = setting(False, "AMSGrad", more=True, help="Divides by the largest mean so far: steps only shrink.")


@dataclass(frozen=True)
class SGD(Optimizer, usual_rate=0.01, slots=1):
    """A step straight down the gradient of each batch; with momentum it keeps rolling. Plain, and often the best in
    the end, when its rate is well chosen."""

    momentum: float = _momentum(0.0)
    nesterov: bool = _nesterov(False)
    weight_decay: float = _decay()


@dataclass(frozen=True)
class RMSprop(Optimizer, slots=2):
    """Divides each step by how large the weight's gradients have been lately. Hinton's lectures, 2012."""

    rho: float = _beta(0.9, "Rho", "the squared gradients")
    momentum: float = _momentum(0.0)
    centered: bool = setting(False, "Centred", more=True, help="Divides by the deviation instead of the size.")
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Adadelta(
    Optimizer,
    usual_rate=1.0,
    about_rate="Adadelta finds the size of its steps by itself and only multiplies them by the rate: 1.0 is the rule "
    "of its paper and what Keras 1 used. Keras 3 begins at 0.001: steps a thousand times smaller, at which a network "
    "hardly learns.",
):
    """Steps measured by the steps before them, so that no rate needs to be found.

    Zeiler 2012, https://arxiv.org/abs/1212.5701.
    """

    rho: float = _beta(0.95, "Rho", "the squared gradients and steps")
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Adagrad(
    Optimizer,
    usual_rate=0.01,
    about_rate="Adagrad's steps only ever shrink, so it needs a larger rate to begin with: 0.01 is usual, Keras 3 "
    "begins at 0.001.",
    slots=1,
):
    """Divides each step by all the weight's gradients so far: weights that seldom move take larger steps.

    Duchi and others 2011, https://jmlr.org/papers/v12/duchi11a.html.
    """

    initial_accumulator_value: float = setting(
        0.1, "Initial sum", low=0, high=1e6, more=True, help="What the sum of squared gradients begins with."
    )
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Adamax(Optimizer):
    """Adam that divides by the largest of the recent gradients instead of their mean size.

    Kingma and Ba 2014, https://arxiv.org/abs/1412.6980.
    """

    beta_1: float = _beta(0.9, "Beta 1", _GRADIENTS)
    beta_2: float = _beta(0.999, "Beta 2", "the largest of them")
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Nadam(Optimizer):
    """Adam with Nesterov's momentum. Dozat 2016."""

    beta_1: float = _beta(0.9, "Beta 1", _GRADIENTS)
    beta_2: float = _beta(0.999, "Beta 2", _SQUARES)
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Lion(
    Optimizer,
    about_rate="Each of Lion's steps is the whole rate, up or down: it wants a rate three to ten times smaller than "
    "Adam's.",
    slots=1,
):
    """Only the direction of the averaged gradient counts, not its size.

    Chen and others 2023, https://arxiv.org/abs/2302.06675.
    """

    beta_1: float = _beta(0.9, "Beta 1", "the gradients for this step")
    beta_2: float = _beta(0.99, "Beta 2", "the gradients for the steps to come")
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Lamb(Optimizer):
    """Adam whose step is scaled layer by layer to the size of the weights: made for very large batches.

    You and others 2019, https://arxiv.org/abs/1904.00962.
    """

    beta_1: float = _beta(0.9, "Beta 1", _GRADIENTS)
    beta_2: float = _beta(0.999, "Beta 2", _SQUARES)
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Muon(Optimizer):
    """Turns the averaged gradient of a whole weight matrix into one whose directions weigh the same; biases and other
    weights that are no matrix are led by Adam.

    Jordan and others 2024, https://kellerjordan.github.io/posts/muon.
    """

    momentum: float = _momentum(0.95)
    nesterov: bool = _nesterov(True)
    weight_decay: float = _decay(0.004)
    adam_beta_1: float = _beta(0.9, "Adam's beta 1", _GRADIENTS)
    adam_beta_2: float = _beta(0.999, "Adam's beta 2", _SQUARES)
    adam_weight_decay: float = _decay(0.004, "Adam's decay")
    epsilon: float = _epsilon()


@dataclass(frozen=True)
class Adafactor(
    Optimizer,
    about_rate="With “relative step” the rate is only an upper bound: the step shrinks as 1 / √(number of updates).",
    slots=1,
):
    """Keeps sums of rows and columns instead of a number for each weight, which saves memory.

    Shazeer and Stern 2018, https://arxiv.org/abs/1804.04235.
    """

    relative_step: bool = setting(True, "Relative step", help="Chooses the size of the step by the number of updates.")
    beta_2_decay: float = setting(
        -0.8, "Beta 2 decay", low=-10, high=0, more=True, help="How fast the running mean forgets less and less."
    )
    epsilon_1: float = setting(1e-30, "Epsilon 1", low=0, high=1, above=True, more=True, help="Added to squares.")
    epsilon_2: float = setting(1e-3, "Epsilon 2", low=0, high=1, above=True, more=True, help="The least weight size.")
    clip_threshold: float = setting(
        1.0, "Clip threshold", low=0, high=1e6, above=True, more=True, help="Larger updates are scaled down to it."
    )
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Ftrl(Optimizer):
    """Follows the sum of all gradients so far, with penalties that can make weights exactly zero.

    McMahan and others 2013, https://research.google/pubs/ad-click-prediction-a-view-from-the-trenches.
    """

    learning_rate_power: float = setting(
        -0.5, "Rate power", low=-10, high=0, more=True, help="How fast the rate falls; 0 keeps it."
    )
    initial_accumulator_value: float = setting(
        0.1, "Initial sum", low=0, high=1e6, more=True, help="What the sum of squared gradients begins with."
    )
    l1_regularization_strength: float = setting(
        0.0, "L1", low=0, high=1e6, more=True, help="Pulls every weight to zero by the same amount."
    )
    l2_regularization_strength: float = setting(
        0.0, "L2", low=0, high=1e6, more=True, help="Pulls every weight to zero by a share of its size."
    )
    beta: float = setting(0.0, "Beta", low=0, high=1e6, more=True, help="Slows the first steps.")


@dataclass(frozen=True)
class ScheduleFreeAdamW(
    Optimizer,
    usual_rate=0.0025,
    about_rate="It needs no schedule: an average over the steps takes the place of a falling rate.",
):
    """AdamW that averages the weights as it goes, so that no schedule has to know when training ends.

    Defazio and others 2024, https://arxiv.org/abs/2405.15682.
    """

    warmup_steps: int = setting(0, "Warm-up steps", low=0, high=1_000_000, help="The rate rises over so many updates.")
    beta_1: float = _beta(0.9, "Beta 1", "the weights")
    beta_2: float = _beta(0.999, "Beta 2", "the squared gradients")
    epsilon: float = _epsilon(1e-8)
    weight_decay: float = _decay()


def optimizer(name: str, plain: Any = None) -> Optimizer:
    """The optimiser of that name with these settings, its own where they are missing; raises SpecError."""
    if name not in OPTIMIZERS:
        raise SpecError(f"There is no optimiser called {name[:40]!r}.")
    return OPTIMIZERS[name].from_plain({} if plain is None else plain)
