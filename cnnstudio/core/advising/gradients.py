"""What the lengths of gradients say: they fade before they reach the layers in front, or throw the weights away."""

from collections.abc import Iterator

from cnnstudio.core.advising import remedies
from cnnstudio.core.advising.case import Case
from cnnstudio.core.ending import at_the_end
from cnnstudio.core.inspecting.norms import Norms
from cnnstudio.core.language import tr
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.problem import Fix, Put, Together
from cnnstudio.core.runs.advice import Advice
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.gradient_flow import Flow, State, flow, length

_LASTS = 2
"""A gradient fades for good where it does so after each of the last epochs; the first one may be a beginning."""

_FLAT = ("sigmoid", "hard_sigmoid", "tanh", "hard_tanh", "softsign")
"""Functions that are nearly flat for large numbers, so that each of them takes a part of the gradient away (Glorot and
Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks")."""


def vanishing(case: Case) -> Iterator[Advice]:
    """Layers in front that a gradient hardly reaches any more."""
    found = _lasting(case, "vanishing", _LASTS)
    if found is not None:
        yield Advice(
            "vanishing", found.text, _evidence(case, found), "caution", tuple(_less_flat(case.project.network))
        )


def exploding(case: Case) -> Iterator[Advice]:
    """A gradient so much longer than the weights that a step along it says nothing of where the loss is lower."""
    found = _lasting(case, "exploding", 1)
    if found is not None:
        ways = remedies.once((*remedies.calmer(case), *remedies.clip(case)))
        steps = tr("Steps along such a gradient throw the weights about; shorter ones, or a limit, hold them.")
        text = f"{found.text} {steps}"
        yield Advice("exploding", text, _evidence(case, found), "caution", ways)


def _lasting(case: Case, state: State, epochs: int) -> Flow | None:
    """The newest of the last flows, where all of them are so."""
    found = [flow(each, case.project.network) for each in case.norms[-epochs:]]
    if len(found) < epochs or not all(each is not None and each.state == state for each in found):
        return None
    return found[-1]


def _evidence(case: Case, found: Flow) -> tuple[str, ...]:
    names = dict.fromkeys((found.most.layer, found.least.layer))
    return tuple(line for name in names for each in case.norms[-3:] for line in _lines(name, each))


def _lines(name: str, norms: Norms) -> Iterator[str]:
    for layer in norms.layers:
        if layer.layer == name:
            yield tr(
                "“{name}”, epoch {epoch}: gradient {gradient}, weights {weights}",
                name=name,
                epoch=norms.epoch,
                gradient=length(layer.gradients),
                weights=length(layer.weights),
            )


def _less_flat(network: Network) -> Iterator[Fix]:
    """ReLU in the place of every flat function inside the network."""
    last = at_the_end(network)
    changed = tuple(
        Put(layer.name, Layer(layer.name, type(layer.spec).from_plain({**layer.spec.to_plain(), "activation": "relu"})))
        for _, layer in network.layers()
        if layer.name not in last and layer.spec.activation_name() in _FLAT and "activation" in settings_of(layer.spec)
    )
    if changed:
        label = (
            tr("Use ReLU in {count} layers", count=len(changed))
            if len(changed) > 1
            else tr("Use ReLU in {name}", name=changed[0].name)
        )
        yield Fix(label, Together(changed))
