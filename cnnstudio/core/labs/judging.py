"""What a lab's author should look at again: no mistakes, but what is probably not meant."""

import re
from collections.abc import Iterable, Iterator, Mapping

from cnnstudio.core.analysis import analyse
from cnnstudio.core.errors import SpecError
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.labs import facts, layer_reference
from cnnstudio.core.labs.comparing import holds
from cnnstudio.core.labs.fact import key
from cnnstudio.core.labs.lab import Action, Asked, Check, Lab, Need, Question, Step
from cnnstudio.core.labs.mistakes import Mistake
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import tr
from cnnstudio.core.presets import preset
from cnnstudio.core.project import Project
from cnnstudio.core.words import quoted

_HTML = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9]*[ />]|!--)")
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\(")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)

_FILLED_IN = {"all_right", "cells_right"}
"""Facts of an answer that the student fills in."""

_IN_THE_LANGUAGE = {"preprocessing": "“preprocessing method”", "data": "“data source”, “data subset”"}
"""Facts that read otherwise in another language, and those to check in their place."""

_NOTHING_TO_DO = tr("Nothing is asked or checked in this lab, so that there is no progress.")


def judge(lab: Lab) -> tuple[Mistake, ...]:
    """Everything that is probably not meant, in the order of the lab."""
    codes = {code: _read(code) for code in {action.value for _, action in _actions(lab) if action.kind == "code"}}
    found = [*_about_code(lab, codes)]
    scenes = list(_scenes(lab, codes))
    for number, step in enumerate(lab.steps, 1):
        found += (Mistake(place, words) for place, words in _about_step(number, step, scenes))
    if not lab.questions and not lab.checks:
        found.append(Mistake(tr("The file"), _NOTHING_TO_DO))
    return tuple(found)


def _about_code(lab: Lab, codes: Mapping[str, Project | str]) -> Iterator[Mistake]:
    for number, action in _actions(lab):
        found = codes.get(action.value) if action.kind == "code" else None
        if isinstance(found, str):
            yield Mistake(_place(number), f"{quoted(action.label)}: {found}")


def _actions(lab: Lab) -> Iterator[tuple[int, Action]]:
    return ((number, action) for number, step in enumerate(lab.steps, 1) for action in step.actions)


def _read(code: str) -> Project | str:
    """The project in it, or why there is none."""
    try:
        return read_code(code).project or tr("No Keras network was found in its code.")
    except SpecError as error:
        return str(error)


def _scenes(lab: Lab, codes: Mapping[str, Project | str]) -> Iterator[Scene]:
    """The projects that the lab offers itself, each once."""
    presets = {action.value for _, action in _actions(lab) if action.kind == "preset"}
    offered = [found.project for name in sorted(presets) if (found := preset(name)) is not None]
    for project in (*offered, *(each for each in codes.values() if not isinstance(each, str))):
        yield Scene(project, analyse(project.network))


def _place(number: int) -> str:
    return tr("Step {number}", number=number)


def _about_step(number: int, step: Step, scenes: list[Scene]) -> Iterator[tuple[str, str]]:
    yield from ((_place(number), words) for words in _about_text(step.text))
    asked = {key(need.fact.what) for check in step.checks if check.subject == "by_hand" for need in check.needs}
    if asked & _FILLED_IN and any(action.kind == "by_hand" and not action.hidden for action in step.actions):
        yield (
            _place(number),
            tr("A check asks for the answer of the exercise, and it opens with it: write “hidden = true” there."),
        )
    for count, question in enumerate(step.questions, 1):
        place = tr("Step {number}, question {question}", number=number, question=count)
        yield from ((place, words) for words in _about_question(question, scenes))
    for count, check in enumerate(step.checks, 1):
        place = tr("Step {number}, check {check}", number=number, check=count)
        yield from ((place, words) for words in _about_check(check, scenes))


def _about_text(text: str) -> Iterator[str]:
    bare = _CODE.sub("", text)
    if _HTML.search(bare):
        yield tr("There is HTML in the text; it is shown as it stands and not followed.")
    if _PICTURE.search(bare):
        yield tr("A picture in the text is not shown; name it in “pictures”.")


def _about_question(question: Question, scenes: list[Scene]) -> Iterator[str]:
    for text in (question.text, question.why):
        yield from _about_text(text)
    if question.form != "open" and not question.why:
        yield tr("It has no “why”: nothing is explained when the answer is right.")
    if isinstance(question.answer, Asked) and not question.tolerance and _is_share(question.answer):
        yield tr("It asks for a share and has no tolerance: only an answer with all its decimals is right.")
    if isinstance(question.answer, Asked) and not question.answer.run:
        yield from _about_layer(question.answer, scenes)


def _is_share(asked: Asked) -> bool:
    fact = facts.fact(asked, "project")
    return fact is not None and fact.kind == "share"


def _about_check(check: Check, scenes: list[Scene]) -> Iterator[str]:
    yield from _about_text(check.say)
    for one in check.needs:
        if not _can_hold(one, check.needs):
            yield tr("No value of {fact} meets all the needs at once.", fact=quoted(facts.said(one.fact)))
            break
    yield from _about_language({key(need.fact.what) for need in check.needs})
    if check.subject != "by_hand":
        asked = (*(need.fact for need in check.needs), *check.different, *check.same)
        yield from dict.fromkeys(words for each in asked for words in _about_layer(each, scenes))


def _about_language(names: set[str]) -> Iterator[str]:
    for name in sorted(names & _IN_THE_LANGUAGE.keys()):
        others = _IN_THE_LANGUAGE[name]
        yield tr("{fact} reads otherwise in another language; better is: {others}.", fact=quoted(name), others=others)


def _can_hold(need: Need, needs: Iterable[Need]) -> bool:
    """Whether a fact that has to be a certain value may be it for the other needs, too; bounds must not cross."""
    others = [other for other in needs if other.fact == need.fact and other is not need]
    if need.operator == "is":
        return all(holds(other, need.value) for other in others)
    if need.operator in ("at_least", "above"):
        above = (other for other in others if other.operator in ("at_most", "below"))
        return all(_is_above(other.value, need.value) for other in above)
    return True


def _is_above(high: object, low: object) -> bool:
    return not isinstance(high, (int, float)) or not isinstance(low, (int, float)) or high >= low


def _about_layer(asked: Asked, scenes: list[Scene]) -> Iterator[str]:
    """Where the lab offers networks and none of them has the layer."""
    fact = facts.fact(asked, "project")
    if not scenes or fact is None or fact.of != "layer":
        return
    for scene in scenes:
        try:
            layer_reference.found(asked.of, scene)
        except NotThere:
            continue
        return
    yield tr(
        "None of the networks that this lab offers has the layer {layer}: the student has to make it.",
        layer=quoted(asked.of),
    )
