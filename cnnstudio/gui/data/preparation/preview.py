"""Everything that is seen of a preparation: one picture before and after, and the numbers of many; no widget here."""

from collections.abc import Hashable
from dataclasses import dataclass

from cnnstudio.core.pictures.preprocessing import FITTED, Preprocessing
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.watch import NOBODY, Watch
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.data.preparation.measuring import Measured, measure
from cnnstudio.gui.data.preparation.pixel_statistics import Maps, map_pictures
from cnnstudio.gui.data.preparation.seeing import Seen, Shown, look, shown


@dataclass(frozen=True)
class Wanted:
    """Which picture of which data is to be seen, through which preparation."""

    data: DataSet
    chosen: Chosen
    preprocessing: Preprocessing
    recipe: DataRecipe

    @property
    def key(self) -> Hashable:
        """Equal where the same would be measured."""
        made, recipe = self.preprocessing, self.recipe
        floor = made.floor if made.method in FITTED else 0
        drawn = (recipe.subset, recipe.validation, recipe.validation_share, recipe.draw, recipe.seed)
        return id(self.data), made.method, floor, drawn

    def looks_like(self, other: "Wanted | None") -> bool:
        """Whether nothing else would be seen: the random changes do not count."""
        if other is None:
            return False
        geometries = self.preprocessing.geometry, other.preprocessing.geometry
        return self.key == other.key and self.chosen == other.chosen and geometries[0] == geometries[1]


@dataclass(frozen=True, eq=False)
class Preview:
    """What was found for ``wanted``; ``shown`` is None while the numbers the network receives are not known."""

    wanted: Wanted
    measured: Measured
    maps: Maps | None
    seen: Seen
    shown: Shown | None


def preview(wanted: Wanted, known: Preview | None, watch: Watch = NOBODY) -> Preview:
    """Measures, and follows the picture through all steps; not for the GUI thread. Raises StudioError.

    Args:
        known: An earlier answer: what it measured is not measured again where that would be the same.
    """
    if known is not None and known.wanted.key == wanted.key:
        measured, maps = known.measured, known.maps
    else:
        measured = measure(wanted.preprocessing, wanted.data, wanted.recipe, watch)
        maps = map_pictures(measured)
    watch.check()
    seen = look(wanted.data, wanted.chosen, wanted.preprocessing, measured.prepared)
    colours = None if seen.values is None else shown(seen.values, measured.method)
    return Preview(wanted, measured, maps, seen, colours)
