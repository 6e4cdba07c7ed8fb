"""Optimiser, loss and metrics of a plan as Keras code."""

from collections.abc import Collection
from typing import Any

from cnnstudio.core.ending import end_activation, ends_in_logits
from cnnstudio.core.network import Network
from cnnstudio.core.optimizers import OPTIMIZERS
from cnnstudio.core.plan import BY_NUMBER, Plan
from cnnstudio.core.scripting.calls import Code, call, literal
from cnnstudio.core.scripting.defaults import optimizer_default
from cnnstudio.core.scripting.pieces import AREA_UNDER_CURVE, FOR_METRICS, MEAN_F1, SMOOTHED_ERROR, SUMMED, place_of

_CLIPS = {"value": "clipvalue", "norm": "clipnorm", "global_norm": "global_clipnorm"}

_NAMED_LOSSES = {
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "binary_crossentropy": "BinaryCrossentropy",
    "categorical_focal_crossentropy": "CategoricalFocalCrossentropy",
}


_AS_IN_KERAS = (
    ("categorical_crossentropy", True),
    ("sparse_categorical_crossentropy", False),
    ("mean_squared_error", False),
)
"""Losses that the code computes under their own names, with smoothed labels or without."""


def said_by_code(plan: Plan) -> set[str]:
    """The settings of a plan that the code of a script says by itself."""
    found = {"optimizer"}
    as_in_keras = (plan.loss, bool(plan.label_smoothing)) in _AS_IN_KERAS
    if as_in_keras or plan.loss in ("binary_crossentropy", "categorical_focal_crossentropy"):
        found |= {"loss", "label_smoothing"}
    if plan.loss == "categorical_focal_crossentropy":
        found.add("focal_gamma")
    if plan.early_stopping < plan.epochs:
        found.add("early_stopping")
        if plan.early_stopping or plan.keep_best:
            found.add("keep_best")
    if plan.clip != "none":
        found |= {"clip", "clip_at"}
    return found


class Compiling:
    """Writes the code that gives a network its optimiser, loss and metrics.

    Args:
        blank: The settings of the plan whose values are not told; a constant stands for each.
        trained: The variable of what is compiled.
    """

    def __init__(self, plan: Plan, network: Network, blank: Collection[str], trained: str) -> None:
        self._plan, self._network, self._blank, self._trained = plan, network, blank, trained

    @property
    def by_number(self) -> bool:
        """Whether the loss takes class numbers, as in the engine; otherwise one-hot rows.

        Categorical cross-entropy of one-hot rows is the same but for the last digit.
        """
        return self._plan.loss in BY_NUMBER and not self._plan.label_smoothing

    def pieces(self) -> list[str]:
        """Classes and functions that the code needs."""
        plan, found = self._plan, []
        if plan.loss == "binary_crossentropy_sum" and "loss" not in self._blank:
            found.append(SUMMED.format(logits=ends_in_logits(self._network), smoothing=self._value("label_smoothing")))
        if plan.loss == "mean_squared_error" and plan.label_smoothing and "loss" not in self._blank:
            found.append(SMOOTHED_ERROR)
        if plan.f1 or plan.auc:
            found.append(FOR_METRICS)
        if plan.auc:
            found += [place_of(end_activation(self._network)), AREA_UNDER_CURVE]
        return found + [MEAN_F1] * plan.f1

    def code(self) -> str:
        """The call of ``compile``."""
        given = {"optimizer": self._optimizer(), "loss": self._loss(), "metrics": self._metrics()}
        lines = [call(f"{self._trained}.compile", (), given, room=0)]
        if self._plan.optimizer == "ScheduleFreeAdamW":
            lines.append("# Its copy of the weights must be made before training begins (Keras 3.15).")
            lines.append(f"{self._trained}.optimizer.build({self._trained}.trainable_variables)")
        return "\n".join(lines)

    def _value(self, setting: str) -> str:
        """The code for a setting's value."""
        value = getattr(self._plan, setting)
        named = setting not in said_by_code(self._plan) and value != getattr(Plan(), setting)
        return f"PLAN_{setting.upper()}" if named or setting in self._blank else literal(value)

    def _optimizer(self) -> Code:
        plan = self._plan
        if "optimizer" in self._blank:
            return Code("PLAN_OPTIMIZER")
        usual = OPTIMIZERS[plan.optimizer]().keras()
        more: dict[str, Any] = {
            name: value
            for name, value in plan.optimizer_settings.keras().items()
            if value != optimizer_default(plan.optimizer, name, usual[name])
        }
        if plan.clip in _CLIPS and "clip" not in self._blank:
            more[_CLIPS[plan.clip]] = Code(self._value("clip_at"))
        return Code(
            call(f"keras.optimizers.{plan.optimizer}", (), {"learning_rate": Code("LEARNING_RATE"), **more}, 84)
        )

    def _loss(self) -> Any:
        plan = self._plan
        if "loss" in self._blank:
            return Code("PLAN_LOSS")
        if plan.loss == "mean_squared_error":
            return Code("smoothed_error") if plan.label_smoothing else plan.loss
        if plan.loss == "binary_crossentropy_sum":
            return Code("summed_crossentropy")
        more: dict[str, Any] = {}
        if plan.loss == "categorical_focal_crossentropy":
            more["gamma"] = Code(self._value("focal_gamma"))
        if ends_in_logits(self._network):
            more["from_logits"] = True
        if plan.label_smoothing or "label_smoothing" in self._blank:
            more["label_smoothing"] = Code(self._value("label_smoothing"))
        name = "sparse_categorical_crossentropy" if self.by_number else plan.loss
        if name == "sparse_categorical_crossentropy" and not self.by_number:
            name = "categorical_crossentropy"
        return Code(call(f"keras.losses.{_NAMED_LOSSES[name]}", (), more)) if more else name

    def _metrics(self) -> list[Any]:
        plan = self._plan
        found: list[Any] = ["accuracy"]
        if plan.top_k or "top_k" in self._blank:
            kind = "SparseTopKCategoricalAccuracy" if self.by_number else "TopKCategoricalAccuracy"
            found.append(Code(f'keras.metrics.{kind}(k=min(PLAN_TOP_K, CLASSES), name="top_k")'))
        if plan.auc:
            found.append(Code("AreaUnderCurve(CLASSES)"))
        if plan.f1:
            found.append(Code("MeanF1(CLASSES)"))
        return found
