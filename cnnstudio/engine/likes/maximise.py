"""Makes a picture that excites a channel of a layer as far as possible: gradient ascent on the picture itself.

D. Erhan et al., "Visualizing Higher-Layer Features of a Deep Network" (2009). The picture has values from 0 to 255 and
goes through the network's own preparation, so that it is seen as the network would be given it. Three things keep it
from becoming noise that only the network can read: it is moved a little before each step (A. Mordvintsev et al.,
"Inceptionism", 2015), and now and then blurred, and always drawn towards grey (J. Yosinski et al., "Understanding
Neural Networks Through Deep Visualization", 2015).
"""

import copy
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Maximise, Maximised, read_only
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.inspecting.studies import Steps
from cnnstudio.engine.inspecting.within import Inside
from cnnstudio.engine.likes.outputs import Ending, ending
from cnnstudio.engine.subjects import Loaded, Subjects
from cnnstudio.engine.training.front import made, scaling

_GREY = 127.5
_NOISES = (12.0, 24.0, 48.0, 96.0)
"""Deviations of the noise that is begun with: stronger where no ReLU on the way lets the weaker one through."""
_FIRST_RATE, _LAST_RATE = 8.0, 1.5
"""How far a step goes, as a root mean square over the picture, at the beginning and at the end."""
_DECAY = 0.01
"""The share of its distance from grey that the picture loses with each step."""
_BLUR_EVERY = 4
_SETTLED = 0.2
"""The last share of the steps leads straight up, so that the picture is sharp."""
_BLUR = (0.25, 0.5, 0.25)
_CLOSING = ("relu", "relu6")

_BETWEEN_TELLING = 0.12
"""Seconds between two pictures that are told of."""

_Picture = npt.NDArray[np.uint8]


def maximise(ticket: int, request: Maximise, subjects: Subjects) -> Steps:
    """Tells of the noise it begins with, of the picture several times a second, and of the last one."""
    loaded = subjects.still(request.subject)
    yield None
    random, slope = np.random.default_rng(request.seed), (yield from _slope(loaded, request.layer)).of(request.channel)
    path = _Path(slope, random, (yield from slope.noise(random)), request.steps)
    yield None
    told = -_BETWEEN_TELLING
    for step in range(request.steps + 1):
        now = time.perf_counter()
        if step == request.steps or now - told >= _BETWEEN_TELLING:
            told = now
            if step == request.steps:
                yield from path.end()
            picture = slope.whole(path.picture)
            seen = read_only(picture.numpy()[0].astype(np.uint8))
            about = (request.subject, request.layer, request.channel)
            yield Maximised(ticket, *about, seen, slope.value(picture), step, request.steps)
        else:
            yield None
        if step < request.steps:
            yield from path.go_on(step)


class _Path:
    """The way of a picture: first it wanders, moved, blurred and drawn to grey, then it settles on the nearest top.

    Attributes:
        picture: (1, height, width, channels), where it is now.
    """

    def __init__(self, slope: "_Slope", random: np.random.Generator, start: Any, steps: int) -> None:
        self._slope, self._random, self._steps = slope, random, steps
        self._start = self._best = self.picture = start
        self._height, self._gain = slope.height(self.picture), 1.0
        self._is_settling = False

    def go_on(self, step: int) -> Iterator[None]:
        """Goes the step of that number, from 0, in one piece or more."""
        share = step / self._steps
        rate = (_FIRST_RATE + (_LAST_RATE - _FIRST_RATE) * share) * self._gain
        if share < 1 - _SETTLED:
            self._wander(rate, is_blurred=step % _BLUR_EVERY == _BLUR_EVERY - 1)
            return
        if not self._is_settling:
            self._is_settling = True
            # What was taken for the best was moved a little when its height was found.
            yield from self._choose(self._start, self._best, self.picture)
        self._settle(rate)

    def end(self) -> Iterator[None]:
        """Goes to the highest place there was."""
        yield from self._choose(self._best, self.picture)

    def _choose(self, *pictures: Any) -> Iterator[None]:
        """Goes to the highest of the pictures; of a large network each takes a while."""
        heights = []
        for picture in pictures:
            heights.append(self._slope.height(picture))
            yield None
        self._height = max(heights)
        self.picture = self._best = pictures[heights.index(self._height)]

    def _wander(self, rate: float, *, is_blurred: bool) -> None:
        shift = [int(self._random.integers(-reach, reach + 1)) for reach in self._slope.reach]
        after, size, height = self._slope.climb(self.picture, shift, rate, float(is_blurred), _DECAY)
        if height > self._height:
            self._best, self._height = self.picture, height
        if size > 0:
            self.picture = after
        else:  # behind a ReLU that has closed
            self.picture, self._gain = self._best, self._gain / 2

    def _settle(self, rate: float) -> None:
        """A step straight up; one that led down is taken back, and the next ones are half as long."""
        after, _, height = self._slope.climb(self.picture, [0, 0], rate, 0.0, 0.0)
        if height < self._height:
            self.picture, self._gain = self._best, self._gain / 2
        else:
            self._best, self._height, self.picture = self.picture, height, after


def _slope(loaded: Loaded, layer: str) -> Generator[None, None, "_Slope"]:
    """The slope of a layer, made in pieces; that which was made last is kept, for its other channels and seeds."""
    kept = loaded.traced.get("slope")
    if kept is None or kept[0] != layer:
        slope = _Slope(loaded, layer, (yield from ending(loaded, layer)))
        for trace in (slope.trace_values, slope.trace_climb):
            yield
            trace()
        loaded.traced["slope"] = kept = (layer, slope)
    made: _Slope = kept[1]
    return made


class _Slope:
    """Traced functions: a channel's value for a picture (1, height, width, channels) of 0 to 255, and a step up.

    The value is the mean of a channel's map, or a unit's number before its activation: nothing leads up from behind a
    ReLU that is silent, and a softmax also grows where the other classes get less. In a map the ReLU lets the places
    differ, and become the more what the channel looks for; on the way up it leaks, so that a map that is silent
    everywhere can be woken.

    Attributes:
        reach: By how many rows and columns a picture is moved at most.
    """

    def __init__(self, loaded: Loaded, layer: str, end: Ending) -> None:
        shape = loaded.network.input_shape
        self._shape, self.reach = (1, *shape), [max(1, side // 16) for side in shape[:2]]
        self._layer, self._end, self._prepare = layer, end, _preparing(loaded)
        self._picture = tf.TensorSpec(self._shape, tf.float32)
        self._channel = tf.constant(0)
        seen = end.behind if len(end.shape) == 3 else keras.activations.linear
        leaks = len(end.shape) == 3 and end.activation in _CLOSING
        self._seen, self._followed = seen, keras.activations.leaky_relu if leaks else seen

    def trace_values(self) -> None:
        """The value of a picture, and what is followed upwards."""
        with collector_off():
            given = (self._picture, tf.TensorSpec((), tf.int32))
            ends = dict.fromkeys((self._seen, self._followed))
            means = (self._mean(end, self._end.before) for end in ends)
            made = [tf.function(mean, autograph=False).get_concrete_function(*given) for mean in means]
            self._value, self._height = made[0], made[-1]

    def trace_climb(self) -> None:
        """The step up; the way is gone anew, because a gradient through a traced function is traced twice."""
        with collector_off():
            value = self._mean(self._followed, self._end.way)
            number, climb = tf.TensorSpec((), tf.float32), _climber(value, self._shape[-1])
            given = (self._picture, tf.TensorSpec((), tf.int32), tf.TensorSpec((2,), tf.int32), *[number] * 3)
            self._climb: Any = tf.function(climb, autograph=False).get_concrete_function(*given)

    def of(self, channel: int) -> "_Slope":
        """The same for that channel; StudioError where there is none."""
        count = self._end.channels
        if not 0 <= channel < count:
            raise StudioError(
                tr("“{layer}” has no channel {channel:,}.", layer=self._layer, channel=channel),
                tr("Choose one from 0 to {count:,}.", count=count - 1),
            )
        other = copy.copy(self)  # this one is kept, and another study may be on its way up it
        other._channel = tf.constant(channel)
        return other

    def noise(self, random: np.random.Generator) -> Generator[None, None, Any]:
        """A picture to begin with; raises StudioError where no step leads up from any."""
        for deviation in _NOISES:
            picture = tf.constant(np.clip(random.normal(_GREY, deviation, self._shape), 0, 255), tf.float32)
            _, size, _ = self.climb(picture, [0, 0], 0.0, 0.0, 0.0)
            yield
            if not np.isfinite(size):
                raise StudioError(
                    tr("The network's numbers are not finite."), tr("Its weights have grown beyond all bounds.")
                )
            if size > 0:
                return picture
        raise StudioError(
            tr("No change of the noise changes this number: all ways to it are closed."),
            tr("Try another seed, or another channel."),
        )

    def _mean(self, finish: Inside, way: Inside) -> Callable[[Any, Any], Any]:
        def mean(picture: Any, channel: Any) -> Any:
            given = tf.cast(finish(way(self._prepare(picture))), tf.float32)
            return tf.reduce_mean(tf.gather(given, channel, axis=-1))

        return mean

    def value(self, picture: Any) -> float:
        """The value for a picture."""
        return float(self._value(picture, self._channel).numpy())

    def height(self, picture: Any) -> float:
        """What is followed upwards, for a picture."""
        return float(self._height(picture, self._channel).numpy())

    @staticmethod
    def whole(picture: Any) -> Any:
        """The picture in whole numbers, as it is shown."""
        return tf.round(picture)

    def climb(self, picture: Any, shift: list[int], rate: float, blur: float, decay: float) -> tuple[Any, float, float]:
        """The picture a step of length ``rate`` further up; how steep it was, and its height when moved."""
        numbers = (tf.constant(each, tf.float32) for each in (rate, blur, decay))
        after, size, value = self._climb(picture, self._channel, tf.constant(shift, tf.int32), *numbers)
        return after, float(size.numpy()), float(value.numpy())


def _preparing(loaded: Loaded) -> Callable[[Any], Any]:
    """What is done to pictures (n, height, width, channels) with values 0 to 255 before the network."""
    shape = loaded.network.input_shape
    layers = made(scaling(loaded.prepared or Prepared(), shape))

    def prepare(pictures: Any) -> Any:
        for each in layers:
            pictures = each(pictures)
        return pictures

    prepare(tf.zeros((1, *shape)))  # their numbers are made here, not inside a graph
    return prepare


def _climber(value: Any, channels: int) -> Any:
    """A step in TensorFlow's graph: the picture after it, how steep it was, and the value before it."""
    kernel = np.outer(_BLUR, _BLUR)[:, :, None, None].repeat(channels, 2).astype(np.float32)

    def climb(picture: Any, channel: Any, shift: Any, rate: Any, blur: Any, decay: Any) -> tuple[Any, Any, Any]:
        moved = tf.roll(picture, shift, (1, 2))
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(moved)
            now = value(moved, channel)
        slope = tf.roll(tape.gradient(now, moved), -shift, (1, 2))
        size = tf.sqrt(tf.reduce_mean(tf.square(slope)))
        after = picture + rate * slope / tf.maximum(size, 1e-30)
        after += decay * (_GREY - after)
        framed = tf.pad(after, [[0, 0], [1, 1], [1, 1], [0, 0]], "SYMMETRIC")
        smooth = tf.nn.depthwise_conv2d(framed, kernel, [1, 1, 1, 1], "VALID")
        after += blur * (smooth - after)
        return tf.clip_by_value(after, 0, 255), size, now

    return climb
