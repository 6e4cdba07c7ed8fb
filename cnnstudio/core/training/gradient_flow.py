"""Whether the gradient comes through to every layer, fades on its way there, or grows beyond measure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cnnstudio.core.inspecting.norms import LayerNorms, Norms
from cnnstudio.core.language import local, tr
from cnnstudio.core.network import Block, Network, Row

State = Literal["healthy", "vanishing", "exploding", "none"]

FADED = 1e4
"""A gradient has vanished where it is so many times less a part of the weights than in a layer further on."""

EXPLODED = 1e2
"""A gradient has exploded that is so many times as long as the weights."""

_WITH_KERNELS = ("convolution", "dense")
"""The families of layers that are compared; scales and shifts of normalisation are of another kind."""


@dataclass(frozen=True)
class Flow:
    """What the norms after an epoch say.

    Attributes:
        least, most: The layers whose gradient is the smallest and the greatest part of their weights; of a gradient
            that vanishes ``most`` is further on than ``least``.
        layers: How many were compared.
    """

    state: State
    epoch: int
    least: LayerNorms
    most: LayerNorms
    layers: int

    @property
    def text(self) -> str:
        """In one or two sentences, with the numbers."""
        least, most = self.least, self.most
        match self.state:
            case "none":
                return tr(
                    "After epoch {epoch} the gradient is zero in every layer: there is nothing it would change.",
                    epoch=self.epoch,
                )
            case "exploding":
                return self._exploding()
            case "vanishing":
                return self._vanishing()
        if self.layers == 1:
            words = {"epoch": self.epoch, "layer": most.layer}
            lengths = {"gradient": length(most.gradients), "weights": length(most.weights)}
            if most.share > 1:
                return tr(
                    "After epoch {epoch} the gradient of “{layer}” was {gradient} long and its weights {weights}: "
                    "much, but no explosion.",
                    **words,
                    **lengths,
                )
            return tr(
                "After epoch {epoch} the gradient of “{layer}” was {gradient} long and its weights {weights}: "
                "it neither vanishes nor explodes.",
                **words,
                **lengths,
            )
        shares = tr(
            "The gradients come through to all {count} layers with kernels: after epoch {epoch} they were from "
            "{low} (“{least}”) to {high} (“{most}”) times as long as the weights.",
            count=self.layers,
            epoch=self.epoch,
            low=length(least.share),
            least=least.layer,
            high=length(most.share),
            most=most.layer,
        )
        much, sound = tr("Above 1 is much, but no explosion."), tr("They neither vanish nor explode.")
        return f"{shares} {much if most.share > 1 else sound}"

    def _exploding(self) -> str:
        most = self.most
        words = {
            "epoch": self.epoch,
            "layer": most.layer,
            "gradient": length(most.gradients),
            "weights": length(most.weights),
        }
        if math.isfinite(most.share):
            return tr(
                "The gradients explode: after epoch {epoch} that of “{layer}” was {gradient} long, {times} times as "
                "long as its weights, which are {weights} long.",
                times=length(most.share),
                **words,
            )
        return tr(
            "The gradients explode: after epoch {epoch} that of “{layer}” was {gradient} long, beyond any comparison "
            "with its weights, which are {weights} long.",
            **words,
        )

    def _vanishing(self) -> str:
        least, most = self.least, self.most
        found = tr(
            "The gradients vanish on their way back through the network: after epoch {epoch} that of “{most}” was "
            "{long} long, that of “{least}”, nearer to the picture, {short}.",
            epoch=self.epoch,
            most=most.layer,
            long=length(most.gradients),
            least=least.layer,
            short=length(least.gradients),
        )
        if not least.share:
            less = tr(
                "Measured by the length of the weights that is nothing at all, so the layers in front learn next to "
                "nothing."
            )
        else:
            less = tr(
                "Measured by the length of the weights that is {times} times less, so the layers in front learn next "
                "to nothing.",
                times=length(most.share / least.share),
            )
        return f"{found} {less}"


def flow(norms: Norms, network: Network) -> Flow | None:
    """What the norms after one epoch say of a network; None where none of its layers with kernels is trained."""
    compared = {layer.name for _, layer in network.layers() if layer.spec.family in _WITH_KERNELS}
    layers = [each for each in norms.layers if each.layer in compared]
    if not layers:
        return None
    most, least = max(layers, key=_greatness), min(layers, key=_greatness)
    if not any(each.gradients for each in layers):
        return Flow("none", norms.epoch, least, most, len(layers))
    if not most.share < EXPLODED:
        return Flow("exploding", norms.epoch, least, most, len(layers))
    faded = _faded(network, {each.layer: each for each in layers})
    if faded is not None:
        return Flow("vanishing", norms.epoch, *faded, len(layers))
    return Flow("healthy", norms.epoch, least, most, len(layers))


def length(value: float) -> str:
    """A length or a part of one: "0.0213", "4.2e-7", "1,322", "infinite", "not a number"."""
    if not math.isfinite(value):
        return tr("not a number") if math.isnan(value) else tr("infinite")
    if 100 <= value < 1e6:
        return local(f"{value:,.0f}")
    number, e, exponent = local(f"{value:.3g}").partition("e")
    return f"{number}e{int(exponent)}" if e else number


def _faded(network: Network, layers: Mapping[str, LayerNorms]) -> tuple[LayerNorms, LayerNorms] | None:
    """The layer whose gradient has vanished most, and the one further on that it is compared with.

    What stands beside a layer, in another branch of a block, is not further on: no gradient comes through it.
    """
    pairs: list[tuple[LayerNorms, LayerNorms]] = []
    _compare(network.nodes, None, layers, pairs)
    found = max(reversed(pairs), key=lambda pair: _faint(*pair), default=None)
    return found if found is not None and _faint(*found) > FADED else None


def _compare(
    row: Row, behind: LayerNorms | None, layers: Mapping[str, LayerNorms], pairs: list[tuple[LayerNorms, LayerNorms]]
) -> LayerNorms | None:
    """Puts each layer of a row together with the greatest of what its output goes through, from the back to the front.

    Args:
        behind: The greatest behind the row.

    Returns the greatest of the row and of what is behind it.
    """
    for node in reversed(row):
        if isinstance(node, Block):
            ends = [_compare(branch, behind, layers, pairs) for branch in node.branches]
            behind = max((end for end in ends if end is not None), key=_greatness, default=behind)
        elif node.name in layers:
            own = layers[node.name]
            if behind is not None:
                pairs.append((own, behind))
            behind = own if behind is None else max(behind, own, key=_greatness)
    return behind


def _faint(layer: LayerNorms, behind: LayerNorms) -> float:
    """How many times less a part of its weights a layer's gradient is than that of the one behind it."""
    return behind.share / layer.share if layer.share else math.inf if behind.share else 0.0


def _greatness(layer: LayerNorms) -> float:
    return math.inf if math.isnan(layer.share) else layer.share
