"""Presets that build on a network that was trained before: photographs, and the eight faces of a course sheet."""

from cnnstudio.core.bases import base_network, base_of
from cnnstudio.core.language import tr
from cnnstudio.core.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.core.presets.entry import Preset
from cnnstudio.core.presets.writing import NO_DATA, Branches, Part, normalised, plan, stack
from cnnstudio.core.project import Project
from cnnstudio.core.spec import Shape
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.transferring import transfer
from cnnstudio.core.transferring.transfer import Body

LITE = "built-in:EfficientNet-Lite0"
LITE_DIGEST = "48c033b608755eaa4a3e016f1ff5fac23dba2a34d544ce66eeba379114cbfa03"
"""Of the weights that come with the program, up to the average of each map."""

_SHEETS = tr("Lab sheets")
_FACES = 8
_FACE = (64, 64, 1)
_LEAST_SIDE, _BEST_SIDE, _STEP = 64, 224, 32
_SIDE = 128
"""Twice the pictures' own: the network was trained on larger things than 64 pixels show."""


def _body(source: str, side: int, until: str, digest: str = "") -> Body:
    base = base_of(source)
    assert base is not None
    return Body(source, digest, base_network(base, side, until))


def _lite(begun: Project, side: int, classes: int) -> Project:
    return transfer.with_base(begun, _body(LITE, side, "avg_pool", LITE_DIGEST), "pool", classes)


def with_trained(project: Project, shape: Shape, classes: int) -> Project:
    """The project with the network that comes with the program in front of one dense layer.

    Args:
        shape: Of the pictures, in colour. Small ones are doubled: the network was trained on larger things than so few
            pixels show.
    """
    side = min(max(2 * max(shape[:2]), _LEAST_SIDE), _BEST_SIDE)
    return _lite(project, -(-side // _STEP) * _STEP, classes)


def _photographs() -> Project:
    begun = Project(Network(_FACE), DataRecipe("photos-7", validation_share=0.2), plan=plan(10, batch_size=32))
    return _lite(begun, _SIDE, 7)


def _faces_lite() -> Project:
    return _lite(Project(Network(_FACE), NO_DATA, plan=plan(30, batch_size=16)), _SIDE, _FACES)


def _faces(*parts: Part) -> Project:
    size = Preprocessing("standardise", size=_FACE[:2], colour="grey")
    return Project(Network(_FACE, stack(*parts, Dense(_FACES, "softmax"))), NO_DATA, size, plan(30, batch_size=16))


def _dense(*units: int) -> tuple[Part, ...]:
    return tuple(
        part
        for each in units
        for part in (Dense(each, "linear"), BatchNormalization(), Activation("relu"), Dropout(0.5))
    )


def _faces_cnn() -> Project:
    stages = (*normalised(32), MaxPooling2D(), *normalised(64), MaxPooling2D(), *normalised(64), MaxPooling2D())
    return _faces(Conv2D(16, padding="same"), MaxPooling2D(), *stages, Flatten(), *_dense(200))


def _faces_vgg16() -> Project:
    begun = Project(Network(_FACE), NO_DATA, plan=plan(30, batch_size=16))
    project = transfer.with_base(begun, _body("keras:VGG16", 224, "fc1"), "none", _FACES)
    network = project.network
    for part in (*_dense(400, 400), Dense(_FACES, "softmax")):
        assert not isinstance(part, Branches)
        network = network.insert((len(network.nodes),), Layer(network.fresh_name(part.base_name), part))
    return Project(network, NO_DATA, project.preprocessing, project.plan)


PRETRAINED = (
    Preset(
        "photographs-pretrained",
        tr("Photographs, pretrained"),
        tr(
            "The same few photographs seen through a network that knows a million others: only one dense layer "
            "learns. It recognises about 90 % of the test pictures, where a network of its own comes to 78 %. "
            "EfficientNet-Lite0, trained on ImageNet, comes with the program; its 1,280 features of each picture are "
            "computed once. Fine-tune it afterwards from the Train page."
        ),
        tr("Pretrained"),
        _photographs,
    ),
)

FACES = (
    Preset(
        "faces-dense",
        tr("Eight faces: dense"),
        tr(
            "Dense layers alone on pictures of eight people, to compare with. It wants data of your own: a "
            "folder with one sub-folder a person; the sheet's pictures are not part of the program."
        ),
        _SHEETS,
        lambda: _faces(Flatten(), *_dense(500, 50)),
    ),
    Preset(
        "faces-cnn",
        tr("Eight faces: convolutions"),
        tr(
            "Four convolutions on the same faces: better than dense layers, and still short of pictures. It wants data "
            "of your own: a folder with one sub-folder a person."
        ),
        _SHEETS,
        _faces_cnn,
    ),
    Preset(
        "faces-lite0",
        tr("Eight faces: the built-in network's features"),
        tr(
            "One dense layer on the 1,280 features of EfficientNet-Lite0, which comes with the program. Grey faces "
            "become pictures in colour of 128 × 128, as that network wants them; nothing is downloaded. It wants data "
            "of your own: a folder with one sub-folder a person."
        ),
        _SHEETS,
        _faces_lite,
    ),
    Preset(
        "faces-vgg16",
        tr("Eight faces: VGG16's features"),
        tr(
            "A new head on the 4,096 features of VGG16, whose weights are a download of 528 MB. The head has "
            "1,805,608 parameters, and VGG16 stays frozen; its weights can be taken from a file, too. It wants data "
            "of your own: a folder with one sub-folder a person."
        ),
        _SHEETS,
        _faces_vgg16,
    ),
)
