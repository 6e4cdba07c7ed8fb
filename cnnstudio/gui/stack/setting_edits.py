"""Every change of a layer's settings as one undo step; layers in a pretrained block are held, and stay as they are."""

from dataclasses import replace

from cnnstudio.core import blanks, edits
from cnnstudio.core.analysis import Row
from cnnstudio.core.blanks import Blank
from cnnstudio.core.language import in_sentence, inside_sentence, tr
from cnnstudio.core.network import Block, Network
from cnnstudio.core.spec import settings_of
from cnnstudio.core.transferring.pretrained_blocks import around
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.selection import Selection
from cnnstudio.gui.runs.one_step import one_step


class SettingEdits:
    """What the form of the selected layers does."""

    def __init__(self, document: Document, selection: Selection) -> None:
        self._document, self._selection = document, selection
        self._typing: tuple[str, Network, Network] | None = None
        """What is being typed on, the network before it and the one that was made of it."""

    def holder(self, row: Row) -> Block | None:
        """The pretrained block that a node stands in, which keeps its settings as they are; None where it has none."""
        return around(self._document.project.network, row.path)

    def selected(self) -> tuple[Row, ...]:
        """All selected nodes."""
        found = (self._document.analysis.row_of(name) for name in self._selection.names)
        return tuple(each for each in found if each is not None)

    def alike(self, row: Row) -> tuple[Row, ...]:
        """The selected nodes of the same kind, which a change of a setting goes to; not those that are held."""
        held = self.holder(row) is not None
        alike = (each for each in self.selected() if each.kind == row.kind)
        return tuple(each for each in alike if (self.holder(each) is not None) == held)

    def blanks_of(self, row: Row) -> list[str]:
        """The settings of a node that are still to be filled in."""
        return [blank.setting for blank in self._document.project.blanks if blank.node == row.name]

    def change(self, row: Row, name: str, value: object, *, takes_back: bool = False) -> bool:
        """Gives a setting another value, here and in all that are alike; raises SpecError.

        Args:
            takes_back: Whether what was there before the typing is put back.

        Returns whether the document took it.
        """
        alike = self.alike(row)
        names = sorted(each.name for each in alike)
        key, now = f"{' '.join(names)}.{name}", self._document.project.network
        if self._typing is None or self._typing[0] != key or self._typing[2] is not now:
            self._typing = (key, now, now)
        before = self._typing[1]
        network = before if takes_back else edits.change_all(now, names, **{name: value})
        label = settings_of(row.node.spec)[name].label
        self._typing = (key, before, network)
        left = self._document.project.blanks
        left = left if takes_back else blanks.changed(left, names, name)
        text = tr("Change {setting} of {layer}", setting=inside_sentence(label), layer=_whose(row, alike))
        return self._put(network, text, left, one_step(self._document, key))

    def forget_typing(self) -> None:
        """What was typed so far stays: only what is typed from now on is taken back where it is refused."""
        self._typing = None

    def turn_blank(self, row: Row, name: str, is_blank: bool) -> bool:
        """Leaves a setting blank, or fills it in with the value that stands in its place; as ``change``."""
        if self.holder(row) is not None:
            return False
        alike = self.alike(row)
        project, label = self._document.project, in_sentence(settings_of(row.node.spec)[name].label)
        left = blanks.changed(project.blanks, sorted(each.name for each in alike), name, is_blank=is_blank)
        whose = _whose(row, alike)
        text = (
            tr("Leave {setting} of {layer} blank", setting=label, layer=whose)
            if is_blank
            else tr("Fill in {setting} of {layer}", setting=label, layer=whose)
        )
        return self._put(project.network, text, left)

    def _put(self, network: Network, text: str, left: tuple[Blank, ...], merge: str = "") -> bool:
        project = replace(self._document.project, network=network, blanks=left)
        self._document.change(project, text, merge=merge)
        return self._document.project is project


def _whose(row: Row, alike: tuple[Row, ...]) -> str:
    return row.name if len(alike) == 1 else tr("{count} layers", count=len(alike))
