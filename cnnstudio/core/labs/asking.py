"""Questions and checks of a lab, read from their tables."""

import re
from typing import Any, Literal, get_args

from cnnstudio.core.labs import facts
from cnnstudio.core.labs.comparing import why_not_comparable
from cnnstudio.core.labs.lab import Asked, Check, FactValue, Need, Operator, Question, Subject
from cnnstudio.core.labs.limits import (
    MOST_ACCEPTED,
    MOST_CHOICES,
    MOST_HINTS,
    MOST_KEY,
    MOST_LEVELS,
    MOST_NEEDS,
    MOST_RUNS,
    MOST_TEXT,
    MOST_TITLE,
    MOST_VALUES,
)
from cnnstudio.core.labs.mistakes import Table, is_number
from cnnstudio.core.language import tr, tr_in
from cnnstudio.core.words import quoted, written

OPERATORS: tuple[Operator, ...] = get_args(Operator)

_SUBJECTS: tuple[Subject, ...] = get_args(Subject)
_RUNS: tuple[Literal["latest", "best"], ...] = ("latest", "best")
_KEY = re.compile(rf"[A-Za-z0-9_.\-]{{1,{MOST_KEY}}}")
_FORMS: dict[str, Literal["number", "choice", "text", "open"]] = {
    "number": "number",
    "choices": "choice",
    "accept": "text",
    "open": "open",
}
"""What a question is, by the key that says what is right."""


def read_question(table: Table, key: str) -> Question:
    """The question in this table; what is wrong with it is noted there.

    Args:
        key: Its key where it does not say one.
    """
    key, text = _key(table, key), table.text("text", MOST_TEXT, needed=True)
    hints, why = table.texts("hints", MOST_HINTS, MOST_TEXT), table.text("why", MOST_TEXT)
    form = table.one_of(tuple(_FORMS))
    answer: float | Asked | None = None
    tolerance = 0.0
    choices: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    if form == "number":
        answer, tolerance = _number(table), table.number("tolerance", 0.0, 0.0)
    elif form == "choices":
        choices = table.texts("choices", MOST_CHOICES, MOST_TITLE)
        accepted = _right_choice(table, choices)
    elif form == "accept":
        accepted = table.texts("accept", MOST_ACCEPTED, MOST_TITLE)
        if not accepted:
            table.wrong(tr("“accept” lists every text that is right; it is empty."))
    elif form == "open" and not table.flag("open"):
        table.wrong(tr("“open” is true, or is left out."))
    table.done()
    return Question(key, text, _FORMS.get(form or "", "open"), answer, tolerance, choices, accepted, hints, why)


def _key(table: Table, usual: str) -> str:
    key = table.text("key", MOST_KEY) or usual
    if not _KEY.fullmatch(key):
        table.wrong(tr("The key {key} has other signs than letters, digits, “_”, “-” and “.”.", key=quoted(key)))
        return usual
    return key


def _number(table: Table) -> float | Asked | None:
    value = table.take("number")
    if is_number(value):
        return float(value)
    if isinstance(value, (str, dict)):
        return asked(table, "number", value, "project", kinds=("count", "number", "share", "any"))
    table.wrong(
        tr("“number” is the right number, or a fact: {{ what = “parameters” }}; not {value}.", value=written(value))
    )
    return None


def _right_choice(table: Table, choices: tuple[str, ...]) -> tuple[str, ...]:
    right = table.text("right", MOST_TITLE, needed=True)
    if len(choices) < 2 or len(set(choices)) < len(choices):
        table.wrong(tr("“choices” are at least two, each another one."))
    if right and right not in choices:
        table.wrong(
            tr("The right choice {right} is none of the choices. Write it in the same way.", right=quoted(right))
        )
    return (right,)


def asked(table: Table, name: str, value: Any, subject: Subject, kinds: tuple[str, ...] = ()) -> Asked | None:
    """The fact that stands in a table as "what of layer" or as a table; None where there is no such fact, noted."""
    found = _asked_of_table(table, name, value) if isinstance(value, dict) else None
    if isinstance(value, str):
        found = facts.as_asked(table.checked_text(name, value, MOST_TITLE))
    elif not isinstance(value, dict):
        table.wrong(
            tr(
                "“{name}” names a fact: “parameters”, “filters of conv2d_1”; not {value}.",
                name=name,
                value=written(value),
            )
        )
    if found is None:
        return None
    return _known(table, found, subject, kinds)


def _asked_of_table(table: Table, name: str, value: dict[str, Any]) -> Asked | None:
    inner = Table(value, f"{table.place}, {name}", table.mistakes)
    found = _asked_from(inner)
    inner.done()
    return found


def _asked_from(table: Table) -> Asked | None:
    """The fact of the keys ``what``, ``of`` and ``run``."""
    what, of = table.text("what", MOST_TITLE, needed=True), table.text("of", MOST_TITLE)
    run = _run(table)
    if not what or run is None:
        return None
    short = facts.as_asked(what)
    return Asked(short.what if not of else what, of or short.of, run)


def _run(table: Table) -> Literal["", "latest", "best"] | None:
    """Which run is meant, if one is; None where it cannot be."""
    name = table.text("run", MOST_TITLE)
    for known in _RUNS:
        if name == known:
            return known
    if name:
        table.wrong(tr("“run” is “latest” or “best”, not {name}.", name=quoted(name)))
    return None if name else ""


def _known(table: Table, found: Asked, subject: Subject, kinds: tuple[str, ...] = ()) -> Asked | None:
    wrong = facts.mistake(found, subject)
    if wrong:
        table.wrong(wrong)
        return None
    fact = facts.fact(found, subject)
    assert fact is not None
    if kinds and fact.kind not in kinds:
        table.wrong(tr("{fact} is no number, so that it cannot be asked for as one.", fact=quoted(facts.said(found))))
    return found


def read_check(table: Table, key: str) -> Check:
    """The check in this table; what is wrong with it is noted there.

    Args:
        key: Its key where it does not say one.
    """
    key, say = _key(table, key), table.text("say", MOST_TEXT, needed=True)
    subject = _subject(table)
    needs = tuple(
        need
        for each in table.tables("needs", MOST_NEEDS, tr_in("in a place", "need"))
        for need in _needs(each, subject)
    )
    count = table.whole("count", 1, 1, MOST_RUNS)
    different, same = _facts(table, "different", subject), _facts(table, "same", subject)
    hints = table.texts("hints", MOST_HINTS, MOST_TEXT)
    if subject != "run":
        for name in ("count", "different", "same"):
            if name in table:
                table.wrong(tr("“{name}” is of runs: it needs subject = “run”.", name=name))
        if not table.take("needs"):
            table.wrong(tr("“needs” is missing: what has to hold."))
    elif (different or same) and count < 2:
        table.wrong(tr("What is different or the same is looked for among several runs: say count = 2 or more."))
    table.done()
    return Check(key, say, needs, subject, count, different, same, hints)


def _subject(table: Table) -> Subject:
    subject = table.text("subject", MOST_TITLE) or "project"
    for known in _SUBJECTS:
        if subject == known:
            return known
    listed = ", ".join(quoted(each) for each in _SUBJECTS)
    table.wrong(tr("“subject” is one of {listed}, not {name}.", listed=listed, name=quoted(subject)))
    return "project"


def _facts(table: Table, name: str, subject: Subject) -> tuple[Asked, ...]:
    found = (asked(table, name, each, subject) for each in table.list(name, MOST_NEEDS))
    return tuple(each for each in found if each is not None)


def _needs(table: Table, subject: Subject) -> list[Need]:
    """A need for each of the operators that stand in the table."""
    found = _asked_from(table)
    tolerance = table.number("tolerance", 0.0, 0.0)
    wanted: list[tuple[Operator, Any]] = [(each, table.take(each)) for each in OPERATORS if each in table]
    if "between" in table:
        wanted += _between(table)
    table.done()
    if not wanted and "between" not in table:
        listed = ", ".join(quoted(each) for each in (*OPERATORS, "between"))
        table.wrong(tr("What the fact has to be is missing: one of {listed}.", listed=listed))
    if found is not None and found.run and subject != "project":
        table.wrong(
            tr("“run” is of the open project's needs; here all needs are of the subject “{subject}”.", subject=subject)
        )
        return []
    known = None if found is None else _known(table, found, subject)
    if known is None:
        return []
    return [need for operator, value in wanted if (need := _need(table, known, subject, operator, value, tolerance))]


def _between(table: Table) -> list[tuple[Operator, Any]]:
    ends = table.list("between", 2)
    if len(ends) != 2 or not all(map(is_number, ends)) or ends[0] > ends[1]:
        table.wrong(tr("“between” is two numbers, the smaller first: [0.9, 0.95]."))
        return []
    return [("at_least", ends[0]), ("at_most", ends[1])]


def _need(
    table: Table, known: Asked, subject: Subject, operator: Operator, value: Any, tolerance: float
) -> Need | None:
    try:
        wanted = fact_value(value)
    except ValueError as error:
        table.wrong(f"{quoted(operator)} {error}")
        return None
    fact = facts.fact(known, subject)
    assert fact is not None
    need = Need(known, operator, wanted, tolerance)
    why_not = why_not_comparable(need, fact)
    if why_not:
        table.wrong(why_not)
        return None
    return need


def fact_value(value: Any) -> FactValue:
    """A value of the file as that of a fact; raises ValueError in words for what no fact can be."""
    count = 0

    def made(value: Any, level: int) -> FactValue:
        nonlocal count
        count += 1
        if count > MOST_VALUES or level > MOST_LEVELS:
            raise ValueError(tr("holds more numbers, or more brackets in brackets, than are compared."))
        if isinstance(value, list):
            return tuple(made(each, level + 1) for each in value)
        if isinstance(value, (bool, int, float)) and (isinstance(value, bool) or is_number(value)):
            return value
        if isinstance(value, str) and len(value) <= MOST_TITLE:
            return value
        raise ValueError(
            tr("is a number, a text, true or false, or a list of them, not {value}.", value=written(value))
        )

    return made(value, 0)
