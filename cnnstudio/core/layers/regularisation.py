"""Kinds that act in training only, against learning the pictures by heart."""

from dataclasses import dataclass

from cnnstudio.core.spec import KerasLayer, LayerSpec, Shape, setting


@dataclass(frozen=True)
class Dropout(LayerSpec, kind="Dropout", family="regularisation", base_name="dropout"):
    """Sets a random share of the numbers to zero in every training step, so that no single one is relied on."""

    # Keras accepts a rate of 1, which removes the whole signal: no network learns with it.
    rate: float = setting(0.5, "Rate", low=0, high=0.99, help="The share that is set to zero while training.")

    def output_shape(self, shape: Shape) -> Shape:
        return shape

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("Dropout", {"rate": self.rate}),)

    def summary(self) -> str:
        return f"rate {self.rate:g}"
