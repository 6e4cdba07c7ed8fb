"""Gives a Keras model the optimiser, loss and metrics of a plan, and sets its rate from batch to batch."""

from collections.abc import Sequence
from typing import Any

import keras

from cnnstudio.core.network import Network
from cnnstudio.core.plan import Plan
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.losses import loss_function
from cnnstudio.engine.metrics import metrics

_CLIPS = {"value": "clipvalue", "norm": "clipnorm", "global_norm": "global_clipnorm"}


def compile_(keras_model: KerasModel, plan: Plan, network: Network) -> None:
    """Sets optimiser, loss and metrics.

    The optimiser gets its variables at once, so that a stored state can be put into them. ScheduleFreeAdamW of Keras
    3.15 needs it: where ``fit`` makes them in its graph, its copy of the weights is zeros, and the network is lost.

    Under the plan's device, as ``build``. With float16 Keras scales the loss by itself, so that small gradients
    are not rounded to zero (``LossScaleOptimizer``).
    """
    classes = keras_model.output_shape[-1]
    keras_model.compile(optimizer(plan), loss_function(plan, network), metrics=metrics(plan, network, classes))
    keras_model.optimizer.build(keras_model.trainable_variables)


def optimizer(plan: Plan) -> Any:
    """Keras's optimiser with the plan's settings, rate and clipping."""
    clip = {_CLIPS[plan.clip]: plan.clip_at} if plan.clip in _CLIPS else {}
    made = getattr(keras.optimizers, plan.optimizer)
    return made(learning_rate=float(plan.learning_rate), **plan.optimizer_settings.keras(), **clip)


class Rate:
    """Sets the learning rate before each batch, as the plan's schedule has it.

    Args:
        steps: Batches of an epoch.
    """

    def __init__(self, keras_model: KerasModel, plan: Plan, steps: int) -> None:
        self._optimizer, self._plan, self._steps = keras_model.optimizer, plan, steps
        self._set: float | None = None

    def set(self, epoch: int, batch: int, val_losses: Sequence[float] = ()) -> float:
        """Sets and gives the rate of a batch; both are counted from 0.

        Args:
            val_losses: The validation loss of every whole epoch so far, those before a resume included.
        """
        rate = self._plan.rate(epoch + batch / self._steps, val_losses, steps=self._steps)
        if rate != self._set:
            self._optimizer.learning_rate = self._set = rate
        return rate
