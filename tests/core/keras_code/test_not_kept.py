"""What Keras code says and nothing here does: named at its line; what changes nothing is not."""

import numpy as np
import pytest

from cnnstudio.core.keras_code import read_code
from cnnstudio.core.training.plan import DataRecipe
from tests.core.keras_code.trained import COMPILED, START, project_of, said, with_callback, with_generator, with_loss


@pytest.mark.parametrize(
    ("call", "patience", "best", "names"),
    [
        ('EarlyStopping("val_loss", 0.01, 3, 1, "min", 0.5, True, 4)', 3, True, "baseline min_delta start_from_epoch"),
        ('ModelCheckpoint("a", "val_loss", 1, True, False, "min", "epoch", 0.4)', 0, True, "initial_value_threshold"),
        ('ModelCheckpoint("a", "val_accuracy")', 0, False, ""),
    ],
)
def test_that_arguments_without_names_count_as_those_with(call: str, patience: int, best: bool, names: str) -> None:
    found = with_callback(call)
    plan = project_of(found).plan
    assert (plan.early_stopping, plan.keep_best) == (patience, best)
    kind = call.partition("(")[0]
    assert said(found) == [f"“{name}” of {kind} is not kept." for name in names.split()]


def test_that_a_loss_without_names_is_the_one_with_them() -> None:
    plan = project_of(with_loss("keras.losses.CategoricalFocalCrossentropy(0.25, 1.5, False, 0.1)")).plan
    assert (plan.focal_gamma, plan.label_smoothing) == (1.5, 0.1)
    summed = with_loss("keras.losses.CategoricalCrossentropy(reduction=keras.losses.Reduction.SUM)")
    assert said(summed) == ["“reduction” of CategoricalCrossentropy is not kept."]


@pytest.mark.parametrize(
    ("steps", "named"),
    [("len(x) // 32", False), ("-(-60000 // 32)", False), ("50", True), ("steps()", True), ("None", False)],
)
def test_that_an_epoch_of_fewer_batches_is_named_unless_it_is_the_whole(steps: str, named: bool) -> None:
    found = read_code(f"{COMPILED}m.fit(x, y, batch_size=32, steps_per_epoch={steps})")
    assert said(found) == ["“steps_per_epoch” of fit is not kept."] * named


def test_that_the_pictures_of_an_epoch_in_keras_1_have_their_own_name() -> None:
    for count, named in ((60_000, False), (1_000, True)):
        text = f"g = ImageDataGenerator()\nm.fit_generator(g.flow(x, y, batch_size=32), samples_per_epoch={count})"
        assert said(read_code(COMPILED + text)) == ["“samples_per_epoch” of fit_generator is not kept."] * named


def test_that_an_optimiser_that_scales_the_loss_is_the_one_inside() -> None:
    inner = "keras.optimizers.SGD(0.3, momentum=0.5)"
    found = read_code(f"{START}m.compile(keras.optimizers.LossScaleOptimizer({inner}, initial_scale=4.0), 'mse')")
    plan = project_of(found).plan
    assert (plan.optimizer, plan.learning_rate, plan.optimizer_settings.momentum) == ("SGD", 0.3, 0.5)  # type: ignore[attr-defined]
    assert said(found) == ["“initial_scale” of the optimiser is not kept."]


NOT_KEPT = "The precision “float64” is not kept: it is float32 here."


@pytest.mark.parametrize(
    ("call", "precision", "notes"),
    [
        ('keras.mixed_precision.set_global_policy("mixed_bfloat16")', "mixed_bfloat16", []),
        ('keras.config.set_dtype_policy(keras.DTypePolicy(name="mixed_float16"))', "mixed_float16", []),
        ('keras.mixed_precision.set_global_policy(keras.mixed_precision.Policy("float32"))', "float32", []),
        ('from tensorflow.keras.mixed_precision import experimental as mp\nmp.set_policy("mixed_float16")',
         "mixed_float16", []),
        ('keras.backend.set_floatx("float64")', "float32", [NOT_KEPT]),
        ("keras.backend.set_floatx([])", "float32", None),
        ("keras.mixed_precision.set_global_policy(elsewhere())", "float32", None),
    ],
)  # fmt: skip
def test_that_the_precision_of_all_layers_is_read_or_named(call: str, precision: str, notes: list[str] | None) -> None:
    found = read_code(f"{START}{call}\nm.compile('adam', 'mse')\nm.fit(x, y)")
    assert project_of(found).plan.precision == precision
    assert len(said(found)) == 1 if notes is None else said(found) == notes


# Pictures that are changed at random


READ = "Its random changes are read as layers of the preprocessing; how they are drawn differs a little."


@pytest.mark.parametrize(
    ("given", "layers", "left"),
    [
        ("shear_range=0.2", "", "shear_range"),
        ("horizontal_flip=True, brightness_range=(0.8, 1.2)", "RandomFlip", "brightness_range"),
        ("zoom_range=[0.8, 1.2], channel_shift_range=9.0", "RandomZoom", "channel_shift_range"),
        ("zoom_range=(0.5, 1.2), height_shift_range=0.1", "RandomTranslation", "zoom_range"),
        ("width_shift_range=3, rotation_range=20", "RandomRotation", "width_shift_range"),
        ("width_shift_range=1, height_shift_range=1.0", "", "height_shift_range width_shift_range"),
        ("rotation_range=degrees(), rescale=1 / 127.5", "", "rescale rotation_range"),
        ("featurewise_center=True, fill_mode='reflect', validation_split=0.2", "", "all"),
        ("rotation_range=0, zoom_range=0.0, vertical_flip=False, brightness_range=None, rescale=1 / 255", "", ""),
    ],
)
def test_that_a_generators_changes_are_layers_or_named(given: str, layers: str, left: str) -> None:
    found = with_generator(given)
    names = ["featurewise_center", "fill_mode", "validation_split"] if left == "all" else left.split()
    assert [each.kind for each in project_of(found).preprocessing.augmentation] == layers.split()
    assert said(found) == [READ] * bool(layers) + [f"“{name}” of ImageDataGenerator is not kept." for name in names]


def test_that_a_zoom_told_by_its_ends_is_the_one_told_by_its_share() -> None:
    ours, theirs = (project_of(with_generator(f"zoom_range={zoom}")).preprocessing for zoom in ("0.25", "[0.75, 1.25]"))
    assert ours == theirs


def test_that_the_scaling_of_a_generator_is_that_of_the_pictures() -> None:
    assert project_of(with_generator("rescale=1 / 255")).preprocessing.method == "scale"
    assert project_of(with_generator("horizontal_flip=True")).preprocessing.method == "raw"


# How the values are scaled


SCALED = (
    *("x", "x / 255", "x.astype('float32') / 256", "1.0 / 255 * x", "x / 127.5 - 1", "(x - 127.5) / 127.5"),
    *("(x / 255 - 0.5) / 0.5", "x / 255 * 2 - 1", "x / 255 - 0.5", "x / 255 - 1", "x / 2", "1 - x / 255", "x - 127.5"),
    *("x - x.mean(axis=0)", "x / x.std(axis=0)", "(x - x.mean(axis=0)) / x.std(axis=0)", "(x - x.mean()) / 255"),
    *("(x - np.mean(x)) / (np.std(x) + 1e-7)", "(x / 255 - x.mean() / 255) * 2", "(x / 255 - 0.13) / 0.31"),
    "(x - x.mean(axis=(1, 2, 3), keepdims=True)) / x.std(axis=(1, 2, 3), keepdims=True)",
)


@pytest.mark.parametrize("code", SCALED)
def test_that_a_scaling_is_taken_as_it_is_or_said_to_be_another(code: str) -> None:
    found = read_code(f"{COMPILED}x = x.reshape(60000, 28, 28, 1)\nx = {code}\nm.fit(x, y)")
    preprocessing = project_of(found).preprocessing
    pictures = np.random.default_rng(3).integers(0, 256, (40, 6, 6, 1)).astype(np.uint8)
    theirs = eval(code, {"x": pictures.astype(np.float64), "np": np})
    ours = preprocessing.fit(pictures).apply(pictures)
    is_same = np.allclose(ours, theirs, atol=0.01 * np.abs(theirs).max())
    assert [text.startswith("The code scales the pictures' values in another way.") for text in said(found)] == (
        [] if is_same else [True]
    )
    assert [note.line for note in found.notes] == ([] if is_same else [10])


@pytest.mark.parametrize("code", ["x / k()", "x ** 2", "x / 0", "x * 10**400", "x / 1e400", "x // 255"])
def test_that_a_scaling_that_cannot_be_told_is_said_not_to_be_read(code: str) -> None:
    (text,) = said(read_code(f"{COMPILED}x = {code}\nm.fit(x, y)"))
    assert text == "How the code scales the pictures' values is not read to its end. Taken here: raw, 0 to 255."


# What brings the pictures, and what is validated on


NOT_VALIDATED = "What is validated on is not read: a share of the training pictures is taken."
PIPELINE = "d = tf.data.Dataset.from_tensor_slices((x, y))"


@pytest.mark.parametrize(
    ("lines", "size"),
    [
        ("m.fit(x, y)", 32),
        ("m.fit(known, names)", 32),
        (f"{PIPELINE}\nm.fit(d.shuffle(100).batch(64).prefetch(1))", 64),
        (f"{PIPELINE}.cache()\nd = d.batch(batch_size=16)\nm.fit(d, epochs=2)", 16),
        ("g = ImageDataGenerator()\nm.fit(g.flow(x, y, 48))", 48),
        ("g = ImageDataGenerator()\nm.fit_generator(g.flow(x, y))", 32),
        ("d = keras.utils.image_dataset_from_directory('a', batch_size=8).cache()\nm.fit(d)", 8),
        ("d = keras.utils.image_dataset_from_directory('a', 'inferred', 'int', None, 'rgb', 24)\nm.fit(d)", 24),
        ("m.fit(somewhere())", None),
        ("m.fit(Mine(x, y))", None),
        (f"{PIPELINE}\nm.fit(d)", None),
    ],
)
def test_that_batches_are_as_large_as_what_brings_them_says(lines: str, size: int | None) -> None:
    found = read_code(f"{COMPILED}import tensorflow as tf\nclass Mine(keras.utils.PyDataset):\n    pass\n{lines}")
    project = project_of(found)
    assert [blank.setting for blank in project.blanks] == ([] if size else ["batch_size"])
    assert not size or project.plan.batch_size == size


def test_that_a_step_of_a_pipeline_that_changes_the_pictures_is_said() -> None:
    found = read_code(f"{COMPILED}import tensorflow as tf\n{PIPELINE}.map(halved).batch(64)\nm.fit(d)")
    assert said(found) == ["“map” of from_tensor_slices is not kept."]
    assert project_of(found).data.source == "mnist"


@pytest.mark.parametrize(
    ("lines", "notes", "validation"),
    [
        ("m.fit(x, y, validation_data=(xt, yt))", [], DataRecipe.TEST),
        ("m.fit(x, y, validation_data=tf.data.Dataset.from_tensor_slices((xt, yt)).batch(9))", [], DataRecipe.TEST),
        ("m.fit(x, y, validation_data=None)", [], "share"),
        ("m.fit(x, y,\n  validation_data=(a(), b()))", [NOT_VALIDATED], "share"),
    ],
)
def test_that_what_is_validated_on_is_read_or_said_not_to_be(lines: str, notes: list[str], validation: str) -> None:
    start = COMPILED.replace("(x, y), _ =", "(x, y), (xt, yt) =")
    found = read_code(f"{start}import tensorflow as tf\n{lines}")
    assert (said(found), project_of(found).data.validation) == (notes, validation)
    assert all(found.code.splitlines()[note.line - 1].startswith("  validation_data") for note in found.notes)


@pytest.mark.parametrize(
    ("sizes", "share"),
    [
        ("", 0.25),
        ("test_size=0.2", 0.2),
        ("train_size=0.9", 0.1),
        ("train_size=45000", 0.25),
        ("test_size=6000", 0.1),
        ("test_size=0.2, train_size=0.5", 0.2),
    ],
)
def test_that_a_split_is_as_large_as_either_part_says(sizes: str, share: float) -> None:
    text = f"from sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(x, y, {sizes})\n"
    found = read_code(f"{COMPILED}{text}m.fit(a, c, validation_data=(b, d))")
    assert project_of(found).data.validation_share == pytest.approx(share)
    assert said(found) == []


def test_that_a_split_of_unknown_size_is_said() -> None:
    text = "from sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(x, y, test_size=n())\n"
    assert said(read_code(f"{COMPILED}{text}m.fit(a, c)")) == ["“test_size” of train_test_split is not kept."]


@pytest.mark.parametrize(
    ("given", "source", "notes"),
    [
        ("", "cifar-100", 0),
        ("'fine'", "cifar-100", 0),
        ("label_mode='coarse'", "cifar-100-coarse", 0),
        ("'coarse'", "cifar-100-coarse", 0),
        ("mode()", "cifar-100", 1),
    ],
)
def test_that_the_classes_of_cifar_100_are_those_that_are_asked_for(given: str, source: str, notes: int) -> None:
    text = "m = keras.Sequential([keras.Input((32, 32, 3)), keras.layers.Flatten(), keras.layers.Dense(20)])\n"
    text += f"(x, y), _ = keras.datasets.cifar100.load_data({given})\nm.compile('sgd')\nm.fit(x, y)"
    found = read_code(f"import keras\n{text}")
    assert (project_of(found).data.source, len(said(found))) == (source, notes)
