"""A step of a lab: its text, pictures, what it offers to do, what it asks and what it checks."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.labs.lab import Action, Step
from cnnstudio.core.labs.marking import Looked
from cnnstudio.core.labs.progress import Answer, Progress
from cnnstudio.core.language import tr
from cnnstudio.gui.icons import icon
from cnnstudio.gui.labs.check_view import CheckView
from cnnstudio.gui.labs.picture_view import PictureView, unpacked
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import MutedLabel, heading
from cnnstudio.gui.widgets.markdown_view import MarkdownView
from cnnstudio.gui.widgets.question_view import QuestionView

_ICONS = {
    "preset": "layers",
    "page": "step-forward",
    "select": "target",
    "code": "clipboard-paste",
    "by_hand": "calculator",
}


class StepView(QWidget):
    """Made anew for every step; it only shows, whoever made it does what is asked for."""

    action_wanted = Signal(object)
    """An Action."""
    answered = Signal(object, str)
    """A Question and what was answered."""
    question_hint_wanted = Signal(object)
    """A Question."""
    check_hint_wanted = Signal(object)
    """A Check."""

    def __init__(self, step: Step, pictures: Mapping[str, bytes], parent: QWidget | None = None) -> None:
        """``pictures``: PNG and JPEG files by their names; those of the step are unpacked beside the window."""
        super().__init__(parent)
        self.setObjectName("lab.step")
        self.step = step
        self.questions = {question.key: QuestionView(question) for question in step.questions}
        self.checks = {check.key: CheckView(check) for check in step.checks}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        title = heading(step.title)
        title.setWordWrap(True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setObjectName("lab.step.title")
        column.addWidget(title)
        column.addWidget(MarkdownView("lab.step.text", step.text))
        self.pictures = tuple(PictureView(picture, pictures.get(picture.name)) for picture in step.pictures)
        for view in self.pictures:
            column.addWidget(view)
        self._unpack({each.name: pictures[each.name] for each in step.pictures if each.name in pictures})
        self.buttons = tuple(self._button(number, action) for number, action in enumerate(step.actions, 1))
        for button in self.buttons:
            column.addWidget(button)
        self._add_part(column, tr("Questions"), self.questions.values())
        self._add_part(column, tr("To be reached"), self.checks.values())
        column.addStretch(1)
        for view in self.questions.values():
            view.answered.connect(lambda text, view=view: self.answered.emit(view.question, text))
            view.hint_wanted.connect(lambda view=view: self.question_hint_wanted.emit(view.question))
        for check in self.checks.values():
            check.hint_wanted.connect(lambda check=check: self.check_hint_wanted.emit(check.check))

    def show_progress(self, progress: Progress) -> None:
        """Shows what was answered and reached so far."""
        for key, view in self.questions.items():
            answer = progress.answers.get(key, Answer())
            if answer != view.answer:
                view.show_answer(answer)
        for key, check in self.checks.items():
            check.show_reached(progress.reached.get(key), progress.hints.get(key, 0))

    def show_looked(self, looked: Mapping[str, Looked]) -> None:
        """Shows what the checks have found, by their keys."""
        for key, found in looked.items():
            if key in self.checks:
                self.checks[key].show_looked(found)

    def keep(self) -> None:
        """Hands over what was typed and not kept yet."""
        for view in self.questions.values():
            view.keep()

    def _unpack(self, files: Mapping[str, bytes]) -> None:
        if not files:
            return
        unpacking = Newest("unpacking the pictures of a step", self)
        unpacking.run(lambda watch: unpacked(files, watch), self._show_pictures, lambda error: self._show_pictures({}))

    def _show_pictures(self, images: Mapping[str, QImage]) -> None:
        for view in self.pictures:
            view.show_image(images.get(view.picture.name))

    def _add_part(self, column: QVBoxLayout, title: str, views: Sequence[QWidget]) -> None:
        if not views:
            return
        column.addSpacing(4)
        column.addWidget(MutedLabel(title))
        for view in views:
            column.addWidget(view)

    def _button(self, number: int, action: Action) -> QPushButton:
        button = QPushButton(icon(_ICONS[action.kind]), action.label, objectName=f"lab.action.{number}")
        button.setToolTip(f"{action.label}\n{_TIPS[action.kind]}")
        button.setAccessibleName(action.label)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setMinimumHeight(32)
        button.clicked.connect(lambda: self.action_wanted.emit(action))
        return button


_TIPS = {
    "preset": tr("Takes this network, its data and its plan into the open project; Undo takes them back, runs stay"),
    "page": tr("Goes to that page"),
    "select": tr("Selects that layer"),
    "code": tr("Opens the code to be read"),
    "by_hand": tr("Opens these numbers in convolution by hand"),
}
