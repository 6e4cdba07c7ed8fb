"""Makes the scene: which network with weights, and whether a picture can be shown to it."""

from dataclasses import replace

from cnnstudio.core.analysis import analyse
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.messages import RunSubject
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.document import Document
from cnnstudio.gui.run_weights import answering_run
from cnnstudio.gui.viewer.picture.chooser import PictureChooser
from cnnstudio.gui.viewer.scene import Scene


def scene_of(document: Document, layer: str | None, chooser: PictureChooser) -> Scene | None:
    """What is in view now; None where no run has weights."""
    run, path = answering_run(document), document.path
    if run is None or path is None:
        return None
    network = run.project.network
    scene = Scene(
        RunSubject(str(path), run.number),
        run.name,
        run.name,
        network,
        analyse(network),
        run.labels,
        run.prepared,
        run,
        layer,
        is_live=run.status == "training",
    )
    return _with_pictures(scene, document.data_set, chooser)


def _with_pictures(scene: Scene, data: DataSet | None, chooser: PictureChooser) -> Scene:
    why = _why_no_data(scene, data)
    if why:
        return replace(scene, no_picture=why, no_data=why)
    picture = chooser.picture
    return replace(
        scene,
        data=data,
        picture=picture,
        picture_title=chooser.title,
        truth=chooser.truth_number,
        no_picture="" if picture is not None else "Choose another class.",
    )


def _why_no_data(scene: Scene, data: DataSet | None) -> str:
    """Why the data at hand cannot be shown to the network; empty when they can."""
    if data is None:
        return "The data are not loaded yet."
    wanted = scene.network.input_shape
    if data.input_shape != wanted:
        ours, theirs = shape_in_words(wanted), shape_in_words(data.input_shape)
        return f"{scene.name} was trained on pictures of {ours}, but the data here have {theirs}."
    return ""
