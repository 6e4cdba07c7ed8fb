"""A block of layers that bring their weights with them: the body of a network that was trained before.

Its layers are ordinary layers, seen and looked into like any. Their weights come from a source and stay as they are, so
that they are stored with no run; the last of them may be trained on ("fine-tuned").
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cnnstudio.core.errors import SpecError
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.params import Params
from cnnstudio.core.spec import BlockSpec, KerasLayer, Shape, setting

BUILT_IN = "built-in:"
KERAS = "keras:"
RUN = "run:"
"""How the source of weights begins: a base that comes with this program, one of ``keras.applications``, or the number
of a run of the same project."""

_COLOURS = 3

_STAYS_FROZEN = "BatchNormalization"
"""Fine-tuned, its moving mean and variance would forget what they know (keras.io/guides/transfer_learning)."""


@dataclass(frozen=True)
class Pretrained(BlockSpec, kind="Pretrained", base_name="pretrained"):
    """Layers of a network that was trained before on other pictures, with the weights it had.

    They are frozen: training leaves them as they are and only the layers behind them learn. The last of them can be
    trained on with a low learning rate, once the new layers have learned.
    """

    source: str = setting(
        "", tr("Weights from"), help=tr("Which network the layers and their weights come from."), form="text"
    )
    digest: str = setting(
        "", tr("Checksum"), help=tr("SHA-256 of the weights, so that no others take their place."), form="text"
    )
    fine_tune: int = setting(
        0,
        tr("Fine-tune"),
        low=0,
        high=4_000,
        names={0: tr("none")},
        unit=tr("last layers"),
        help=tr(
            "How many of the last layers with weights are trained on; the others stay frozen. BatchNormalization "
            "always stays frozen, or it would forget what it has measured."
        ),
    )
    cache: bool = setting(
        True,
        tr("Keep features"),
        unit=tr("compute once"),
        help=tr(
            "Frozen layers give the same for the same picture: their output is computed once and kept, so that an "
            "epoch only trains what stands behind. Not where pictures are changed at random, or layers in it are "
            "trained."
        ),
    )

    def check_branches(self, count: int) -> None:
        if count != 1:
            raise SpecError(tr("A pretrained block has one row of layers."))

    def branch_title(self, number: int, count: int) -> str:
        return tr("Layers")

    def output_shape(self, shapes: tuple[Shape, ...]) -> Shape:
        return shapes[0]

    def why_not_take(self, shape: Shape) -> str:
        """Why its weights do not fit pictures of this shape, in a sentence; empty where they do, or that is not known.

        Every base was trained on pictures in colour, so that its first kernels have three channels.
        """
        if not self.source.startswith((BUILT_IN, KERAS)) or len(shape) != 3 or shape[-1] == _COLOURS:
            return ""
        return tr_count(
            "The weights of {title} are for pictures in colour, with 3 channels; these have {count:,} channel.",
            "The weights of {title} are for pictures in colour, with 3 channels; these have {count:,} channels.",
            shape[-1],
            title=self.title,
        )

    def merge_name(self) -> str:
        return "identity"

    def keras(self) -> tuple[KerasLayer, ...]:
        return (("Identity", {}),)

    def summary(self) -> str:
        tuned = tr("last {count} trained", count=self.fine_tune) if self.fine_tune else tr("frozen")
        return f"{self.title} · {tuned}" if self.title else tuned

    @property
    def title(self) -> str:
        """The source as the person reads it: "VGG16", "run 3"; empty for none."""
        if self.source.startswith(RUN):
            return tr("run {number}", number=self.source.removeprefix(RUN))
        return self.source.removeprefix(BUILT_IN).removeprefix(KERAS)


def held_params(kinds: Iterable[tuple[str, Params]], fine_tune: int) -> list[Params]:
    """The weights of a pretrained block's layers, in their order, as training sees them.

    Args:
        kinds: Each layer's kind and what its weights would be if it were an ordinary one.
        fine_tune: How many of the last layers are trained on.
    """
    found = list(kinds)
    may_learn = [number for number, (kind, params) in enumerate(found) if params.trainable and kind != _STAYS_FROZEN]
    learn = set(may_learn[len(may_learn) - min(fine_tune, len(may_learn)) :])
    return [params if number in learn else params.as_held() for number, (_, params) in enumerate(found)]
