"""The report of a lab, to hand in: questions with the student's answers, what was reached, the network and its runs."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from cnnstudio.core.analysis import Analysis
from cnnstudio.core.blanks import Blank
from cnnstudio.core.labs import report_curves, report_kernels
from cnnstudio.core.labs.lab import Check, Lab, Question, Step
from cnnstudio.core.labs.progress import Answer, Progress
from cnnstudio.core.labs.report_kernels import Kernels
from cnnstudio.core.labs.report_networks import networks, table
from cnnstudio.core.labs.rich_text import line_to_html, to_html
from cnnstudio.core.labs.standing import standing_of
from cnnstudio.core.language import current, tr, tr_count
from cnnstudio.core.runs import run_table
from cnnstudio.core.runs.run import Run
from cnnstudio.core.words import capitalised, plain

_MOST_RUNS = 50
STYLE = """
body { font-family: "DejaVu Sans", Helvetica, Arial, sans-serif; font-size: 10pt; color: #1b1d21; background: #ffffff; }
h1 { font-size: 18pt; margin: 0 0 4px 0; } h2 { font-size: 13pt; margin: 18px 0 6px 0; }
h3 { font-size: 11pt; margin: 12px 0 4px 0; } p { margin: 0 0 6px 0; } table { border-collapse: collapse; }
th, td { border: 1px solid #c5c8ce; padding: 2px 3px; font-size: 8pt; text-align: left; }
th { background: #f0f1f4; } .muted { color: #636770; } .right { color: #00664a; } .wrong { color: #9c1f18; }
.answer { background: #f5f6f8; padding: 4px 8px; margin: 0 0 4px 0; white-space: pre-wrap; } img { max-width: 100%; }
h2, h3 { break-after: avoid; } tr, img, .answer { break-inside: avoid; } .whole { white-space: nowrap; }
"""
_PAGE = (
    '<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8"/>\n'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    'img-src data:"/>\n'
    "<title>{title}</title>\n<style>{style} body {{ max-width: 52em; margin: 2em auto; padding: 0 1em; }}</style>\n"
    "</head>\n<body>\n{body}\n</body>\n</html>\n"
)


@dataclass(frozen=True)
class Desk:
    """What is told of a project besides what was answered.

    Attributes:
        title: The project's.
        blanks: What is still to be filled in: nothing tells of it.
        runs: All of it; those that have not ended are left out.
    """

    title: str
    analysis: Analysis
    blanks: tuple[Blank, ...] = ()
    runs: tuple[Run, ...] = ()
    kernels: Kernels | None = None

    @property
    def ended(self) -> tuple[Run, ...]:
        """The runs that are told of."""
        return tuple(run for run in self.runs if run.status != "training")


@dataclass(frozen=True)
class Report:
    """A text with pictures.

    Attributes:
        body: HTML; its pictures are named as in ``pictures``.
        pictures: SVG by name.
    """

    title: str
    body: str
    pictures: Mapping[str, str] = field(default_factory=dict)

    @property
    def style(self) -> str:
        """What the body is to look like, as CSS."""
        return STYLE


def make(lab: Lab, progress: Progress, desk: Desk, when: str) -> Report:
    """The report as it is now; ``when``: the day and time in words."""
    title = tr("{lab}: report", lab=plain(lab.title, 200))
    parts = [_head(lab, progress, desk, when)]
    parts += [_step(number, step, progress) for number, step in enumerate(lab.steps, 1)]
    network, pictures = networks(desk.analysis, desk.blanks, desk.ended[-_MOST_RUNS:])
    runs, more = _runs(desk)
    return Report(title, "\n".join([*parts, network, runs]), {**pictures, **more})


def page(report: Report) -> str:
    """The whole report as one HTML file, its pictures within."""
    body = report.body
    for name, svg in report.pictures.items():
        data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
        body = body.replace(f'src="{name}"', f'src="data:image/svg+xml;base64,{data}"')
    return _PAGE.format(language=current(), title=escape(report.title), style=STYLE, body=body)


def _head(lab: Lab, progress: Progress, desk: Desk, when: str) -> str:
    standing = standing_of(lab, progress)
    student = plain(progress.student, 200) or tr("(no name given)")
    project = tr("project {name}", name=plain(desk.title))
    lines = [
        f"<h1>{escape(plain(lab.title, 200))}</h1>",
        f"<p><b>{escape(student)}</b><br/><span class='muted'>{escape(when)} · {escape(project)}</span></p>",
        f"<p>{capitalised(standing.words)}: {_counts(lab, progress)}.</p>" if standing.count else "",
    ]
    if progress.digest and progress.digest != lab.digest:
        lines.append(_muted(tr("The lab's file has been changed since this was begun.")))
    return "\n".join(filter(None, lines))


def _counts(lab: Lab, progress: Progress) -> str:
    """ "5 of 6 questions right, 1 of 2 answered in own words, 3 of 4 checks reached"."""
    asked = [each for each in lab.questions if each.form != "open"]
    own = [each for each in lab.questions if each.form == "open"]
    answers = progress.answers
    right = sum(bool(answers.get(each.key, Answer()).right) for each in asked)
    written = sum(bool(answers.get(each.key, Answer()).text.strip()) for each in own)
    reached = sum(each.key in progress.reached for each in lab.checks)
    parts = (
        tr_count("{right} of {count} question right", "{right} of {count} questions right", len(asked), right=right)
        if asked
        else "",
        tr("{count} of {all} answered in own words", count=written, all=len(own)) if own else "",
        tr_count(
            "{reached} of {count} check reached",
            "{reached} of {count} checks reached",
            len(lab.checks),
            reached=reached,
        )
        if lab.checks
        else "",
    )
    return ", ".join(filter(None, parts))


def _step(number: int, step: Step, progress: Progress) -> str:
    parts = [f"<h2>{number}. {escape(plain(step.title, 200))}</h2>"]
    parts += [_question(each, progress.answers.get(each.key, Answer())) for each in step.questions]
    parts += [_check(each, progress) for each in step.checks]
    return "\n".join(parts) if len(parts) > 1 else f"{parts[0]}\n" + _muted(tr("To be read."))


def _question(question: Question, answer: Answer) -> str:
    lines = [to_html(question.text)]
    if not answer.text.strip():
        return "\n".join([*lines, _muted(tr("Not answered."))])
    marks = "" if question.form == "open" else f"<br/>{_marks(answer)}"  # in one paragraph, so that no page parts them
    return "\n".join([*lines, f"<p class='answer'>{_own_words(answer.text)}{marks}</p>"])


def _marks(answer: Answer) -> str:
    """Whether it was right, after how many tries, and with how many hints."""
    told = tr_count("{count:,} try", "{count:,} tries", answer.tries)
    if answer.hints:
        told += f", {_hints(answer.hints)}"
    look, words = ("right", tr("✓ Right")) if answer.right else ("wrong", tr("✗ Not right"))
    if answer.right is None:
        look, words = "muted", tr("Not checked")
    return f"<span class='{look}'>{words} ({told}).</span>"


def _hints(count: int) -> str:
    return tr_count("{count} hint", "{count} hints", count)


def _muted(words: str) -> str:
    return f"<p class='muted'>{words}</p>"


def _check(check: Check, progress: Progress) -> str:
    reached, hints = progress.reached.get(check.key), progress.hints.get(check.key, 0)
    helped = f" {_hints(hints)}." if hints else ""
    if reached is None:
        not_reached = tr("☐ Not reached:")
        return f"<p><span class='wrong'>{not_reached}</span> {line_to_html(check.say)}{helped}</p>"
    is_reached, when = tr("☑ Reached:"), plain(reached.when[:16].replace("T", " "))
    found = escape(plain(reached.found, 2000))
    return (
        f"<p><span class='right'>{is_reached}</span> {line_to_html(check.say)}<br/>"
        f"<span class='muted'>{found} · {escape(when)}.{helped}</span></p>"
    )


def _own_words(text: str) -> str:
    """Lines as they were typed, with nothing in them that cannot be seen."""
    return "<br/>".join(escape(plain(line, 20_000)) for line in text.strip().splitlines())


def _runs(desk: Desk) -> tuple[str, dict[str, str]]:
    runs, head = desk.ended, "<h2>" + tr("Runs") + "</h2>"
    if not runs:
        return f"{head}\n" + _muted(tr("Nothing was trained.")), {}
    pictures: dict[str, str] = {}
    parts, shown = [head], runs[-_MOST_RUNS:]
    which = tr("All runs of the project, whether the lab asked for them or not.")
    if len(runs) > len(shown):
        which = tr(
            "The latest {count} of {all} runs of the project, whether the lab asked for them or not.",
            count=len(shown),
            all=len(runs),
        )
    parts.append(_muted(which))
    # Names tell runs apart, and architectures are drawn: a paper's width holds no more columns.
    columns = run_table.columns(key for key in run_table.USUAL if key not in ("run", "architecture"))
    rows = run_table.rows(shown)
    cells = [
        [column.text(row).replace(" ", "\n" if column.key == "date" else " ") for column in columns] for row in rows
    ]
    parts.append(table([column.title for column in columns], cells))
    parts += _curves(runs, pictures)
    if desk.kernels is not None:
        title, about = escape(plain(desk.kernels.title, 200)), escape(report_kernels.about(desk.kernels))
        of_layer, alt = tr("Kernels of {layer}", layer=title), escape(tr("Kernels as squares"))
        parts.append(f"<h3>{of_layer}</h3>\n<p><span class='muted'>{about}</span><br/>")
        parts.append(f'<img src="kernels.svg" alt="{alt}"/></p>')
        pictures["kernels.svg"] = report_kernels.picture(desk.kernels)
    return "\n".join(parts), pictures


def _curves(runs: Sequence[Run], pictures: dict[str, str]) -> list[str]:
    """HTML; the picture is put among the others. Nothing where there are no curves."""
    curves = report_curves.curves(runs)
    if not curves:
        return []
    drawn = sum(bool(run.epochs) for run in runs)
    title = tr("Curves")
    if drawn > report_curves.MOST:
        title = tr("Curves of the latest {count} of {all} runs", count=report_curves.MOST, all=drawn)
    pictures["curves.svg"] = curves
    alt = escape(tr("Accuracy and loss by epoch"))
    return [f"<h3>{title}</h3>", f'<p><img src="curves.svg" width="640" alt="{alt}"/></p>']
