"""What the engine is asked to do, and which network with weights is meant."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from cnnstudio.core.exports import Form
from cnnstudio.core.inspecting.attribution import Method
from cnnstudio.core.layers.randomness import Augmentation
from cnnstudio.core.pictures.ink import MNISTS_WAY, Steps
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import DataRecipe

Pictures = npt.NDArray[np.uint8]


class ManyPictures(Protocol):
    """Pictures (n, height, width, channels), 0 to 255, in memory or in a file; indexed as an array is."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: Any) -> Pictures: ...


@dataclass(frozen=True)
class RunSubject:
    """A run of a project file, with the weights of its best epoch (``epoch`` None) or of one that was kept.

    While the run trains, its weights of this moment are meant.
    """

    file: str
    run: int
    epoch: int | None = None


@dataclass(frozen=True)
class SavedSubject:
    """A network in a saved file: ``.keras``, ``.h5``, or weights alone with the project whose network they belong to.

    Attributes:
        project: The project file that weights alone belong to; empty for a file that has its network itself.
        method: How the values of its pictures are prepared where the file does not say so, one of
            ``preprocessing.METHODS`` that measures nothing; empty for the usual way.
        prepared: In place of ``method`` a way with what was measured for it.
    """

    path: str
    project: str = ""
    method: str = ""
    prepared: Prepared | None = None


Subject = RunSubject | SavedSubject
"""The network with weights that a request is about."""

ScoredPart = Literal["test", "all"]

PicturesAre = Literal["auto", "plain", "drawn"]
"""How pictures are brought to a network's input."""

Part = Literal["train", "validation", "test"]
"""A part of the data that a run is scored on."""


@dataclass(frozen=True)
class Request:
    """Something the engine is asked to do.

    Attributes:
        sender: The newest request of a sender and kind replaces the older one where ``replaceable``.
    """

    sender: str = ""

    @property
    def replaceable(self) -> bool:
        return False


@dataclass(frozen=True)
class Look(Request):
    """A request that is quickly answered, also while the engine trains; the newest of a sender wins."""

    @property
    def replaceable(self) -> bool:
        return True


@dataclass(frozen=True)
class Study(Look):
    """A look that takes a while: it is worked on in small steps between everything else, a training too.

    A newer one of its sender and kind ends it, begun or not, and so does ``drop``; it is then answered by Cancelled.
    While the run that is meant trains, the weights of the moment at which the study begins are meant.
    """


@dataclass(frozen=True, kw_only=True)
class Train(Request):
    """Train ``project`` and write the run into ``file``; answered by Started, BatchEnded …, Finished or Failed.

    Attributes:
        project: Its sweep is left out: this is one run.
        resume: The number of a run of the file that goes on from its last stored epoch instead, with the optimiser's
            state. What it trains is the project stored with it, whatever ``project`` is.
        epochs: How many epochs a run that goes on is to have in all; 0 for as many as it was planned with.
    """

    file: str
    project: Project
    name: str = ""
    resume: int | None = None
    epochs: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "project", self.project.without_sweep)


@dataclass(frozen=True, kw_only=True)
class ShowKernels(Look):
    """A weight of the layer called ``layer`` as kernels; answered by KernelsShown.

    Attributes:
        weight: Keras's name of it, ``"pointwise_kernel"``; empty for the first one that is a picture.
        channel: An input that is wanted where they are too many to be sent together.
    """

    subject: Subject
    layer: str
    weight: str = ""
    channel: int = 0


@dataclass(frozen=True, kw_only=True)
class ShowFeatures(Look):
    """What the layer called ``layer`` gives for one picture, (height, width, channels) 0 to 255; FeaturesShown."""

    subject: Subject
    layer: str
    picture: Pictures


@dataclass(frozen=True, kw_only=True)
class WorkOut(Look):
    """How the layer called ``layer`` comes to one number of its output for a picture; answered by WorkedOut.

    Attributes:
        place: Row, column and channel, or of a list of numbers the number alone.
    """

    subject: Subject
    layer: str
    picture: Pictures
    place: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class TakeByHand(Look):
    """The numbers around one of a layer's output as an exercise in convolution by hand; answered by TakenByHand.

    Attributes:
        place: Row, column and channel of the layer's output.
        title: What the exercise is to be called; the engine does not know what a person calls it.
    """

    subject: Subject
    layer: str
    picture: Pictures
    place: tuple[int, int, int]
    title: str = ""


@dataclass(frozen=True, kw_only=True)
class Explain(Study):
    """Why the subject gives its answer for a picture; each method is answered by Explained, in their order.

    Those that cannot be had are left out, and Failed says at last why.

    Attributes:
        target: The number of the class that is asked about; None for the predicted one.
        layer: Whose maps Grad-CAM weighs; empty for those of ``attribution.last_maps``.
    """

    subject: Subject
    picture: Pictures
    methods: tuple[Method, ...]
    target: int | None = None
    layer: str = ""


@dataclass(frozen=True, kw_only=True)
class FindExciting(Study):
    """The pictures that excite each channel of a layer most; ExcitingFound again and again, the last one ``done``.

    Attributes:
        count: How many of them for each channel.
    """

    subject: Subject
    layer: str
    pictures: ManyPictures
    count: int = 9


@dataclass(frozen=True, kw_only=True)
class Maximise(Study):
    """A picture that excites a channel of a layer as far as possible, made step by step; Maximised again and again.

    Attributes:
        seed: Draws the noise that it begins with.
    """

    subject: Subject
    layer: str
    channel: int
    steps: int = 200
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class TakeVectors(Study):
    """What a layer gives for each of many pictures, as vectors; Progressed …, VectorsTaken."""

    subject: Subject
    layer: str
    pictures: ManyPictures


@dataclass(frozen=True, kw_only=True)
class MeasureWeights(Study):
    """How the weights of every layer are distributed; Progressed …, WeightsMeasured."""

    subject: Subject


@dataclass(frozen=True, kw_only=True)
class Predict(Look):
    """The probabilities of one picture, (height, width, channels) 0 to 255; answered by Predicted."""

    subject: Subject
    picture: Pictures


@dataclass(frozen=True, kw_only=True)
class Follow(Look):
    """The probabilities of one picture and what every layer makes of it, (height, width, channels) 0 to 255; Followed.

    Of a layer there are at most 64 maps of at most 64 rows and columns, or 1,024 numbers of a list.
    """

    subject: Subject
    picture: Pictures


@dataclass(frozen=True, kw_only=True)
class GetReady(Look):
    """Make the subject ready for Follow, so that the first one is answered as fast as the next; GotReady."""

    subject: Subject


@dataclass(frozen=True, kw_only=True)
class Augment(Look):
    """``count`` variants of a picture, (height, width, channels) 0 to 255, drawn by ``seed``; Augmented."""

    picture: Pictures
    augmentation: tuple[Augmentation, ...]
    count: int = 8
    seed: int = 0


@dataclass(frozen=True, kw_only=True)
class WorkLoss(Look):
    """What the subject makes of the first ``count`` training pictures of its run; answered by LossWorked."""

    subject: RunSubject
    count: int = 128


@dataclass(frozen=True, kw_only=True)
class Assess(Request):
    """Score the subject on a part of the data of its run, picture by picture; answered by Scoring …, Assessed.

    Attributes:
        store: Whether what is found goes into the file, where it is of the used epoch of a run that has ended.
    """

    subject: RunSubject
    part: Part = "test"
    store: bool = False


@dataclass(frozen=True, kw_only=True)
class OpenSaved(Request):
    """Read a saved network; answered by SavedOpened.

    Attributes:
        project: As in SavedSubject.
    """

    path: str
    project: str = ""


@dataclass(frozen=True, kw_only=True)
class Evaluate(Request):
    """Score the subject on the test pictures of ``data``; Scoring …, Evaluated.

    Attributes:
        preprocessing: A method's name; ``"auto"`` takes the subject's own, or where none is known tries the usual
            ones.
        pictures: How they are brought to the network's input: ``"plain"`` as the pictures of a data set are,
            ``"drawn"`` as drawings by ``steps``; ``"auto"`` tries both where the network reads digits, and takes what
            scores best.
        whole: All pictures of the data are scored, whatever their parts; as ``unlabelled`` as well.
        unlabelled: What has no label, or none of the network's classes, is answered as well, and counts in no score.
    """

    subject: Subject
    data: DataRecipe
    preprocessing: str = "auto"
    pictures: PicturesAre = "plain"
    steps: Steps = MNISTS_WAY
    whole: bool = False
    unlabelled: bool = False


@dataclass(frozen=True, kw_only=True)
class Export(Request):
    """Write the subject in some form at ``path``, read it back and compare; LoadingProgress …, Exported.

    Attributes:
        path: The file, or for the forms that are one the folder.
        with_scaling: Whether the scaling of values goes into the file as its first layers, so that it takes pictures
            with values from 0 to 255.
    """

    subject: Subject
    path: str
    form: Form = "keras"
    with_scaling: bool = False


@dataclass(frozen=True, kw_only=True)
class Relocate(Request):
    """The project file ``old`` was saved as ``new``: a run that is training goes on in ``new``; Relocated."""

    old: str
    new: str
