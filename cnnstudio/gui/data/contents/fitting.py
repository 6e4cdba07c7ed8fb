"""Says where data and network do not fit each other, with a button for each way out."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnstudio.core.errors import SpecError, StudioError
from cnnstudio.core.language import tr
from cnnstudio.core.pictures import matching
from cnnstudio.core.presets.pretrained import with_trained
from cnnstudio.core.presets.small import plan_for, small_network
from cnnstudio.core.problem import Fix, Problem
from cnnstudio.core.waiting import until_filled_in
from cnnstudio.data.dataset import DataSet
from cnnstudio.gui.document import Document
from cnnstudio.gui.widgets.notice import Notice

_BEGIN, _BEGIN_TRAINED = "begin", "begin trained"
_COLOURS, _LEAST_SIDE = 3, 32
"""Channels and pixels of pictures that the trained network can make something of."""


class FitNotices(QWidget):
    """Two notices: on the shape of the pictures, and on the number of classes; hidden while all fits."""

    keyboard_freed = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.fit")
        self._document = document
        self._shape, self._end = Notice("data.fit.shape"), Notice("data.fit.classes")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for notice in (self._shape, self._end):
            column.addWidget(notice)
            notice.wanted.connect(self._apply)
            notice.keyboard_freed.connect(self.keyboard_freed)
        document.project_changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Shows how it is now."""
        network, data = self._document.project.network, self._document.data_set
        shape = matching.input_problem(network, None if data is None else data.input_shape)
        _show(self._shape, shape)
        if data is not None and not network.nodes:
            ways = [(tr("Begin with a small network for {classes} classes", classes=data.classes), _BEGIN)]
            if data.input_shape[2] == _COLOURS and min(data.input_shape[:2]) >= _LEAST_SIDE:
                ways.append((tr("Begin with a trained network (EfficientNet-Lite0)"), _BEGIN_TRAINED))
            self._end.say(tr("The network has no layers yet."), "note", ways)
        else:
            _show(self._end, _end_problem(self._document))
        self.setVisible(bool(self._shape.words or self._end.words))

    def _apply(self, way: Fix | str) -> None:
        document = self._document
        if isinstance(way, Fix):
            try:
                document.change(matching.applied(way, document.project), way.label)
            except SpecError as error:
                document.refused.emit(StudioError(str(error)))
        elif document.data_set is not None:
            self._begin(document.data_set, is_trained=way == _BEGIN_TRAINED)

    def _begin(self, data: DataSet, *, is_trained: bool) -> None:
        document, have = self._document, len(data.y_train)
        project = document.project
        project = replace(project, plan=plan_for(min(project.data.subset or have, have), project.plan))
        if is_trained:
            begun = with_trained(project, data.input_shape, data.classes)
            document.change(begun, tr("Begin with a trained network"))
        else:
            network = small_network(data.input_shape, data.classes)
            document.change(replace(project, network=network), tr("Begin with a small network"))


def _show(notice: Notice, problem: Problem | None) -> None:
    if problem is None:
        notice.say("")
    else:
        notice.say(problem.text, "caution", [(fix.label, fix) for fix in problem.fixes])


def _end_problem(document: Document) -> Problem | None:
    """Why the network does not end with one number a class of the data; None where it does, or where blanks decide."""
    data = document.data_set
    analysis = until_filled_in(document.analysis, document.project.blanks).analysis
    tops = [row for row in analysis.rows if len(row.path) == 1]
    if data is None or not tops or tops[-1].output_shape in {None, (data.classes,)} or not analysis.problems:
        return None
    return analysis.problems[0].problem
