"""What is to be known of a selected pretrained block: whose weights it has, what it gives out, what is trained on."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from cnnstudio.core.analysis import Row
from cnnstudio.core.bases import title_of
from cnnstudio.core.language import tr
from cnnstudio.core.transferring import transfer
from cnnstudio.core.transferring.features import feature_cut, pictures_in_all, why_not_kept
from cnnstudio.core.transferring.pretrained import BUILT_IN, KERAS, RUN, Pretrained
from cnnstudio.core.words import plain
from cnnstudio.gui.document import Document
from cnnstudio.gui.icons import icon
from cnnstudio.gui.widgets.card import MutedLabel

WITHOUT = ("source", "digest")
"""Settings of a pretrained block that are said in words here and never typed."""

_NAMED = 4
_LONGEST = 40


class PretrainedFacts(QWidget):
    """Where the weights come from, the length of the features, and what is trained on; hidden for other nodes."""

    change_wanted = Signal(str)
    """The person wants to choose anew; the source that the block has."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("build.pretrained")
        self.setAccessibleName(tr("The pretrained network"))
        self._source, self._features, self._learns = QLabel(), QLabel(), MutedLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        for name, label in (("source", self._source), ("features", self._features), ("learns", self._learns)):
            label.setObjectName(f"build.pretrained.{name}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            column.addWidget(label)
        self._source_now = ""
        self._change = QPushButton(icon("graduation-cap"), tr("Change…"), objectName="build.pretrained.change")
        self._change.setAccessibleName(tr("Change the pretrained network"))
        self._change.setToolTip(tr("Another network, other pictures, up to another layer; or gets its weights"))
        self._change.clicked.connect(lambda: self.change_wanted.emit(self._source_now))
        column.addWidget(self._change, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    @property
    def words(self) -> str:
        """Everything it says, a line each."""
        return "\n".join(label.text() for label in (self._source, self._features, self._learns))

    def show_row(self, row: Row, document: Document) -> None:
        """Shows what is known of a pretrained block; hides for any other node."""
        spec = row.node.spec
        self.setVisible(isinstance(spec, Pretrained))
        if not isinstance(spec, Pretrained):
            return
        self._source_now = spec.source
        self._source.setText(source_in_words(spec, document))
        self._source.setToolTip(tr("SHA-256 of its weights: {digest}", digest=spec.digest) if spec.digest else "")
        self._features.setText(features_in_words(row, document))
        self._features.setVisible(row.output_shape is not None)
        self._learns.setText(learns_in_words(row, document))


def source_in_words(spec: Pretrained, document: Document) -> str:
    """Whose layers and weights they are."""
    if spec.source.startswith(RUN):
        number = spec.source.removeprefix(RUN)
        run = next((each for each in document.runs if str(each.number) == number), None)
        if run is None:
            return tr("Layers of run {number}", number=number)
        return tr("Layers of run {number}, “{name}”", number=number, name=plain(run.name, _LONGEST))
    title = plain(title_of(spec.source), _LONGEST)
    if spec.source.startswith(BUILT_IN):
        return tr("{title}, which comes with this program", title=title)
    if spec.source.startswith(KERAS):
        return tr("{title} of keras.applications", title=title)
    return title or tr("Its source is not known.")


def features_in_words(row: Row, document: Document) -> str:
    """How many numbers it gives for a picture, and whether they are computed once; if not, why."""
    if row.output_shape is None:
        return ""
    given = transfer.features_in_words(row.output_shape)
    project, known = document.project, (pictures_of(document), document.analysis)
    why_not = why_not_kept(project.network, project.preprocessing, row.name, *known)
    if why_not:
        return f"{tr('{features}, computed in every epoch.', features=given)} {why_not}"
    cut = feature_cut(project.network, project.preprocessing, *known)
    if not cut:
        return f"{given}."
    if cut == row.name:
        return tr("{features}. All is computed once: an epoch trains only what stands behind.", features=given)
    return tr(
        "{features}. All up to {layer} is computed once: an epoch trains only what stands behind.",
        features=given,
        layer=cut,
    )


def pictures_of(document: Document) -> int:
    """Of how many pictures a training would keep features; 0 while no data are loaded."""
    data = document.data_set
    return 0 if data is None else pictures_in_all(document.project.data, len(data.x_train), len(data.x_test))


def learns_in_words(row: Row, document: Document) -> str:
    """Which of its layers are trained on, by name."""
    analysis = document.analysis
    names = [each.name for each in transfer.learns(analysis, row.name)]
    if not names:
        return tr("All of it is frozen: only what stands behind it learns.")
    named, more = ", ".join(names[-_NAMED:]), len(names) - _NAMED
    if more > 0:
        return tr("Trained on: {layers} and {count:,} before them. The rest is frozen.", layers=named, count=more)
    return tr("Trained on: {layers}. The rest is frozen.", layers=named)
