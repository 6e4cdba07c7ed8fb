"""What a selected layer does, worked out with its own numbers and drawn."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from cnnstudio.core.analysis import Row
from cnnstudio.core.explain import explained
from cnnstudio.core.explain.windows import axes_of_row
from cnnstudio.core.language import tr
from cnnstudio.core.network import Layer
from cnnstudio.core.spec import Shape
from cnnstudio.data.dataset import DataSet, Picture
from cnnstudio.data.stored import StoredPictures
from cnnstudio.gui.document import Document
from cnnstudio.gui.stack.field_drawing import FieldDrawing
from cnnstudio.gui.stack.passage import Passage
from cnnstudio.gui.stack.window_drawing import WindowDrawing
from cnnstudio.gui.threads.newest import Newest


class ExplanationView(QWidget):
    """Passages of words, with drawings of the window and of the receptive field between them."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.window_drawing = WindowDrawing()
        self.field_drawing = FieldDrawing()
        self._does = Passage(tr("What it does"))
        self._arithmetic = Passage(tr("Shape and parameters"))
        self._arithmetic.text.setObjectName("build.arithmetic")
        self._arithmetic.text.setAccessibleName(tr("Shape and parameter arithmetic"))
        self._window = Passage(tr("How the window moves"), self.window_drawing)
        self._sees = Passage(tr("What one output number sees"), self.field_drawing)
        self._seen: tuple[str, ...] = ()
        self._row: Row | None = None
        self._reading = Newest("first picture", self)
        self._first: tuple[DataSet, Picture | None] | None = None
        self.field_drawing.moved.connect(self._say_seen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for passage in (self._does, self._arithmetic, self._window, self._sees):
            column.addWidget(passage)
        column.addStretch(1)

    def show_row(self, row: Row, waits_for: str = "") -> None:
        """Explains a node at its place.

        Args:
            waits_for: The blank that its shape or count waits for, "Filters of conv2d_1".
        """
        self._row = row
        analysis, batch_size = self._document.analysis, self._document.project.plan.batch_size
        found = explained(row, analysis, batch_size)
        self._does.say(found.does)
        groups = ["\n".join(lines) for lines in (found.sizes, found.parameters, found.work) if lines]
        if row.output_shape is None and row.problem is None:
            solved = tr("Known once the problem above it is solved.")
            groups = [tr("Known once {blank} is filled in.", blank=waits_for) if waits_for else solved]
        self._arithmetic.say("\n\n".join(groups))
        family = row.node.spec.family if isinstance(row.node, Layer) else "input"
        axes = axes_of_row(row)
        self.window_drawing.show_axes(axes, family, " ".join(found.window))
        has_edges_only = axes is not None and all(axis.size == axis.stride == 1 for axis in axes)
        self._window.say("\n".join(found.window), tr("What happens at the edges") if has_edges_only else "")
        self._show_field(row)
        self._seen = found.sees
        self._say_seen()

    def show_words(self, does: str, arithmetic: str = "", title: str = "") -> None:
        """Shows plain words where no layer is selected."""
        self._row = None
        self._does.say(does, title)
        self._arithmetic.say(arithmetic)
        self._window.say("")
        self._sees.say("")

    def _say_seen(self) -> None:
        is_drawn = not self.field_drawing.isHidden()
        self._sees.say("\n".join((*self._seen, *((self.field_drawing.words,) if self._seen and is_drawn else ()))))

    def _show_field(self, row: Row) -> None:
        field, shape, whole = row.field, row.output_shape, self._document.project.network.input_shape
        if field is None or shape is None or len(shape) != 3 or field.is_common:
            self.field_drawing.hide()
            return
        self.field_drawing.show()
        self.field_drawing.show_field(field, shape[:2], whole[:2], self._picture(whole))

    def _picture(self, shape: Shape) -> Picture | None:
        """The first training picture, where it has the size of the network's input; None also while it is read."""
        data = self._document.data_set
        if data is None or data.input_shape[:2] != shape[:2]:
            return None
        pictures = data.x_train
        if not isinstance(pictures, StoredPictures):
            return pictures[0]
        if self._first is None or self._first[0] is not data:
            self._first = data, None
            # A file that is gone is said where it is needed: here the drawing does without a picture.
            self._reading.run(lambda _: pictures[0], lambda picture: self._read(data, picture), lambda _: None)
        return self._first[1]

    def _read(self, data: DataSet, picture: Picture) -> None:
        self._first = data, picture
        if self._row is not None and data is self._document.data_set:
            self._show_field(self._row)
