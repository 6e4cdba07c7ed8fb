"""Every base that can stand in a pretrained block, as ``keras.applications`` publishes them, and the one built in.

Files and checksums are those of ``keras/src/applications``; parameters and accuracies those of
https://keras.io/api/applications/; MobileNetV3's are counted in Keras, for that page counts its makers' own.
"""

from cnnstudio.core.bases.base import Base, Mode, WeightsFile
from cnnstudio.core.language import tr

_GOOGLE = "https://storage.googleapis.com"
_APPLICATIONS = f"{_GOOGLE}/tensorflow/keras-applications"

_APACHE = "Apache-2.0"
_MIT = "MIT"
_BSD = "BSD-3-Clause"
_VGG = tr("CC BY 4.0, by the makers at Oxford")

_Figures = tuple[float, float, int]
"""Parameters in millions, accuracy, megabytes."""


def _files(folder: str, whole: str, whole_digest: str, body: str, body_digest: str) -> tuple[WeightsFile, ...]:
    """The file with the layers behind the features, and the one without; sums of 64 digits are SHA-256."""

    def named(name: str, digest: str, is_whole: bool) -> WeightsFile:
        kind = "sha256:" if len(digest) == 64 else "md5:" if digest else ""
        return WeightsFile(f"{name}.h5", f"{folder}/{name}.h5", f"{kind}{digest}", is_whole)

    return named(body, body_digest, False), named(whole, whole_digest, True)


def _ordered(folder: str, name: str, whole: str, body: str) -> tuple[WeightsFile, ...]:
    """Files that are named as the first ones were, "…_weights_tf_dim_ordering_tf_kernels"."""
    full = f"{name}_weights_tf_dim_ordering_tf_kernels"
    return _files(f"{_APPLICATIONS}/{folder}", full, whole, f"{full}_notop", body)


def _row(  # one line of the table
    name: str,
    family: str,
    paper: str,
    licence: str,
    mode: Mode,
    sides: tuple[int, int],
    figures: _Figures,
    feature: str,
    files: tuple[WeightsFile, ...],
) -> Base:
    parameters, accuracy, megabytes = figures
    return Base(name, name, family, paper, licence, mode, *sides, parameters, accuracy, megabytes, feature, files)


def _vgg(name: str, figures: _Figures, whole: str, body: str) -> Base:
    files = _ordered(name.lower(), name.lower(), whole, body)
    return _row(name, "VGG", "arXiv:1409.1556", _VGG, "caffe", (224, 32), figures, "fc1", files)


def _resnet(name: str, figures: _Figures, whole: str, body: str) -> Base:
    mode: Mode = "tf" if name.endswith("V2") else "caffe"
    paper = "arXiv:1603.05027" if name.endswith("V2") else "arXiv:1512.03385"
    files = _ordered("resnet", name.lower(), whole, body)
    return _row(name, "ResNet", paper, _MIT, mode, (224, 32), figures, "avg_pool", files)


def _densenet(name: str, figures: _Figures, whole: str, body: str) -> Base:
    files = _ordered("densenet", name.lower(), whole, body)
    return _row(name, "DenseNet", "arXiv:1608.06993", _BSD, "torch", (224, 32), figures, "avg_pool", files)


def _efficient(name: str, side: int, figures: _Figures, whole: str, body: str) -> Base:
    file = name.lower()
    files = _files(f"{_GOOGLE}/keras-applications", file, whole, f"{file}_notop", body)
    sides = (side, 32)
    return _row(name, "EfficientNet", "arXiv:1905.11946", _APACHE, "inside", sides, figures, "avg_pool", files)


def _efficient_2(name: str, side: int, figures: _Figures, whole: str, body: str) -> Base:
    short = name.removeprefix("EfficientNetV2").lower()
    file = f"efficientnetv2-{short}"
    files = _files(f"{_APPLICATIONS}/efficientnet_v2", file, whole, f"{file}_notop", body)
    sides = (side, 32)
    return _row(name, "EfficientNet V2", "arXiv:2104.00298", _APACHE, "inside", sides, figures, "avg_pool", files)


def _convnext(name: str, figures: _Figures, whole: str, body: str) -> Base:
    file = f"convnext_{name.removeprefix('ConvNeXt').lower()}"
    files = _files(f"{_APPLICATIONS}/convnext", file, whole, f"{file}_notop", body)
    sides, feature = (224, 32), f"{file}_head_layernorm"
    return _row(name, "ConvNeXt", "arXiv:2201.03545", _MIT, "inside", sides, figures, feature, files)


def _mobile_3(size: str, figures: _Figures, whole: str, body: str) -> Base:
    name, file = f"MobileNetV3{size}", f"weights_mobilenet_v3_{size.lower()}_224_1.0_float"
    files = _files(f"{_APPLICATIONS}/mobilenet_v3", file, whole, f"{file}_no_top_v2", body)
    end = "global_average_pooling2d"
    return _row(name, "MobileNet", "arXiv:1905.02244", _APACHE, "inside", (224, 32), figures, end, files)


def _mobile(name: str, paper: str, figures: _Figures, folder: str, file: str, whole: str, body: str) -> Base:
    files = _files(f"{_APPLICATIONS}/{folder}", file, whole, f"{file}_no_top", body)
    end = "global_average_pooling2d"
    return _row(name, "MobileNet", paper, _APACHE, "tf", (224, 32), figures, end, files)


def _inception(
    name: str, paper: str, licence: str, least: int, figures: _Figures, file: str, whole: str, body: str
) -> Base:
    files = _ordered(file, file, whole, body)
    return _row(name, "Inception", paper, licence, "tf", (299, least), figures, "avg_pool", files)


_LITE_0 = Base(
    "EfficientNet-Lite0",
    "EfficientNet-Lite0",
    "EfficientNet",
    "arXiv:1905.11946",
    tr("{licence}; converted, float16", licence=_APACHE),
    "lite",
    side=224,
    least=32,
    parameters=4.7,
    accuracy=0.0,
    megabytes=0,
    feature="avg_pool",
)

# fmt: off
BASES: tuple[Base, ...] = (
    _LITE_0,
    _vgg("VGG16", (138.4, 0.713, 528),
         "64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc"),
    _vgg("VGG19", (143.7, 0.713, 549),
         "cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6"),
    _resnet("ResNet50", (25.6, 0.749, 98),
            "2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626"),
    _resnet("ResNet101", (44.7, 0.764, 171),
            "f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21"),
    _resnet("ResNet152", (60.4, 0.766, 232),
            "100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c"),
    _resnet("ResNet50V2", (25.6, 0.760, 98),
            "3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917"),
    _resnet("ResNet101V2", (44.7, 0.772, 171),
            "6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5"),
    _resnet("ResNet152V2", (60.4, 0.780, 232),
            "a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33"),
    _mobile("MobileNet", "arXiv:1704.04861", (4.3, 0.704, 16), "mobilenet", "mobilenet_1_0_224_tf", "", ""),
    _mobile("MobileNetV2", "arXiv:1801.04381", (3.5, 0.713, 14), "mobilenet_v2",
            "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224", "", ""),
    _mobile_3("Small", (2.6, 0.681, 12),
              "8768d4c2e7dee89b9d02b2d03d65d862", "d3e8ec802a04aa4fc771ee12a9a9b836"),
    _mobile_3("Large", (5.5, 0.756, 22),
              "59e551e166be033d707958cf9e29a6a7", "07fb09a5933dd0c8eaafa16978110389"),
    _densenet("DenseNet121", (8.1, 0.750, 33),
              "9d60b8095a5708f2dcce2bca79d332c7", "30ee3e1110167f948a6b9946edeeb738"),
    _densenet("DenseNet169", (14.3, 0.762, 57),
              "d699b8f76981ab1b30698df4c175e90b", "b8c4d4c20dd625c148057b9ff1c1176b"),
    _densenet("DenseNet201", (20.2, 0.773, 80),
              "1ceb130c1ea1b78c3bf6114dbdfd8807", "c13680b51ded0fb44dff2d8f86ac8bb1"),
    _inception("InceptionV3", "arXiv:1512.00567", _APACHE, 75, (23.9, 0.779, 92), "inception_v3",
               "9a0d58056eeedaa3f26cb7ebd46da564", "bcbd6486424b2319ff4ef7d526e38f63"),
    _inception("InceptionResNetV2", "arXiv:1602.07261", _APACHE, 75, (55.9, 0.803, 215), "inception_resnet_v2",
               "e693bd0210a403b3192acc6073ad2e96", "d19885ff4a710c122648d3b5c3b684e4"),
    _inception("Xception", "arXiv:1610.02357", _MIT, 71, (22.9, 0.790, 88), "xception",
               "0a58e3b7378bc2990ea3b43d5981f1f6", "b0042744bf5b25fce3cb969f33bebb97"),
    _efficient("EfficientNetB0", 224, (5.3, 0.771, 29),
               "902e53a9f72be733fc0bcb005b3ebbac", "50bc09e76180e00e4465e1a485ddc09d"),
    _efficient("EfficientNetB1", 240, (7.9, 0.791, 31),
               "1d254153d4ab51201f1646940f018540", "74c4e6b3e1f6a1eea24c589628592432"),
    _efficient("EfficientNetB2", 260, (9.2, 0.801, 36),
               "b15cce36ff4dcbd00b6dd88e7857a6ad", "111f8e2ac8aa800a7a99e3239f7bfb39"),
    _efficient("EfficientNetB3", 300, (12.3, 0.816, 48),
               "ffd1fdc53d0ce67064dc6a9c7960ede0", "af6d107764bb5b1abb91932881670226"),
    _efficient("EfficientNetB4", 380, (19.5, 0.829, 75),
               "18c95ad55216b8f92d7e70b3a046e2fc", "ebc24e6d6c33eaebbd558eafbeedf1ba"),
    _efficient("EfficientNetB5", 456, (30.6, 0.836, 118),
               "ace28f2a6363774853a83a0b21b9421a", "38879255a25d3c92d5e44e04ae6cec6f"),
    _efficient("EfficientNetB6", 528, (43.3, 0.840, 166),
               "165f6e37dce68623721b423839de8be5", "9ecce42647a20130c1f39a5d4cb75743"),
    _efficient("EfficientNetB7", 600, (66.7, 0.843, 256),
               "8c03f828fec3ef71311cd463b6759d99", "cbcfe4450ddf6f3ad90b1b398090fe4a"),
    _efficient_2("EfficientNetV2B0", 224, (7.2, 0.787, 29),
                 "21ecbf6da12460d5c40bb2f29ceb2188", "893217f2bb855e2983157299931e43ff"),
    _efficient_2("EfficientNetV2B1", 240, (8.2, 0.798, 34),
                 "069f0534ff22adf035c89e2d9547a9dc", "0e80663031ca32d657f9caa404b6ec37"),
    _efficient_2("EfficientNetV2B2", 260, (10.2, 0.805, 42),
                 "424e49f28180edbde1e94797771950a7", "1dfe2e7a5d45b6632553a8961ea609eb"),
    _efficient_2("EfficientNetV2B3", 300, (14.5, 0.820, 59),
                 "1f1fc43bd98a6e4fd8fdfd551e02c7a0", "f6abf7b5849ac99a89b50dd3fd532856"),
    _efficient_2("EfficientNetV2S", 384, (21.6, 0.839, 88),
                 "e1d88a8495beba45748fedd0cecbe016", "af0682fb74e8c54910f2d4393339c070"),
    _efficient_2("EfficientNetV2M", 480, (54.4, 0.853, 220),
                 "a3bf6aa3276309f4fc6a34aa114c95cd", "1b8dc055df72dde80d614482840fe342"),
    _efficient_2("EfficientNetV2L", 480, (119.0, 0.857, 479),
                 "27e6d408b53c7ebc868fefa357689935", "b0b66b5c863aef5b46e8608fe1711615"),
    _convnext("ConvNeXtTiny", (28.6, 0.813, 109),
              "8ae6e78ce2933352b1ef4008e6dd2f17bc40771563877d156bc6426c7cf503ff",
              "d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1"),
    _convnext("ConvNeXtSmall", (50.2, 0.823, 192),
              "ce1277d8f1ee5a0ef0e171469089c18f5233860ceaf9b168049cb9263fd7483c",
              "6fc8009faa2f00c1c1dfce59feea9b0745eb260a7dd11bee65c8e20843da6eab"),
    _convnext("ConvNeXtBase", (88.5, 0.853, 338),
              "52cbb006d3dadd03f6e095a8ca1aca47aecdd75acb4bc74bce1f5c695d0086e6",
              "40a20c5548a5e9202f69735ecc06c990e6b7c9d2de39f0361e27baeb24cb7c45"),
    _convnext("ConvNeXtLarge", (197.7, 0.863, 755),
              "070c5ed9ed289581e477741d3b34beffa920db8cf590899d6d2c67fba2a198a6",
              "96f02b6f0753d4f543261bc9d09bed650f24dd6bc02ddde3066135b63d23a1cd"),
    _convnext("ConvNeXtXLarge", (350.1, 0.867, 1310),
              "c1f5ccab661354fc3a79a10fa99af82f0fbf10ec65cb894a3ae0815f17a889ee",
              "de3f8a54174130e0cecdc71583354753d557fcf1f4487331558e2a16ba0cfe05"),
)
# fmt: on
"""In the order in which they are offered."""

NOT_HELD = {
    "NASNetMobile": tr(
        "Its cells read from two cells before, so that its branches cross; only nested blocks are held."
    ),
    "NASNetLarge": tr("Its cells read from two cells before, so that its branches cross; only nested blocks are held."),
}
"""Networks of ``keras.applications`` that cannot be a base here, and why."""


def base_of(source: str) -> Base | None:
    """The base of a ``Pretrained.source`` such as "keras:VGG16", or of a bare name; None for any other."""
    return next((each for each in BASES if source in (each.source, each.name)), None)


def title_of(source: str) -> str:
    """How a source is called for people; the source itself where it is not known."""
    found = base_of(source)
    return found.title if found is not None else source
