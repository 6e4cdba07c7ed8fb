"""What the pages of one window share beside the project: made once, and handed to each of them."""

from dataclasses import dataclass

from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.document import Document
from cnnstudio.gui.links.drawing import Drawing
from cnnstudio.gui.project.collection import Collection


@dataclass(frozen=True)
class Shared:
    """Which network answers, what is on the paper, and the drawings that were kept."""

    networks: Networks
    drawing: Drawing
    collection: Collection

    @classmethod
    def make(cls, document: Document, bridge: Bridge) -> "Shared":
        """New ones; they live as long as the document."""
        return cls(Networks(document, bridge), Drawing(document), Collection(document))
