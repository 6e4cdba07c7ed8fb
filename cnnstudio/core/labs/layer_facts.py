"""The facts of one layer: its figures, and every setting by its name."""

import math
from collections.abc import Callable, Iterator

from cnnstudio.core.analysis import Row
from cnnstudio.core.labs import layer_reference
from cnnstudio.core.labs.fact import Fact, Kind, plain_value
from cnnstudio.core.labs.lab import FactValue, Subject
from cnnstudio.core.labs.project_facts import kind_of_setting
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.spec import BLOCK_KINDS, KINDS, BlockSpec, LayerSpec, settings_of

_BOTH: tuple[Subject, ...] = ("project", "run")
_SHOWN = 3


def layer_facts() -> tuple[Fact, ...]:
    """The figures of a layer, then the settings of all kinds."""

    def fact(name: str, help: str, kind: Kind, find: Callable[[Row], FactValue]) -> Fact:
        return Fact(name, help, kind, _BOTH, lambda scene, of: find(_row(scene, of)), "layer")

    figures = (
        fact("parameters", tr("Numbers of its weight arrays."), "count", lambda row: row.params.total),
        fact("trainable", tr("Those that training changes by gradients."), "count", lambda row: row.params.trainable),
        fact("non-trainable", tr("Those it does not."), "count", lambda row: row.params.frozen),
        fact("weights", tr("Parameters that are no biases."), "count", lambda row: row.params.weights),
        fact("biases", tr("Parameters that are biases."), "count", lambda row: row.params.biases),
        fact("multiply-adds", tr("Multiplications for a picture."), "count", lambda row: row.multiply_adds),
        fact("input shape", tr("The shape that goes in, without the batch."), "shape", _input_shape),
        fact("output shape", tr("The shape that comes out, without the batch."), "shape", _output_shape),
        fact(
            "outputs",
            tr("How many numbers come out for a picture."),
            "count",
            lambda row: math.prod(_output_shape(row)),
        ),
        fact("receptive field", tr("Rows and columns of the picture that one number sees."), "shape", _receptive_field),
        fact("kind", tr("What kind of layer it is: “Conv2D”."), "text", lambda row: row.kind),
        fact("name", tr("What it is called."), "text", lambda row: row.name),
    )
    return (*figures, *_settings())


def _settings() -> Iterator[Fact]:
    owners: dict[str, type[LayerSpec] | type[BlockSpec]] = {**KINDS, **BLOCK_KINDS}
    for name in dict.fromkeys(name for owner in owners.values() for name in settings_of(owner)):
        has = [kind for kind, owner in owners.items() if name in settings_of(owner)]
        kinds = {kind_of_setting(settings_of(owners[kind])[name]) for kind in has}
        listed, more = ", ".join(has[:_SHOWN]), len(has) - _SHOWN
        help = tr("A setting of {kinds}.", kinds=listed)
        if more > 0:
            help = tr_count(
                "A setting of {kinds} and {count} other kind.",
                "A setting of {kinds} and {count} other kinds.",
                more,
                kinds=listed,
            )
        kind: Kind = kinds.pop() if len(kinds) == 1 else "any"
        labels = {settings_of(owners[kind])[name].label for kind in has}
        yield Fact(name, help, kind, _BOTH, _finder(name), "layer", labels.pop() if len(labels) == 1 else "")


def label_of(name: str, reference: str) -> str:
    """What the window calls a setting of the layer that is meant; empty where the reference says no kind of it."""
    kind = layer_reference.kind_of((reference.split() or [""])[-1])
    owners: dict[str, type[LayerSpec] | type[BlockSpec]] = {**KINDS, **BLOCK_KINDS}
    owner = owners.get(kind or "")
    found = settings_of(owner).get(name) if owner is not None else None
    return "" if found is None else found.label


def _finder(name: str) -> Callable[[Scene, str], FactValue]:
    def find(scene: Scene, of: str) -> FactValue:
        node = scene.project.network.node(layer_reference.found(of, scene))
        if name not in settings_of(node.spec):
            raise NotThere(
                tr("{layer} is a {kind}, which has no {setting}.", layer=node.name, kind=node.spec.kind, setting=name)
            )
        return plain_value(getattr(node.spec, name))

    return find


def _row(scene: Scene, of: str) -> Row:
    path = layer_reference.found(of, scene)
    row = scene.analysis.row(path)
    if row is None:  # the analysis is of the network before
        raise NotThere(tr("The network is being worked out."))
    return row


def _input_shape(row: Row) -> FactValue:
    if row.input_shape is None:
        raise NotThere(tr("A layer above {layer} has a problem, so that nothing comes to it.", layer=row.name))
    return row.input_shape


def _output_shape(row: Row) -> tuple[int, ...]:
    if row.output_shape is None:
        raise NotThere(tr("Nothing comes out of {layer}: it or a layer above it has a problem.", layer=row.name))
    return row.output_shape


def _receptive_field(row: Row) -> FactValue:
    if row.receptive_field is None:
        raise NotThere(tr("Nothing comes out of {layer}: it or a layer above it has a problem.", layer=row.name))
    return row.receptive_field
