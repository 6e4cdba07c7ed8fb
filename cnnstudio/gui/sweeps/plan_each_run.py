"""What every run of a sweep is beside what varies, in a line with the ways to change it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from cnnstudio.core.blanks import Blank
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.words import number
from cnnstudio.gui.widgets.card import MutedLabel

_PICTURES = Place("data", "subset")


def plan_words(project: Project) -> str:
    """ "2 epochs, batch 128, Adam 0.001", without what varies and what is still to be filled in."""
    plan = project.plan
    rate = number(plan.learning_rate)
    with_rate = _is_fixed(project, "learning_rate")
    found = (
        ("epochs", tr_count("{count:,} epoch", "{count:,} epochs", plan.epochs)),
        ("batch_size", tr("batch {size:,}", size=plan.batch_size)),
        ("optimizer", f"{plan.optimizer} {rate}" if with_rate else plan.optimizer),
    )
    return ", ".join(words for name, words in found if _is_fixed(project, name))


def pictures_words(project: Project, whole: int) -> str:
    """ "400 of 8,000 pictures"; empty where their number varies.

    Args:
        whole: How many training pictures there are; 0 where that is not known.
    """
    subset = project.data.subset
    if _PICTURES in project.sweep.places or not (subset or whole):
        return ""
    if subset and whole:
        return tr("{count:,} of {whole:,} pictures", count=subset, whole=whole)
    return tr_count("{count:,} picture", "{count:,} pictures", subset or whole)


def _is_fixed(project: Project, name: str) -> bool:
    """Whether a setting of the plan is the same in every run; another optimiser may bring another rate along."""
    owner = ("optimizer",) if name == "learning_rate" else ()
    varies = any(Place("plan", each) in project.sweep.places for each in (name, *owner))
    return not varies and Blank("", name) not in project.blanks


class EachRun(MutedLabel):
    """Says it; what is said of the plan leads to Train, what of the pictures to Data."""

    page_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wordWrap=True, objectName="sweep.will_run.each")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
        self.linkActivated.connect(self.page_requested)

    def show_project(self, project: Project, whole: int) -> None:
        """Says it of a project.

        Args:
            whole: How many training pictures there are; 0 where that is not known.
        """
        said = (("train", plan_words(project)), ("data", pictures_words(project, whole)))
        self.setText(_linked((page, words) for page, words in said if words))
        self.setVisible(bool(self.text()))


def _linked(said: Iterable[tuple[str, str]]) -> str:
    links = ", ".join(f'<a href="{page}">{words}</a>' for page, words in said)
    return tr("Each run: {links}", links=links) if links else ""
