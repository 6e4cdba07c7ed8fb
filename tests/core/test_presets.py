"""The gallery as a whole, and how its networks are written down."""

from collections import Counter

import pytest

from cnnstudio.core.analysis import analyse
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.layers import Conv2D, Dense, Flatten
from cnnstudio.core.network import Block, Layer, walk
from cnnstudio.core.presets import GROUPS, PRESETS, Preset, parallel, preset, residual, stack
from cnnstudio.core.presets.pretrained import LITE, LITE_DIGEST, with_trained
from cnnstudio.core.project import from_json, to_json
from cnnstudio.core.training.optimizers import OPTIMIZERS
from cnnstudio.files.sources import arrays_from
from tests.test_architecture import fresh

every = pytest.mark.parametrize("each", PRESETS, ids=lambda each: each.name)


def test_that_names_and_titles_stand_once() -> None:
    assert max(Counter(each.name for each in PRESETS).values()) == 1
    assert max(Counter(each.title for each in PRESETS).values()) == 1


def test_that_presets_of_one_group_stand_together() -> None:
    assert GROUPS == ("First steps", "Lab sheets", "Classics", "Modern blocks", "Pretrained")
    assert [each.group for each in PRESETS] == sorted((each.group for each in PRESETS), key=GROUPS.index)


@pytest.mark.parametrize(
    ("name", "total"), [("lenet", 431_080), ("mnist-cnn", 1_199_882), ("dense", 420_260), ("one-conv", 251_210)]
)
def test_that_the_oldest_presets_keep_name_and_total(name: str, total: int) -> None:
    found = preset(name)
    assert found is not None
    assert analyse(found.project.network).totals.parameters == total


@every
def test_that_a_preset_has_no_problem_and_nothing_that_is_not_meant(each: Preset) -> None:
    project = each.project
    classes = {"": None, "photos-7": 7}.get(project.data.source, 10)
    found = analyse(project.network, classes, project.plan.loss)
    assert found.problems == ()
    assert found.cautions == ()


@every
def test_that_a_preset_survives_its_file(each: Preset) -> None:
    assert from_json(to_json(each.project)) == each.project


@every
def test_that_a_preset_says_in_one_short_sentence_what_it_is_for(each: Preset) -> None:
    assert each.text.startswith(each.line)
    assert 20 < len(each.line) <= 110
    assert each.text.endswith(".")


@every
def test_that_data_fit_the_network_or_none_are_named(each: Preset) -> None:
    shapes = {
        "mnist-10k": (28, 28, 1),
        "fashion-10k": (28, 28, 1),
        "photos-7": (64, 64, 3),
        "cifar-10": (32, 32, 3),
    }
    project = each.project
    if project.data.source:
        found = shapes[project.data.source]
        assert project.network.input_shape == project.preprocessing.geometry.shape(found)
    else:
        assert "data of your own" in each.text or "no data set" in each.text
    assert project.plan.seed == 7


@every
def test_that_adadelta_runs_at_one_and_the_text_says_so(each: Preset) -> None:
    plan = each.project.plan
    assert plan.learning_rate == OPTIMIZERS[plan.optimizer].usual_rate
    assert (plan.optimizer == "Adadelta") == ("rate of 1.0" in each.text) or each.name == "faces-head"


@every
def test_that_validation_on_test_pictures_is_said(each: Preset) -> None:
    assert (each.project.data.validation == "test") == ("validation uses the test pictures" in each.text)


def test_that_projects_are_written_only_when_they_are_looked_at() -> None:
    code = "from cnnstudio.core.presets import PRESETS; print([p.name for p in PRESETS if 'project' in vars(p)])"
    assert fresh(code) == "[]"


def test_that_a_project_is_the_same_object_every_time() -> None:
    assert all(each.project is each.project for each in PRESETS)


def test_that_an_unknown_name_is_no_preset() -> None:
    assert preset("nothing") is None


def test_that_parts_are_named_after_their_kinds_from_top_to_bottom() -> None:
    body = (Conv2D(3, padding="same"), Conv2D(3, padding="same"))
    nodes = stack(Conv2D(3), residual(*body, shortcut=(Conv2D(3, (1, 1)),)), parallel((), body), Flatten(), Dense(2))
    assert [node.name for _, node in walk(nodes)] == [
        "conv2d_1",
        "residual_1",
        "conv2d_2",
        "conv2d_3",
        "conv2d_4",
        "parallel_1",
        "conv2d_5",
        "conv2d_6",
        "flatten_1",
        "dense_1",
    ]
    assert [type(node) for node in nodes] == [Layer, Block, Block, Layer, Layer]


def test_that_the_head_on_the_faces_features_has_the_sheets_count() -> None:
    each = preset("faces-vgg16")
    assert each is not None
    analysis = analyse(each.project.network)
    block = analysis.rows[0]
    assert block.output_shape == (4096,)
    inside = sum(row.params.total for row in analysis.rows if len(row.path) > 1)
    assert analysis.totals.parameters - inside == 1_805_608
    assert analysis.totals.trainable == 1_804_008


def test_that_the_built_in_body_is_known_by_its_checksum() -> None:
    each = preset("photographs-pretrained")
    assert each is not None
    network = each.project.network
    shapes = [weight.shape for row in analyse(network).rows for weight in row.params.arrays if weight.held]
    assert digest_of(arrays_from(LITE, shapes, None)) == LITE_DIGEST


def test_that_grey_faces_can_be_seen_by_the_network_that_comes_with_the_program() -> None:
    each = preset("faces-lite0")
    assert each is not None
    project = each.project
    assert (project.preprocessing.size, project.preprocessing.colour) == ((128, 128), "colour")
    assert analyse(project.network).output_shape == (8,)
    assert analyse(project.network).totals.trainable == 1_280 * 8 + 8


def test_that_the_card_of_the_faces_on_vgg16_says_how_much_is_downloaded() -> None:
    each = preset("faces-vgg16")
    assert each is not None
    assert "528 MB" in each.line


@pytest.mark.parametrize(("shape", "side"), [((32, 32, 3), 64), ((60, 40, 3), 128), ((500, 300, 3), 224)])
def test_that_small_pictures_are_doubled_for_a_trained_network(shape: tuple[int, int, int], side: int) -> None:
    each = preset("photographs-pretrained")
    assert each is not None
    assert with_trained(each.project, shape, 4).network.input_shape == (side, side, 3)
