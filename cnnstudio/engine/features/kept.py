"""Features that stand in for pictures, beside the part of a network that reads them."""

from dataclasses import dataclass

from cnnstudio.core.messages import Part
from cnnstudio.core.pictures.preprocessing import Prepared, Preprocessing
from cnnstudio.core.transferring.features import FeatureCut
from cnnstudio.engine.build import KerasModel
from cnnstudio.engine.collector import collector_off
from cnnstudio.engine.features.behind import behind
from cnnstudio.engine.features.computing import Features
from cnnstudio.engine.features.rows import FeatureRows

AS_THEY_ARE = Prepared(Preprocessing("raw"))
"""Features are prepared already."""


@dataclass(frozen=True, eq=False)
class Kept:
    """The features of the pictures of each part, where they come from, and the Keras model that is given them."""

    cut: FeatureCut
    keras_model: KerasModel
    features: Features

    def of(self, part: Part) -> FeatureRows:
        """The features of a part."""
        match part:
            case "train":
                return self.features.x_train
            case "validation":
                return self.features.x_validation
            case _:
                return self.features.x_test


def kept(keras_model: KerasModel, cut: FeatureCut | None, features: Features | None) -> Kept | None:
    """What is kept of a network that is cut in two; None where it is not.

    Args:
        keras_model: The whole network's.
    """
    if cut is None or features is None:
        return None
    with collector_off():
        return Kept(cut, behind(keras_model, cut), features)
