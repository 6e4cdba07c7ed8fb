"""Classes and functions that a script brings with it, where Keras has none of that sort."""

SHUFFLED = '''\
class Shuffled(keras.utils.PyDataset):
    """Pictures in batches, each epoch in another order that follows from the seed alone."""

    def __init__(self, x, y):
        super().__init__()
        self.x, self.y = x, y
        self.shuffle(1)

    def shuffle(self, epoch):
        self.order = np.random.default_rng((SEED, epoch)).permutation(len(self.y))

    def __len__(self):
        return -(-len(self.y) // BATCH_SIZE)

    def __getitem__(self, number):
        some = self.order[number * BATCH_SIZE : (number + 1) * BATCH_SIZE]
        return self.x[some], self.y[some]'''

PROPORTIONED = '''\
def in_proportion(labels, seed):
    """All numbers, drawn by the seed in an order whose every beginning holds each class by its share."""
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    place = np.empty(len(labels))
    for label in np.unique(labels):
        members = shuffled[labels[shuffled] == label]
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    return shuffled[np.argsort(place[shuffled], kind="stable")]'''

SUMMED = '''\
def summed_crossentropy(y_true, y_pred):
    """The sum over the outputs, where Keras takes their mean."""
    each = keras.losses.binary_crossentropy(
        y_true, y_pred, from_logits={logits}, label_smoothing={smoothing}
    )
    return y_pred.shape[-1] * each'''

SMOOTHED_ERROR = '''\
def smoothed_error(y_true, y_pred):
    """The mean squared error with smoothed labels."""
    y_true = y_true * (1 - {smoothing}) + {smoothing} / y_true.shape[-1]
    return keras.losses.mean_squared_error(y_true, y_pred)'''

LOSS_BY_NAME = '''\
def loss_called(name):
    """The loss that {name} says."""
    logits, smoothing = {logits}, {smoothing}
    if name == "binary_crossentropy_sum":
        return summed_crossentropy
    if name == "mean_squared_error":
        return smoothed_error
    if name == "sparse_categorical_crossentropy":
        return keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    given = {{"from_logits": logits, "label_smoothing": smoothing}}
    if name == "binary_crossentropy":
        return keras.losses.BinaryCrossentropy(**given)
    if name == "categorical_focal_crossentropy":
        return keras.losses.CategoricalFocalCrossentropy(gamma=PLAN_FOCAL_GAMMA, **given)
    return keras.losses.CategoricalCrossentropy(**given)'''

CLIPPING = '''\
def clipping():
    """What keeps gradients from being too large, as an argument of the optimiser."""
    names = {"value": "clipvalue", "norm": "clipnorm", "global_norm": "global_clipnorm"}
    return {names[PLAN_CLIP]: PLAN_CLIP_AT} if PLAN_CLIP in names else {}'''

OPTIMIZER_BY_NAME = '''\
def optimizer_called(rule, **clipping):
    """The rule by its name, with its rate and its own settings; one that is written out is only clipped."""
    if not isinstance(rule, str):
        for name in ("clipvalue", "clipnorm", "global_clipnorm") if clipping else ():
            setattr(rule, name, clipping.get(name))
        return rule
    names = {{each.lower(): each for each in dir(keras.optimizers)}}
    rule = names.get(rule.lower(), rule)
    usual = {usual}
    settings = {{**usual.get(rule, {{}}), **PLAN_OPTIMIZER_SETTINGS, **clipping}}
    return getattr(keras.optimizers, rule)(learning_rate=LEARNING_RATE, **settings)'''

RATE = '''\
class LearningRate(keras.callbacks.Callback):
    """Sets the learning rate before each batch."""

    def __init__(self):
        super().__init__()
        self.epoch, self.val_losses = 0, []

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch

    def on_train_batch_begin(self, batch, logs=None):
        steps = self.params["steps"]
        self.model.optimizer.learning_rate = rate(self.epoch + batch / steps, steps, self.val_losses)

    def on_epoch_end(self, epoch, logs=None):
        self.val_losses.append(logs["val_loss"])'''

FACTORS = {
    "Constant": "    return LEARNING_RATE",
    "Step": """\
    factor = PLAN_SCHEDULE["by"] ** math.floor(after / PLAN_SCHEDULE["every"])
    return LEARNING_RATE * factor""",
    "Exponential": """\
    return LEARNING_RATE * PLAN_SCHEDULE["by"] ** after""",
    "Cosine": """\
    share = min(after / length, 1.0) if length > 0 else 1.0
    end = PLAN_SCHEDULE["end"]
    return LEARNING_RATE * (end + (1 - end) * (1 + math.cos(math.pi * share)) / 2)""",
    "Plateau": """\
    factor, best, waited = 1.0, math.inf, 0
    for loss in val_losses:
        if loss < best - PLAN_SCHEDULE["delta"]:
            best, waited = loss, 0
            continue
        waited += 1
        if waited >= PLAN_SCHEDULE["patience"]:
            factor, waited = max(factor * PLAN_SCHEDULE["by"], PLAN_SCHEDULE["least"]), 0
    return LEARNING_RATE * factor""",
}
"""By the kind of schedule the end of the function ``rate``."""

CLASS_WEIGHTS = {
    "balanced": """\
counts = np.bincount(y_train, minlength=CLASSES)
there = np.count_nonzero(counts)
class_weight = {
    label: len(y_train) / (there * count) if count else 1.0
    for label, count in enumerate(counts.tolist())
}""",
    "given": """\
class_weight = dict.fromkeys(range(CLASSES), 1.0)
class_weight |= dict(enumerate(PLAN_CLASS_WEIGHTS[:CLASSES]))""",
}
"""By how classes count the code that says so, where they do not count all the same."""

MEAN_F1 = '''\
class MeanF1(keras.metrics.Metric):
    """F1 of each class by the largest output, the mean over the classes that are there or were predicted."""

    def __init__(self, classes, name="f1"):
        super().__init__(name=name)
        self.classes = classes
        self.right = self.add_variable((classes,), "zeros", name="right")
        self.true = self.add_variable((classes,), "zeros", name="true")
        self.predicted = self.add_variable((classes,), "zeros", name="predicted")

    def update_state(self, y_true, y_pred, sample_weight=None):
        true = keras.ops.one_hot(class_numbers(y_true), self.classes, dtype="float32")
        said = keras.ops.one_hot(keras.ops.argmax(y_pred, axis=-1), self.classes, dtype="float32")
        self.right.assign(self.right + keras.ops.sum(true * said, axis=0))
        self.true.assign(self.true + keras.ops.sum(true, axis=0))
        self.predicted.assign(self.predicted + keras.ops.sum(said, axis=0))

    def result(self):
        both = self.true + self.predicted
        there = keras.ops.sum(keras.ops.cast(both > 0, "float32"))
        return keras.ops.sum(divided(2 * self.right, both)) / keras.ops.maximum(there, 1)'''

AREA_UNDER_CURVE = '''\
class AreaUnderCurve(keras.metrics.Metric):
    """The area under the ROC curve of each class against all others, the mean over the classes.

    The outputs are sorted into buckets that stand closer together near 0 and 1.
    """

    def __init__(self, classes, buckets=1024, name="auc"):
        super().__init__(name=name)
        self.classes, self.buckets = classes, buckets
        self.inside = self.add_variable((buckets, classes), "zeros", name="inside")
        self.outside = self.add_variable((buckets, classes), "zeros", name="outside")

    def update_state(self, y_true, y_pred, sample_weight=None):
        ops, classes, buckets = keras.ops, self.classes, self.buckets
        inside = ops.one_hot(class_numbers(y_true), classes, dtype="float32")
        place = place_of(ops.cast(y_pred, "float32"))
        places = ops.cast(ops.floor(place * (buckets - 1) + 0.5), "int32")
        flat = ops.reshape(places * classes + ops.arange(classes, dtype="int32"), (-1,))
        for variable, rows in ((self.inside, inside), (self.outside, 1 - inside)):
            counted = ops.segment_sum(ops.reshape(rows, (-1,)), flat, num_segments=buckets * classes)
            variable.assign(variable + ops.reshape(counted, (buckets, classes)))

    def result(self):
        ops = keras.ops
        inside, outside = self.inside + 0.0, self.outside + 0.0
        below = ops.cumsum(outside, axis=0) - outside / 2
        pairs = ops.sum(inside, axis=0) * ops.sum(outside, axis=0)
        there = ops.sum(ops.cast(pairs > 0, "float32"))
        return ops.sum(divided(ops.sum(inside * below, axis=0), pairs)) / ops.maximum(there, 1)'''

FOR_METRICS = '''\
def class_numbers(y_true):
    """Class numbers of class numbers or of one-hot rows."""
    if len(y_true.shape) > 1 and y_true.shape[-1] != 1:
        return keras.ops.argmax(y_true, axis=-1)
    return keras.ops.reshape(keras.ops.cast(y_true, "int32"), (-1,))


def divided(above, below):
    """The quotient; 0 where it would be 0 / 0."""
    return above / keras.ops.where(below > 0, below, 1.0)'''

_LOGIT = """\
    outputs = keras.ops.clip({outputs}, 0.0, 1.0)
    logit = keras.ops.log(outputs + 1e-30) - keras.ops.log(1 - outputs + 1e-30)
    return keras.ops.clip(logit / 40.0 + 0.5, 0.0, 1.0)"""

_PLACES = {
    "tanh": "(outputs + 1) / 2",
    "softmax": "outputs",
    "sigmoid": "outputs",
    "hard_sigmoid": "outputs",
}


_RAW = "    return (1 + outputs / (1 + keras.ops.abs(outputs))) / 2"

_BY_LOSS = f"""\
    if PLAN_LOSS == "mean_squared_error":
    {_RAW}
    is_binary = PLAN_LOSS.startswith("binary")
    outputs = keras.ops.sigmoid(outputs) if is_binary else keras.ops.softmax(outputs)
"""


def place_of(activation: str, left: str | None = "") -> str:
    """The function that brings outputs that went through ``activation`` to 0 … 1, in their order.

    Args:
        left: What they are still to go through, as of ``core.ending.left_to_do``; None where the loss, which decides
            that, is left blank.
    """
    if left is None:
        body = _BY_LOSS + _LOGIT.format(outputs="outputs")
    elif left:
        body = _LOGIT.format(outputs=f"keras.ops.{left}(outputs)")
    elif activation in _PLACES:
        body = _LOGIT.format(outputs=_PLACES[activation])
    else:
        body = _RAW
    return f'def place_of(outputs):\n    """From 0 to 1, in the order of the outputs."""\n{body}'
