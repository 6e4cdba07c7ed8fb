"""The study that tells why a network gives its answer, one method after another."""

from collections.abc import Callable

import numpy as np

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import StudioError
from cnnstudio.core.field import Field
from cnnstudio.core.inspecting.attribution import METHODS, Method
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Explain, Explained, read_only
from cnnstudio.core.spec import FloatArray
from cnnstudio.engine.inspecting.predict import finished, prepare
from cnnstudio.engine.inspecting.studies import Steps
from cnnstudio.engine.pace import Pace
from cnnstudio.engine.subjects import Loaded, Subjects
from cnnstudio.engine.training import memory
from cnnstudio.engine.why.cam import grad_cam, grad_cam_plus_plus, layer_of, placed
from cnnstudio.engine.why.case import Case, Finding, Found
from cnnstudio.engine.why.occlusion import occlusion
from cnnstudio.engine.why.score import Scorer
from cnnstudio.engine.why.shares import integrated_gradients

_WAY_BACK = 3
"""A gradient holds the outputs of all layers, and makes as much again on the way back."""


def explain(ticket: int, request: Explain, subjects: Subjects) -> Steps:
    """Answers with an Explained for each method that can be had; raises StudioError in words for the others then."""
    loaded = subjects.still(request.subject)
    yield None
    case, probability = _case(ticket, request, loaded)
    cams = _Cams(case, request.layer)
    ways: dict[Method, Callable[[], Finding]] = {
        "grad_cam": lambda: cams.weighed(grad_cam),
        "grad_cam_plus_plus": lambda: cams.weighed(grad_cam_plus_plus),
        "gradient": lambda: _gradient(case),
        "integrated_gradients": lambda: integrated_gradients(case),
        "occlusion": lambda: occlusion(case),
    }
    refused: StudioError | None = None
    for method in request.methods:
        yield None
        if METHODS[method].of_maps:
            try:
                cams.choose()
            except StudioError as error:
                refused = error
                continue
        found = yield from ways[method]()
        heat, reach = scaled(found.heat, signed=METHODS[method].signed)
        yield Explained(
            ticket, request.subject, method, case.target, probability, found.layer, read_only(heat), reach, found.gain
        )
    if refused is not None:
        raise refused


def scaled(heat: FloatArray, *, signed: bool) -> tuple[FloatArray, float]:
    """What was found, with its greatest number as 1, and what that stands for.

    Raises StudioError where a number is none: the run has failed, or its numbers have grown beyond all bounds.
    """
    _check(heat)
    reach = float(np.abs(heat).max() if signed else heat.max())
    return (heat / np.float32(reach) if reach > 0 else np.zeros_like(heat)), max(reach, 0.0)


def _check(numbers: FloatArray) -> None:
    if not np.isfinite(numbers).all():
        words = tr("What the network gives out for this picture is not a finite number.")
        raise StudioError(words, tr("Choose another epoch or another run."))


def _case(ticket: int, request: Explain, loaded: Loaded) -> tuple[Case, float]:
    """What is asked, and the probability of the class."""
    x, scorer = prepare(loaded, request.picture), Scorer(loaded)
    output = scorer.outputs(x[None])[0]
    shares = finished(loaded, output)
    target = int(np.argmax(np.nan_to_num(output))) if request.target is None else request.target
    if not 0 <= target < len(output):
        raise StudioError(
            tr("The network has no class number {target}.", target=target), tr("Choose one of its classes.")
        )
    _check(output[target])  # TensorFlow's graphs may make 0 of what is none: its ReLU behind a Dense, for one
    analysis = analyse(loaded.network)
    pace = Pace(analysis.totals.multiply_adds, max(1, memory.batch_to_look(analysis) // _WAY_BACK))
    return Case(ticket, loaded, scorer, request.picture, x, target, pace), float(shares[target])


def _gradient(case: Case) -> Finding:
    """The greatest absolute derivative of each pixel's channels, by the numbers that the network receives.

    Section 3.1 of K. Simonyan, A. Vedaldi, A. Zisserman (2014), https://arxiv.org/abs/1312.6034.
    """
    found = case.scorer.gradients(case.x[None], case.target)[0]
    yield None
    return Found(np.abs(found).max(-1))


class _Cams:
    """Grad-CAM and Grad-CAM++ of one case: they weigh the same maps, which are computed once."""

    def __init__(self, case: Case, layer: str) -> None:
        self._case, self._wanted = case, layer
        self._chosen: tuple[str, Field | None] | None = None
        self._maps: tuple[FloatArray, FloatArray] | None = None

    def choose(self) -> tuple[str, Field | None]:
        """The layer whose maps are weighed, and what they see; raises StudioError where there are none."""
        if self._chosen is None:
            self._chosen = layer_of(self._case.loaded.network, self._wanted)
        return self._chosen

    def weighed(self, weigh: Callable[[FloatArray, FloatArray], FloatArray]) -> Finding:
        """What ``weigh`` makes of the maps and their derivatives, on the picture."""
        case = self._case
        name, field = self.choose()
        if self._maps is None:
            self._maps = case.scorer.maps(case.x, name, case.target)
            yield None
        height, width = case.picture.shape[:2]
        return Found(placed(weigh(*self._maps), field, (height, width)), layer=name)
