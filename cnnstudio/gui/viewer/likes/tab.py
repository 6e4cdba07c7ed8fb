"""What a layer likes: for every channel the pictures that excite it most, and a picture made for one of them."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cnnstudio.core.field import Field, whole
from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.messages import ExcitingFound, FindExciting
from cnnstudio.core.network import Node
from cnnstudio.core.spec import Shape
from cnnstudio.core.words import capitalised
from cnnstudio.data.dataset import Pictures, take
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.viewer.likes.aim import Search, aim_of, floor_of, found_by_words, names_of, noun_of
from cnnstudio.gui.viewer.likes.best import BestPanel
from cnnstudio.gui.viewer.likes.crops import Crops
from cnnstudio.gui.viewer.likes.figure import liked_figure
from cnnstudio.gui.viewer.likes.liked import Liked
from cnnstudio.gui.viewer.likes.made import MadePanel
from cnnstudio.gui.viewer.likes.maker import Maker
from cnnstudio.gui.viewer.likes.search import SearchBar
from cnnstudio.gui.viewer.likes.tiles import ChannelTiles
from cnnstudio.gui.viewer.sample import Sample
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.subject import Hint, feature_node
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.widgets.card import heading
from cnnstudio.gui.widgets.empty_state import EmptyState
from cnnstudio.gui.widgets.figures.figure import Figure
from cnnstudio.gui.widgets.fitting_label import FittingLabel
from cnnstudio.gui.widgets.gallery.picture_grid import PictureGrid

_NAME = "inspect.likes"
_BEST = 9


class LikesTab(Tab):
    """All channels at a glance, the best pictures of the chosen one, and one that is made for it."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(_NAME, bridge)
        self._scene: Scene | None = None
        self._node: Node | None = None
        self._offer = ""
        self._searched: Search | None = None
        self._is_over = False
        self._liked: Liked | None = None
        self._sample: Sample | None = None
        self._crops: Crops | None = None
        self._title, self._facts = heading(""), FittingLabel()
        self._title.setObjectName(f"{_NAME}.title")
        self.search = SearchBar(f"{_NAME}.search")
        self._tiles = ChannelTiles()
        self.channels = PictureGrid(f"{_NAME}.channels", tr("Every channel with its best picture"), self._tiles)
        self._all_title, self._silent = heading(""), FittingLabel()
        self.best = BestPanel(f"{_NAME}.best")
        self.made = MadePanel(f"{_NAME}.made")
        self._maker = Maker(self.made, self.questions)
        self._hint = EmptyState(f"{_NAME}.hint", "wand-sparkles")
        self._pages, self._glance_box = QStackedWidget(), QWidget()
        self._lay_out()
        self._connect()

    @property
    def hint(self) -> str:
        """The words in place of everything; empty while there is something to see."""
        return self._hint.words if self._pages.currentWidget() is self._hint else ""

    @property
    def none_words(self) -> str:
        """Why there are no pictures of the data; empty while there are."""
        return self.best.none_words if self._glance_box.isHidden() else ""

    # What the page calls

    def look(self, scene: Scene) -> None:
        self._scene = scene
        found = feature_node(scene)
        if isinstance(found, Hint):
            self.questions.drop_all()
            self._node, self._offer = None, found.offer
            self._hint.say(found.title, found.rich_text, tr("Show {offer}", offer=found.offer) if found.offer else "")
            self._pages.setCurrentWidget(self._hint)
            return
        self._pages.setCurrentIndex(0)
        self._show_node(scene, found)
        self.search.set_data(scene.data)
        self._find()

    def leave(self) -> None:
        super().leave()
        self._maker.leave()

    def figure(self) -> Figure | None:
        scene, node = self._scene, self._node
        if scene is None or node is None or self.hint:
            return None
        # While the search is on, or once it was stopped, nothing is known of the other pictures.
        among = self.search.which if self._liked is None else self.search.among(self._liked.found.looked_at)
        return liked_figure(scene, node, self.best, self._liked, self._maker.made, among)

    # The layer

    def _show_node(self, scene: Scene, node: Node) -> None:
        names, noun = names_of(scene, node), noun_of(scene, node)
        is_another = self._node is None or node.name != self._node.name
        self._node = node
        self._title.setText(node.name)
        self._facts.say(scene.facts(node))
        self._all_title.setText(tr("Every channel") if noun == "channel" else tr("Every unit"))
        self.best.offer_channels(noun, len(names))
        if is_another or self.best.channel >= len(names):
            self.best.choose(0)
        self._maker.look(scene, node, self.best.channel)

    def _choose(self, channel: int) -> None:
        """Another channel, by its number or by its tile."""
        self.best.choose(channel)
        self._mark(channel)
        if self._scene is not None and self._node is not None:
            self._maker.look(self._scene, self._node, channel)

    def _mark(self, channel: int) -> None:
        """Makes the tile of the channel the current one."""
        if 0 <= channel < self._tiles.rowCount() and self.channels.currentIndex().row() != channel:
            self.channels.setCurrentIndex(self._tiles.index(channel, 0))

    def _current_changed(self, current: QModelIndex) -> None:
        if current.isValid() and current.row() != self.best.channel:
            self._choose(current.row())

    # The pictures that excite it

    def _find(self) -> None:
        """Begins the search unless this very one is on, or over."""
        scene, node, pictures = self._scene, self._node, self.search.pictures()
        if scene is None or node is None:
            return
        if scene.data is None or pictures is None:
            self.questions.drop(FindExciting)
            self._searched = None
            self._say_none(
                tr("{no_data} A picture can still be made for a channel.", no_data=scene.no_data), tr("Go to Data")
            )
            return
        wanted = Search(aim_of(scene, node), scene.data, self.search.part, self.search.count)
        is_on = self.questions.is_asked(FindExciting)
        if wanted == self._searched and (is_on or self._is_over):
            return
        if is_on and wanted.is_same_but_for_epoch(self._searched):
            return  # the weights are newer, but what was begun is brought to its end
        self._begin(wanted)

    def _begin(self, wanted: Search) -> None:
        scene, node, pictures = self._scene, self._node, self.search.pictures()
        assert scene is not None
        assert node is not None
        assert pictures is not None
        row = scene.analysis.row_of(node.name)
        assert row is not None
        assert row.output_shape is not None
        shape = row.output_shape
        sample = Sample.of(wanted.data, wanted.part, wanted.count)
        among = pictures if len(sample) == len(pictures) else take(pictures, sample.numbers)
        if not wanted.is_same_but_for_epoch(self._searched) or self._crops is None:
            self._show_liked(None)
            self._crops = _crops(among, row.field or Field(), shape)
        self._searched, self._sample, self._is_over = wanted, sample, False
        self._glance_box.show()
        self.search.show_progress(0, wanted.count, again=self._liked is not None)
        request = FindExciting(
            self.questions.sender_name, subject=wanted.aim.moment.subject, layer=node.name, pictures=among, count=_BEST
        )
        self.questions.ask(request, wanted, self._answered, self._failed)

    def _answered(self, event: ExcitingFound) -> bool:
        searched, scene, node = self._searched, self._scene, self._node
        assert searched is not None
        assert scene is not None
        assert node is not None
        assert self._sample is not None
        assert self._crops is not None
        names = names_of(scene, node)
        self._show_liked(Liked(event, searched, self._sample, self._crops, names, floor_of(scene, node)))
        if event.done:
            self._is_over = True
            self.search.show_words(*self._found_words(searched))
            if not scene.is_live:  # the run may have ended meanwhile, with other weights
                self._find()
        else:
            self.search.show_progress(event.looked_at, event.total)
        return event.done

    def _found_words(self, searched: Search) -> tuple[str, ...]:
        which, aim = capitalised(self.search.which), searched.aim
        by = "" if self._scene is None or self._node is None else found_by_words(self._scene, self._node)
        said = [which, by, aim.weights if aim.moment.is_live else ""]
        return tuple(" · ".join(filter(None, said[:count])) for count in (3, 2, 1))

    def _show_liked(self, liked: Liked | None) -> None:
        self._liked = liked
        self._tiles.show_liked(liked)
        self.best.show_liked(liked)
        self.shown_changed.emit()
        self._silent.say(
            tr("{silent:,} of {count:,} silent", silent=liked.silent, count=len(liked.names))
            if liked and liked.silent
            else ""
        )
        if liked is not None:
            self._glance_box.show()
            self._mark(self.best.channel)

    def _stop(self) -> None:
        """What was found so far stays."""
        self.questions.end(FindExciting)
        self._is_over = True
        done = self._liked.found.looked_at if self._liked is not None else 0
        self.search.show_words(
            tr_count("Stopped after {count:,} picture", "Stopped after {count:,} pictures", done),
            tr_count("{count:,} picture", "{count:,} pictures", done),
            again=True,
        )

    def _again(self) -> None:
        self._searched = None
        self._find()

    def _failed(self, why: str) -> None:
        self._is_over = True
        if self._liked is not None:
            self.search.show_words(why, again=True)  # what was found so far stays
            return
        self.search.show_words("", again=True)
        self._say_none(why)

    def _say_none(self, words: str, button: str = "") -> None:
        self._show_liked(None)
        self._glance_box.hide()
        self.best.say(words, button)  # a picture can still be made for the channel that is chosen there

    # How it looks

    def _connect(self) -> None:
        self.search.changed.connect(self._find)
        self.search.stopped.connect(self._stop)
        self.search.again.connect(self._again)
        self.channels.selectionModel().currentChanged.connect(self._current_changed)
        self.best.channel_chosen.connect(self._choose)
        self.best.channel_chosen.connect(self.shown_changed)
        self.best.data_requested.connect(self.data_requested)
        self.best.picture_chosen.connect(lambda number: self.picture_chosen.emit(self.search.part, number))
        self._hint.clicked.connect(lambda: self.layer_chosen.emit(self._offer))
        self._hint.link_clicked.connect(self.layer_chosen)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._title)
        top.addWidget(self._facts, 1)
        found = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._fill_glance()
        found.addWidget(self._glance_box)
        found.addWidget(self.best)
        found.setSizes([300, 380])
        row = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
        row.addWidget(found)
        row.addWidget(self.made)
        row.setStretchFactor(0, 3)
        row.setStretchFactor(1, 1)
        row.setSizes([660, 240])
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.search)
        column.addWidget(row, 1)
        for widget in (content, self._hint):
            self._pages.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(self._pages)

    def _fill_glance(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        self._all_title.setMinimumHeight(self.best.head_height)  # in line with what stands beside it
        top.addWidget(self._all_title)
        top.addWidget(self._silent, 1)
        column = QVBoxLayout(self._glance_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.channels, 1)


def _crops(among: Pictures, field: Field, shape: Shape) -> Crops:
    """The parts that the numbers of an output of this shape see; all of the picture where a list was laid out of maps.

    Of such a list each number sees another part, which its place in the list does not say.
    """
    if len(shape) == 3:
        return Crops(among, field, (shape[0], shape[1]))
    return Crops(among, field if field.is_common else whole(among.shape[1:3], exact=False), (1, 1))
