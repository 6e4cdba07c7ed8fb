"""The row above the table of trials: what is selected, what can be done to it, and which trials are in view."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from cnnstudio.core.language import tr, tr_count, tr_in
from cnnstudio.core.sweeps.experiment import TrialStatus
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweeps.results.doing import TrialDeeds, why_not_compare, why_not_look, why_not_take
from cnnstudio.gui.widgets.eliding_combo import fitting_combo
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.measures import grown, widest

_ROOM_FOR_WORDS, _ROOM_WITH_SEEDS, _LEAST_WORDS = 800, 930, 60

FILTERS: dict[str, frozenset[TrialStatus]] = {
    tr("All trials"): frozenset(),
    tr_in("trials", "Done"): frozenset({"done"}),
    tr("Under way, waiting"): frozenset({"running", "waiting"}),
    tr("Ended early"): frozenset({"pruned"}),
    tr_in("trials", "Failed"): frozenset({"failed"}),
    tr_in("trials", "Impossible"): frozenset({"impossible"}),
}


class TrialBar(QWidget):
    """Its buttons are icons alone where there is little room, but for the one that turns the table."""

    filtered = Signal(object)
    """The TrialStatus of those to show, a frozenset; all where it is empty."""

    def __init__(self, deeds: TrialDeeds, taking: tuple[QPushButton, ...], parent: QWidget | None = None) -> None:
        """``taking``: the buttons at the end, for what can be taken along."""
        super().__init__(parent)
        self._deeds = deeds
        self._words = FittingLabel()
        self._words.setObjectName("sweep.selected")
        self._look = _button(
            "sweep.look", "chart-line", tr("Its run"), tr("Shows the curves of its run on the Train page")
        )
        self._network = _button(
            "sweep.network", "layers", tr("Its network"), tr("Puts its network and plan in the project’s place")
        )
        self._kernels = _button("sweep.kernels", "scan-search", tr("Kernels"), tr("Shows what its network has learned"))
        self._compare = _button("sweep.compare", "git-compare", tr("Compare"), tr("Lays the runs beside each other"))
        self._titles = {button: button.text() for button in (*self._buttons, *taking)}
        self._measure()
        self.combined = _button(
            "sweep.combined", "rows-3", tr("By combination"), tr("One row a combination, with the mean over its seeds")
        )
        self.combined.setCheckable(True)
        self._filter = fitting_combo("sweep.filter", tr("Trials in view"), 90, {words: words for words in FILTERS})
        self._look.clicked.connect(deeds.look_at_chosen)
        self._network.clicked.connect(deeds.take_network)
        self._kernels.clicked.connect(deeds.kernels)
        self._compare.clicked.connect(deeds.compare)
        self._filter.currentTextChanged.connect(lambda words: self.filtered.emit(FILTERS[words]))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._words, 1)
        for widget in (*self._buttons, self.combined, self._filter, *taking):
            row.addWidget(widget)
        self.refresh(0, 0, 0)

    @property
    def words(self) -> str:
        """What it says of the selection."""
        return self._words.full

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return self._look, self._network, self._kernels, self._compare

    def refresh(self, chosen: int, there: int, trials: int, *, has_seeds: bool = False) -> None:
        """Says how many trials are selected of those in view, and of all; offers what can be done to them.

        Args:
            has_seeds: Whether a combination is trained several times.
        """
        if has_seeds == self.combined.isHidden():
            self.combined.setVisible(has_seeds)
            self._fit()
        self._words.say(*_counts(chosen, there, trials))
        reasons = why_not_look(self._deeds), why_not_take(self._deeds)
        _offer(self._look, reasons[0])
        _offer(self._network, reasons[1])
        _offer(self._kernels, reasons[0])
        _offer(self._compare, why_not_compare(self._deeds))

    def show_all(self) -> None:
        """Trials are shown however they stand."""
        self._filter.setCurrentIndex(0)

    def menu(self, copy: Callable[[], None]) -> QMenu:
        """What can be done to the selected trials, made anew; it belongs to the bar."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        for button in self._buttons:
            action = menu.addAction(button.icon(), button.accessibleName(), button.click)
            action.setEnabled(button.isEnabled())
        menu.addSeparator()
        menu.addAction(icon("copy"), tr("Copy rows"), copy)
        return menu

    @Slot()
    def _fit(self) -> None:
        usual = _ROOM_FOR_WORDS if self.combined.isHidden() else _ROOM_WITH_SEEDS
        has_room = self.width() >= max(grown(usual, self.fontMetrics()), self._room_for_words())
        for button, title in self._titles.items():
            button.setText(title if has_room else "")

    def _room_for_words(self) -> int:
        """What all need with their words, whatever the language, and the first words beside them a little."""
        beside = [each for each in (self.combined, self._filter) if not each.isHidden()]
        room = sum(self._wide.values()) + sum(each.sizeHint().width() for each in beside)
        return room + (len(self._wide) + len(beside)) * self.layout().spacing() + _LEAST_WORDS

    def _measure(self) -> None:
        self._wide = {button: widest(button, title) for button, title in self._titles.items()}

    # Qt calls these

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_wide"):
            self._measure()
            self._fit()


def _counts(chosen: int, there: int, trials: int) -> tuple[str, str]:
    """How many are selected of those in view, and of all, at length and in short."""
    if chosen:
        short = tr("{count:,} selected", count=chosen)
        if there == trials:
            return tr_count(
                "{chosen:,} of {count:,} trial selected",
                "{chosen:,} of {count:,} trials selected",
                trials,
                chosen=chosen,
            ), short
        return tr(
            "{chosen:,} of {there:,} of {all:,} trials in view selected", chosen=chosen, there=there, all=trials
        ), short
    short = tr("{there:,} of {all:,}", there=there, all=trials)
    if there == trials:
        return tr_count("{count:,} trial", "{count:,} trials", trials), short
    return tr("{there:,} of {all:,} trials in view", there=there, all=trials), short


def _button(name: str, icon_name: str, words: str, tip: str) -> QPushButton:
    made = QPushButton(icon(icon_name), words, objectName=name)
    made.setAccessibleName(words)
    made.setProperty("tip", tip)
    return made


def _offer(button: QPushButton, why_not: str) -> None:
    """Lets it be pressed, or says why not."""
    button.setEnabled(not why_not)
    tip = str(button.property("tip"))
    button.setToolTip(f"{tip}. {why_not}" if why_not else tip)
    button.setAccessibleDescription(why_not)


def below(button: QWidget) -> QPoint:
    """Where its menu opens."""
    return button.mapToGlobal(QPoint(0, button.height()))
