"""For every check of the labs on digits: a desk at which it holds, and desks that come near, at which it does not."""

from dataclasses import replace

from cnnstudio.core.blanks import Blank
from cnnstudio.core.labs.scene import Scene
from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dropout, MaxPooling2D
from cnnstudio.core.network import Layer
from cnnstudio.core.project import Project
from tests.core.labs.desks import changed, desk, inserted, planned, prepared, preset, ran

Solution = tuple[Scene, tuple[Scene, ...]]
"""Where the check holds, and where it does not."""

LENET = preset("lenet")


def _first_cnn() -> dict[str, Solution]:
    small = changed(LENET, "first Dense", units=50)
    good, bad = desk(LENET, ran(LENET, val=0.97)), desk(LENET, ran(LENET, val=0.89))
    two = desk(small, ran(LENET, 1), ran(small, 2))
    same = desk(small, ran(LENET, 1), ran(LENET, 2))
    one_bad = desk(small, ran(LENET, 1), ran(small, 2, val=0.3))
    training = desk(LENET, ran(LENET, val=0.97, status="training"))
    return {
        "1.check.1": (desk(LENET), (desk(small), desk(preset("dense")))),
        "3.check.1": (good, (bad, desk(LENET), training)),
        "7.check.1": (desk(small), (desk(LENET), desk(changed(LENET, "last Dense", units=50)))),
        "7.check.2": (two, (same, one_bad, good)),
    }


def _workshop() -> dict[str, Solution]:
    paper = preset("padding-in-pixels")
    same = changed(changed(paper, "first Conv2D", padding="same"), "second Conv2D", padding="same")
    half = changed(paper, "first Conv2D", padding="same")
    valid = changed(changed(paper, "first Conv2D", padding="valid"), "second Conv2D", padding="valid")
    cnn, dense = preset("mnist-cnn-adadelta"), preset("two-dense")
    slow = planned(cnn, learning_rate=0.001)
    adam = planned(cnn, optimizer="Adam")
    return {
        "3.check.1": (desk(paper), (desk(valid), desk(changed(paper, "first Conv2D", use_bias=False)))),
        "3.check.2": (desk(same), (desk(valid), desk(changed(paper, "second Dense", units=99)))),
        "4.check.1": (desk(same), (desk(paper), desk(half), desk(valid))),
        "5.check.1": (desk(cnn), (desk(preset("fill-the-gaps")), desk(changed(cnn, "first Conv2D", padding="same")))),
        "7.check.1": (
            desk(cnn, ran(cnn, val=0.97)),
            (desk(cnn, ran(cnn, val=0.9)), desk(cnn, ran(slow, val=0.97)), desk(cnn, ran(dense, val=0.97))),
        ),
        "8.check.1": (
            desk(slow, ran(slow, val=0.2)),
            (desk(slow, ran(cnn, val=0.2)), desk(slow, ran(slow, val=0.96)), desk(slow, ran(adam, val=0.2))),
        ),
        "9.check.1": (desk(dense, ran(dense)), (desk(dense, ran(cnn)), desk(dense, ran(dense, val=0.8)))),
        "10.check.1": (
            desk(cnn, ran(cnn), ran(cnn, 2, status="imported")),
            (desk(cnn, ran(cnn)), desk(cnn, ran(dense, status="imported"))),
        ),
    }


def _finger_exercise() -> dict[str, Solution]:
    gaps = preset("fill-the-gaps")
    split = _split(gaps)
    blank = replace(split, blanks=(Blank("conv2d_1", "filters"),))
    strided = changed(gaps, "first Conv2D", strides=(3, 3))
    dense = preset("few-digits-dense")
    return {
        "1.check.1": (desk(gaps, ran(gaps)), (desk(gaps, ran(gaps, val=0.5)), desk(gaps, ran(LENET)))),
        "2.check.1": (desk(split), (desk(blank), desk(gaps), desk(changed(split, "second Conv2D", filters=64)))),
        "2.check.2": (
            desk(split),
            (
                desk(blank),
                desk(changed(split, "first Activation", activation="tanh")),
                desk(changed(split, "first Dropout", rate=0.5)),
                desk(changed(split, "last Dropout", rate=0.25)),
                desk(changed(split, "first MaxPooling2D", pool_size=(3, 3))),
            ),
        ),
        "3.check.1": (desk(split), (desk(strided), desk(changed(split, "first Conv2D", kernel_size=(5, 5))))),
        "4.check.1": (desk(split), (desk(strided), desk(changed(split, "first Dense", units=64)))),
        "5.check.1": (desk(dense), (desk(changed(dense, "first Dense", units=499)), desk(LENET))),
        "5.check.2": (
            desk(dense, ran(dense, val=0.92)),
            (desk(dense, ran(dense, val=0.35)), desk(dense, ran(dense, val=0.99)), desk(dense, ran(LENET, val=0.92))),
        ),
        **_few_digits(),
        **_borrowed(),
    }


def _split(project: Project) -> Project:
    """As old code writes it: each activation a layer of its own."""
    plain = project
    for which in ("first Conv2D", "second Conv2D", "first Dense", "last Dense"):
        plain = changed(plain, which, activation="linear")
    plain = inserted(plain, "second Conv2D", Activation("relu"))
    plain = inserted(plain, "first MaxPooling2D", Activation("relu"))
    plain = inserted(plain, "last Dropout", Activation("relu"))
    end = Layer("activation_end", Activation("softmax"))
    return replace(plain, network=plain.network.insert((len(plain.network.nodes),), end))


def _few_digits() -> dict[str, Solution]:
    one, raw = preset("few-digits-cnn"), preset("few-digits-raw")
    tiny = prepared(one, floor=0.001)
    whole, missing = preset("few-digits-deeper"), preset("few-digits-missing-block")
    brick = (Conv2D(64, padding="same", activation="linear"), BatchNormalization(), Activation("relu"))
    filled = inserted(missing, "first Flatten", *brick, MaxPooling2D())
    wrong_way = inserted(missing, "first Flatten", MaxPooling2D(), *brick)
    first = ran(raw, first=12.9)
    return {
        "6.check.1": (
            desk(one, ran(one, val=0.91)),
            (desk(one, ran(one, val=0.5)), desk(one, ran(raw, val=0.91)), desk(one, ran(whole, val=0.91))),
        ),
        "6.check.2": (
            desk(one, ran(one, train=0.98, val=0.91)),
            (desk(one, ran(one, train=0.92, val=0.91)), desk(one, ran(LENET, train=0.99, val=0.9))),
        ),
        "7.check.1": (desk(raw, first), (desk(raw, ran(one, first=12.9)), desk(raw, ran(raw, first=0.9)))),
        "7.check.2": (desk(raw, ran(one)), (desk(raw, first), desk(raw, ran(one, first=4.0)))),
        "7.check.3": (
            desk(raw, ran(one, 1), ran(raw, 2)),
            (
                desk(raw, ran(one, 1), ran(one, 2)),
                desk(raw, ran(one, 1), ran(planned(raw, seed=8), 2)),
                desk(raw, ran(one, 1), ran(planned(raw, optimizer="SGD"), 2)),
            ),
        ),
        "8.check.1": (
            desk(tiny, ran(tiny, test_loss=45.8)),
            (desk(tiny, ran(one, test_loss=45.8)), desk(tiny, ran(tiny, test_loss=0.4))),
        ),
        "9.check.1": (desk(filled), (desk(missing), desk(inserted(missing, "first Flatten", MaxPooling2D())))),
        "9.check.2": (desk(filled), (desk(missing), desk(wrong_way))),
        "9.check.3": (
            desk(filled, ran(whole, val=0.95)),
            (desk(filled, ran(whole, val=0.9)), desk(filled, ran(missing, val=0.95))),
        ),
    }


def _borrowed() -> dict[str, Solution]:
    head, large = preset("faces-head"), preset("vgg16")
    small, borrowed = preset("photographs"), preset("photographs-pretrained")
    return {
        "10.check.1": (desk(head), (desk(changed(head, "first Dense", units=500)), desk(LENET))),
        "10.check.2": (desk(large), (desk(head), desk(changed(large, "last Dense", units=8)))),
        "12.check.1": (
            desk(small, ran(small, val=0.75)),
            (desk(small, ran(small, val=0.2)), desk(small, ran(borrowed))),
        ),
        "12.check.2": (
            desk(borrowed, ran(borrowed)),
            (desk(borrowed, ran(borrowed, val=0.75)), desk(borrowed, ran(small))),
        ),
    }


def _applied() -> dict[str, Solution]:
    code, text, tiny = preset("thousand-2x2"), preset("thousand-5x5"), preset("one-layer")
    edited = changed(code, "second Conv2D", kernel_size=(5, 5))
    small = planned(code, batch_size=32)
    other = planned(tiny, seed=8)
    twice = desk(tiny, ran(tiny, 1, val_loss=0.3), ran(tiny, 2, val_loss=0.3))
    return {
        "2.check.1": (desk(code), (desk(prepared(code, method="raw")), desk(preset("few-digits-cnn")))),
        "3.check.1": (desk(code), (desk(text), desk(changed(code, "first Conv2D", filters=16)))),
        "4.check.1": (desk(edited), (desk(code), desk(changed(edited, "second Conv2D", padding="valid")))),
        "5.check.1": (
            desk(text, ran(text)),
            (desk(text, ran(text, val=0.9)), desk(text, ran(small)), desk(text, ran(LENET))),
        ),
        "10.check.1": (
            twice,
            (
                desk(tiny, ran(tiny, 1)),
                desk(tiny, ran(tiny, 1, val_loss=0.3), ran(tiny, 2, val_loss=0.31)),
                desk(tiny, ran(tiny, 1), ran(tiny, 2, epochs=7)),
                desk(tiny, ran(tiny, 1), ran(other, 2)),
            ),
        ),
        "10.check.2": (
            desk(tiny, ran(tiny, 1, val_loss=0.3), ran(other, 2, val_loss=0.31)),
            (twice, desk(tiny, ran(tiny, 1, val_loss=0.3), ran(other, 2, val_loss=0.31, epochs=3))),
        ),
    }


def _lenet() -> dict[str, Solution]:
    tanh, ten = preset("lenet-tanh"), preset("lenet-ten-answers")
    low, high = (inserted(LENET, "last Dense", Dropout(rate)) for rate in (0.2, 0.6))
    return {
        "1.check.1": (desk(LENET), (desk(preset("cifar-one-conv")), desk(prepared(LENET, method="raw")))),
        "2.check.1": (
            desk(planned(ten, loss="binary_crossentropy_sum")),
            (desk(LENET), desk(planned(ten, loss="categorical_crossentropy"))),
        ),
        "3.check.1": (desk(LENET), (desk(preset("lenet-same")), desk(preset("lenet-6-16")), desk(ten))),
        "4.check.1": (
            desk(LENET, ran(LENET, val=0.97, epochs=8)),
            (desk(LENET, ran(LENET, val=0.97, epochs=5)), desk(LENET, ran(LENET, val=0.94, epochs=8))),
        ),
        "7.check.1": (
            desk(LENET, ran(LENET, 1), ran(tanh, 2)),
            (desk(LENET, ran(LENET, 1), ran(LENET, 2)), desk(LENET, ran(LENET, 1), ran(planned(tanh, seed=8), 2))),
        ),
        "8.check.1": (desk(low), (desk(LENET), desk(inserted(low, "first Flatten", Dropout(0.1), MaxPooling2D())))),
        "8.check.2": (
            desk(low, ran(low, 1), ran(high, 2)),
            (desk(low, ran(low, 1), ran(low, 2)), desk(low, ran(LENET, 1), ran(high, 2))),
        ),
    }


SOLUTIONS: dict[str, dict[str, Solution]] = {
    "first-cnn": _first_cnn(),
    "workshop-mnist": _workshop(),
    "finger-exercise": _finger_exercise(),
    "applied-ml": _applied(),
    "lenet-lab": _lenet(),
}
