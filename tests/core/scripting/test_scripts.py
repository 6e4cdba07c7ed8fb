"""Projects written as Keras code: what stands in it, and what students do not see."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings

from cnnstudio.core.analysis import analyse
from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.layers import (
    KINDS,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    ZeroPadding2D,
)
from cnnstudio.core.layers.augmentation import RandomFlip
from cnnstudio.core.network import Block, Layer, Network, walk
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets import PRESETS, preset, stack
from cnnstudio.core.project import Project
from cnnstudio.core.scripting import Beside, blank_of, notebook_of, script_of, with_blanks
from cnnstudio.core.spec import settings_of
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.core.training.plan import PRECISIONS, DataRecipe, Plan
from cnnstudio.core.transferring.pretrained import Pretrained
from tests.core.strategies import networks

SMALL = Project(
    Network((28, 28, 1), stack(Conv2D(8, (5, 5), padding=2), MaxPooling2D(), Flatten(), Dense(10, "softmax")))
)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda each: each.name)
def test_that_every_preset_is_a_script_and_a_notebook_with_the_same_code(preset) -> None:  # type: ignore[no-untyped-def]
    text = script_of(preset.project, Beside("a.npz" if preset.project.data.source else ""), name=preset.title)
    tree = ast.parse(text)
    assert ast.get_docstring(tree, clean=False).startswith(f"{preset.title}.".replace('"', "'"))  # type: ignore[union-attr]
    assert max(map(len, text.splitlines())) <= 120
    cells = json.loads(notebook_of(preset.project, name=preset.title))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    ast.parse("\n".join(code))
    assert any("history = " in each for each in code)
    assert "cnnstudio" not in text


@given(networks())
@settings(max_examples=40)
def test_that_any_network_is_code_in_which_every_layer_has_its_name(network: Network) -> None:
    text = script_of(Project(network))
    tree = ast.parse(text)
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    named = [key.value.value for each in calls for key in each.keywords if key.arg == "name"]  # type: ignore[attr-defined]
    wanted = [each for each in named if each.startswith("node_") and ">" not in each]
    found: list[str] = []

    def walked(nodes: tuple[Layer | Block, ...]) -> None:
        for node in nodes:
            for branch in getattr(node, "branches", ()):
                walked(branch)
            found.append(node.name)

    walked(network.nodes)
    assert wanted == found  # in the order in which the engine makes them


def test_that_padding_in_pixels_is_a_layer_of_zeros_with_a_name_of_its_own() -> None:
    text = script_of(SMALL)
    assert 'layers.ZeroPadding2D(2, name="conv2d_1>pad"),' in text
    assert 'layers.Conv2D(8, (5, 5), activation="relu", name="conv2d_1"),' in text


def test_that_a_blank_stands_as_three_dots_and_its_value_nowhere() -> None:
    blanks = (Blank("conv2d_1", "filters"), Blank("conv2d_1", "padding"), Blank("", "epochs"), Blank("", "loss"))
    plan = Plan(epochs=4321, loss="binary_crossentropy")
    project = replace(SMALL, network=SMALL.network.change((0,), filters=1234), plan=plan, blanks=blanks)
    text = script_of(project)
    assert 'layers.Conv2D(..., (5, 5), padding=..., activation="relu", name="conv2d_1"),' in text
    assert "# fill in: Filters, Padding" in text
    assert "EPOCHS = ...  # fill in: Epochs" in text
    assert "PLAN_LOSS = ...  # fill in: Loss" in text
    assert "loss=loss_called(PLAN_LOSS)," in text
    for told in ("1234", "4321", "ZeroPadding2D"):
        assert told not in text
    assert text == script_of(replace(project, plan=replace(plan, loss="mean_squared_error")))
    key = script_of(project, solution=True)
    assert "layers.Conv2D(1234, (5, 5)" in key
    assert "# solution: Filters = 1234, Padding = 2" in key
    assert "EPOCHS = 4321  # solution: Epochs" in key
    assert 'loss="binary_crossentropy",' in key


@pytest.mark.parametrize("each", PRESETS, ids=lambda each: each.name)
def test_that_any_setting_of_a_network_can_be_left_blank(each) -> None:  # type: ignore[no-untyped-def]
    nodes = [node for _, node in walk(each.project.network.nodes)][:40]
    blanks = [Blank(node.name, setting) for node in nodes for setting in settings_of(node.spec)]
    blanks += [Blank("", setting) for setting in settings_of(Plan)]
    text = script_of(with_blanks(each.project, blanks))
    ast.parse(text)
    found = read_code(text).project
    assert found is not None
    assert set(found.blanks) == set(with_blanks(each.project, blanks).blanks)


def test_that_rows_of_zeros_can_be_left_blank_without_the_columns() -> None:
    network = Network((9, 9, 1), (Layer("zeros", ZeroPadding2D((1, 2), (3, 4))),))
    text = script_of(Project(network, blanks=(Blank("zeros", "rows"),)))
    assert 'layers.ZeroPadding2D((..., (3, 4)), name="zeros"),' in text


def test_that_a_blank_is_named_by_its_layer_and_setting() -> None:
    assert blank_of(SMALL, "conv2d_1.filters") == Blank("conv2d_1", "filters")
    assert blank_of(SMALL, "plan.epochs") == Blank("", "epochs")
    for wrong in ("filters", "conv2d_1.units", "dense_7.units", "plan.filters", ""):
        with pytest.raises(StudioError, match="There is no setting"):
            blank_of(SMALL, wrong)


def test_that_keras_loads_its_own_data_sets_and_a_file_stands_beside_for_others() -> None:
    mnist = replace(SMALL, data=DataRecipe("mnist"))
    text = script_of(mnist)
    assert "keras.datasets.mnist.load_data()" in text
    assert "np.load" not in text
    changed = replace(mnist, preprocessing=Preprocessing(invert=True))
    for project in (SMALL, changed, replace(SMALL, data=DataRecipe("mnist", "/a/mnist.npz"))):
        beside = script_of(project, Beside("mine.npz"))
        assert 'np.load(Path(__file__).with_name("mine.npz"))' in beside
        assert "keras.datasets" not in beside
    assert 'np.load("mine.npz")' in json.dumps(notebook_of(SMALL, Beside("mine.npz"))).replace("\\\\\\", "").replace(
        "\\", ""
    )


def test_that_a_comment_of_a_script_writes_names_as_a_notebook_does() -> None:
    project = replace(SMALL, data=DataRecipe("mnist"))
    told = [each["source"] for each in json.loads(notebook_of(project))["cells"] if each["cell_type"] == "markdown"]
    headings = ["".join(each).removeprefix("## ").split("\n\n") for each in told[1:]]
    assert ["Pictures", "Keras loads the pictures; they are divided by the seed."] in headings
    for title, words in headings:
        assert f"\n# {title}. {words}\n" in script_of(project)


def test_that_a_project_without_data_has_a_place_for_them() -> None:
    assert "x_train, y_train = ..., ..." in script_of(replace(SMALL, data=DataRecipe("")))


def test_that_augmentation_is_done_by_layers_before_the_network() -> None:
    text = script_of(replace(SMALL, preprocessing=Preprocessing(augmentation=(RandomFlip(),))))
    assert '    layers.RandomFlip("horizontal"),' in text
    assert "trained = keras.Model(pictures, network(x))" in text
    assert text.index("network = keras.Sequential(") < text.index("RandomFlip") < text.index("trained.compile(")


def with_base(tail: tuple[Layer, ...] = (), **settings: Any) -> Project:
    body = (Layer("one", Conv2D(4, padding="same")), Layer("norm", BatchNormalization()), Layer("two", Conv2D(6)))
    block = Block("base", Pretrained("run:1", **settings), (body,))
    return Project(Network((8, 8, 1), (block, *tail)))


HEAD = (Layer("pool", GlobalAveragePooling2D()), Layer("last", Dense(3, "softmax")))


def test_that_pretrained_layers_are_a_function_with_weights_from_a_file_beside() -> None:
    text = script_of(with_base(HEAD), Beside(bases="faces.base.npz"))
    assert "def base_1(x):" in text
    assert 'layers.BatchNormalization(name="norm", trainable=False)(x)' in text
    assert 'layers.Identity(name="base")(x)' in text
    assert 'with np.load(Path(__file__).with_name("faces.base.npz")) as given:' in text
    assert "It needs faces.base.npz beside it." in text
    assert '"source": "run:1",' in text
    assert "Here the pretrained layers are to be given their weights" in script_of(with_base(HEAD))


def test_that_features_are_computed_once_where_the_engine_does_so() -> None:
    kept = script_of(with_base(HEAD))
    assert kept.index('name="pool"') < kept.index("features = x") < kept.index('name="last"')
    assert "head = keras.Model(features, x)" in kept
    assert "history = head.fit(" in kept
    tuned = script_of(with_base(HEAD, fine_tune=1))
    assert tuned.count("trainable=False") == 2  # the normalisation stays frozen
    for text in (tuned, script_of(with_base(HEAD, cache=False))):
        assert "history = network.fit(" in text
        assert "features" not in text


def test_that_how_many_layers_learn_can_be_left_blank_and_is_told_nowhere() -> None:
    project = replace(with_base(HEAD, fine_tune=1), blanks=(Blank("base", "fine_tune"),))
    text = script_of(project)
    assert '"fine_tune": ...,  # fill in: Fine-tune' in text
    assert text.count("trainable=...") == 3
    assert "trainable=False" not in text
    assert '"fine_tune": 1,  # solution: Fine-tune' in script_of(project, solution=True)


def test_that_a_notebook_is_one_by_jupyters_own_rules() -> None:
    for each in (preset("classic"), preset("resnet")):
        if each is not None:
            nbformat.validate(nbformat.reads(notebook_of(each.project), as_version=4))


OTHER_PLANS = (
    ("loss", "mean_squared_error", "categorical_focal_crossentropy"),
    ("loss", "categorical_crossentropy", "binary_crossentropy_sum"),
    ("optimizer", "Adam", "ScheduleFreeAdamW"),
    ("epochs", 3, 4321),
    ("early_stopping", 0, 3),
    ("keep_best", True, False),
    ("warmup", 0.0, 2.5),
    ("label_smoothing", 0.0, 0.25),
    ("class_weight", "none", "balanced"),
    ("class_weights", (1.0,), (2.0, 3.0)),
    ("clip", "none", "norm"),
    ("clip_at", 1.0, 2.75),
    ("top_k", 0, 3),
    ("auc", False, True),
    ("f1", False, True),
    ("precision", "float32", "mixed_bfloat16"),
    ("device", "auto", "cpu"),
    ("focal_gamma", 2.0, 1.75),
    ("learning_rate", 0.001, 0.02),
    ("batch_size", 128, 33),
    ("seed", 7, 8),
    ("start", 0, 2),
)


@pytest.mark.parametrize(("name", "first", "second"), OTHER_PLANS)
def test_that_a_script_is_the_same_whatever_a_blank_of_the_plan_hides(name: str, first: Any, second: Any) -> None:
    one, other = (
        script_of(replace(SMALL, plan=plan, blanks=(Blank("", name),)))
        for plan in (Plan(**{name: first}), Plan(**{name: second}))
    )
    assert one == other
    ast.parse(one)
    assert name in {each.setting for each in read_code(one).project.blanks}  # type: ignore[union-attr]


@pytest.mark.parametrize("precision", PRECISIONS)
def test_that_the_loss_is_scaled_where_layers_compute_in_float16(precision: str) -> None:
    project = replace(SMALL, plan=Plan(precision=precision))
    assert script_of(project).count("LossScaleOptimizer") == (precision == "mixed_float16")
    (asks,) = (
        ast.unparse(each)
        for each in ast.parse(script_of(replace(project, blanks=(Blank("", "precision"),)))).body
        if isinstance(each, ast.If)
    )
    names: dict[str, Any] = {"PLAN_PRECISION": precision, "rule": "plain", "keras": SimpleNamespace()}
    names["keras"].optimizers = SimpleNamespace(LossScaleOptimizer=lambda rule: f"scaled {rule}")
    exec(asks, names)
    assert names["rule"] == ("scaled plain" if precision == "mixed_float16" else "plain")


@pytest.mark.parametrize(
    ("plan", "blanks", "needs"),
    [
        (Plan(), (), "keras and numpy alone"),
        (Plan(device="gpu"), (), "keras and numpy alone"),
        (Plan(device="cpu"), (), "keras, tensorflow and numpy alone"),
        (Plan(), (Blank("", "device"),), "keras, tensorflow and numpy alone"),
    ],
)
def test_that_a_script_says_what_it_imports(plan: Plan, blanks: tuple[Blank, ...], needs: str) -> None:
    text = script_of(replace(SMALL, plan=plan, blanks=blanks))
    assert f"needs {needs}." in text
    assert ("import tensorflow as tf" in text) == ("tensorflow" in needs)


def test_that_a_script_says_that_it_trains_on_one_card_where_the_project_trains_on_all() -> None:
    project = replace(SMALL, plan=Plan(device="gpus"))
    words = "It trains on one graphics card, not on all there are"
    assert words in script_of(project)
    assert words in notebook_of(project)
    assert words not in script_of(SMALL)
    assert words not in script_of(replace(project, blanks=(Blank("", "device"),)))


@pytest.mark.parametrize("precision", PRECISIONS)
def test_that_a_script_says_in_which_precision_the_program_scores(precision: str) -> None:
    is_said = "# CNN Studio scores in float32" in script_of(replace(SMALL, plan=Plan(precision=precision)))
    assert is_said == (precision != "float32")


def other_values(node: Layer) -> Iterator[tuple[str, Layer]]:
    for name, setting in settings_of(node.spec).items():
        value = getattr(node.spec, name)
        others: list[Any] = [each for each in setting.choices if each != value]
        if not others and isinstance(value, (int, float)):
            others = [not value] if isinstance(value, bool) else [value + 1, value / 2]
        if not others and isinstance(value, tuple) and value:
            others = [tuple(each + 1 for each in value), tuple(range(2, 2 + len(value)))]
        for other in others:
            try:
                yield name, Layer(node.name, replace(node.spec, **{name: other}))
            except SpecError:
                continue


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_script_is_the_same_whatever_a_blank_of_a_layer_hides(kind: str) -> None:
    end = (Layer("flat", Flatten()), Layer("end", Dense(10, "softmax")))
    node = Layer("it", KINDS[kind]())
    networks_ = {each: Network((28, 28, 4), (each, *end)) for each in (node, *(each for _, each in other_values(node)))}
    for name, other in other_values(node):
        if any(analyse(networks_[each]).output_shape is None for each in (node, other)):
            continue
        texts = [script_of(Project(networks_[each], blanks=(Blank("it", name),))) for each in (node, other)]
        assert texts[0] == texts[1], name


def test_that_neither_the_number_of_outputs_nor_their_function_tells_a_blank() -> None:
    def text(setting: str, units: int, activation: str) -> str:
        network = Network((9, 9, 1), (Layer("flat", Flatten()), Layer("end", Dense(units, activation))))
        return script_of(Project(network, plan=Plan(auc=True), blanks=(Blank("end", setting),)))

    assert text("units", 10, "softmax") == text("units", 12, "softmax")
    assert text("activation", 10, "softmax") == text("activation", 10, "linear") == text("activation", 10, "sigmoid")


def test_that_what_one_blank_of_the_plan_takes_out_of_the_code_stands_in_numbers_all_the_same() -> None:
    plan = Plan(loss="binary_crossentropy", label_smoothing=0.17, clip="norm", clip_at=2.75, early_stopping=4)
    for name in ("optimizer", "loss", "clip", "label_smoothing", "epochs", "early_stopping"):
        project = replace(SMALL, plan=plan, blanks=(Blank("", name),))
        found = read_code(script_of(project)).project
        assert found is not None
        kept = [each for each in settings_of(Plan) if each != name]
        assert [getattr(found.plan, each) for each in kept] == [getattr(plan, each) for each in kept]


@pytest.mark.parametrize(
    "name", ['a """;print("OWNED");""" ', "a\\N", "x\\", "two\nlines\u2028three", "evil\udcff", '"', "'''"]
)
def test_that_no_name_becomes_code(name: str) -> None:
    files = Beside(f"{name}.npz", f"{name}.weights.npz", exports={f"{name}.npz": "1", f"{name}.weights.npz": "2"})
    plain = Beside("name.npz", "name.weights.npz", exports={"name.npz": "1", "name.weights.npz": "2"})
    trees = []
    for text in (script_of(SMALL, files, name=name), script_of(SMALL, plain, name="name")):
        compile(text.encode("utf-8"), "script", "exec")
        tree = ast.parse(text)
        for each in ast.walk(tree):
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                each.value = ""
        trees.append(ast.dump(tree))
    assert trees[0] == trees[1]
    nbformat.validate(nbformat.reads(notebook_of(SMALL, files, name=name), as_version=4))
    notebook_of(SMALL, files, name=name).encode("utf-8")


def test_that_a_script_does_not_tell_where_on_this_computer_the_pictures_lie() -> None:
    for path in ("/home/anna/secret/faces.npz", "C:\\Users\\anna\\secret\\faces.npz"):
        text = script_of(replace(SMALL, data=DataRecipe("file", path)), Beside("mine.npz"))
        assert 'DATA_PATH = "faces.npz"' in text
        assert "anna" not in text


def test_that_a_script_computes_features_anew_where_they_are_too_large_to_be_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = Block("base", Pretrained("run:1"), (stack(Conv2D(4), GlobalAveragePooling2D()),))
    project = Project(Network((28, 28, 1), (base, Layer("end", Dense(10)))), DataRecipe("mnist"))
    assert "features_of" in script_of(project)
    monkeypatch.setattr("cnnstudio.core.transferring.features.MOST_BYTES", 70_000 * 4 * 4 - 1)
    assert "features_of" not in script_of(project)
    assert "features_of" in script_of(project, Beside(count=69_999))


FILLED = (
    (
        {"optimizer": "SGD", "optimizer_settings": OPTIMIZERS["SGD"](momentum=0.9, nesterov=True), "clip": "norm"},
        "optimizer",
        {"PLAN_OPTIMIZER": '"SGD"', "PLAN_OPTIMIZER_SETTINGS": '{"momentum": 0.9, "nesterov": True}'},
    ),
    ({"clip": "norm", "clip_at": 0.01}, "clip", {"PLAN_CLIP": '"norm"'}),
    (
        {"loss": "categorical_focal_crossentropy", "focal_gamma": 3.0, "label_smoothing": 0.1},
        "loss",
        {"PLAN_LOSS": '"categorical_focal_crossentropy"', "PLAN_FOCAL_GAMMA": "3.0"},
    ),
    ({"loss": "binary_crossentropy_sum"}, "loss", {"PLAN_LOSS": '"binary_crossentropy_sum"'}),
)


@pytest.mark.parametrize(("plan", "gap", "values"), FILLED, ids=["optimizer", "clip", "focal", "sum"])
def test_that_a_choice_left_blank_is_read_as_it_is_filled_in_with_what_belongs_to_it(
    plan: dict[str, Any], gap: str, values: dict[str, str]
) -> None:
    project = replace(SMALL, plan=Plan(**plan), blanks=(Blank("", gap),))
    text = script_of(project)
    for name, value in values.items():
        text, count = re.subn(rf"(?m)^{name} = [^#\n]*", f"{name} = {value}  ", text)
        assert count == 1
    found = read_code(text)
    assert found.project is not None
    assert (found.project.plan, found.project.blanks, found.notes) == (project.plan, (), ())


def test_that_the_code_uses_every_choice_that_is_left_blank() -> None:
    text = script_of(replace(SMALL, blanks=tuple(Blank("", name) for name in ("optimizer", "loss", "clip"))))
    compiled = next(each for each in ast.walk(ast.parse(text)) if _is_compile(each))
    assert "optimizer=optimizer_called(PLAN_OPTIMIZER, **clipping())" in ast.unparse(compiled)
    assert "loss=loss_called(PLAN_LOSS)" in ast.unparse(compiled)


def _is_compile(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "compile"
