"""Presets from course sheets, with the plans the sheets ask for; several where a sheet leaves a choice."""

from cnnstudio.core.language import tr
from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets.entry import Preset
from cnnstudio.core.presets.writing import (
    CIFAR,
    NO_DATA,
    TESTED,
    Part,
    colours,
    digits,
    normalised,
    plan,
    stack,
)
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Padding
from cnnstudio.core.training.plan import DataRecipe

_GROUP = tr("Lab sheets")

_FEW = DataRecipe(subset=5000, validation_share=0.2)
"""4,000 pictures to learn from and 1,000 to validate on."""

_CIFAR_TESTED = DataRecipe(source=CIFAR.source, validation=DataRecipe.TEST)


def _end(*units: int) -> tuple[Part, ...]:
    """Flatten, dense layers and the ten outputs."""
    return (Flatten(), *map(Dense, units), Dense(10, "softmax"))


def _padding_in_pixels() -> Project:
    first = (Conv2D(8, (5, 5), padding=2), MaxPooling2D())
    second = (Conv2D(16, (5, 5), padding=2), MaxPooling2D())
    return Project(Network((40, 40, 3), stack(*first, *second, *_end(300, 100))), NO_DATA)


def _adadelta() -> Project:
    end = (Dropout(0.25), Flatten(), Dense(128), Dropout(0.5), Dense(10, "softmax"))
    return digits(Conv2D(32), Conv2D(64), MaxPooling2D(), *end, data=TESTED, plan=plan(12, "Adadelta"))


def _two_dense() -> Project:
    hidden = (Dense(512), Dropout(0.2), Dense(512), Dropout(0.2))
    return digits(Flatten(), *hidden, Dense(10, "softmax"), data=TESTED, plan=plan(20, "RMSprop"))


def _fill_the_gaps() -> Project:
    end = (Dropout(0.25), Flatten(), Dense(128), Dropout(0.5), Dense(10, "softmax"))
    return digits(Conv2D(32), Conv2D(32), MaxPooling2D(), *end, data=TESTED, plan=plan(12, "Adadelta"))


def _few_dense() -> Project:
    hidden: list[Part] = []
    for units in (500, 50):
        hidden += [Dense(units, "linear"), BatchNormalization(), Dropout(0.5), Activation("relu")]
    end = Dense(10, "softmax")
    return digits(Flatten(), *hidden, end, data=_FEW, method="standardise", plan=plan(100, "Adadelta"))


def _few_one_conv(method: str) -> Project:
    convolution = Conv2D(32, padding="same")
    return digits(convolution, *_end(), data=_FEW, method=method, plan=plan(6, "Adadelta"))


def _few_deeper(*, last_block: bool) -> Project:
    def brick(filters: int) -> tuple[Part, ...]:
        return normalised(filters, use_bias=True)

    start = (*brick(32), *brick(32), MaxPooling2D(), *brick(64))
    block = (*brick(64), MaxPooling2D()) if last_block else ()
    end = (Flatten(), Dense(200, "linear"), BatchNormalization(), Dropout(0.5), Activation(), Dense(10, "softmax"))
    # 63 steps an epoch: with 31 the normalisations' moving means are far off for most of the eight epochs.
    eight = plan(8, "Adadelta", batch_size=64)
    return digits(*start, *block, *end, data=_FEW, method="standardise", plan=eight)


def _faces() -> Project:
    hidden: list[Part] = []
    for _ in range(2):
        hidden += [Dense(400, "linear"), BatchNormalization(), Activation("relu"), Dropout(0.5)]
    network = Network((1, 1, 4096), stack(Flatten(), *hidden, Dense(8, "softmax")))
    return Project(network, NO_DATA, Preprocessing("raw"), plan(10, "Adadelta"))


def _thousand(kernel: int) -> Project:
    start = (Conv2D(32, (5, 5), padding="same"), MaxPooling2D())
    second = (Conv2D(64, (kernel, kernel), padding="same"), MaxPooling2D(), Dropout(0.25))
    end = (Flatten(), Dense(1000), Dropout(0.5), Dense(10, "softmax"))
    return digits(*start, *second, *end, data=TESTED, plan=plan(12))


def _by_hand() -> Project:
    return Project(Network((4, 4, 3), stack(Conv2D(2, (2, 2), activation="linear"))), NO_DATA)


def _cifar_linear() -> Project:
    return colours(Flatten(), Dense(10, "softmax", l2=0.05), data=_CIFAR_TESTED, plan=plan(5))


def _cifar_dense() -> Project:
    return colours(*_end(128), data=_CIFAR_TESTED, plan=plan(30))


def _cifar_simple() -> Project:
    start = (Conv2D(32, padding="same", activation="linear"), Activation("relu"), MaxPooling2D())
    return colours(*start, *_end(), data=_CIFAR_TESTED, plan=plan(10))


def _lenet(
    filters: tuple[int, int], *units: int, padding: tuple[Padding, Padding] = ("valid", "valid"), tanh: bool = False
) -> Project:
    activation = "tanh" if tanh else "relu"
    first = (Conv2D(filters[0], (5, 5), padding=padding[0], activation=activation), MaxPooling2D())
    second = (Conv2D(filters[1], (5, 5), padding=padding[1], activation=activation), MaxPooling2D())
    dense = [Dense(each, activation) for each in units]
    return digits(*first, *second, Flatten(), *dense, Dense(10, "softmax"), plan=plan(10))


def _ten_answers() -> Project:
    start = (Conv2D(20, (5, 5)), MaxPooling2D(), Conv2D(50, (5, 5)), MaxPooling2D())
    end = (Flatten(), Dense(500), Dense(10, "sigmoid"))
    return digits(*start, *end, plan=plan(10, loss="binary_crossentropy"))


_ALL_DIGITS = tr("The sheet learns from all 60,000 digits: choose MNIST (full) on the Data page for that.")
_ADADELTA = tr("Adadelta runs at a rate of 1.0, which the sheet's Keras had by default; Keras 3 begins at 0.001.")
_ON_TEST = tr("As in the sheet, validation uses the test pictures, which flatters the result.")
_FEW_WORDS = tr("4,000 pictures to learn from and 1,000 to validate on.")


def _text(*sentences: str) -> str:
    return " ".join(sentences)


LAB_SHEETS = (
    Preset(
        "padding-in-pixels",
        tr("Padding in pixels"),
        tr(
            "Draw it and count its weights: two 5 × 5 convolutions padded by 2 pixels. Its pictures are 40 × 40 in "
            "colour; 514,800 weights and 434 biases; Keras itself has no padding in pixels, so a layer of zeros "
            "stands before each convolution. It is made for counting and has no data set."
        ),
        _GROUP,
        _padding_in_pixels,
    ),
    Preset(
        "mnist-cnn-adadelta",
        tr("MNIST CNN with Adadelta"),
        _text(
            tr("The classic MNIST example as it was: Adadelta, 12 epochs, batches of 128."),
            _ADADELTA,
            _ALL_DIGITS,
            tr("99 % then, in 469 steps an epoch."),
            _ON_TEST,
        ),
        _GROUP,
        _adadelta,
    ),
    Preset(
        "two-dense",
        tr("Two dense layers"),
        _text(
            tr(
                "784–512–512–10 without convolution, to compare the MNIST CNN with. From the examples that came "
                "with Keras; 98 % on the whole MNIST."
            ),
            _ALL_DIGITS,
            _ON_TEST,
        ),
        _GROUP,
        _two_dense,
    ),
    Preset(
        "fill-the-gaps",
        tr("Fill the gaps"),
        _text(
            tr(
                "Two convolutions of 32 filters: the network that a sheet leaves blanks in. The 128 numbers "
                "before the last layer are its “code” of a digit; flattened it has 4,608."
            ),
            _ADADELTA,
            _ON_TEST,
        ),
        _GROUP,
        _fill_the_gaps,
    ),
    Preset(
        "few-digits-dense",
        tr("Few digits: dense"),
        _text(
            tr("What a dense network learns from few pictures: about 91 to 92 %."),
            _FEW_WORDS,
            tr("Where are its 420,260 parameters?"),
            _ADADELTA,
        ),
        _GROUP,
        _few_dense,
    ),
    Preset(
        "few-digits-cnn",
        tr("Few digits: one convolution"),
        _text(
            tr("One convolution on few pictures, standardised, to see it over-fit."),
            _FEW_WORDS,
            tr("Training comes to 97 %, validation to about 92 %."),
            _ADADELTA,
        ),
        _GROUP,
        lambda: _few_one_conv("standardise_pixel"),
    ),
    Preset(
        "few-digits-raw",
        tr("Few digits: raw pixels"),
        _text(
            tr("The same network on pixels as they are, 0 to 255."),
            _FEW_WORDS,
            tr(
                "Compare the loss of the first epoch with that on standardised pixels: it is more than ten times "
                "higher. The sheet's Keras got stuck here; Keras 3 does not."
            ),
            _ADADELTA,
        ),
        _GROUP,
        lambda: _few_one_conv("raw"),
    ),
    Preset(
        "few-digits-deeper",
        tr("Few digits: four convolutions"),
        _text(
            tr("Four convolutions with batch normalisation: fewer parameters than three, and better."),
            _FEW_WORDS,
            tr("94 to 97 %; validation begins badly, until batch normalisation has seen enough batches."),
            _ADADELTA,
        ),
        _GROUP,
        lambda: _few_deeper(last_block=True),
    ),
    Preset(
        "few-digits-missing-block",
        tr("Few digits: a block missing"),
        _text(
            tr(
                "The same network before its fourth convolution is put in. It has 2,540,386 parameters instead of "
                "695,970: add convolution, batch normalisation, activation and pooling before Flatten, and watch "
                "the total."
            ),
            _FEW_WORDS,
            _ADADELTA,
        ),
        _GROUP,
        lambda: _few_deeper(last_block=False),
    ),
    Preset(
        "faces-head",
        tr("Head on VGG16's features"),
        tr(
            "Two dense layers that tell eight faces apart by 4,096 features. The features are what VGG16's first dense "
            "layer gives out for each picture; they are not part of the program, so no data set is chosen."
        ),
        _GROUP,
        _faces,
    ),
    Preset(
        "thousand-2x2",
        tr("1,000 units, 2 × 2 kernel"),
        _text(
            tr(
                "Two convolutions and 1,000 units, the second kernel 2 × 2: as that sheet's code has it. A 2 × 2 "
                "kernel with same padding is padded below and at the right alone."
            ),
            _ALL_DIGITS,
            _ON_TEST,
        ),
        _GROUP,
        lambda: _thousand(2),
    ),
    Preset(
        "thousand-5x5",
        tr("1,000 units, 5 × 5 kernel"),
        _text(
            tr(
                "Two convolutions and 1,000 units, the second kernel 5 × 5: as the same sheet's text has it. The "
                "sheet contradicts itself; train both and compare."
            ),
            _ALL_DIGITS,
            _ON_TEST,
        ),
        _GROUP,
        lambda: _thousand(5),
    ),
    Preset(
        "by-hand",
        tr("Convolution by hand"),
        tr(
            "Two 2 × 2 kernels on a 4 × 4 colour picture: small enough to do with pencil and paper. 26 parameters; "
            "set the strides to 2 and see 3 × 3 become 2 × 2. It is made for counting and has no data set."
        ),
        _GROUP,
        _by_hand,
    ),
    Preset(
        "cifar-one-layer",
        tr("CIFAR-10: one layer"),
        _text(
            tr(
                "Ten weighted sums of pixels, held small by L2 0.05 so that the weights can be looked at. Each "
                "class's weights are a picture, each colour to be scaled by itself."
            ),
            _ON_TEST,
        ),
        _GROUP,
        _cifar_linear,
    ),
    Preset(
        "cifar-dense",
        tr("CIFAR-10: two layers"),
        _text(
            tr("128 units and ten outputs on colour pictures: about 45 % after 30 epochs."),
            _ON_TEST,
        ),
        _GROUP,
        _cifar_dense,
    ),
    Preset(
        "cifar-one-conv",
        tr("CIFAR-10: one convolution"),
        _text(
            tr("A convolution, relu and pooling before the ten outputs: some 10 points better than dense layers."),
            _ON_TEST,
        ),
        _GROUP,
        _cifar_simple,
    ),
    Preset(
        "lenet-same",
        tr("LeNet, same padding"),
        tr(
            "LeNet with its pictures kept at full size by padding: three times the parameters. Nearly all of the "
            "1,256,080 lie in the first dense layer."
        ),
        _GROUP,
        lambda: _lenet((20, 50), 500, padding=("same", "same")),
    ),
    Preset(
        "lenet-6-16",
        tr("LeNet, 6 and 16 filters"),
        tr(
            "Two convolutions and two dense layers in the small sizes of 1998. 51,902 parameters; its second layer has "
            "only 96 kernels to look at."
        ),
        _GROUP,
        lambda: _lenet((6, 16), 120, padding=("same", "valid")),
    ),
    Preset(
        "lenet-5-valid",
        tr("LeNet-5 without padding"),
        tr(
            "LeNet-5 put on 28 × 28 pictures as they are: 44,426 parameters instead of 61,706. The paper's pictures "
            "had 32 × 32 pixels."
        ),
        _GROUP,
        lambda: _lenet((6, 16), 120, 84),
    ),
    Preset(
        "lenet-tanh",
        tr("LeNet with tanh"),
        tr(
            "LeNet with the activation of its time: train it beside LeNet and compare the curves. Y. LeCun and others "
            "(1998) used tanh; relu came into use about 2010."
        ),
        _GROUP,
        lambda: _lenet((20, 50), 500, tanh=True),
    ),
    Preset(
        "lenet-ten-answers",
        tr("LeNet, ten yes-or-no answers"),
        tr(
            "LeNet with a sigmoid for each digit and binary cross-entropy. A sheet prints the sum of the ten "
            "cross-entropies; Keras gives their mean, a tenth of it."
        ),
        _GROUP,
        _ten_answers,
    ),
)
