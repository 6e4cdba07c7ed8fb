"""What a card leaves out where there is little room: never the layer's name before its settings."""

from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from cnnstudio.gui.stack.delegate import fitting

SETTINGS = "20 filters 5×5 · valid · relu"


def test_that_settings_go_from_the_end_whole_words_at_a_time(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())

    def fitted(words: str) -> str:
        return fitting(SETTINGS, metrics.horizontalAdvance(words), metrics)

    assert fitted(SETTINGS) == SETTINGS
    assert fitted("20 filters 5×5 · valid · …") == "20 filters 5×5 · valid · …"
    assert fitted("20 filters 5×5 · …") == "20 filters 5×5 · …"
    assert fitted("20 filters") == ""


def test_that_a_title_of_one_part_is_cut_but_not_to_a_few_letters(qapp: QApplication) -> None:
    metrics = QFontMetrics(qapp.font())
    title = "Pictures of many animals"
    assert fitting(title, metrics.horizontalAdvance("Pictures of m"), metrics).endswith("…")
    assert fitting(title, metrics.horizontalAdvance("Pic"), metrics) == ""
