"""Which pictures are learned from, which ones watch over it and which ones test it: the form and what comes of it."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.spec import settings_of
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.split import Division
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.varying import Varying
from cnnstudio.gui.runs.one_step import one_step
from cnnstudio.gui.widgets.forms.editors import IntegerBox
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.said_words import SaidWords
from cnnstudio.gui.words import unbroken

_LABELS = 98
_ALL = tr("all")


class PartsForm(QWidget):
    """The form on the project's recipe; every edit is an undo step."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.parts")
        self._document = document
        groups = (("subset", "draw", "validation"), ("validation_share",), ("test_share",), ("seed",))
        self._first, self._share, self._test_share, self._seed = self._forms = tuple(
            SettingsForm(names, prefix="data.parts", label_width=_LABELS) for names in groups
        )
        self._on_test = SaidWords("caution")
        self._on_test.setObjectName("data.parts.on_test")
        self._counts = QLabel(wordWrap=True, objectName="data.parts.counts")
        self._refusal = SaidWords()
        self._refusal.setObjectName("data.parts.refusal")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self._first, self._share, self._on_test, self._test_share, self._seed):
            column.addWidget(widget)
        column.addWidget(self._counts)
        column.addWidget(self._refusal)
        self._counts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        varying = Varying(document, self)
        for form in self._forms:
            form.changed.connect(self._change)
            varying.offer_in(form, lambda name: Place("data", name))
        document.project_changed.connect(self.follow)
        document.opened.connect(self._forget_words)
        self.follow()

    def follow(self) -> None:
        """Shows the project as it is now."""
        recipe, data = self._document.project.data, self._document.data_set
        for form in self._forms:
            form.show(recipe)
        self._count_pictures()
        on_test = recipe.validation == DataRecipe.TEST
        self._share.setVisible(not on_test)
        self._on_test.say(TEST_VALIDATES if on_test else "")
        self._test_share.setVisible(data is not None and not data.own_test)

    def show_division(self, division: Division | None, refusal: str) -> None:
        """Shows what comes of the recipe, or why it cannot be followed."""
        self._refusal.say(refusal)
        data = self._document.data_set
        counted = data is not None and division is not None and not refusal
        words = counts_in_words(data, division, self._document.project.data) if counted else ""
        self._counts.setText(unbroken(words))
        self._counts.setVisible(bool(words))

    def _forget_words(self) -> None:
        """What was refused was typed for another project."""
        for form in self._forms:
            form.forget_words()

    def _count_pictures(self) -> None:
        """Lets "Use only" speak of pictures, and of all of them where it stands at 0."""
        box = self._first.editor("subset")
        if isinstance(box, IntegerBox) and not box.specialValueText():
            box.setMinimum(0)
            box.setSpecialValueText(_ALL)
            box.setSuffix(tr(" pictures"))
            box.set_grouped()
            box.lineEdit().installEventFilter(self)

    def _change(self, name: str, value: object) -> None:
        project = self._document.project
        data = replace(project.data, **{name: value})
        label = settings_of(data)[name].label
        words = tr("Change “{label}”", label=in_sentence(label))
        self._document.change(replace(project, data=data), words, one_step(self._document, f"data.{name}"))

    # Qt calls this

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        clicked = event.type() == QEvent.Type.MouseButtonRelease
        if clicked and isinstance(watched, QLineEdit) and watched.text() == _ALL:
            watched.selectAll()  # a number typed takes its place
        return super().eventFilter(watched, event)


def counts_in_words(data: DataSet, division: Division, recipe: DataRecipe) -> str:
    """ "3,600 learn · 400 validate · 2,000 test", and what is left out."""
    learn, validate, tests = len(division.train), len(division.validation), len(data.x_test)
    if recipe.validation == DataRecipe.TEST:
        words = tr("{learn:,} learn · {test:,} validate and test", learn=learn, test=tests)
    else:
        words = tr(
            "{learn:,} learn · {validate:,} validate · {test:,} test", learn=learn, validate=validate, test=tests
        )
    left = len(division.unused)
    return f"{words} · {tr('{count:,} not used', count=left)}" if left else words
