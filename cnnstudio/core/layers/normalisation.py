"""Kinds that keep the numbers between layers in a good range."""

from dataclasses import dataclass

from cnnstudio.core.spec import KerasLayer, LayerSpec, Params, Shape, Weight, setting


@dataclass(frozen=True)
class BatchNormalization(LayerSpec, kind="BatchNormalization", family="normalisation", base_name="batch_normalization"):
    """Shifts and scales each channel to mean 0 and spread 1 over the batch: learning is faster and less fussy."""

    momentum: float = setting(
        0.99,
        "Momentum",
        low=0,
        high=1,
        help="How slowly the remembered mean and variance follow the batches.",
    )
    epsilon: float = setting(
        1e-3,
        "Epsilon",
        low=0,
        high=1,
        above=True,
        help="Added to the variance so that nothing divides by zero.",
        more=True,
    )
    center: bool = setting(True, "Shift (beta)", help="Learns one number a channel that is added.", more=True)
    scale: bool = setting(True, "Scale (gamma)", help="Learns one factor a channel.", more=True)

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def params(self, shape: Shape) -> Params:
        channels = (shape[-1],)
        arrays = (
            *((Weight("gamma", channels),) if self.scale else ()),
            *((Weight("beta", channels),) if self.center else ()),
            Weight("moving_mean", channels, trainable=False),
            Weight("moving_variance", channels, trainable=False),
        )
        return Params(arrays, f"{len(arrays)} · {shape[-1]:,}")

    def keras(self) -> tuple[KerasLayer, ...]:
        arguments = {
            "momentum": self.momentum,
            "epsilon": self.epsilon,
            "center": self.center,
            "scale": self.scale,
        }
        return (("BatchNormalization", arguments),)

    def summary(self) -> str:
        return f"momentum {self.momentum:g}"
