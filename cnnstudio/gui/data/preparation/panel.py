"""The preparation of pictures as a chain that can be seen: from the picture as it is to what the network receives."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRect, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import in_sentence, tr
from cnnstudio.core.pictures.collected import are_digits
from cnnstudio.core.pictures.preprocessing import FITTED, Preprocessing
from cnnstudio.core.spec import settings_of
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.transferring.transfer import prepares_pictures
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.sources import DRAWN
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.data.chosen import Chosen
from cnnstudio.gui.data.preparation import step_words
from cnnstudio.gui.data.preparation.augmenting import AugmentationEditor
from cnnstudio.gui.data.preparation.before_after import BeforeAfter
from cnnstudio.gui.data.preparation.histogram import Numbers
from cnnstudio.gui.data.preparation.pixel_statistics import PixelStatistics
from cnnstudio.gui.data.preparation.preview import Preview, Wanted, preview
from cnnstudio.gui.data.preparation.size_editor import SizeEditor
from cnnstudio.gui.data.preparation.step import Step
from cnnstudio.gui.document import Document
from cnnstudio.gui.experiments.varying import Varying
from cnnstudio.gui.icons import icon
from cnnstudio.gui.runs.one_step import one_step
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.threads.turns import Making, finish
from cnnstudio.gui.widgets.forms.form import SettingsForm
from cnnstudio.gui.widgets.row import column_of

_LABELS, _LEFT = 64, 34
"""How wide the labels of the forms are, and where the words of the steps begin."""
_UNLABELLED = ("colour", "method")
_FIRST = Chosen("train", 0)
_PREFIX = "data.preprocessing"
_STEPS = (
    ("picture", tr("Picture"), "image"),
    ("colour", tr("Colour"), "palette"),
    ("invert", tr("Invert"), "contrast"),
    ("size", tr("Size"), "scaling"),
    ("augmentation", tr("Random changes"), "wand-sparkles"),
    ("values", tr("Values"), "sigma"),
    ("network", tr("The network receives"), "network"),
)


class PreprocessingPanel(QWidget):
    """A picture before and after, the steps between, each with its editor, and the numbers of many pictures."""

    def __init__(
        self, document: Document, bridge: Bridge, parent: QWidget | None = None, *, in_turns: bool = False
    ) -> None:
        """``in_turns``: ``making`` makes the panel, a part a step; before its end nothing may be called."""
        super().__init__(parent)
        self.setObjectName(_PREFIX)
        self._document, self._varying = document, Varying(document, self)
        self._seeing = Newest("preparation", self)
        self._data: DataSet | None = None
        self._chosen: Chosen | None = None
        self._asked: Wanted | None = None
        self._answer: Preview | None = None
        self._known: Preview | None = None
        self._trouble = ""
        self.making = self._make(bridge)
        if not in_turns:
            finish(self.making)

    def show_picture(self, data: DataSet | None, chosen: Chosen | None) -> None:
        """Shows what is done to a picture of these data; to the first training one where none is chosen."""
        if data is not self._data or chosen != self._chosen:
            self._take(data, chosen)
            self.follow()

    @property
    def is_busy(self) -> bool:
        """Whether what is shown is about to change."""
        return self._seeing.is_busy

    def end(self) -> None:
        """Stops what is read and measured beside the window."""
        self._seeing.close()

    @Slot()
    def follow(self) -> None:
        """Shows the project as it is now."""
        if self._document.data_set is not self._data:
            self._take(self._document.data_set, None)
        if self.isVisible():
            self._ask()
            self._show()

    # Making

    def _make(self, bridge: Bridge) -> Making:
        self._pictures = BeforeAfter()
        self._forms = {name: _form(name) for name in ("colour", "invert", "method", "floor")}
        self._size = SizeEditor()
        yield
        self._augmentation = AugmentationEditor(bridge)
        yield
        self._statistics = PixelStatistics()
        self._numbers = Numbers()
        self._fit = QPushButton(icon("wand-sparkles"), "", objectName=f"{_PREFIX}.fit")
        self._fit.hide()
        values = column_of(self._forms["method"], self._forms["floor"])
        editors: dict[str, QWidget] = {
            "colour": self._forms["colour"],
            "invert": self._forms["invert"],
            "size": self._size,
            "augmentation": self._augmentation,
            "values": values,
        }
        below = {"values": self._statistics}
        self._steps = {
            name: Step(f"{_PREFIX}.{name}.step", title, icon_name, editors.get(name), below.get(name))
            for name, title, icon_name in _STEPS
        }
        self._steps["picture"].set_ends(first=True)
        self._steps["network"].set_ends(last=True)
        self._steps["values"].unfold()
        yield
        self._lay_out()
        self._connect()
        self.show_picture(self._document.data_set, None)

    def _lay_out(self) -> None:
        chain = QVBoxLayout()
        chain.setSpacing(0)
        for step in self._steps.values():
            chain.addWidget(step)
        beside = QVBoxLayout()
        beside.setContentsMargins(_LEFT, 0, 0, 0)  # where the words of the steps begin
        beside.addWidget(self._fit)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(4, 4, 12, 12)
        inside.setSpacing(8)
        inside.addLayout(chain)
        inside.addLayout(beside)
        inside.addWidget(self._numbers)
        inside.addStretch(1)
        self._scroll = scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        scroll.setObjectName(f"{_PREFIX}.area")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(content)
        scroll.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._pictures)
        column.addWidget(scroll, 1)

    def _connect(self) -> None:
        for form in self._forms.values():
            form.changed.connect(self._change)
        for form in (*self._forms.values(), *self._size.forms):
            self._varying.offer_in(form, lambda name: Place("preprocessing", name))
        self._varying.offer_in(self._augmentation.form, self._place_of_change)
        self._size.size_chosen.connect(
            lambda size, typed: self._put({"size": size}, tr("Change size"), "preprocessing.size" if typed else "")
        )
        self._size.mode_chosen.connect(lambda mode: self._change("mode", mode))
        self._augmentation.changed.connect(
            lambda made, text, merge: self._put({"augmentation": made}, text, f"preprocessing.{merge}" if merge else "")
        )
        for step in self._steps.values():
            step.unfolded.connect(self._bring_into_view)
        self._fit.clicked.connect(self._fit_to_network)
        self._document.project_changed.connect(self.follow)

    @Slot(bool)
    def _bring_into_view(self, unfolded: bool) -> None:
        step = self.sender()
        if unfolded and isinstance(step, Step):
            # Only once the layout has given it its height; of a high one the beginning matters more than the end.
            for edge in (QRect.bottom, QRect.top):
                QTimer.singleShot(0, step, lambda edge=edge: self._scroll.ensureVisible(0, edge(step.geometry()), 0, 8))

    # What the person does

    def _change(self, name: str, value: object) -> None:
        setting = settings_of(Preprocessing)[name]
        typed = setting.form in ("integer", "number", "pair")
        words = tr("Change {label}", label=in_sentence(setting.label))
        self._put({name: value}, words, f"preprocessing.{name}" if typed else "")

    def _place_of_change(self, name: str) -> Place | None:
        """Where a setting of the chosen random change stands; of several of a kind only the first one varies."""
        kind = self._augmentation.shown_first
        return Place("preprocessing", f"{kind}.{name}") if kind else None

    def _put(self, values: dict[str, Any], text: str, merge: str) -> None:
        project = self._document.project
        made = replace(project.preprocessing, **values)
        self._document.change(replace(project, preprocessing=made), text, one_step(self._document, merge))

    @Slot()
    def _fit_to_network(self) -> None:
        geometry = self._document.project.preprocessing.geometry.towards(self._document.project.network.input_shape)
        shape = step_words.shape_words(self._document.project.network.input_shape)
        words = tr("Bring pictures to {shape}", shape=shape)
        self._put({"size": geometry.size, "colour": geometry.colour}, words, "")

    # Beside the window

    def _take(self, data: DataSet | None, chosen: Chosen | None) -> None:
        if data is not self._data:
            self._seeing.stop()
            self._asked, self._answer, self._known, self._trouble = None, None, None, ""
        self._data, self._chosen = data, chosen

    def _ask(self) -> None:
        """Has the pictures and their numbers made, unless nothing has changed."""
        project, data = self._document.project, self._data
        if data is None:
            return
        wanted = Wanted(data, self._chosen or _FIRST, project.preprocessing, project.data)
        if wanted.looks_like(self._asked):
            return
        self._asked, known = wanted, self._known
        self._seeing.run(lambda watch: preview(wanted, known, watch), self._arrived, self._failed)

    def _arrived(self, answer: Preview) -> None:
        self._answer, self._known, self._trouble = answer, answer, ""
        self._show()

    def _failed(self, error: StudioError) -> None:
        """The pictures cannot be read any more, as when their file is gone."""
        self._answer, self._trouble = None, str(error)
        self._show()

    # Showing

    def _show(self) -> None:
        preprocessing, answer = self._document.project.preprocessing, self._answer
        for name, form in self._forms.items():
            form.show(preprocessing)
            if name in _UNLABELLED:
                for label in form.findChildren(QLabel):
                    if label.buddy() is form.editor(name):
                        label.hide()  # the step is called so already, and its combo box needs the room
            if name == "floor":
                form.setVisible(preprocessing.method in FITTED)
        self._pictures.show_data(self._data is not None)
        self._pictures.show_seen(*((answer.seen, answer.shown) if answer is not None else (None, None)))
        if self._trouble:
            self._pictures.show_trouble(self._trouble)
        measured = answer.measured if answer is not None else None
        self._numbers.show_measured(measured)
        self._statistics.show_measured(measured, answer.maps if answer is not None else None)
        self._show_chain(preprocessing, answer)

    def _show_chain(self, preprocessing: Preprocessing, answer: Preview | None) -> None:
        data, wanted = self._data, self._document.project.network.input_shape
        seen = answer.seen if answer is not None else None
        measured = answer.measured if answer is not None else None
        found = seen.found if seen is not None else data.input_shape if data is not None else None
        made = preprocessing.geometry.shape(data.input_shape) if data is not None else None
        sizes = data.sizes if data is not None else ""
        base = prepares_pictures(self._document.project.network)
        words = {
            "picture": step_words.picture_step(found, seen.name if seen is not None else "", sizes),
            "colour": step_words.colour_step(preprocessing, found, made),
            "invert": step_words.invert_step(preprocessing),
            "size": step_words.size_step(preprocessing, found, made, sizes),
            "augmentation": step_words.augmentation_step(preprocessing, made),
            "values": step_words.values_step(preprocessing, measured, base.name if base is not None else ""),
            "network": step_words.network_step(made, measured, wanted),
        }
        for name, step in self._steps.items():
            step.show_words(words[name])
        proportions = bool(sizes) or (
            found is not None and made is not None and step_words.differs_in_proportion(found, made)
        )
        self._size.show_size(preprocessing, wanted, made, proportions, differing=bool(sizes))
        source, data = self._document.project.data.source, self._data
        digits = source.startswith("mnist") or (source == DRAWN and data is not None and are_digits(data.labels))
        self._augmentation.show_augmentation(preprocessing, made, digits=digits)
        self._augmentation.show_picture(seen.made if seen is not None else None, words["augmentation"].problem)
        self._fit.setVisible(bool(words["network"].problem))
        self._fit.setText(tr("Bring the pictures to {shape}", shape=step_words.shape_words(wanted)))
        self._fit.setAccessibleName(self._fit.text())

    # Qt calls this

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow()


def _form(name: str) -> SettingsForm:
    return SettingsForm((name,), prefix=_PREFIX, label_width=_LABELS)
