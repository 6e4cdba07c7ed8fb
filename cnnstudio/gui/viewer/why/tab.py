"""Why this answer: what in the picture speaks for a class, by every method, over the picture."""

from dataclasses import replace

from cnnstudio.core.inspecting.attribution import METHODS, Method, is_at_once
from cnnstudio.core.language import tr
from cnnstudio.core.messages import Event, Explain, Explained, Predicted, Progressed
from cnnstudio.gui.bridge import Bridge
from cnnstudio.gui.viewer.scene import Scene
from cnnstudio.gui.viewer.subject import Hint
from cnnstudio.gui.viewer.tab import Tab
from cnnstudio.gui.viewer.why.asked import Asked, asked_of, hint_of
from cnnstudio.gui.viewer.why.face import Face
from cnnstudio.gui.viewer.why.words import NO_MAPS, about_words, caption, cost_words, difference
from cnnstudio.gui.widgets.figures.figure import Figure
from cnnstudio.gui.widgets.rasters import picture_image


class WhyTab(Tab):
    """Asks for what is not known yet about the picture and the class.

    What is shown stays until there is an answer to what is asked now, so that nothing flickers.
    """

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("inspect.why", bridge)
        self._scene: Scene | None = None
        self._wanted: Asked | None = None
        self._posted: Asked | None = None
        self._remaining: list[Method] = []
        """The methods that are being answered, in their order."""
        self._is_begun = False
        self._known: dict[Method, Asked] = {}
        """What is shown of each method is the answer to this."""
        self._wished: set[Method] = set()
        self._stopped: set[Method] = set()
        self.face = Face(self)
        self.face.classes.chosen.connect(self._renew)
        self.face.panels.changed.connect(self.shown_changed)
        self.face.hint.clicked.connect(lambda: self.layer_chosen.emit(self.face.offer))
        for method in METHODS:
            panel = self.face.panels[method]
            panel.wanted.connect(lambda method=method: self._wish(method))
            panel.stopped.connect(lambda method=method: self._stop(method))

    @property
    def hint(self) -> str:
        return self.face.hint_words

    def look(self, scene: Scene) -> None:
        self._scene = scene
        hint = hint_of(scene)
        if hint is not None or scene.picture is None:
            self._forget()
            self.face.show_hint(hint or Hint(tr("No picture to ask about"), scene.no_picture))
            return
        self.face.show_content()
        self.face.classes.set_labels(scene.labels)
        self._renew()

    def show_answer(self, answer: Predicted) -> None:
        if self._scene is not None:
            self.face.classes.show_answer(answer, self._scene.truth, self._explained)

    def leave(self) -> None:
        super().leave()
        self._remaining = []

    def figure(self) -> Figure | None:
        shown = [
            (panel, self._known[panel.method], panel.found)
            for panel in self.face.panels.shown()
            if panel.found is not None and panel.method in self._known
        ]
        if not shown or self.face.hint_words:
            return None
        _, main, first = shown[0]
        pictures = []
        for panel, asked, found in shown:
            picture, other = panel.figure(), difference(asked, found, main, first)
            if picture is not None:
                pictures.append(replace(picture, title=f"{picture.title} · {other}") if other else picture)
        layer = next((found.layer for _, _, found in shown if found.layer), "")
        return Figure("why", caption(main, first, layer), tuple(pictures))

    @property
    def _explained(self) -> Explained | None:
        """What is shown of the predicted class of the picture in view; None while that is nothing."""
        for method, asked in self._known.items():
            if asked.target is None and self._wanted is not None and asked.is_of_same_picture(self._wanted):
                return self.face.panels[method].found
        return None

    # What is asked

    def _renew(self) -> None:
        """Asks for what is not known, unless just that is being answered."""
        scene = self._scene
        if scene is None or scene.picture is None:
            return
        before, wanted = self._wanted, asked_of(scene, self.face.classes.target, self._wanted)
        if before is not None and wanted.target is not None and not wanted.is_of_same_picture(before):
            self.face.classes.choose_predicted()  # another class was asked about in another picture, or of another run
            wanted = replace(wanted, target=None)
        if before is None or not wanted.fits(before, "gradient"):
            self._wished.clear()
            self._stopped.clear()
        self._wanted = wanted
        due = [method for method in wanted.methods if self._is_due(method)]
        if not self._is_being_answered(due):
            self._end()
            if due:
                self._post(due)
        self._show_states()

    def _is_due(self, method: Method) -> bool:
        assert self._scene is not None
        assert self._wanted is not None
        if self._wanted.is_answered_by(self._known.get(method), method):
            return False
        return method in self._wished or (method not in self._stopped and is_at_once(method, self._scene.analysis))

    def _is_being_answered(self, due: list[Method]) -> bool:
        """Whether what is under way is still wanted, be it of another epoch, and nothing quick is to come before."""
        posted, wanted = self._posted, self._wanted
        if not self._remaining or posted is None or wanted is None or not self.questions.is_asked(Explain):
            return False
        if posted.moment.is_live and not wanted.moment.is_live:
            return False  # it is over: what was learned in the end counts
        hasty = [
            method
            for method in due
            if METHODS[method].is_quick and method not in self._remaining and not self._shows_wanted(method)
        ]
        return not hasty and all(posted.fits(wanted, method) for method in self._remaining)

    def _shows_wanted(self, method: Method) -> bool:
        known = self._known.get(method)
        return known is not None and self._wanted is not None and known.fits(self._wanted, method)

    def _post(self, methods: list[Method]) -> None:
        assert self._wanted is not None
        self._remaining, self._posted, self._is_begun = list(methods), self._wanted, False
        request = Explain(
            self.questions.sender_name,
            subject=self._wanted.scene.subject,
            picture=self._wanted.picture,
            methods=tuple(methods),
            target=self._wanted.target,
            layer=self._wanted.layer,
        )
        self.questions.ask(request, self._wanted, self._answered, self._failed, self._wait)

    def _wish(self, method: Method) -> None:
        self._wished.add(method)
        self._stopped.discard(method)
        self._renew()

    def _stop(self, method: Method) -> None:
        self._stopped.add(method)
        self._wished.discard(method)
        self._end()
        self._renew()

    def _end(self) -> None:
        if self._remaining:
            self.questions.end(Explain)
            self._remaining = []

    def _forget(self) -> None:
        self.questions.drop_all()
        self._wanted = None
        self._remaining = []
        self._known.clear()

    # What is answered

    def _answered(self, event: Event) -> bool:
        self._begin()
        method, posted = event.method if isinstance(event, Explained) else self._remaining[0], self._posted
        if isinstance(event, Progressed):
            self.face.panels[method].show_progress(event.done, event.total)
        elif isinstance(event, Explained) and posted is not None:
            self._remaining.remove(method)
            self._wished.discard(method)
            if posted not in self._known.values():
                self.face.classes.take_as_explained()  # these maps are as new as what was predicted
            self._known[method] = posted
            when = posted.moment.when if posted.moment.is_live else ""
            self.face.panels[method].show_found(event, posted.layer_words if event.layer else "", when)
            self.face.facts.say(*about_words(posted, event))
            if not self._remaining:
                self._renew()  # the run may have gone on meanwhile
                return True
            self._show_states()
        return False

    def _failed(self, why: str) -> None:
        remaining, self._remaining = self._remaining, []
        self._is_begun = False
        self._begin()
        for method in remaining:
            self._stopped.add(method)
            self.face.panels[method].say(why)
        if not self._known:
            self.face.show_hint(Hint(tr("This cannot be shown"), why))

    def _wait(self, words: str) -> None:
        self._begin()
        self.face.facts.say(words)

    def _begin(self) -> None:
        """What is about something else goes."""
        if self._is_begun or self._wanted is None:
            return
        self._is_begun = True
        picture = picture_image(self._wanted.picture)
        for method in METHODS:
            if not self._shows_wanted(method):
                self._known.pop(method, None)
                self.face.panels[method].show_picture(picture)
        self._show_states()

    def _show_states(self) -> None:
        """Says of each method that is not known what becomes of it."""
        if self._scene is None or self._wanted is None:
            return
        for method in METHODS:
            panel, known = self.face.panels[method], self._known.get(method)
            if known is not None and METHODS[method].of_maps and self._wanted.fits(known, method):
                panel.say_layer(self._wanted.layer_words)  # it may have been selected meanwhile
            if method not in self._wanted.methods:
                panel.say(*NO_MAPS)
            elif method in self._remaining:
                if not self._is_begun or known is not None:
                    continue
                if method == self._remaining[0] and not METHODS[method].is_quick:
                    panel.show_progress(0, 0)
                else:
                    panel.say(tr("Waiting…"))
            elif self._wanted.is_answered_by(known, method):
                continue
            elif not self._is_due(method):
                panel.offer(cost_words(self._scene, method))
            elif known is None and self._is_begun:
                panel.say(tr("Waiting…"))
