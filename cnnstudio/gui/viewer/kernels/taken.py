"""The weights that the engine answered, with all that is to be said of them for as long as they are shown."""

from dataclasses import dataclass

from cnnstudio.core.inspecting.kernels import Numbers, View
from cnnstudio.core.language import tr
from cnnstudio.core.messages import KernelsShown
from cnnstudio.gui.viewer.grid_tab import Seen
from cnnstudio.gui.viewer.kernels.sheet import Sheet, Weights


@dataclass(frozen=True, eq=False)
class Taken(Seen):
    """What the engine answered, of which layer and weight, and, once they are drawn, how the kernels are laid out."""

    layer: str
    view: View
    event: KernelsShown
    sheet: Sheet | None = None

    def weights(self, order: Numbers) -> Weights:
        """The kernels in an order."""
        learned = [row.name for row in self.scene.analysis.rows if row.params.arrays]
        is_last = learned[-1:] == [self.layer] and self.view.shape[3] == len(self.scene.labels)
        labels = self.scene.labels if is_last else ()
        return Weights(self.view, self.event.kernels, order, self.event.channel or 0, labels)

    def is_of_same_weight(self, other: "Taken | None") -> bool:
        """Whether an order of the one is one of the other: of the same kernels, but for the training."""
        return other is not None and (self.key, self.event.kernels.shape) == (other.key, other.event.kernels.shape)

    def words(self, scaling: str) -> tuple[str, str]:
        """The name and the caption of a figure of it."""
        row = self.scene.analysis.row_of(self.layer)
        facts = "" if row is None else f" ({self.scene.facts(row.node)})"
        weight = tr("Kernels") if self.view.form == "pictures" else tr("“{name}”", name=self.view.weight)
        sheet = () if self.sheet is None else (self.sheet.what, self.sheet.note)
        words = (
            tr("{weight} of {layer}{facts}", weight=weight, layer=self.layer, facts=facts),
            *sheet,
            self.scene.moment.title,
            scaling,
        )
        return f"{self.layer} {self.view.weight}", " · ".join(filter(None, words))
