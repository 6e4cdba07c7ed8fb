"""Gives a Keras model the optimiser, loss and metrics of a plan, and sets its rate from batch to batch."""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf

from cnnstudio.core.network import Network
from cnnstudio.core.training.plan import Plan
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.training.losses import loss_function
from cnnstudio.engine.training.metrics import metrics

_CLIPS = {"value": "clipvalue", "norm": "clipnorm", "global_norm": "global_clipnorm"}


def compile_(keras_model: KerasModel, plan: Plan, network: Network) -> None:
    """Sets optimiser, loss and metrics.

    The optimiser gets its variables at once, so that a stored state can be put into them. ScheduleFreeAdamW of Keras
    3.15 needs it: where ``fit`` makes them in its graph, its copy of the weights is zeros, and the network is lost.
    It copies the weights of this moment, and goes on from its copy: those that training begins with are to be set.

    Under the plan's device, as ``build``. With float16 the loss is scaled, so that small gradients are not rounded to
    zero: Keras would do so by itself only if the precision were that of the whole Keras model.
    """
    classes = keras_model.output_shape[-1]
    keras_model.compile(optimizer(plan), loss_function(plan, network), metrics=metrics(plan, network, classes))
    keras_model.optimizer.build(keras_model.trainable_variables)


def optimizer(plan: Plan) -> Any:
    """Keras's optimiser with the plan's settings, rate and clipping; inside one that scales the loss for float16."""
    clip = {_CLIPS[plan.clip]: plan.clip_at} if plan.clip in _CLIPS else {}
    kind = getattr(keras.optimizers, plan.optimizer)
    made = kind(learning_rate=float(plan.learning_rate), **plan.optimizer_settings.keras(), **clip)
    return LossScale(made) if plan.precision == "mixed_float16" else made


def loss_factor(trained: KerasModel) -> float:
    """What the loss of a Keras model is multiplied by while it is fitted."""
    scale = getattr(trained.optimizer, "dynamic_scale", None)
    return 1.0 if scale is None else float(keras.ops.convert_to_numpy(scale))


class LossScale(keras.optimizers.LossScaleOptimizer):  # type: ignore[misc]  # Keras has no types
    """Multiplies the loss and divides the gradients; passes a step over, and halves the factor, where one overflows.

    Of several copies of a network Keras 3.15 asks the first alone whether its gradients are finite, and then adds those
    of all up: one picture in another copy would spoil the weights of all.
    """

    def build(self, var_list: Sequence[Any]) -> None:
        """Keras's own, which forgets to count Nadam's product among the variables of what is inside."""
        self.inner_optimizer.build(var_list)
        super().build(var_list)

    def check_finite(self, grads: Sequence[Any]) -> Any:
        finite = super().check_finite(grads)
        context = tf.distribute.get_replica_context()
        copies = context.num_replicas_in_sync
        if copies == 1:
            return finite
        return context.all_reduce(tf.distribute.ReduceOp.SUM, tf.cast(finite, tf.float32)) == copies


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
