"""The Keras models a run begins with: made anew from its project, or as they were where it goes on."""

from contextlib import ExitStack

import keras

from cnnstudio.core.project import Project
from cnnstudio.engine.build import KerasModel, build, put_weights, set_weights
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.features.behind import behind
from cnnstudio.engine.subjects import Loaded
from cnnstudio.engine.training.checkpoint import restore
from cnnstudio.engine.training.compiling import compile_
from cnnstudio.engine.training.device import placed
from cnnstudio.engine.training.front import with_front
from cnnstudio.engine.training.material import Material
from cnnstudio.engine.training.resuming import Resumed
from cnnstudio.engine.training.starting import Start
from cnnstudio.files.project.weights_blob import Weights

Fitted = tuple[Loaded, KerasModel]
"""The network as a Keras model to look into, and the one that is fitted: itself, the same behind a front, or what of it
stands behind its features."""


def fitted(
    project: Project,
    made: Material,
    before: Resumed | None,
    place: ExitStack,
    start: Start | None = None,
    brought: Weights | None = None,
) -> Fitted:
    """The network of ``project`` built and compiled, on the plan's device for as long as ``place`` is open.

    Of a run that goes on weights and state are as they were; else they begin anew, by the plan's seed, or
    with the weights of ``start``.

    Args:
        brought: The weights that pretrained blocks bring with them; they are let go of here.
    """
    place.enter_context(placed(project.plan.device))
    with collector_off():
        keras.utils.set_random_seed(project.plan.seed)
        loaded, trained = _built(project, made)
        given = before.weights if before else start.weights if start else None
        if given is not None:
            set_weights(loaded.keras_model, loaded.network, {**(brought or {}), **given})
        elif brought:
            put_weights(loaded.keras_model, loaded.network, brought)
        (brought or {}).clear()
        compile_(trained, project.plan, project.network)  # not before the weights are set: an optimiser may copy them
        if before:
            restore(trained, before.state)
            before.let_go()
        elif start:
            start.weights.clear()  # they are where they belong
    return loaded, trained


def _built(project: Project, made: Material) -> Fitted:
    """The network built anew."""
    plan, network = project.plan, project.network
    keras_model = build(network, precision=plan.precision)
    trained = keras_model
    if made.cut is not None:
        trained = behind(keras_model, made.cut)
    elif made.as_they_are:
        trained = with_front(keras_model, made.prepared, network.input_shape)
    return Loaded(keras_model, network, made.labels, made.prepared, plan, project.data), trained
