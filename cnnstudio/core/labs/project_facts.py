"""The facts of a network, of its data and of how it is trained: of the open project, or of what a run trained."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from cnnstudio.core.architecture import architecture
from cnnstudio.core.inspecting.feature_vector import candidates
from cnnstudio.core.labs.fact import Fact, Kind, plain_value
from cnnstudio.core.labs.lab import FactValue, Subject
from cnnstudio.core.labs.layer_reference import kind_of
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import tr
from cnnstudio.core.network import walk
from cnnstudio.core.pictures import preprocessing
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.runs.run_facts import pictures_in_words
from cnnstudio.core.spec import Setting, settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.core.words import quoted

_BOTH: tuple[Subject, ...] = ("project", "run")

_FORMS: dict[str, Kind] = {
    "integer": "count",
    "number": "number",
    "flag": "flag",
    "choice": "text",
    "text": "text",
    "pair": "shape",
    "integers": "shape",
    "numbers": "table",
    "padding": "any",
}

_SCHEDULES = {"Step": "In steps", "Plateau": "On plateau"}
"""What labs call those that have another name there than their kind."""

_SPLIT = {"training": 0, "validation": 1, "test": 2}


def kind_of_setting(setting: Setting) -> Kind:
    """What its value is as a fact."""
    return _FORMS[setting.form]


def network_facts() -> tuple[Fact, ...]:
    """Those that follow from the network alone."""
    kind = tr("How many layers are of a kind: “count of Conv2D”.")
    return (*_totals(), *_sizes(), Fact("count", kind, "count", _BOTH, _count, "kind"))


def _fact(name: str, help: str, kind: Kind, find: Callable[[Scene], FactValue]) -> Fact:
    return Fact(name, help, kind, _BOTH, lambda scene, _: find(scene))


def _totals() -> Iterator[Fact]:
    """What is counted over all layers."""
    for name, help, find in (
        ("parameters", tr("All numbers of the network's weight arrays."), lambda s: s.analysis.totals.parameters),
        ("trainable", tr("Those that training changes by gradients."), lambda s: s.analysis.totals.trainable),
        ("non-trainable", tr("Those it does not, as moving means and what is frozen."), _frozen),
        ("weights", tr("Parameters that are no biases."), lambda s: s.analysis.totals.weights),
        ("biases", tr("Parameters that are biases."), lambda s: s.analysis.totals.biases),
        ("multiply-adds", tr("Multiplications, each with its addition, for a picture."), _multiply_adds),
        ("layers", tr("Layers, those inside of blocks counted, too."), lambda s: len(list(s.project.network.layers()))),
        ("depth", tr("Convolutions and Dense layers with weights."), _depth),
    ):
        yield _fact(name, help, "count", find)


def _sizes() -> Iterator[Fact]:
    """What goes in and comes out, and what is wrong."""
    yield _fact("kinds", tr("The kinds of all layers, in their order."), "table", _kinds)
    yield _fact("architecture", tr("The network in one line, as in the table of runs."), "text", _architecture)
    picture = tr("Rows, columns and channels of a picture.")
    yield _fact("input shape", picture, "shape", lambda s: s.project.network.input_shape)
    yield _fact("output shape", tr("What the network gives out."), "shape", _output_shape)
    numbers = tr("How many numbers the network gives out for a picture.")
    yield _fact("outputs", numbers, "count", lambda s: math.prod(_output_shape(s)))
    length = tr("Length of the feature vector: of what the last Dense is given.")
    yield _fact("feature length", length, "count", _feature_length)
    cannot = tr("Layers that cannot work at their place.")
    yield _fact("problems", cannot, "count", lambda s: len(s.analysis.problems))
    meant = tr("Layers with what is probably not meant.")
    yield _fact("cautions", meant, "count", lambda s: len(s.analysis.cautions))
    blanks = tr("Settings that are still to be filled in.")
    yield _fact("blanks", blanks, "count", lambda s: len(s.project.blanks))


def data_facts() -> tuple[Fact, ...]:
    """Those of the pictures."""
    pictures = {
        "training": tr("Of the data that are loaded: pictures for training."),
        "validation": tr("Of the data that are loaded: pictures for validation."),
        "test": tr("Of the data that are loaded: pictures for the test."),
    }
    shape = tr("Of the data that are loaded: rows, columns, channels.")
    updates = tr("Of the data that are loaded: updates of the weights in an epoch.")

    def part(name: str) -> Fact:
        help = pictures[name]
        return Fact(f"{name} pictures", help, "count", ("project",), lambda scene, _: _pictures(scene, name))

    return (
        Fact("data", tr("The data set in a few words, with how many of its pictures are used."), "text", _BOTH, _data),
        *(part(name) for name in _SPLIT),
        Fact("classes", tr("How many classes the data have."), "count", _BOTH, lambda scene, _: len(_labels(scene))),
        Fact(
            "class names",
            tr("The classes of the data, in their order."),
            "table",
            _BOTH,
            lambda scene, _: _labels(scene),
        ),
        Fact("picture shape", shape, "shape", ("project",), _picture_shape),
        Fact("steps", updates, "count", ("project",), _steps),
        Fact("preprocessing", tr("What is done to every picture, in a few words."), "text", _BOTH, _preprocessing),
        Fact("augmentations", tr("Random changes of the training pictures, in order."), "table", _BOTH, _augmentations),
        *_settings("data", DataRecipe, lambda scene: scene.project.data),
        *_settings("preprocessing", Preprocessing, lambda scene: scene.project.preprocessing),
    )


def plan_facts(taken: frozenset[str]) -> tuple[Fact, ...]:
    """Every setting of the plan by its name, the schedule, and the settings of whichever optimiser it has.

    Args:
        taken: Names that are other facts of a run: there they are what it did, not what was planned.
    """
    plan = _settings("", Plan, lambda scene: scene.project.plan)
    own = tuple(replace(each, subjects=("project",)) if each.name in taken else each for each in plan)
    planned = Fact(
        "planned epochs", tr("How many epochs the plan has."), "count", _BOTH, lambda s, _: s.project.plan.epochs
    )
    schedule = Fact(
        "schedule",
        tr("How the learning rate changes: its title."),
        "text",
        _BOTH,
        lambda s, _: _SCHEDULES.get(s.project.plan.schedule.kind, s.project.plan.schedule.kind),
    )
    names = sorted({name for kind in OPTIMIZERS.values() for name in settings_of(kind)})
    return (*own, planned, schedule, *map(_of_optimizer, names))


def _settings(prefix: str, owner: type, of: Callable[[Scene], object]) -> tuple[Fact, ...]:
    def fact(name: str, setting: Setting) -> Fact:
        help = setting.help.partition(". ")[0].removesuffix(".") or setting.label
        title = f"{prefix} {name}".strip()
        kind = kind_of_setting(setting)
        made = Fact(title, f"{help}.", kind, _BOTH, lambda s, _: plain_value(getattr(of(s), name)))
        return replace(made, label=setting.label, names=setting.names)

    return tuple(fact(name, setting) for name, setting in settings_of(owner).items())


def _of_optimizer(name: str) -> Fact:
    def find(scene: Scene, _: str) -> FactValue:
        settings = scene.project.plan.optimizer_settings
        if name not in settings_of(settings):
            raise NotThere(tr("{optimizer} has no {name}.", optimizer=scene.project.plan.optimizer, name=name))
        return plain_value(getattr(settings, name))

    has = [kind for kind, each in OPTIMIZERS.items() if name in settings_of(each)]
    form = settings_of(OPTIMIZERS[has[0]])[name]
    return Fact(
        f"optimizer {name}",
        tr("{setting} of {optimizers}.", setting=form.label, optimizers=", ".join(has)),
        kind_of_setting(form),
        _BOTH,
        find,
    )


def _frozen(scene: Scene) -> FactValue:
    return scene.analysis.totals.frozen


def _multiply_adds(scene: Scene) -> FactValue:
    return scene.analysis.totals.multiply_adds


def _depth(scene: Scene) -> FactValue:
    kinds = {path: layer.spec.family for path, layer in scene.project.network.layers()}
    return sum(
        bool(row.params.arrays) and kinds.get(row.path) in ("convolution", "dense") for row in scene.analysis.rows
    )


def _kinds(scene: Scene) -> FactValue:
    return tuple(layer.spec.kind for _, layer in scene.project.network.layers())


def _architecture(scene: Scene) -> FactValue:
    return architecture(scene.project.network)


def _output_shape(scene: Scene) -> tuple[int, ...]:
    if scene.analysis.output_shape is None:
        raise NotThere(tr("{title} has a problem, so that nothing comes out of it.", title=scene.title))
    return scene.analysis.output_shape


def _feature_length(scene: Scene) -> FactValue:
    found = candidates(scene.analysis)
    if not found:
        raise NotThere(tr("{title} gives no feature vector: it is empty or has a problem.", title=scene.title))
    return found[0].length


def _count(scene: Scene, kind: str) -> FactValue:
    known = kind_of(kind)
    if known is None:
        raise NotThere(tr("There is no kind of layer called {kind}.", kind=quoted(kind)))
    return sum(node.spec.kind == known for _, node in walk(scene.project.network.nodes))


def _data(scene: Scene, _: str) -> FactValue:
    return pictures_in_words(scene.project.data)


def _pictures(scene: Scene, part: str) -> FactValue:
    if scene.data is None:
        raise NotThere(tr("No data are loaded."))
    return (scene.data.training, scene.data.validation, scene.data.test)[_SPLIT[part]]


def _picture_shape(scene: Scene, _: str) -> FactValue:
    if scene.data is None:
        raise NotThere(tr("No data are loaded."))
    return scene.data.shape


def _labels(scene: Scene) -> tuple[str, ...]:
    if scene.run is not None:
        return scene.run.labels
    if scene.data is None:
        raise NotThere(tr("No data are loaded."))
    return scene.data.labels


def _steps(scene: Scene, _: str) -> FactValue:
    if scene.data is None:
        raise NotThere(tr("No data are loaded."))
    return math.ceil(scene.data.training / scene.project.plan.batch_size)


def _preprocessing(scene: Scene, _: str) -> FactValue:
    return preprocessing.summary(scene.project.preprocessing)


def _augmentations(scene: Scene, _: str) -> FactValue:
    return tuple(each.kind for each in scene.project.preprocessing.augmentation)
