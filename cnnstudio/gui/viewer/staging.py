"""Makes the scene: which network with weights, and whether a picture can be shown to it."""

from dataclasses import replace

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.messages import RunSubject, Subject
from cnnstudio.core.network import Network
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.answering import Answering
from cnnstudio.gui.viewer.epochs import epoch_words
from cnnstudio.gui.viewer.picture.chosen import Chosen
from cnnstudio.gui.viewer.scene import Scene


class Staging:
    """Makes scenes; a network is analysed once for all scenes that follow each other."""

    def __init__(self) -> None:
        self._analysis: Analysis | None = None
        self._layers: dict[Subject, str] = {}

    def analysis(self, network: Network) -> Analysis:
        """That of a network."""
        if self._analysis is None or self._analysis.network is not network:
            self._analysis = analyse(network)
        return self._analysis

    def layer(self, answering: Answering, wanted: str | None) -> str | None:
        """The layer that is looked at when ``wanted`` is.

        A saved file need not have a layer of that name; then it is the one looked at last in that file, or the first
        one that learns.
        """
        if isinstance(answering.subject, RunSubject):
            return wanted
        analysis = self.analysis(answering.network)
        if wanted is None or analysis.row_of(wanted) is None:
            learning = (row.name for row in analysis.rows if row.params.total)
            return self._layers.get(answering.subject, next(learning, None))
        self._layers[answering.subject] = wanted
        return wanted

    def scene(
        self, answering: Answering, epoch: int | None, layer: str | None, chosen: Chosen, data: DataSet | None
    ) -> Scene:
        """What is in view now.

        Args:
            epoch: As in RunSubject.
            layer: The one that is selected.
            data: What is loaded.
        """
        run, subject = answering.run, answering.subject
        title = answering.name
        if run is not None and isinstance(subject, RunSubject):
            subject = replace(subject, epoch=epoch)
            live = run.status == "training" and epoch is None
            words = answering.state if live else epoch_words(run, epoch)
            title = " · ".join(filter(None, (answering.name, words)))
        scene = Scene(
            subject,
            answering.name,
            title,
            answering.network,
            self.analysis(answering.network),
            answering.labels,
            answering.prepared,
            run,
            self.layer(answering, layer),
            is_live=run is not None and run.status == "training" and epoch is None,
            opening=answering.opening,
        )
        return _with_pictures(scene, data, chosen)


def _with_pictures(scene: Scene, data: DataSet | None, chosen: Chosen) -> Scene:
    why = _why_no_data(scene, data)
    scene = replace(scene, no_data=why) if why else replace(scene, data=data)
    if why and chosen.is_of_data:
        return replace(scene, no_picture=why)
    if chosen.picture is None:
        return replace(scene, no_picture=chosen.why_not)
    truth = _number(chosen.label, scene.labels)
    return replace(scene, picture=chosen.picture, picture_title=chosen.title, truth=truth)


def _number(label: str, labels: tuple[str, ...]) -> int | None:
    """The number that the network has for a class; None where it has none of that name."""
    if label in labels:
        return labels.index(label)
    wanted = label.strip().casefold()
    return next((number for number, each in enumerate(labels) if wanted and each.strip().casefold() == wanted), None)


def _why_no_data(scene: Scene, data: DataSet | None) -> str:
    """Why the data at hand cannot be shown to the network; empty when they can."""
    if data is None:
        return "The data are not loaded yet."
    wanted = scene.network.input_shape
    if data.input_shape != wanted:
        ours, theirs = shape_in_words(wanted), shape_in_words(data.input_shape)
        return f"{scene.name} was trained on pictures of {ours}, but the data here have {theirs}."
    return ""
