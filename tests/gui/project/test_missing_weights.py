"""Weights that are not on this computer are said before training fails on them, with a way to get them."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cnnstudio.core.layers import Conv2D, Dense, GlobalAveragePooling2D
from cnnstudio.core.network import Block, Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.program.paths import keras_home
from cnnstudio.core.project import Project
from cnnstudio.core.transferring.pretrained import Pretrained
from cnnstudio.gui.project.missing_weights import MissingWeights
from cnnstudio.gui.stack.page import BuildPage
from cnnstudio.gui.training.page import TrainPage
from tests.gui.desk import Desk, desk
from tests.gui.finding import find

__all__ = ["desk"]

WORDS = "The weights of VGG16 are not on this computer"
FILE = "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5"


def project(side: int = 40, source: str = "keras:VGG16") -> Project:
    block = Block("base", Pretrained(source), ((Layer("conv2d_1", Conv2D(4)),),))
    head = (Layer("pool", GlobalAveragePooling2D()), Layer("dense_1", Dense(3, "softmax")))
    return Project(Network((side, side, 3), (block, *head)), preprocessing=Preprocessing("raw"))


def put_file() -> Path:
    path = keras_home() / "models" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"")
    return path


@pytest.fixture
def build(desk: Desk, qtbot: QtBot) -> BuildPage:
    made = BuildPage(desk.document, desk.selection)
    qtbot.addWidget(made)
    made.show()
    desk.document.change(project(), "Put in VGG16")
    qtbot.waitUntil(lambda: bool(made.missing.titles))
    return made


def test_that_the_card_of_the_block_and_the_totals_say_that_weights_are_missing(build: BuildPage) -> None:
    rows = build.stack.item_model
    card = rows.card(rows.row_of("base"))
    assert card.caution is not None
    assert card.caution.text.startswith(WORDS)
    assert "1 caution, at" in build.totals.words


def test_that_the_form_says_it_and_leads_to_the_choice_of_that_base(build: BuildPage, desk: Desk) -> None:
    wanted: list[str] = []
    build.base_wanted.connect(wanted.append)
    desk.selection.select("base")
    find(build, QPushButton, "build.pretrained.change").click()
    assert build.stack.edits is not None
    desk.selection.select("conv2d_1")  # in the block
    build.stack.edits.change_base.trigger()
    assert wanted == ["keras:VGG16"] * 2
    desk.selection.select("dense_1")
    assert not build.stack.edits.change_base.isEnabled()


def test_that_it_is_taken_back_once_the_weights_are_there(build: BuildPage, qtbot: QtBot) -> None:
    put_file()
    build.missing.look()
    qtbot.waitUntil(lambda: not build.missing.titles)
    rows = build.stack.item_model
    assert rows.card(rows.row_of("base")).caution is None


def test_that_the_train_page_says_it_with_the_way_to_the_weights(desk: Desk, qtbot: QtBot) -> None:
    page = TrainPage(desk.document, desk.training_run, desk.bridge)  # type: ignore[arg-type]
    qtbot.addWidget(page)
    page.show()
    assert find(page, QWidget, "train.weights").isHidden()
    desk.document.change(project(), "Put in VGG16")
    qtbot.waitUntil(lambda: find(page, QWidget, "train.weights").isVisible())
    wanted: list[str] = []
    page.base_requested.connect(wanted.append)
    box = find(page, QWidget, "train.weights")
    button = next(each for each in box.findChildren(QPushButton) if each.text() == "Get its weights…")
    button.click()
    assert wanted == ["keras:VGG16"]


def test_that_dense_layers_need_the_file_that_has_them(desk: Desk, qtbot: QtBot) -> None:
    put_file()
    missing = MissingWeights(desk.document, desk.document)
    body = (Layer("conv2d_1", Conv2D(4)), Layer("inner", Dense(5)))
    whole = replace(project(), network=Network((40, 40, 3), (Block("base", Pretrained("keras:VGG16"), (body,)),)))
    desk.document.change(whole, "Put in all of VGG16")
    qtbot.waitUntil(lambda: missing.words == f"{WORDS}.")


def test_that_what_comes_with_the_program_or_from_a_run_is_not_missed(desk: Desk) -> None:
    missing = MissingWeights(desk.document, desk.document)
    for source in ("built-in:EfficientNetLite0", "run:1"):
        desk.document.change(project(source=source), f"Put in {source}")
    assert not missing.words


def test_that_pictures_smaller_than_the_base_works_on_are_said_with_the_number(build: BuildPage, desk: Desk) -> None:
    put_file()
    build.missing.look()
    desk.document.change(project(side=24), "Smaller")
    desk.qtbot.waitUntil(lambda: not build.missing.titles)
    rows = build.stack.item_model
    card = rows.card(rows.row_of("base"))
    assert card.caution is not None
    assert "32 × 32 or larger, and these are 24 × 24" in card.caution.text
