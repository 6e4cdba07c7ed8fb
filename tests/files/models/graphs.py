"""Networks that fork and meet, or stand in one another, made with whichever Keras is given."""

from typing import Any

from tests.files.models.recipes import ALL, KERAS_2, MODERN, SINCE_224, STACKS, Recipe


def _residual(keras: Any) -> Any:
    kinds, start = keras.layers, keras.Input((8, 8, 2))
    first = kinds.Conv2D(4, 3, padding="same", activation="relu")(start)
    inner = kinds.Conv2D(4, 3, padding="same", activation="relu")(first)
    inner = kinds.Conv2D(4, 3, padding="same")(inner)
    total = kinds.Activation("relu")(kinds.Add()([inner, first]))
    return keras.Model(start, kinds.Dense(5)(kinds.Flatten()(total)))


def _projected(keras: Any) -> Any:
    """A residual block as ResNet has it where the picture becomes smaller."""
    kinds, start = keras.layers, keras.Input((8, 8, 2))
    inner = kinds.Conv2D(4, 3, strides=2, padding="same", use_bias=False)(start)
    inner = kinds.Activation("relu")(kinds.BatchNormalization()(inner))
    inner = kinds.BatchNormalization()(kinds.Conv2D(4, 3, padding="same", use_bias=False)(inner))
    beside = kinds.BatchNormalization()(kinds.Conv2D(4, 1, strides=2, use_bias=False)(start))
    total = kinds.Activation("relu")(kinds.Add()([inner, beside]))
    return keras.Model(start, kinds.Dense(5)(kinds.GlobalAveragePooling2D()(total)))


def _inception(keras: Any) -> Any:
    kinds, start = keras.layers, keras.Input((8, 8, 3))
    ways = [
        kinds.Conv2D(2, 1, activation="relu")(start),
        kinds.Conv2D(3, 3, padding="same", activation="relu")(kinds.Conv2D(2, 1)(start)),
        kinds.Conv2D(2, 1)(kinds.MaxPooling2D(3, strides=1, padding="same")(start)),
    ]
    return keras.Model(start, kinds.Dense(5)(kinds.Flatten()(kinds.Concatenate()(ways))))


def _averaged(keras: Any) -> Any:
    kinds, start = keras.layers, keras.Input((8, 8, 1))
    ways = [kinds.Conv2D(3, size, padding="same")(start) for size in (1, 3, 5)]
    return keras.Model(start, kinds.Dense(5)(kinds.Flatten()(kinds.Average()(ways))))


def _dense_block(keras: Any) -> Any:
    """As DenseNet: each convolution sees all before it."""
    kinds, start = keras.layers, keras.Input((8, 8, 3))
    total = start
    for _ in range(3):
        new = kinds.Conv2D(2, 3, padding="same", activation="relu")(total)
        total = kinds.Concatenate()([total, new])
    return keras.Model(start, kinds.Dense(5)(kinds.GlobalMaxPooling2D()(total)))


def _blocks_in_blocks(keras: Any) -> Any:
    kinds, start = keras.layers, keras.Input((6, 6, 2))

    def conv(tensor: Any) -> Any:
        return kinds.Conv2D(3, 3, padding="same", activation="tanh")(tensor)

    first = conv(start)
    inside = kinds.Add()([conv(first), first])
    whole = kinds.Concatenate()([conv(inside), kinds.Add()([conv(first), conv(first)])])
    return keras.Model(start, kinds.Dense(5)(kinds.Flatten()(whole)))


def _chain(keras: Any) -> Any:
    kinds, start = keras.layers, keras.Input((8, 8, 1), name="pictures")
    tensor = kinds.Conv2D(3, 3, activation="relu", name="block1_conv1")(start)
    tensor = kinds.MaxPooling2D(2, name="block1_pool")(tensor)
    return keras.Model(start, kinds.Dense(5, name="predictions")(kinds.Flatten(name="flatten")(tensor)), name="chain")


def _stack_in_stack(keras: Any) -> Any:
    kinds = keras.layers
    inner = keras.Sequential([kinds.Conv2D(3, 3, activation="relu"), kinds.MaxPooling2D(2)])
    end = keras.Sequential([kinds.Flatten(), kinds.Dense(5)])
    return keras.Sequential([keras.Input((8, 8, 1)), inner, kinds.Conv2D(2, 2), end])


def _base_and_head(keras: Any) -> Any:
    """Transfer learning: a functional base within a stack."""
    kinds, start = keras.layers, keras.Input((8, 8, 3))
    first = kinds.BatchNormalization()(kinds.Conv2D(4, 3, padding="same")(start))
    base = keras.Model(start, kinds.Add()([first, kinds.Conv2D(4, 1)(start)]), name="base")
    base.trainable = False
    return keras.Sequential([keras.Input((8, 8, 3)), base, kinds.GlobalAveragePooling2D(), kinds.Dense(5)])


def _graph_in_graph(keras: Any) -> Any:
    kinds, start = keras.layers, keras.Input((8, 8, 3))
    inner_start = keras.Input((8, 8, 4))
    inner = kinds.Conv2D(4, 3, padding="same", activation="relu")(inner_start)
    base = keras.Model(inner_start, kinds.Add()([inner, inner_start]), name="inner")
    tensor = base(kinds.Conv2D(4, 1)(start))
    return keras.Model(start, kinds.Dense(5)(kinds.Flatten()(tensor)))


def _mobilenet(keras: Any) -> Any:
    return keras.applications.MobileNet((32, 32, 3), 0.25, weights=None, classes=7, dropout=1e-3)


def _mobilenet_v2(keras: Any) -> Any:
    return keras.applications.MobileNetV2((32, 32, 3), 0.35, weights=None, classes=7)


def _densenet(keras: Any) -> Any:
    return keras.applications.DenseNet121(input_shape=(32, 32, 3), weights=None, classes=7)


def _resnet(keras: Any) -> Any:
    return keras.applications.ResNet50(input_shape=(32, 32, 3), weights=None, classes=7)


def _vgg(keras: Any) -> Any:
    return keras.applications.VGG16(False, None, input_shape=(32, 32, 3), pooling="avg")


GRAPHS: tuple[Recipe, ...] = (
    Recipe("residual", (8, 8, 2), graph=_residual, writers=ALL),
    Recipe("residual_projected", (8, 8, 2), graph=_projected, writers=ALL),
    Recipe("inception", (8, 8, 3), graph=_inception, writers=ALL),
    Recipe("averaged", (8, 8, 1), graph=_averaged, writers=ALL),
    Recipe("dense_block", (8, 8, 3), graph=_dense_block, writers=ALL),
    Recipe("blocks_in_blocks", (6, 6, 2), graph=_blocks_in_blocks, writers=KERAS_2),
    Recipe("chain", (8, 8, 1), graph=_chain, writers=ALL),
    Recipe("stack_in_stack", (8, 8, 1), graph=_stack_in_stack, writers=MODERN),
    Recipe("base_and_head", (8, 8, 3), graph=_base_and_head, writers=MODERN),
    Recipe("graph_in_graph", (8, 8, 3), graph=_graph_in_graph, writers=MODERN),
    Recipe("mobilenet_v2", (32, 32, 3), graph=_mobilenet_v2, writers=SINCE_224),
)

LARGE: tuple[Recipe, ...] = (
    Recipe("mobilenet", (32, 32, 3), graph=_mobilenet, writers=MODERN),
    Recipe("densenet121", (32, 32, 3), graph=_densenet, writers=MODERN),
    Recipe("resnet50", (32, 32, 3), graph=_resnet, writers=MODERN),
    Recipe("vgg16", (32, 32, 3), graph=_vgg, writers=MODERN),
)

RECIPES = {recipe.name: recipe for recipe in (*STACKS, *GRAPHS, *LARGE)}
