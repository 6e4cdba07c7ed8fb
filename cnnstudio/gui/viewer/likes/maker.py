"""Has a picture made for a channel, keeps what was made for each, and asks what the network takes it for."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Slot

from cnnstudio.core.language import tr
from cnnstudio.core.messages import Maximise, Maximised, Predict, Predicted
from cnnstudio.core.network import Node
from cnnstudio.core.words import percent, plain
from cnnstudio.gui.viewer.likes.aim import Aim, aim_of, noun_of, noun_words, value_words
from cnnstudio.gui.viewer.likes.made import MadePanel
from cnnstudio.gui.viewer.questions import Questions
from cnnstudio.gui.viewer.scene import Scene

_STEPS = 256


@dataclass(frozen=True, eq=False)
class _View:
    scene: Scene
    node: Node
    channel: int

    @property
    def key(self) -> tuple[str, int]:
        return self.node.name, self.channel

    def is_of_same_run(self, other: "_View | None") -> bool:
        return other is not None and self.scene.moment.is_of_same_run(other.scene.moment)


class Maker(QObject):
    """Stands between the panel with the picture and the engine."""

    def __init__(self, panel: MadePanel, questions: Questions) -> None:
        super().__init__(panel)
        self._panel, self._questions = panel, questions
        self._view: _View | None = None
        self._made: dict[object, tuple[Aim, Maximised]] = {}
        """By layer and channel, all of the network in view."""
        self._making: object = None
        panel.started.connect(self._start)
        panel.stopped.connect(self._stop)

    def look(self, scene: Scene, node: Node, channel: int) -> None:
        """Shows the picture made for this channel, where there is one; what is made for another one ends."""
        before, self._view = self._view, _View(scene, node, channel)
        key, is_same_run = self._view.key, self._view.is_of_same_run(before)
        if not is_same_run:
            self._made.clear()
        elif before is not None and before.key == key:
            self._say_value()
            return
        self._questions.end(Maximise)
        self._questions.drop(Predict)
        self._making = None
        self._show()

    @property
    def made(self) -> tuple[Aim, Maximised] | None:
        """What is shown, and of which weights; None while nothing is."""
        return None if self._view is None or self._panel.made is None else self._made.get(self._view.key)

    def leave(self) -> None:
        """Nobody looks any more: what was made so far stays."""
        self._making = None
        self._panel.show_running(False)

    # Private

    def _show(self) -> None:
        assert self._view is not None
        view, kept = self._view, self._made.get(self._view.key)
        if kept is None:
            noun = noun_words(noun_of(view.scene, view.node))
            self._panel.clear(tr("None yet for {noun} {number}.", noun=noun, number=view.channel))
        else:
            self._panel.show_made(kept[1], self._of_what(view, kept[0]))
        self._panel.show_running(False)

    def _say_value(self) -> None:
        """Says anew what the value is: the picture may be of older weights by now."""
        assert self._view is not None
        kept = self._made.get(self._view.key)
        if kept is not None:
            self._panel.say_value(self._of_what(self._view, kept[0]))

    @staticmethod
    def _of_what(view: _View, aim: Aim) -> str:
        """What the value is, and of which weights where they are no longer those in view."""
        words = value_words(view.scene, view.node)
        return words if aim == aim_of(view.scene, view.node) else f"{aim.weights} · {words}"

    @Slot()
    def _start(self) -> None:
        view = self._view
        if view is None:
            return
        aim, self._making = aim_of(view.scene, view.node), view.key
        self._made.pop(view.key, None)
        self._panel.clear(tr("Begins with noise …"))
        self._panel.show_running(True)
        request = Maximise(
            self._questions.sender_name,
            subject=view.scene.subject,
            layer=view.node.name,
            channel=view.channel,
            steps=_STEPS,
            seed=self._panel.seed,
        )

        def answered(event: Maximised) -> bool:
            return self._answered(aim, event)

        self._questions.drop(Predict)
        self._questions.ask(request, (aim, view.channel), answered, self._failed, self._panel.say)

    def _answered(self, aim: Aim, event: Maximised) -> bool:
        assert self._view is not None
        self._made[self._view.key] = aim, event
        self._panel.show_made(event, self._of_what(self._view, aim))
        is_last = event.step == event.steps
        if is_last:
            self._end()
        return is_last

    @Slot()
    def _stop(self) -> None:
        self._questions.end(Maximise)
        self._end()

    def _end(self) -> None:
        """What was made so far stays, and the network is asked what it takes it for."""
        self._making = None
        self._panel.show_running(False)
        view, made = self._view, self._panel.made
        if view is not None and made is not None:
            request = Predict(self._questions.sender_name, subject=view.scene.subject, picture=made.picture)
            self._questions.ask(request, made, self._taken_for, lambda _: None)

    def _taken_for(self, event: Predicted) -> None:
        best = int(np.argmax(event.probabilities))
        share = percent(float(event.probabilities[best]))
        self._panel.say_answer(tr("Taken for {label} · {share}", label=plain(event.labels[best], 40), share=share))

    def _failed(self, why: str) -> None:
        self._making = None
        if self._panel.made is None:
            self._panel.clear(why)
        else:
            self._panel.say(why)  # the picture so far stays
        self._panel.show_running(False)
