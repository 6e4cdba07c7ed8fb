"""What is known of loaded data without looking at a picture: for what is foretold of many projects."""

from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.core.sweeps.foretold import Loaded
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.stored import StoredPictures


def loaded(data: DataSet, geometry: Geometry) -> Loaded:
    """The facts of a data set that was loaded with this geometry."""
    streamed = any(isinstance(each, StoredPictures) for each in (data.x_train, data.x_test))
    return Loaded(data.input_shape, geometry, data.classes, len(data.x_train), len(data.x_test), streamed)
