"""Shows what augmentation makes of one picture, with the very layers that change pictures in training."""

import random

import numpy as np
import tensorflow as tf

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Augment, Pictures
from cnnstudio.core.pictures.preprocessing import Preprocessing
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.training.front import augmenting

MOST = 64
"""The most variants of one picture."""


def variants(request: Augment) -> Pictures:
    """The picture changed in ``count`` ways, uint8 (count, height, width, channels); the seed decides how.

    Values outside 0 to 255, which a network in training does see, are cut off for showing. Raises StudioError in
    words for a picture that the augmentation cannot take.
    """
    picture = request.picture
    if picture.ndim != 3 or picture.dtype != np.uint8 or not 1 <= request.count <= MOST:
        raise StudioError(tr("1 to {most} variants of one picture can be shown.", most=MOST))
    try:
        preprocessing = Preprocessing(augmentation=request.augmentation)
        preprocessing.check_augmentation(picture.shape)
    except SpecError as error:
        raise StudioError(str(error), tr("Take that change out, or choose other pictures.")) from error
    # Keras draws from Python's generator as layers are made. A training beside it must not notice.
    state = random.getstate()
    try:
        with collector_off():
            changed = tf.constant(np.repeat(picture[None], request.count, axis=0), tf.float32)
            for layer in augmenting(preprocessing.augmentation, request.seed):
                changed = layer(changed, training=True)
    finally:
        random.setstate(state)
    return np.asarray(np.clip(np.rint(changed.numpy()), 0, 255), np.uint8)
