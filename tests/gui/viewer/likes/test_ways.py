"""What leads on from a layer whose pictures cannot be looked through."""

from PySide6.QtWidgets import QPushButton

from cnnstudio.core.messages import Failed, FindExciting
from tests.gui.viewer.likes.room import Room


def test_that_data_that_do_not_fit_lead_to_the_data_and_a_failure_does_not(room: Room) -> None:
    room.look(data=None, no_data="Run 1 takes other pictures.")
    way = room.child(QPushButton, "best.way")
    assert (way.text(), way.isVisibleTo(room.tab)) == ("Go to Data", True)
    with room.qtbot.waitSignal(room.tab.data_requested):
        room.click("best.way")
    room.look()
    room.answer(Failed(0, "There is no memory."), FindExciting)
    assert room.tab.none_words == "There is no memory."
    assert not way.isVisibleTo(room.tab)
