"""What a student does in each step of the program's own labs: buttons of the lab, settings, layers and trainings."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from tests.benchmarks import labs_by_hand
from tests.benchmarks.labs_student import Student

Move = Callable[[Student], None]


def press(*numbers: int) -> Move:
    """Buttons of the step, by their place."""

    def move(student: Student) -> None:
        for number in numbers:
            student.action(number)

    return move


def put(page: str, layer: str = "", **values: object) -> Move:
    """Settings of a form; of a layer, or of the plan."""

    def move(student: Student) -> None:
        student.page(page)
        if layer:
            student.select(layer)
        for name, value in values.items():
            prefix = {"build": "build.form.", "train": "train.plan.", "data": "data."}[page]
            student.put(prefix + name.replace("__", "."), value)

    return move


def train(epochs: int | None = None, subset: int | None = None) -> Move:
    """Trains once."""
    return lambda student: student.train(epochs, subset)


def add(after: str, *kinds: str) -> Move:
    """Adds layers behind one."""

    def move(student: Student) -> None:
        student.select(after)
        for kind in kinds:
            student.add(kind)

    return move


def fashion(student: Student) -> None:
    """Clothes instead of CIFAR-10, brought to its shape: what the lab says to do without a network."""
    student.page("data")
    sources = student.child("data.source")
    for number in range(sources.model().rowCount()):
        line = sources.model().index(number, 0).data(0x0100)
        if getattr(line, "source", "") == "fashion-10k":
            sources.setCurrentIndex(sources.model().index(number, 0))
    student.until(lambda: student.window.document.data_set is not None, "the clothes")
    student.child("data.tabs").setCurrentIndex(1)
    student.click("data.preprocessing.fit")


def weights_back(student: Student) -> None:
    """Writes the weights of the run of this network, and loads them as a run of their own."""
    from tests.benchmarks.labs_report import load_weights

    load_weights(student, student.folder / "digits.weights.h5")


_GAPS = (
    ("conv2d_1", {"filters": "32", "kernel_size": "3 3"}),
    ("activation_1", {"activation": "relu"}),
    ("conv2d_2", {"filters": "32", "kernel_size": "3 3"}),
    ("activation_2", {"activation": "relu"}),
    ("max_pooling2d_1", {"pool_size": "2 2"}),
    ("dropout_1", {"rate": "0.25"}),
    ("dense_1", {"units": "128"}),
    ("dropout_2", {"rate": "0.5"}),
    ("dense_2", {"units": "10"}),
)


def _gaps(student: Student) -> None:
    student.action(1)
    student.click("code.put")
    student.until(lambda: len(student.window.document.project.blanks) == 11, "the gaps")
    assert not student.reached()
    for layer, values in _GAPS:
        student.select(layer)
        for setting, text in values.items():
            student.fill(setting, text)


def _block(student: Student) -> None:
    add("activation_3", "Conv2D", "BatchNormalization", "Activation", "MaxPooling2D")(student)
    put("build", "conv2d_4", filters=64, padding__kind="same size", activation="linear (none)")(student)


def _tiny_floor(student: Student) -> None:
    student.child("data.tabs").setCurrentIndex(1)
    student.click("data.preprocessing.more")
    student.put("data.preprocessing.floor", 0.001)


def _more_units(student: Student) -> None:
    student.page("build")
    put("build", "dense_1", units=256)(student)
    train(2, 2000)(student)


def _architectures(student: Student) -> None:
    student.action(1)
    fashion(student)
    for _ in range(2):
        add("max_pooling2d_1", "Conv2D", "MaxPooling2D")(student)
        train(1, 3000)(student)


MOVES: Mapping[str, Mapping[int, Sequence[Move]]] = {
    "first-cnn": {
        1: (press(1, 2),),
        2: (press(1),),
        3: (press(1), train()),
        5: (press(1),),
        6: (press(1),),
        7: (press(1), put("build", "dense_1", units=50), train()),
        8: (press(1),),
    },
    "workshop-mnist": {
        3: (press(1, 2),),
        4: (
            press(1),
            put("build", "conv2d_1", padding__kind="same size"),
            put("build", "conv2d_2", padding__kind="same size"),
        ),
        5: (press(1),),
        7: (press(1), train(6, 4000)),
        8: (press(1), put("train", learning_rate=0.001), train(3, 2000)),
        9: (press(1, 2), train(5, 4000), press(3)),
        10: (press(1), weights_back),
        11: (press(1),),
    },
    "finger-exercise": {
        1: (press(1, 2), train(3, 4000), press(3)),
        2: (_gaps,),
        3: (press(1),),
        4: (press(1),),
        5: (press(1), train(12)),
        6: (press(1), train()),
        7: (press(1), train()),
        8: (press(1, 2), put("data", parts__subset=1000), _tiny_floor, train()),
        9: (press(1, 2), _block, train()),
        10: (press(1, 2),),
        12: (press(1), train(), press(2), train(6)),
    },
    "applied-ml": {
        1: (press(1, 2),),
        3: (press(1, 2),),
        4: (press(1), put("build", "conv2d_2", kernel_size__rows=5)),
        5: (press(1), train(3)),
        8: (press(1),),
        9: (press(1),),
        10: (press(1, 2), train(2), train(2), put("train", seed=8), train(2)),
    },
    "practical-work": {
        2: (labs_by_hand.one_dimension,),
        4: (labs_by_hand.two_dimensions, press(2), put("build", "conv2d_1", strides__rows=2)),
        5: (press(1, 2), fashion),
        6: (press(1), train(2, 3000), press(2)),
        7: (press(1), fashion, train(3, 3000), _more_units),
        8: (press(1), fashion, train(3, 3000)),
        9: (_architectures, press(2)),
        10: (press(1),),
    },
    "lenet-lab": {
        1: (press(1, 2),),
        2: (press(1),),
        3: (press(2, 3, 4, 5, 1),),
        4: (press(1), train(8)),
        6: (press(1, 2),),
        7: (press(1), train(3), press(2), train(3), press(3)),
        8: (
            press(1, 2),
            partial(Student.add, kind="Dropout"),
            put("build", "dropout_1", rate=0.2),
            train(2, 2000),
            put("build", "dropout_1", rate=0.6),
            train(2, 2000),
        ),
    },
}
"""By lab and step, from 1; in a step that is not named nothing is done but answered."""
