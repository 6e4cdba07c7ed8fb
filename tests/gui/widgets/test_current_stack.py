"""A stack of pages is as large as the one in view."""

from PySide6.QtWidgets import QScrollArea, QWidget

from cnnstudio.gui.widgets.current_stack import CurrentStack


def page(width):
    found = QWidget()
    found.setMinimumSize(width, 10)
    return found


def test_that_a_wide_page_behind_does_not_make_a_narrow_one_scroll(qtbot):
    area, stack = QScrollArea(widgetResizable=True), CurrentStack()
    qtbot.addWidget(area)
    narrow, wide = page(200), page(900)
    stack.addWidget(narrow)
    stack.addWidget(wide)
    area.setWidget(stack)
    area.resize(400, 300)
    area.show()
    assert stack.width() == area.viewport().width()
    stack.setCurrentWidget(wide)
    qtbot.waitUntil(lambda: stack.width() == 900)
    stack.setCurrentWidget(narrow)
    qtbot.waitUntil(lambda: stack.width() == area.viewport().width())


def test_that_a_stack_without_pages_has_a_size():
    assert CurrentStack().minimumSizeHint().isValid()
