"""Optimiser, loss and metrics of a plan as Keras code."""

from collections.abc import Collection
from typing import Any

from cnnstudio.core.ending import end_activation, ends_in_logits, left_to_do
from cnnstudio.core.network import Network
from cnnstudio.core.scripting.calls import VARIABLE, Code, call, indented, literal
from cnnstudio.core.scripting.defaults import OPTIMIZER_EXTRAS, optimizer_default
from cnnstudio.core.scripting.pieces import (
    AREA_UNDER_CURVE,
    CLIPPING,
    FOR_METRICS,
    LOSS_BY_NAME,
    MEAN_F1,
    OPTIMIZER_BY_NAME,
    SMOOTHED_ERROR,
    SUMMED,
    place_of,
)
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import BY_NUMBER, Plan

_CLIPS = {"value": "clipvalue", "norm": "clipnorm", "global_norm": "global_clipnorm"}

_NAMED_LOSSES = {
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "binary_crossentropy": "BinaryCrossentropy",
    "categorical_focal_crossentropy": "CategoricalFocalCrossentropy",
}


_ONE_HOT = 'y_train, y_val, y_test = (np.eye(CLASSES, dtype="float32")[each] for each in (y_train, y_val, y_test))'

_LOGITS = f'getattr({VARIABLE}.layers[-1], "activation", keras.activations.linear) is keras.activations.linear'
"""Asks the network what its output goes through."""

_SCALING = "keras.optimizers.LossScaleOptimizer"
_WHY_SCALED = "# float16 makes small gradients 0: the loss is multiplied, and they are divided again."

_AS_IN_KERAS = (
    ("categorical_crossentropy", True),
    ("sparse_categorical_crossentropy", False),
    ("mean_squared_error", False),
)
"""Losses that the code computes under their own names, with smoothed labels or without."""


def _usual_settings() -> str:
    """The settings of optimisers that are usually others here than in Keras, as the code of a dictionary."""
    found = {name: OPTIMIZERS[name]().keras() for name in OPTIMIZER_EXTRAS}
    usual = {name: {each: found[name][each] for each in more} for name, more in OPTIMIZER_EXTRAS.items()}
    rows = (f"        {literal(name)}: {literal(more)},\n" for name, more in usual.items())
    return f"{{\n{''.join(rows)}    }}"


def said_by_code(plan: Plan, blank: Collection[str] = ()) -> set[str]:
    """The settings of a plan that the code of a script says by itself.

    Args:
        blank: The settings that are not told, and take out of the code whatever would tell them.
    """
    hidden, found = set(blank), {"optimizer"}
    if "loss" not in hidden:
        found |= _said_of_loss(plan, hidden)
    if not {"early_stopping", "epochs"} & hidden and plan.early_stopping < plan.epochs:
        found.add("early_stopping")
        if plan.early_stopping or plan.keep_best:
            found.add("keep_best")
    if not {"optimizer", "clip"} & hidden and plan.clip != "none":
        found |= {"clip", "clip_at"}
    return found


def _said_of_loss(plan: Plan, hidden: set[str]) -> set[str]:
    as_in_keras = "label_smoothing" not in hidden and (plan.loss, bool(plan.label_smoothing)) in _AS_IN_KERAS
    found: set[str] = set()
    if as_in_keras or plan.loss in ("binary_crossentropy", "categorical_focal_crossentropy"):
        found |= {"loss", "label_smoothing"}
    if plan.loss == "categorical_focal_crossentropy":
        found.add("focal_gamma")
    return found


class Compiling:
    """Writes the code that gives a network its optimiser, loss and metrics.

    Args:
        blank: The settings of the plan whose values are not told; a constant stands for each.
        trained: The variable of what is compiled.
        end_is_blank: Whether it is not told what function the output goes through.
    """

    def __init__(
        self, plan: Plan, network: Network, blank: Collection[str], trained: str, end_is_blank: bool = False
    ) -> None:
        self._plan, self._network, self._blank, self._trained = plan, network, blank, trained
        self._end_is_blank = end_is_blank

    @property
    def by_number(self) -> bool:
        """Whether the loss takes class numbers, as in the engine; otherwise one-hot rows.

        Categorical cross-entropy of one-hot rows is the same but for the last digit.
        """
        is_told = not {"loss", "label_smoothing"} & set(self._blank)
        return is_told and self._plan.loss in BY_NUMBER and not self._plan.label_smoothing

    def labels(self) -> str:
        """The code that makes labels one-hot rows; empty where class numbers stay."""
        if self.by_number:
            return ""
        if "loss" not in self._blank:
            return _ONE_HOT
        return f'if PLAN_LOSS != "sparse_categorical_crossentropy":\n{indented(_ONE_HOT)}'

    def pieces(self) -> list[str]:
        """Classes and functions that the code needs."""
        is_hidden = "loss" in self._blank
        loss, found = "" if is_hidden else self._plan.loss, []
        given = {"logits": self._logits(), "smoothing": self._value("label_smoothing")}
        auc, f1 = self._is_there("auc"), self._is_there("f1")
        if loss == "binary_crossentropy_sum" or is_hidden:
            found.append(SUMMED.format(**given))
        if (loss == "mean_squared_error" and self._is_there("label_smoothing")) or is_hidden:
            found.append(SMOOTHED_ERROR.format(**given))
        if is_hidden:
            found.append(LOSS_BY_NAME.format(name="PLAN_LOSS", **given))
        if "clip" in self._blank:
            found.append(CLIPPING)
        if "optimizer" in self._blank:
            found.append(OPTIMIZER_BY_NAME.format(usual=_usual_settings()))
        if f1 or auc:
            found.append(FOR_METRICS)
        if auc:
            found += [self._place_of(), AREA_UNDER_CURVE]
        return found + [MEAN_F1] * f1

    def _place_of(self) -> str:
        """The function that the area under the curve needs; it tells neither a blank end nor a blank loss."""
        if self._end_is_blank:
            return place_of("")
        left = left_to_do(self._plan.loss, self._network)
        is_open = "loss" in self._blank and ends_in_logits(self._network)
        return place_of(end_activation(self._network), None if is_open else left)

    def _is_there(self, setting: str) -> bool:
        """Whether code has to be there for a setting: it is not off, or not told."""
        return setting in self._blank or bool(getattr(self._plan, setting))

    def _logits(self) -> Code:
        """The code for whether the output has gone through no function."""
        return Code(_LOGITS if self._end_is_blank else repr(ends_in_logits(self._network)))

    def code(self) -> str:
        """The call of ``compile``."""
        lines, rule = self._scaled(self._optimizer())
        given = {"optimizer": rule, "loss": self._loss(), "metrics": self._metrics()}
        lines.append(call(f"{self._trained}.compile", (), given, room=0))
        if self._plan.optimizer == "ScheduleFreeAdamW" or "optimizer" in self._blank:
            whose = "Its" if "optimizer" not in self._blank else "ScheduleFreeAdamW's"
            lines.append(f"# {whose} copy of the weights must be made before training begins (Keras 3.15).")
            lines.append(f"{self._trained}.optimizer.build({self._trained}.trainable_variables)")
        return "\n".join(lines)

    def _scaled(self, rule: Code) -> tuple[list[str], Code]:
        """Lines of code, and the code for an optimiser that scales the loss where layers compute in float16."""
        if "precision" in self._blank:
            wrapped = f'if PLAN_PRECISION == "mixed_float16":\n    rule = {_SCALING}(rule)'
            return [f"rule = {rule}", _WHY_SCALED, wrapped], Code("rule")
        if self._plan.precision != "mixed_float16":
            return [], rule
        return [_WHY_SCALED], Code(call(_SCALING, [rule], room=84))

    def _value(self, setting: str) -> str:
        """The code for a setting's value."""
        value = getattr(self._plan, setting)
        named = setting not in said_by_code(self._plan, self._blank) and value != getattr(Plan(), setting)
        return f"PLAN_{setting.upper()}" if named or setting in self._blank else literal(value)

    def _optimizer(self) -> Code:
        plan = self._plan
        if "clip" in self._blank:
            clip = ["**clipping()"]
        else:
            clip = [f"{_CLIPS[plan.clip]}={self._value('clip_at')}"] if plan.clip in _CLIPS else []
        if "optimizer" in self._blank:
            return Code(f"optimizer_called({', '.join(['PLAN_OPTIMIZER', *clip])})")
        usual = OPTIMIZERS[plan.optimizer]().keras()
        more: dict[str, Any] = {
            name: value
            for name, value in plan.optimizer_settings.keras().items()
            if value != optimizer_default(plan.optimizer, name, usual[name])
        }
        given = {"learning_rate": Code("LEARNING_RATE"), **more}
        written = [f"{name}={literal(value)}" for name, value in given.items()]
        return Code(call(f"keras.optimizers.{plan.optimizer}", map(Code, [*written, *clip]), room=84))

    def _loss(self) -> Any:
        plan = self._plan
        if "loss" in self._blank:
            return Code("loss_called(PLAN_LOSS)")
        if plan.loss == "mean_squared_error":
            return Code("smoothed_error") if self._is_there("label_smoothing") else plan.loss
        if plan.loss == "binary_crossentropy_sum":
            return Code("summed_crossentropy")
        more: dict[str, Any] = {}
        if plan.loss == "categorical_focal_crossentropy":
            more["gamma"] = Code(self._value("focal_gamma"))
        if self._logits() != "False":
            more["from_logits"] = self._logits()
        if self._is_there("label_smoothing"):
            more["label_smoothing"] = Code(self._value("label_smoothing"))
        name = "sparse_categorical_crossentropy" if self.by_number else plan.loss
        if name == "sparse_categorical_crossentropy" and not self.by_number:
            name = "categorical_crossentropy"
        return Code(call(f"keras.losses.{_NAMED_LOSSES[name]}", (), more)) if more else name

    def _metrics(self) -> list[Any]:
        found: list[Any] = ["accuracy"]
        kinds = [f"{start}TopKCategoricalAccuracy" for start in ("Sparse", "")]
        kind = f"keras.metrics.{kinds[0] if self.by_number else kinds[1]}"
        if "loss" in self._blank:
            kind = f'getattr(keras.metrics, "{kinds[0]}" if PLAN_LOSS.startswith("sparse") else "{kinds[1]}")'
        makers = {"top_k": f'{kind}(k=min(PLAN_TOP_K, CLASSES), name="top_k")'}
        makers |= {"auc": "AreaUnderCurve(CLASSES)", "f1": "MeanF1(CLASSES)"}
        for setting, maker in makers.items():
            if setting in self._blank:
                found.append(Code(f"*([{maker}] if PLAN_{setting.upper()} else [])"))
            elif self._is_there(setting):
                found.append(Code(maker))
        return found
