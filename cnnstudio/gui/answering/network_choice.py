"""Chooses which network answers: a run of the project, the latest first, or a saved file."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from cnnstudio.core.language import tr
from cnnstudio.gui.answering.answering import Networks
from cnnstudio.gui.answering.method_choice import MethodChoice
from cnnstudio.gui.document import Document
from cnnstudio.gui.files.opening import ask_network
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.weights import list_runs, passed_over_words
from cnnstudio.gui.widgets.eliding_combo import ElidingCombo
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.in_sight import InSight


class NetworkChoice(QWidget):
    """One line: what can be chosen, a button that opens more, and words about what answers."""

    file_chosen = Signal(str)
    """The path of a saved network to open."""

    def __init__(
        self, document: Document, networks: Networks, name: str, label: str, combo_name: str, words_name: str
    ) -> None:
        """Makes the line.

        Args:
            name: What the names of its parts begin with.
            label: What stands before the choice, with its mnemonic.
            combo_name, words_name: What the choice and the words are called behind ``name``.
        """
        super().__init__()
        self._document, self._networks = document, networks
        self._combo = ElidingCombo(objectName=f"{name}.{combo_name}", accessibleName=label.replace("&", ""))
        # Not as wide as the widest entry: there may be thousands of runs.
        self._combo.setSizeAdjustPolicy(ElidingCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(20)
        self._combo.setMaximumWidth(400)
        self._combo.activated.connect(lambda index: networks.choose(self._combo.itemData(index)))
        self._open = QPushButton(icon("folder-open"), tr("&Open a saved network…"), objectName=f"{name}.open")
        self._open.clicked.connect(self.ask_file)
        self._method = MethodChoice(document, networks, f"{name}.method", lambda: networks.answering)
        self._take = QPushButton(icon("file-plus-2"), tr("Make it a project"), objectName=f"{name}.take")
        self._take.setToolTip(tr("Begins a project with this network, to change it, train it further and export it"))
        self._take.setAccessibleName(tr("Make a project of the saved network"))
        self._take.clicked.connect(lambda: networks.project_wanted.emit(str(networks.current)))
        self._words = FittingLabel()
        self._words.setObjectName(f"{name}.{words_name}")
        before = QLabel(label)
        before.setBuddy(self._combo)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addWidget(before)
        self._row.addWidget(self._combo, 1)
        self._row.addWidget(self._method)
        self._row.addWidget(self._take)
        self._row.addWidget(self._open)
        self._row.addSpacing(8)
        self._row.addWidget(self._words, 1)
        networks.changed.connect(InSight(self, self.refresh).follow)
        self.refresh()

    def add(self, *widgets: QWidget) -> None:
        """Puts widgets behind the choice, before the button."""
        for widget in widgets:
            self._row.insertWidget(self._row.indexOf(self._open), widget)

    def be_brief(self) -> None:
        """Says on the button no more than what it opens is, where much stands in the line."""
        self._open.setText(tr("Open…"))
        self._take.setText(tr("As a project"))
        self._open.setToolTip(tr("Open a saved network (.keras, .h5); it can also be dropped here"))
        self._open.setAccessibleName(tr("Open a saved network"))

    @Slot()
    def refresh(self) -> None:
        """Lists what there is now."""
        answering = self._networks.answering
        list_runs(self._combo, self._document.runs, list(self._networks.files), self._networks.current)
        self._combo.setToolTip("" if answering is None else answering.notes)
        self._words.say(*passed_over_words(self._networks.passed_over))
        self._method.follow()
        self._take.setVisible(answering is not None and answering.run is None)

    def say(self, text: str) -> None:
        """Says something else about what answers, in place of why it does; for nothing, that again."""
        self._words.say(*((text,) if text else passed_over_words(self._networks.passed_over)))

    def ask_file(self) -> None:
        """Asks for a saved network."""
        path = ask_network(self)
        if path:
            self.file_chosen.emit(path)
