"""Makes the scene: which network with weights, and whether a picture can be shown to it."""

from dataclasses import replace

from cnnstudio.core.analysis import Analysis, analyse
from cnnstudio.core.arithmetic import shape_in_words
from cnnstudio.core.language import tr
from cnnstudio.core.messages import RunSubject, Subject
from cnnstudio.core.network import Network
from cnnstudio.core.words import place_among
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.answering.answering import Answering
from cnnstudio.gui.viewer.epochs import epoch_words
from cnnstudio.gui.viewer.picture.chosen import Chosen
from cnnstudio.gui.viewer.scene import Scene


class Staging:
    """Makes scenes; a network is analysed once for all scenes that follow each other.

    In the project's own network the layer is the one that is selected. Another network has layers of its own: what is
    chosen there is looked at until something else is selected in the project.
    """

    def __init__(self) -> None:
        self._analysis: Analysis | None = None
        self._chosen: dict[Subject, str] = {}
        self._seen: dict[Subject, str] = {}

    def analysis(self, network: Network) -> Analysis:
        """That of a network."""
        if self._analysis is None or self._analysis.network is not network:
            self._analysis = analyse(network)
        return self._analysis

    def choose(self, subject: Subject, layer: str) -> None:
        """A layer is chosen in the network that is looked into."""
        self._chosen[subject] = layer

    def follow_selection(self) -> None:
        """Another layer is selected in the project."""
        self._chosen.clear()

    def forget(self) -> None:
        """Another project is opened."""
        self._chosen.clear()
        self._seen.clear()

    def layer(self, answering: Answering, selected: str | None, project: Network) -> str | None:
        """The layer that is looked at.

        Args:
            selected: The one that is selected in the project, whose network is ``project``.

        Returns:
            Of a run one that its network need not have. Of a saved file, which need not have the selected one, the one
            looked at last in that file, or the first one that learns.
        """
        subject = answering.subject
        if isinstance(subject, RunSubject) and answering.network == project:
            return selected
        analysis = self.analysis(answering.network)
        wanted = self._chosen.get(subject, selected)
        if isinstance(subject, RunSubject):
            return wanted
        for name in (wanted, self._seen.get(subject)):
            if name is not None and analysis.row_of(name) is not None:
                self._seen[subject] = name
                return name
        return next((row.name for row in analysis.rows if row.params.total), None)

    def scene(
        self,
        answering: Answering,
        epoch: int | None,
        layer: str | None,
        chosen: Chosen,
        data: DataSet | None,
        *,
        is_over: bool = False,
    ) -> Scene:
        """What is in view now.

        Args:
            epoch: As in RunSubject.
            layer: The one that is looked at.
            data: What is loaded.
            is_over: Whether the run has trained and is being scored: its weights are those of the epoch that is used.
        """
        run, subject = answering.run, answering.subject
        is_live = run is not None and run.status == "training" and epoch is None and not is_over
        title = answering.name
        if run is not None and isinstance(subject, RunSubject):
            subject = replace(subject, epoch=epoch)
            words = answering.state if is_live else epoch_words(run, epoch or run.used_epoch)
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
            layer,
            is_live=is_live,
            opening=answering.opening,
        )
        return _with_pictures(scene, data, chosen)


def _with_pictures(scene: Scene, data: DataSet | None, chosen: Chosen) -> Scene:
    why = _why_no_data(scene, data)
    scene = replace(scene, no_data=why) if why else replace(scene, data=data)
    if chosen.picture is None:
        return replace(scene, no_picture=chosen.why_not)
    if chosen.picture.shape != scene.network.input_shape:
        return replace(scene, no_picture=tr("The picture is being brought to the network's size…"))
    truth = place_among(chosen.label, scene.labels)
    return replace(scene, picture=chosen.picture, picture_title=chosen.title, truth=truth)


def _why_no_data(scene: Scene, data: DataSet | None) -> str:
    """Why the data at hand cannot be shown to the network; empty when they can."""
    if data is None:
        return tr("The data are not loaded yet.")
    wanted = scene.network.input_shape
    if data.input_shape != wanted:
        ours, theirs = shape_in_words(wanted), shape_in_words(data.input_shape)
        why = tr(
            "{name} takes pictures of {ours}, but the data here have {theirs}.",
            name=scene.name,
            ours=ours,
            theirs=theirs,
        )
        way = tr("On the Data page they can be made to fit.")
        return f"{why} {way}" if wanted[2] in (1, 3) else why
    return ""
