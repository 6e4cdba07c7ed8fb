"""Every optimiser of Keras with its own settings, its usual learning rate, and what a rate means for it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.spec import Settings, setting

OPTIMIZERS: dict[str, type["Optimizer"]] = {}
"""Every optimiser by Keras's name, in the order in which they are offered."""


def _decay(default: float = 0.0, label: str = tr("Weight decay")) -> Any:
    return setting(
        default,
        label,
        low=0,
        high=10,
        more=default == 0,
        help=tr("Each update also shrinks every weight by this share of the learning rate; 0 does not."),
    )


def _epsilon(default: float = 1e-7) -> Any:
    return setting(
        default,
        tr("Epsilon"),
        low=0,
        high=1,
        above=True,
        more=True,
        help=tr("Keeps a division from being one by zero."),
    )


def _beta(default: float, label: str, of: str, above: bool = False) -> Any:
    words = tr(
        "The share of the old running mean of {of} that each update keeps; close to 1 it remembers longer.", of=of
    )
    return setting(default, label, low=0, high=0.999999, above=above, more=True, help=words)


def _momentum(default: float) -> Any:
    return setting(
        default,
        tr("Momentum"),
        low=0,
        high=0.9999,
        help=tr("The share of the last step that the next one goes on with; 0.9 is usual, 0 has none."),
    )


def _nesterov(default: bool) -> Any:
    return setting(
        default,
        tr("Nesterov"),
        help=tr("Takes the gradient where the momentum leads instead of where the weights are."),
    )


_GRADIENTS, _SQUARES = tr_in("running mean of", "the gradients"), tr_in("running mean of", "their squares")


@dataclass(frozen=True)
class Optimizer(Settings):
    """The rule by which weights follow the gradient; its settings are its fields, beside the learning rate.

    A rule's docstring is what the person reads about it.

    Attributes:
        kind: Keras's name.
        usual_rate: The learning rate to begin with. Keras's own, but for Adadelta, Adagrad, Adafactor, Lamb and Ftrl:
            Keras 3 starts all of them at 0.001, at which they hardly move.
        about_rate: What a learning rate means for it, where that is special.
        constant_rate: Whether its rate is better left as it is, for the reason in ``about_rate``.
    """

    kind: ClassVar[str]
    usual_rate: ClassVar[float]
    about_rate: ClassVar[str]
    constant_rate: ClassVar[bool]
    _slots: ClassVar[int]
    _slots_for: ClassVar[tuple[str, ...]]

    def __init_subclass__(
        cls,
        usual_rate: float = 0.001,
        about_rate: str = "",
        constant_rate: bool = False,
        slots: int = 2,
        slots_for: tuple[str, ...] = (),
    ) -> None:
        """Registers a rule.

        Args:
            slots: How many numbers it keeps for each weight in any case.
            slots_for: The settings that make it one more, each.
        """
        super().__init_subclass__()
        cls.kind, cls.usual_rate = cls.__name__, usual_rate
        cls.about_rate, cls.constant_rate = about_rate, constant_rate
        cls._slots, cls._slots_for = slots, slots_for
        OPTIMIZERS[cls.kind] = cls

    @property
    def slots(self) -> int:
        """How many numbers it keeps for each weight."""
        return self._slots + sum(bool(getattr(self, name)) for name in self._slots_for)

    def keras(self) -> dict[str, Any]:
        """The arguments of the Keras class of this name, but for the learning rate; no weight decay is None."""
        decays = ("weight_decay", "adam_weight_decay")
        return {name: None if name in decays and not value else value for name, value in self.to_plain().items()}


@dataclass(frozen=True)
class Adam(Optimizer, slots_for=("amsgrad",)):
    """A running mean of the gradients, divided by how large each weight's gradients usually are. A good first choice.

    Kingma and Ba 2014, https://arxiv.org/abs/1412.6980.
    """

    beta_1: float = _beta(0.9, tr("Beta 1"), _GRADIENTS)
    beta_2: float = _beta(0.999, tr("Beta 2"), _SQUARES)
    epsilon: float = _epsilon()
    amsgrad: bool = setting(
        False, tr("AMSGrad"), more=True, help=tr("Divides by the largest mean so far: steps only shrink.")
    )
    weight_decay: float = _decay()


@dataclass(frozen=True)
class AdamW(Optimizer, slots_for=("amsgrad",)):
    """Adam with weight decay beside the gradient instead of in it. In Keras 3 Adam does the same once it has a decay.

    Loshchilov and Hutter 2017, https://arxiv.org/abs/1711.05101.
    """

    weight_decay: float = _decay(0.004)
    beta_1: float = _beta(0.9, tr("Beta 1"), _GRADIENTS)
    beta_2: float = _beta(0.999, tr("Beta 2"), _SQUARES)
    epsilon: float = _epsilon()
    amsgrad: bool = setting(
        False, tr("AMSGrad"), more=True, help=tr("Divides by the largest mean so far: steps only shrink.")
    )

    def keras(self) -> dict[str, Any]:
        return self.to_plain()  # the one class of Keras that refuses a decay of None


@dataclass(frozen=True)
class SGD(Optimizer, usual_rate=0.01, slots=0, slots_for=("momentum",)):
    """A step straight down the gradient of each batch; with momentum it keeps rolling. Plain, and often the best in
    the end, when its rate is well chosen."""

    momentum: float = _momentum(0.0)
    nesterov: bool = _nesterov(False)
    weight_decay: float = _decay()


@dataclass(frozen=True)
class RMSprop(Optimizer, slots=1, slots_for=("momentum", "centered")):
    """Divides each step by how large the weight's gradients have been lately. Hinton's lectures, 2012."""

    rho: float = _beta(0.9, tr("Rho"), tr_in("running mean of", "the squared gradients"))
    momentum: float = _momentum(0.0)
    centered: bool = setting(False, tr("Centred"), more=True, help=tr("Divides by the deviation instead of the size."))
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Adadelta(
    Optimizer,
    usual_rate=1.0,
    about_rate=tr(
        "Adadelta finds the size of its steps by itself and only multiplies them by the rate: 1.0 is the rule "
        "of its paper and what Keras 1 used. Keras 3 begins at 0.001: steps a thousand times smaller, at which a "
        "network hardly learns."
    ),
):
    """Steps measured by the steps before them, so that no rate needs to be found.

    Zeiler 2012, https://arxiv.org/abs/1212.5701.
    """

    rho: float = _beta(0.95, tr("Rho"), tr_in("running mean of", "the squared gradients and steps"))
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Adagrad(
    Optimizer,
    usual_rate=0.01,
    about_rate=tr(
        "Adagrad's steps only ever shrink, so it needs a larger rate to begin with: 0.01 is usual, Keras 3 "
        "begins at 0.001."
    ),
    slots=1,
):
    """Divides each step by all the weight's gradients so far: weights that seldom move take larger steps.

    Duchi and others 2011, https://jmlr.org/papers/v12/duchi11a.html.
    """

    initial_accumulator_value: float = setting(
        0.1, tr("Initial sum"), low=0, high=1e6, more=True, help=tr("What the sum of squared gradients begins with.")
    )
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Adamax(Optimizer):
    """Adam that divides by the largest of the recent gradients instead of their mean size.

    Kingma and Ba 2014, https://arxiv.org/abs/1412.6980.
    """

    beta_1: float = _beta(0.9, tr("Beta 1"), _GRADIENTS)
    beta_2: float = _beta(0.999, tr("Beta 2"), tr_in("running mean of", "the largest of them"))
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Nadam(Optimizer):
    """Adam with Nesterov's momentum. Dozat 2016."""

    beta_1: float = _beta(0.9, tr("Beta 1"), _GRADIENTS)
    beta_2: float = _beta(0.999, tr("Beta 2"), _SQUARES)
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Lion(
    Optimizer,
    about_rate=tr(
        "Each of Lion's steps is the whole rate, up or down: it wants a rate three to ten times smaller than Adam's."
    ),
    slots=1,
):
    """Only the direction of the averaged gradient counts, not its size.

    Chen and others 2023, https://arxiv.org/abs/2302.06675.
    """

    beta_1: float = _beta(0.9, tr("Beta 1"), tr_in("running mean of", "the gradients for this step"), above=True)
    beta_2: float = _beta(0.99, tr("Beta 2"), tr_in("running mean of", "the gradients for the steps to come"))
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Lamb(
    Optimizer,
    usual_rate=0.01,
    about_rate=tr(
        "Lamb's rate is about the share of a weight array's own size that each update changes: 0.01 is one "
        "hundredth. Keras 3 begins at 0.001, which is slow where batches are not very large."
    ),
):
    """Adam whose step is scaled layer by layer to the size of the weights: made for very large batches.

    You and others 2019, https://arxiv.org/abs/1904.00962.
    """

    beta_1: float = _beta(0.9, tr("Beta 1"), _GRADIENTS)
    beta_2: float = _beta(0.999, tr("Beta 2"), _SQUARES)
    epsilon: float = _epsilon()
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Muon(
    Optimizer,
    about_rate=tr("Keras scales its steps to the usual size of Adam's: the rates that suit Adam suit it, too."),
):
    """Turns the averaged gradient of a weight matrix into one whose directions all count about the same. In Keras that
    is for the weights of Dense layers; kernels of convolutions, biases and all else are led by Adam.

    Jordan and others 2024, https://kellerjordan.github.io/posts/muon; its scale by Liu and others 2025,
    https://arxiv.org/abs/2502.16982.
    """

    momentum: float = _momentum(0.95)
    nesterov: bool = _nesterov(True)
    weight_decay: float = _decay(0.004)
    adam_beta_1: float = _beta(0.9, tr("Adam's beta 1"), _GRADIENTS)
    adam_beta_2: float = _beta(0.999, tr("Adam's beta 2"), _SQUARES)
    adam_weight_decay: float = _decay(0.004, tr("Adam's decay"))
    epsilon: float = _epsilon()


@dataclass(frozen=True)
class Adafactor(
    Optimizer,
    usual_rate=0.01,
    about_rate=tr(
        "Adafactor's rate is the share of a weight array's own size that each update changes: 0.01 is one "
        "hundredth, as in its paper. Keras 3 begins at 0.001, which is slow. From 1 / rate² updates on the steps "
        "shrink as 1 / √updates."
    ),
    slots=1,
):
    """Steps that are measured by the size of the weights; how large the gradients usually are is kept for rows and
    columns. Keras spreads them out to one number a weight all the same, so that it takes half the memory of Adam.

    Shazeer and Stern 2018, https://arxiv.org/abs/1804.04235.
    """

    beta_2_decay: float = setting(
        -0.8,
        tr("Beta 2 decay"),
        low=-10,
        high=0,
        more=True,
        help=tr("How fast the running mean forgets less and less."),
    )
    # Keras's own 1e-30 makes 0 / 0 of a weight between a pixel that is always 0 and a ReLU that never fires.
    epsilon_1: float = setting(
        1e-16, tr("Epsilon 1"), low=1e-18, high=1, more=True, help=tr("Added to squared gradients.")
    )
    epsilon_2: float = setting(
        1e-3,
        tr("Epsilon 2"),
        low=0,
        high=1,
        above=True,
        more=True,
        help=tr("Weight arrays count as at least so large."),
    )
    clip_threshold: float = setting(
        1.0,
        tr("Clip threshold"),
        low=0,
        high=1e6,
        above=True,
        more=True,
        help=tr("Larger updates are scaled down to it."),
    )
    weight_decay: float = _decay()


@dataclass(frozen=True)
class Ftrl(
    Optimizer,
    usual_rate=0.02,
    about_rate=tr(
        "Ftrl's weights are a sum of gradients times the rate, so that all of them shrink as the rate falls and "
        "grow as it rises. Leave it constant, without warm-up."
    ),
    constant_rate=True,
):
    """Follows the sum of all gradients so far, with penalties that can make weights exactly zero. Made for networks of
    one layer.

    McMahan and others 2013, https://research.google/pubs/ad-click-prediction-a-view-from-the-trenches.
    """

    learning_rate_power: float = setting(
        -0.5, tr("Rate power"), low=-1, high=0, more=True, help=tr("How fast the steps shrink; 0 keeps them.")
    )
    # Keras's own 0.1 makes a ten-thousandth of the first weights in the first update: a deep network is stuck for good.
    initial_accumulator_value: float = setting(
        1e-8,
        tr("Initial sum"),
        low=0,
        high=1e6,
        above=True,
        more=True,
        help=tr(
            "What the sum of squared gradients begins with. The larger, the less the first update leaves of the "
            "weights that the network begins with; at 0.1, which Keras has, nearly nothing."
        ),
    )
    l1_regularization_strength: float = setting(
        0.0, "L1", low=0, high=1e6, more=True, help=tr("Pulls every weight to zero by the same amount.")
    )
    l2_regularization_strength: float = setting(
        0.0, "L2", low=0, high=1e6, more=True, help=tr("Pulls every weight to zero by a share of its size.")
    )
    beta: float = setting(0.0, tr("Beta"), low=0, high=1e6, more=True, help=tr("Slows the first steps."))


@dataclass(frozen=True)
class ScheduleFreeAdamW(
    Optimizer,
    usual_rate=0.0025,
    about_rate=tr(
        "ScheduleFreeAdamW takes a mean over its steps in place of a falling rate: leave it constant. "
        "It has warm-up steps of its own, and bears larger rates than Adam, up to ten times."
    ),
    constant_rate=True,
):
    """Adam's steps without momentum; the weights are the mean of all of them so far, so that no schedule has to know
    when training ends. In Keras 3.15 the gradient is taken at that mean, too, whatever its beta 1.

    Defazio and others 2024, https://arxiv.org/abs/2405.15682.
    """

    warmup_steps: int = setting(
        0, tr("Warm-up steps"), low=0, high=1_000_000, help=tr("The rate rises over so many updates.")
    )
    beta_2: float = _beta(0.999, tr("Beta 2"), tr_in("running mean of", "the squared gradients"))
    epsilon: float = _epsilon(1e-8)
    weight_decay: float = _decay()


def optimizer(name: str, plain: Any = None) -> Optimizer:
    """The optimiser of that name with these settings, its own where they are missing; raises SpecError."""
    if name not in OPTIMIZERS:
        raise SpecError(tr("There is no optimiser called {name!r}.", name=name[:40]))
    return OPTIMIZERS[name].from_plain({} if plain is None else plain)
