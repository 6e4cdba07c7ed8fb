"""Every fact that labs can ask for and check, by name: of the open project, of its runs, and of convolution by hand."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from cnnstudio.core.labs import layer_reference
from cnnstudio.core.labs.fact import KINDS_IN_WORDS, Fact, in_words, key
from cnnstudio.core.labs.hand_facts import hand_facts
from cnnstudio.core.labs.lab import Asked, FactValue, Subject
from cnnstudio.core.labs.layer_facts import label_of, layer_facts
from cnnstudio.core.labs.left_blank import check_filled_in
from cnnstudio.core.labs.project_facts import data_facts, network_facts, plan_facts
from cnnstudio.core.labs.run_facts import run_facts
from cnnstudio.core.labs.scene import NotThere, Scene
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.run_table import row
from cnnstudio.core.tables import markdown
from cnnstudio.core.words import quoted

__all__ = [
    "FACTS",
    "Asked",
    "Fact",
    "as_asked",
    "best",
    "fact",
    "in_words",
    "mistake",
    "rows",
    "said",
    "table",
    "value",
]


def _all() -> tuple[Fact, ...]:
    # What a run did stands before what was planned: its "epochs" are those that were trained.
    planned = (*network_facts(), *data_facts(), *plan_facts(frozenset({"epochs"})))
    ran = run_facts(frozenset(key(each.name) for each in planned if "run" in each.subjects and not each.of))
    help = tr("Runs of the project that have ended, after an epoch or more.")
    runs = Fact("runs", help, "count", ("project",), lambda scene, _: len(scene.trained))
    return (*planned, runs, *layer_facts(), *ran, *hand_facts())


FACTS: tuple[Fact, ...] = _all()
"""Every fact, in the order in which they are documented."""

_WHERE: Mapping[Subject, tuple[str, str]] = {
    "project": (tr("the open project"), tr("subject = “project”")),
    "run": (tr("runs"), tr("subject = “run” in a check, or run = “latest”")),
    "by_hand": (tr("convolution by hand"), tr("subject = “by_hand”")),
}
"""What has facts, in words, and how a lab says that it is meant."""

_LONGEST_NAME = 60

_BY_NAME: Mapping[tuple[str, str, Subject], Fact] = {
    (key(each.name), each.of, subject): each for each in FACTS for subject in each.subjects
}


def as_asked(text: str) -> Asked:
    """ "filters of conv2d_1" as what and whose; "the parameters" too."""
    what, _, of = " ".join(text.split()).partition(" of ")
    return Asked(what.removeprefix("the ").strip(), of.strip())


def fact(asked: Asked, subject: Subject) -> Fact | None:
    """The fact that is meant, of this subject; None where there is none."""
    name, subject = key(asked.what), "run" if asked.run else subject
    if not asked.of:
        return _BY_NAME.get((name, "", subject))
    return _BY_NAME.get((name, "kind", subject)) or _BY_NAME.get((name, "layer", subject))


def mistake(asked: Asked, subject: Subject) -> str:
    """What is wrong with how a fact is asked for, and what to do, in words; empty where there is such a one."""
    found = fact(asked, subject)
    if found is None:
        return _unknown(asked, "run" if asked.run else subject)
    if found.of == "kind":
        known = layer_reference.kind_of(asked.of) is not None
        return "" if known else tr("{of} is no kind of layer; write it as Keras does: “Conv2D”.", of=quoted(asked.of))
    return layer_reference.mistake(asked.of) if found.of else ""


def _unknown(asked: Asked, subject: Subject) -> str:
    name, of = key(asked.what), bool(asked.of)
    if any(each == name and bool(kind) != of and where == subject for each, kind, where in _BY_NAME):
        if of:
            return tr("{what} is of the whole, not of a layer: leave “of” out.", what=quoted(asked.what))
        return tr("{what} is one of a layer; say of which: {how}.", what=quoted(asked.what), how=layer_reference.HOW)
    others = [where for each, kind, where in _BY_NAME if each == name and bool(kind) == of]
    if others:
        where, how = _WHERE[others[0]]
        return tr(
            "{fact} is a fact of {where}, not of {here}: say {how}.",
            fact=quoted(asked.what),
            where=where,
            here=_WHERE[subject][0],
            how=how,
        )
    names = {each: _BY_NAME[(each, kind, where)].name for each, kind, where in _BY_NAME if where == subject}
    close = get_close_matches(name[:_LONGEST_NAME], names, 1)
    if close:
        return tr(
            "There is no fact called {fact}. Is “{other}” meant? “cnnstudio lab facts” lists all.",
            fact=quoted(asked.what),
            other=names[close[0]],
        )
    return tr("There is no fact called {fact}. “cnnstudio lab facts” lists all.", fact=quoted(asked.what))


def value(asked: Asked, scene: Scene, subject: Subject = "project") -> FactValue:
    """The fact as it is now; raises NotThere in words where there is none."""
    found = fact(asked, subject)
    if found is None:
        raise NotThere(_unknown(asked, "run" if asked.run else subject))
    if subject == "project" and not asked.run:
        check_filled_in(key(found.name), asked.of, found.of == "layer", scene)
    return found.find(scene if not asked.run else scene.of(_chosen(asked, scene)), asked.of)


def said(asked: Asked) -> str:
    """The fact's name inside a sentence: "filters of conv2d_1"."""
    return _of_run(f"{asked.what} of {asked.of}" if asked.of else asked.what, asked)


def in_sight(asked: Asked, subject: Subject) -> str:
    """As a student reads it, at the beginning of a sentence: "Validation accuracy of the best run"."""
    found = fact(asked, subject)
    if found is None:
        return said(asked)
    own = label_of(found.name, asked.of) if found.of == "layer" else ""
    words = own or found.words
    if asked.of:
        layer = layer_reference.in_sight(asked.of)
        if layer_reference.is_by_place(asked.of):
            words = tr_in("a layer in its order", "{fact} of {layer}", fact=words, layer=layer)
        else:
            words = tr("{fact} of {layer}", fact=words, layer=layer)
    return _of_run(words, asked)


def _of_run(words: str, asked: Asked) -> str:
    if not asked.run:
        return words
    if asked.run == "best":
        return tr("{fact} of the best run", fact=words)
    return tr("{fact} of the latest run", fact=words)


def best(runs: Iterable[Run]) -> Run | None:
    """The run of the highest validation accuracy, of equals the first; None where none was measured."""
    scored = [(run, row(run)["val_accuracy"]) for run in runs]
    measured = [(run, share) for run, share in scored if isinstance(share, (int, float))]
    return max(measured, key=lambda each: each[1])[0] if measured else None


def _chosen(asked: Asked, scene: Scene) -> Run:
    ended = scene.trained or scene.ended
    run = best(ended) if asked.run == "best" else ended[-1] if ended else None
    if run is None:
        raise NotThere(scene.why_none_ended)
    return run


def rows() -> tuple[tuple[str, str, str, str], ...]:
    """Of every fact its name, what its value is, what it is of, and what it says, for who writes labs."""
    return tuple(
        (each.title, KINDS_IN_WORDS[each.kind], ", ".join(each.subjects).replace("_", " "), each.help) for each in FACTS
    )


def table() -> str:
    """All facts as a table in Markdown."""
    lines = [tr("| Fact | Value | Of | What it is |"), "| --- | --- | --- | --- |"]
    lines += [f"| `{name}` | {value} | {of} | {markdown(help)} |" for name, value, of, help in rows()]
    return "\n".join([*lines, ""])
