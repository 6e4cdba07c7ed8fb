"""What the tabs of the Draw page are made of, on the desk of a test."""

from cnnstudio.gui.links.shared import Shared
from cnnstudio.gui.pad.tab import Room
from tests.gui.desk import Desk


def room_of(desk: Desk) -> Room:
    """The desk's own project, engine and selection, with networks, paper and drawings of its own."""
    shared = Shared.make(desk.document, desk.bridge)
    return Room(
        desk.document,
        desk.training_run,
        shared.networks,
        desk.bridge,
        desk.selection,
        shared.drawing,
        shared.collection,
    )
