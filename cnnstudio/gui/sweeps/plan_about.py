"""What a sweep that was begun was to be, as words, and the way to plan it once more."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.runs.run_facts import pictures_in_words
from cnnstudio.core.spec import settings_of
from cnnstudio.core.sweeps.combinations import grid_size, is_capped
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.place import Place, label
from cnnstudio.core.sweeps.sweep import METHODS, SCORES, Sweep
from cnnstudio.core.words import number
from cnnstudio.data.sources import shown_name
from cnnstudio.gui.icons import icon
from cnnstudio.gui.sweeps.plan_varied import over_words
from cnnstudio.gui.sweeps.where_panel import WherePanel
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.section import Section


def varied_words(experiment: Experiment) -> tuple[tuple[str, str], ...]:
    """Each setting that varied, and over what."""
    project = experiment.project
    return tuple((label(project, one.place), over_words(project, one)) for one in project.sweep.varied)


def how_words(experiment: Experiment) -> tuple[tuple[str, str], ...]:
    """Each setting of the sweep itself with its value, as far as it was set."""
    sweep = experiment.project.sweep
    labels = {name: setting.label for name, setting in settings_of(sweep).items()}
    found = [
        (labels["method"], _drawn(sweep) or METHODS[sweep.method]),
        (labels["most"], _combinations(experiment)),
        (labels["seeds"], number(sweep.seeds)),
        (labels["score"], SCORES[sweep.score]),
    ]
    if sweep.minutes:
        found.append((labels["minutes"], tr("{minutes} min", minutes=number(sweep.minutes))))
    if sweep.prune:
        found.append((labels["prune"], tr("hopeless runs end early")))
    return tuple(found)


def fixed_words(experiment: Experiment) -> tuple[tuple[str, str], ...]:
    """What tells it from sweeps over the same settings: the epochs and the pictures of its runs, unless they vary."""
    project, places = experiment.project, experiment.project.sweep.places
    subset = 0 if Place("data", "subset") in places else project.data.subset
    name = shown_name(project.data.source)
    found = [(tr("Pictures"), pictures_in_words(replace(project.data, subset=subset), name))]
    if Place("plan", "epochs") not in places:
        found.insert(0, (tr("Epochs"), number(project.plan.epochs)))
    return tuple(found)


def _drawn(sweep: Sweep) -> str:
    """What is said of a grid of which a part is tried; empty where all of it is."""
    return tr("some of {count:,}, drawn at random", count=grid_size(sweep)) if is_capped(sweep) else ""


def _combinations(experiment: Experiment) -> str:
    """As many as there were to try, and not the limit where there were fewer."""
    sweep = experiment.project.sweep
    trials = {trial.combination for trial in experiment.trials}
    count = sweep.most_tried if sweep.method == "tpe" or not trials else len(trials)
    return tr_count("{count:,} combination", "{count:,} combinations", count)


class SweepAbout(QScrollArea):
    """Shown in the place of the plan while a sweep that was begun is looked at."""

    again_wanted = Signal()
    """It is to be planned once more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sweep.about")
        self._shown: tuple[object, ...] = ()
        self._title, self._started = heading(""), MutedLabel()
        self._lines = QLabel(wordWrap=True, objectName="sweep.about.words")
        self._lines.setTextFormat(Qt.TextFormat.PlainText)
        self._lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._again = QPushButton(icon("copy-plus"), tr("Plan it once more"), objectName="sweep.about.again")
        self._again.setAccessibleName(tr("Plan this sweep once more"))
        self._again.setToolTip(tr("Varies the same settings of the project as it is now; Undo takes it back"))
        self._again.clicked.connect(self.again_wanted)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 4, 8, 12)
        column.setSpacing(8)
        self._where = Section(tr("Where it goes on"), "sweep.about.where")
        self._where.hide()
        for widget in (self._title, self._started, self._lines, self._again, self._where):
            column.addWidget(widget)
        column.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)

    @property
    def words(self) -> str:
        """What it says."""
        return self._lines.text()

    def show_experiment(self, experiment: Experiment) -> None:
        """Says what it was to be."""
        about = (experiment.number, experiment.started, experiment.project, _combinations(experiment))
        if about == self._shown:
            return
        self._shown = about
        self._title.setText(experiment.name)
        self._started.setText(tr("Begun {when}", when=experiment.started[:16].replace("T", " ")))
        varied = "\n".join(f"{name}:  {values}" for name, values in varied_words(experiment))
        how = "\n".join(f"{name}:  {value}" for name, value in (*how_words(experiment), *fixed_words(experiment)))
        self._lines.setText(f"{varied}\n\n{how}")

    def hold(self, where: WherePanel, *, in_view: bool) -> None:
        """Asks here who trains what is left of it, where anything is."""
        if self._where.body.indexOf(where) < 0:
            self._where.body.addWidget(where)
        where.say_why_not(True)
        where.show()
        self._where.setVisible(in_view)

    def allow(self, *, again: bool) -> None:
        """Whether it can be planned once more."""
        self._again.setEnabled(again)
