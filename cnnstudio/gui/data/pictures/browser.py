"""The pictures of the data, filtered by split and class, and the averages of their classes."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.pictures.geometry import Geometry
from cnnstudio.data.dataset import DataSet, PartName
from cnnstudio.data.split import Division
from cnnstudio.gui.data.chosen import PICTURE, WORDS, Chosen, Split
from cnnstudio.gui.data.pictures.averages import AveragesView
from cnnstudio.gui.data.pictures.filters import Filters
from cnnstudio.gui.data.pictures.picture_files import copy_picture, file_name, save_picture
from cnnstudio.gui.data.pictures.picture_model import Thumbnails
from cnnstudio.gui.data.pictures.picture_reading import read_picture
from cnnstudio.gui.data.pictures.pixel_words import made_words
from cnnstudio.gui.data.pictures.pool import Pool
from cnnstudio.gui.icons import icon
from cnnstudio.gui.threads.newest import Newest
from cnnstudio.gui.widgets.card import MutedLabel
from cnnstudio.gui.widgets.gallery.picture_grid import SIDES, PictureGrid
from cnnstudio.gui.widgets.panel import Panel
from cnnstudio.gui.widgets.rasters import picture_image

_AS_THEY_ARE = Geometry()
_NO_DATA = tr("There are no pictures to show.\n\nChoose the data at the left.")


class Browser(QWidget):
    """Shows what it is given; which picture is chosen it tells, and may be told."""

    chosen = Signal(object)
    """The Chosen picture, or None."""
    class_shown = Signal(object)
    """The number of the class whose pictures are shown; None: of every class."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("data.browser")
        self._pool: Pool | None = None
        self._chosen: Chosen | None = None
        self._no_data = _NO_DATA
        self._geometry = _AS_THEY_ARE
        self._reading = Newest("browser", self)
        self._filters = Filters()
        self._thumbnails = Thumbnails()
        self._averages = AveragesView()
        self._empty = MutedLabel(wordWrap=True, objectName="data.empty")
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setMargin(32)
        self._place = QStackedWidget()
        for widget in (self._thumbnails, self._averages, self._empty):
            self._place.addWidget(widget)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def pool(self) -> Pool | None:
        """The pictures it shows, with what each is used for."""
        return self._pool

    @property
    def choice(self) -> Chosen | None:
        """The chosen picture."""
        return self._chosen

    def show_data(
        self,
        data: DataSet | None,
        division: Division | None = None,
        on_test: bool = False,
        geometry: Geometry = _AS_THEY_ARE,
    ) -> None:
        """Shows these data, and chooses the first picture where none is chosen; the keyboard stays where it is.

        Of the same data, be they in another size or colour, the filters, the place and the chosen picture stay and
        are told anew.

        Args:
            division: What its training part is divided into; None: not known, all of it counts as training.
            on_test: Whether the test part serves for validation.
            geometry: What was done to the pictures, to be said.
        """
        same = self._pool is not None and data is not None and self._pool.is_of_same(data)
        self._geometry = geometry
        chosen, top = self._chosen if same else None, self._thumbnails.verticalScrollBar().value()
        self._pool = None if data is None else Pool(data, division, on_test)
        with QSignalBlocker(self._filters):
            self._filters.show_pool(self._pool)
            if not same:
                self._filters.classes.choose(None)
                self._filters.show_split(None)
                self._filters.show_view(averages=False)
        self._chosen = None  # told again even where it stays, for its split may be another
        self._show(chosen)
        if same:
            self._thumbnails.verticalScrollBar().setValue(top)

    def say(self, words: str) -> None:
        """What stands in place of pictures while there are no data."""
        self._no_data = words or _NO_DATA
        self._show_place()

    def choose(self, part: PartName, number: int) -> None:
        """Goes to a picture; filters that hide it are taken away."""
        pool = self._pool
        if pool is None or not 0 <= number < len(pool.data.x_train if part == "train" else pool.data.x_test):
            return
        place = pool.place(part, number)
        if self._filters.split not in (None, pool.split(place)):
            self._filters.show_split(None)
        if self._filters.classes.label not in (None, pool.label(place)):
            self._filters.classes.choose(None)
        self._filters.show_view(averages=False)
        self._thumbnails.go_to(place)

    @Slot(int)
    def show_class(self, label: int | None) -> None:
        """Shows the pictures of a class, or of every class."""
        self._filters.show_view(averages=False)
        self._filters.classes.choose(label)

    def show_split(self, split: Split | None) -> None:
        """Shows the pictures of a split, or all."""
        self._filters.show_split(split)

    def end(self) -> None:
        """Stops what is read beside the window."""
        self._reading.close()
        self._thumbnails.pictures.end()
        self._averages.end()

    # Private

    def _lay_out(self) -> None:
        card = Panel()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 3, 6)
        inside.addWidget(self._place)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 16, 4, 16)
        column.setSpacing(8)
        column.addWidget(self._filters)
        column.addWidget(card, 1)

    def _connect(self) -> None:
        filters, grid = self._filters, self._thumbnails
        filters.changed.connect(self._filter)
        filters.view_changed.connect(self._show_place)
        filters.number_wanted.connect(self._go_to_number)
        filters.size.valueChanged.connect(lambda place: self._grid.set_side(SIDES[place]))
        for each in (grid, self._averages.grid):
            each.side_changed.connect(self._show_size)
        grid.selectionModel().currentChanged.connect(self._take_current)
        grid.pictures.failed.connect(lambda error: filters.words.say(str(error)))
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._show_menu)
        copy = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), grid, self._copy)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        self._averages.class_clicked.connect(self.show_class)

    @property
    def _grid(self) -> PictureGrid:
        return self._averages.grid if self._filters.shows_averages else self._thumbnails

    @Slot()
    def _filter(self) -> None:
        self._show(self._chosen)

    def _show(self, chosen: Chosen | None = None) -> None:
        """Fills the grid; the chosen picture stays chosen where it is still shown."""
        filters, pool = self._filters, self._pool
        label, split = filters.classes.label, filters.split
        model, marks = self._thumbnails.pictures, self._thumbnails.selectionModel()
        with QSignalBlocker(marks):
            model.show_pictures(pool, split, label)
        place = None if chosen is None or pool is None else pool.place(chosen.part, chosen.number)
        if place is not None and model.shows(place):
            self._thumbnails.go_to(place)
        elif model.rowCount():
            self._thumbnails.setCurrentIndex(model.index(0, 0))
        self._take_current()
        self._averages.show_pool(pool, split, label)
        self._show_place()
        self.class_shown.emit(label)

    @Slot()
    def _show_place(self) -> None:
        filters, count = self._filters, self._thumbnails.pictures.rowCount()
        self._empty.setText(self._no_data if self._pool is None else self._nothing_words())
        if self._pool is None or (not count and not filters.shows_averages):
            self._place.setCurrentWidget(self._empty)
        else:
            self._place.setCurrentWidget(self._averages if filters.shows_averages else self._thumbnails)
        self._show_size()

    def _nothing_words(self) -> str:
        """Why no picture is shown."""
        assert self._pool is not None
        split, label = self._filters.split, self._filters.classes.label
        picture = PICTURE[split]
        nothing = tr("There is no {picture}.", picture=picture)
        if label is not None:
            name = self._pool.data.labels[label]
            nothing = tr("There is no {picture} of class “{label}”.", picture=picture, label=name)
        return f"{nothing}\n\n{tr('Choose another part or another class above.')}"

    @Slot()
    def _show_size(self) -> None:
        with QSignalBlocker(self._filters.size):
            self._filters.size.setValue(SIDES.index(self._grid.side))

    @Slot()
    def _take_current(self) -> None:
        index, model, filters = self._thumbnails.currentIndex(), self._thumbnails.pictures, self._filters
        pool = self._pool
        chosen = pool.chosen(model.place(index.row())) if pool is not None and index.isValid() else None
        count = tr_count("{count:,} picture", "{count:,} pictures", model.rowCount()) if pool is not None else ""
        words = made_words(self._geometry, pool.data.input_shape) if pool is not None else ""
        if words:  # the pictures are not those of the source
            one = words.partition(",")[0]
            filters.words.say(
                tr("{count} as the network gets them: {words}", count=count, words=words),
                f"{count}, {words}",
                f"{count}, {one}",
                count,
            )
        else:
            filters.words.say(count)
        if chosen is not None:
            filters.show_chosen(chosen)
        if chosen != self._chosen or chosen is None:
            self._chosen = chosen
            self.chosen.emit(chosen)

    @Slot(int)
    def _go_to_number(self, number: int) -> None:
        pool = self._pool
        if pool is None:
            return
        self._filters.show_view(averages=False)
        meant, words = self._filters.meant(number)
        self._thumbnails.go_to(pool.place(meant.part, meant.number))
        if self._chosen is None:
            return
        if self._chosen != meant:
            then = self._chosen.number
            words = (
                tr("no. {number:,} is not among these; the next is no. {then:,}", number=number, then=then),
                tr("The next is no. {then:,}", then=then),
            )
        self._filters.show_chosen(self._chosen)  # also where it was chosen already, so that nothing else stands there
        if words:
            self._filters.words.say(*words)

    # The menu

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        index = self._thumbnails.indexAt(place)
        if index.isValid() and self._pool is not None:
            self._thumbnails.setCurrentIndex(index)
            self.menu(index).popup(self._thumbnails.viewport().mapToGlobal(place))

    def menu(self, index: QModelIndex) -> QMenu:
        """What can be done with a picture."""
        assert self._pool is not None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icon("copy"), tr("Copy picture"), QKeySequence(QKeySequence.StandardKey.Copy), self._copy)
        menu.addAction(icon("save"), tr("Save picture…"), self._save)
        menu.addSeparator()
        place = self._thumbnails.pictures.place(index.row())
        label, split = self._pool.label(place), self._pool.split(place)
        name = self._pool.data.labels[label].replace("&", "&&")
        if self._filters.classes.label is None:
            menu.addAction(tr("Show only class “{name}”", name=name), lambda: self.show_class(label))
        else:
            menu.addAction(tr("Show every class"), lambda: self.show_class(None))
        if self._filters.split is None:
            menu.addAction(tr("Show only: {part}", part=WORDS[split]), lambda: self.show_split(split))
        else:
            menu.addAction(tr("Show all parts"), lambda: self.show_split(None))
        return menu

    @Slot()
    def _copy(self) -> None:
        self._read(lambda image: self._filters.words.say(copy_picture(image)))

    @Slot()
    def _save(self) -> None:
        if self._pool is None or self._chosen is None:
            return
        name = file_name(self._pool.data, self._chosen)
        self._read(lambda image: self._say(save_picture(self, image, name)))

    def _read(self, done: Callable[[QImage], None]) -> None:
        """Reads the chosen picture, which may lie on a slow disk, and hands it over at one pixel a pixel."""
        if self._pool is None or self._chosen is None:
            return
        data, chosen = self._pool.data, self._chosen
        self._reading.run(
            lambda _: read_picture(data, chosen),
            lambda picture: done(picture_image(picture)),
            lambda error: self._filters.words.say(str(error)),
        )

    def _say(self, words: str) -> None:
        if words:
            self._filters.words.say(words)
