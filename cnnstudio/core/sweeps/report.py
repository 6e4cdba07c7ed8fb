"""A sweep as a report in Markdown: what varied, what was best, what mattered, and what came to nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from cnnstudio.core.language import local, tr, tr_count
from cnnstudio.core.pictures import preprocessing
from cnnstudio.core.project import Project
from cnnstudio.core.runs import run_table
from cnnstudio.core.runs.run import Run
from cnnstudio.core.runs.run_facts import NetworkFacts, network_facts, pictures_in_words
from cnnstudio.core.runs.run_table import Column, seconds_in_words, to_markdown
from cnnstudio.core.sweeps.combinations import Values, combine, value_in_words
from cnnstudio.core.sweeps.experiment import Experiment, Trial, TrialStatus
from cnnstudio.core.sweeps.importance import WHAT_IT_IS, by_weight, importances
from cnnstudio.core.sweeps.place import Place, known_setting, label
from cnnstudio.core.sweeps.planned import chosen_in_words, seeds_in_words, validates_on_test, varied_in_words
from cnnstudio.core.sweeps.standing import Outcome, best_combination, best_first, counts, outcomes, status_in_words
from cnnstudio.core.sweeps.sweep import SCORES
from cnnstudio.core.sweeps.table import columns, labelled, rows, score_in_words, spread_in_words
from cnnstudio.core.tables import markdown
from cnnstudio.core.training.dividing import TEST_VALIDATES
from cnnstudio.core.words import capitalised, number, percent, plain

BEST = 20
"""So many of the best are listed."""

_REASONS, _TRIALS = 20, 8
"""So many reasons are told, and of each so many trials by their numbers."""

_ACCURACIES = ("train_accuracy", "test_accuracy")
"""Of a run, beside its score."""

_NOTHING: tuple[TrialStatus, ...] = ("failed", "impossible", "pruned")
"""How trials stand of which nothing came."""

_LONG = 300
"""Characters of a reason or of values."""


@dataclass(frozen=True)
class Called:
    """What things are called where a sweep is reported.

    Attributes:
        project: The project; empty where it has no name.
        data: The data set, "MNIST 10k"; empty for the name that stands in files.
    """

    project: str = ""
    data: str = ""


NAMELESS = Called()


def report(experiment: Experiment, runs: Iterable[Run], called: Called = NAMELESS) -> str:
    """The report of a sweep, of one under way as far as it is.

    Args:
        runs: Those of its file, or at least those that came of its trials.
    """
    return "\n".join(sections(experiment, runs, called))


def sections(experiment: Experiment, runs: Iterable[Run], called: Called = NAMELESS) -> list[str]:
    """The report in its parts, each of which begins with its heading and ends with a line's end."""
    known = {run.number: run for run in runs}
    found = (
        _head(experiment, called),
        _what_varied(experiment),
        _best(experiment, known),
        _table(experiment, known),
        _seeds(experiment),
        _what_mattered(experiment),
        _what_came_to_nothing(experiment),
        _how(experiment, known, called),
    )
    return [part for part in found if part]


def _head(experiment: Experiment, called: Called) -> str:
    began = plain(experiment.started)[:16].replace("T", " ")
    worked = sum(trial.seconds for trial in experiment.trials)
    said = tr(
        "{counts}. Begun {when}; {time} of training in all.",
        counts=capitalised(counts(experiment).text),
        when=began,
        time=seconds_in_words(worked),
    )
    title = experiment.name
    if called.project:
        title = tr("{sweep} of {project}", sweep=title, project=markdown(plain(called.project)))
    return _section(f"# {title}", markdown(said))


def _what_varied(experiment: Experiment) -> str:
    project = experiment.project
    columns_ = (Column("setting", tr("Setting"), is_number=False), Column("over", tr("Values"), is_number=False))
    found = [
        {"setting": label(project, one.place), "over": plain(varied_in_words(project, one), _LONG)}
        for one in project.sweep.varied
    ]
    return _section(_heading(tr("What varied")), to_markdown(found, columns_), _method(project))


def _method(project: Project) -> str:
    sweep = project.sweep
    said = [
        f"{chosen_in_words(sweep)}, {seeds_in_words(project)}.",
        tr("Judged by: {score}, of the epoch whose weights are used.", score=SCORES[sweep.score]),
        tr("Runs worse than half of those before them after the same epoch were ended early.") if sweep.prune else "",
        tr("No run began after {minutes} min.", minutes=number(sweep.minutes)) if sweep.minutes else "",
    ]
    return markdown(" ".join(filter(None, said)))


def _best(experiment: Experiment, runs: Mapping[int, Run]) -> str:
    best, project = experiment.best, experiment.project
    if best is None:
        return _section(_heading(tr("The best")), tr("No run has a score yet."))
    lines = _best_run(experiment, best, runs) if project.sweep.seeds == 1 else _best_of_seeds(experiment, best, runs)
    if validates_on_test(project):
        lines.append(markdown(TEST_VALIDATES))
    scored = len(best_first(experiment)) if project.sweep.seeds == 1 else len(outcomes(experiment))
    if scored > 1:
        words = tr("It was chosen as the best of {count:,}, so expect a little less on new pictures.", count=scored)
        lines.append(words)
    return _section(_heading(tr("The best")), *lines)


def _best_run(experiment: Experiment, best: Trial, runs: Mapping[int, Run]) -> list[str]:
    run = runs.get(best.run or 0)
    lines = [_of_trial(experiment, best, runs), *map(markdown, _network_of(experiment.project, best))]
    if run is not None and run.test is not None:
        words = tr(
            "On the test pictures: {share} right of {count:,}.",
            share=percent(run.test.accuracy, 2),
            count=run.test.count,
        )
        lines.append(words)
    return lines


def _of_trial(experiment: Experiment, trial: Trial, runs: Mapping[int, Run]) -> str:
    """Its score in bold, its values and its numbers."""
    score = score_in_words(experiment.project, trial.score or 0.0)
    values = plain(_values_in_words(experiment.project, trial.values), _LONG)
    found = [tr("run {number:,}", number=trial.run)] if trial.run in runs else []
    found.append(tr("trial {number:,}", number=trial.number))
    found += [tr("seed {number}", number=trial.seed)] if experiment.project.sweep.seeds > 1 else []
    return f"**{markdown(score)}** – {markdown(values)} ({', '.join(found)})"


def _best_of_seeds(experiment: Experiment, luckiest: Trial, runs: Mapping[int, Run]) -> list[str]:
    """The best combination by its mean, which one lucky run does not make; that one stands behind it."""
    best, project = best_combination(experiment), experiment.project
    assert best is not None
    values = plain(_values_in_words(project, best.values), _LONG)
    seeds_ = tr("one seed so far")
    if best.spread.count > 1:
        seeds_ = tr("the mean of {count:,} seeds", count=best.spread.count)
    trials = [trial for trial in experiment.trials if trial.number in best.trials]
    lines = [
        f"**{markdown(spread_in_words(project, best.spread))}** – {markdown(values)} ({seeds_})",
        *map(markdown, _network_of(project, trials[0])),
    ]
    trained = [runs[trial.run] for trial in trials if trial.run is not None and trial.run in runs]
    tested = [run.test.accuracy for run in trained if run.test is not None]
    if tested:
        words = tr(
            "On the test pictures: {share} right, the mean of {count:,} of its runs.",
            share=percent(fmean(tested), 2),
            count=len(tested),
        )
        lines.append(words)
    single = _of_trial(experiment, luckiest, runs)
    return [*lines, tr("The best single run, which may be luck: {run}", run=single)]


def _values_in_words(project: Project, values: Values) -> str:
    """ "Filters of conv2d_1: 32 · Learning rate: 0.01"."""
    said = ((one, value) for one, value in zip(project.sweep.varied, values, strict=True) if value is not None)
    return " · ".join(
        f"{label(project, one.place)}: {value_in_words(known_setting(project, one.place), value, one.over)}"
        for one, value in said
    )


def _network_of(project: Project, trial: Trial) -> Iterator[str]:
    made = combine(project, trial.values).project
    if made is not None:
        facts = network_facts(made.network)
        yield tr("Its network: {architecture}.", architecture=facts.architecture)
        yield tr("It has {count:,} parameters.", count=facts.parameters)


def _table(experiment: Experiment, runs: Mapping[int, Run]) -> str:
    """The best runs; and of each network among them its best one, where there are several networks."""
    best = best_first(experiment)
    if not best:
        return ""
    shown, project = best[:BEST], experiment.project
    facts = _facts(experiment, shown)
    known = {row["trial"]: row for row in rows(experiment, {each: facts[each].parameters for each in facts})}
    lines = [
        {**known[trial.number], **_of_run(runs.get(trial.run or 0)), "architecture": _architecture(trial, facts)}
        for trial in shown
    ]
    title = tr("The runs, best first")
    if len(best) > BEST:
        title = tr("The best {count} of {all:,} runs", count=BEST, all=len(best))
    first = {line["architecture"]: line for line in reversed(lines)}
    networks = [line for line in lines if first[line["architecture"]] is line]
    parts = [_heading(title), to_markdown(lines, _columns_of_runs(project, lines))]
    if len(networks) > 1:
        parts += [
            tr("Their networks, of each its best run:"),
            to_markdown(networks, _columns_of_networks(project, lines)),
        ]
    elif len(lines) > 1:
        parts.append(tr("All of them have the network of the best."))
    return _section(*parts)


def _columns_of_runs(project: Project, lines: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The settings and figures of which something is known."""
    found: list[Column] = []
    for each in labelled(columns(project, parameters=True), project):
        found += [each, *run_table.columns(_ACCURACIES)] if each.key == "score" else [each]
    left_out = {"status", "reason", *(() if project.sweep.seeds > 1 else ("seed",)), *_unknown(lines)}
    return [each for each in found if each.key not in left_out]


def _columns_of_networks(project: Project, lines: Sequence[Mapping[str, Any]]) -> list[Column]:
    """The network in its notation, and its figures."""
    own = {each.key: each for each in columns(project)}
    figures = (*run_table.columns(_ACCURACIES), own["score"], own["trial"])
    unknown = _unknown(lines)
    return [*run_table.columns(["architecture"]), *(each for each in figures if each.key not in unknown)]


def _unknown(lines: Sequence[Mapping[str, Any]]) -> set[str]:
    return {key for key in _ACCURACIES if all(line[key] is None for line in lines)}


def _of_run(run: Run | None) -> dict[str, Any]:
    found = {} if run is None else run_table.row(run)
    return {key: found.get(key) for key in _ACCURACIES}


def _architecture(trial: Trial, facts: Mapping[int, NetworkFacts]) -> str | None:
    return facts[trial.combination].architecture if trial.combination in facts else None


def _facts(experiment: Experiment, trials: Iterable[Trial]) -> dict[int, NetworkFacts]:
    """Of these trials' networks, by combination."""
    values = {trial.combination: trial.values for trial in trials}
    made = {number: combine(experiment.project, each).project for number, each in values.items()}
    return {number: network_facts(each.network) for number, each in made.items() if each is not None}


def _seeds(experiment: Experiment) -> str:
    """The best combinations over their seeds; empty where each has one."""
    sweep, found = experiment.project.sweep, outcomes(experiment)
    if sweep.seeds == 1 or not found:
        return ""
    every = labelled(columns(experiment.project), experiment.project)
    settings = [each for each in every if each.key in map(str, sweep.places)]
    shown = (*settings, Column("count", tr("Seeds")), Column("score", tr("Mean ± deviation")))
    lines = [_of_seeds(each, settings, experiment.project) for each in found[:BEST]]
    words = tr("The mean over the seeds and their sample deviation; the best combination by its mean comes first.")
    return _section(_heading(tr("Combinations over their seeds")), words, to_markdown(lines, shown))


def _of_seeds(outcome: Outcome, settings: Sequence[Column], project: Project) -> dict[str, Any]:
    values = dict(zip((each.key for each in settings), outcome.values, strict=True))
    return {**values, "count": outcome.spread.count, "score": spread_in_words(project, outcome.spread)}


def _what_mattered(experiment: Experiment) -> str:
    found = by_weight(importances(experiment))
    if not found or all(each.share is None for each in found):
        return ""
    shown = (
        Column("setting", tr("Setting"), is_number=False),
        Column("share", tr("Share"), percent),
        Column("chance", tr("By chance up to"), percent),
        Column("count", tr("Runs"), lambda count: local(f"{count:,}")),
        Column("note", tr("Note"), is_number=False),
    )
    lines = [
        {
            "setting": label(experiment.project, each.place),
            "share": each.share,
            "chance": None if each.share is None else each.by_chance,
            "count": each.count,
            "note": each.why_not or ("" if each.is_shown else tr("no more than chance may do")),
        }
        for each in found
    ]
    return _section(_heading(tr("What mattered")), markdown(WHAT_IT_IS), to_markdown(lines, shown))


def _what_came_to_nothing(experiment: Experiment) -> str:
    """Those that failed, were ended early or could not be, by their reasons; empty where there are none."""
    found: dict[tuple[TrialStatus, str], list[int]] = {}
    for status in _NOTHING:
        for trial in experiment.trials:
            if trial.status == status:
                reason = plain(trial.reason, _LONG) or tr("no reason is known")
                found.setdefault((status, reason), []).append(trial.number)
    lines = [
        f"- {status_in_words(status)}: {markdown(reason)} ({_numbered(numbers)})"
        for (status, reason), numbers in _first(found.items())
    ]
    if len(found) > _REASONS:
        others = tr_count("… and {count:,} other reason", "… and {count:,} other reasons", len(found) - _REASONS)
        lines.append(f"- {others}")
    return _section(_heading(tr("What came to nothing")), "\n".join(lines)) if lines else ""


def _first(
    found: Iterable[tuple[tuple[TrialStatus, str], list[int]]],
) -> list[tuple[tuple[TrialStatus, str], list[int]]]:
    """Of each status some, those of many trials first."""
    kept = sorted(found, key=lambda each: -len(each[1]))[:_REASONS]
    return sorted(kept, key=lambda each: _NOTHING.index(each[0][0]))


def _how(experiment: Experiment, runs: Mapping[int, Run], called: Called) -> str:
    project = experiment.project
    same = _same_in_all(project)
    lines = [
        tr("Data: {data}.", data=_data(project, called)),
        *([tr("The same in all runs: {settings}.", settings=same)] if same else []),
        *_versions(experiment, runs),
    ]
    return _section(_heading(tr("How it was made")), "\n".join(f"- {markdown(line)}" for line in lines))


def _data(project: Project, called: Called) -> str:
    """ "MNIST 10k, 600 pictures; ÷ 255", without what varied."""
    varied = project.sweep.places
    subset = 0 if Place("data", "subset") in varied else project.data.subset
    pictures = pictures_in_words(replace(project.data, subset=subset), called.data)
    if any(place.part == "preprocessing" for place in varied):
        return pictures
    prepared = preprocessing.summary(project.preprocessing) or tr("as they are")
    return f"{pictures}; {prepared}"


def _same_in_all(project: Project) -> str:
    """ "Adam, a learning rate of 0.001, 10 epochs, 128 pictures a batch", without what varied.

    With the optimiser the rate varies, too: each comes with its own.
    """
    plan, varied = project.plan, {place.setting for place in project.sweep.places if place.part == "plan"}
    said = {
        "optimizer": plan.optimizer,
        "learning_rate": "" if "optimizer" in varied else tr("a learning rate of {rate:g}", rate=plan.learning_rate),
        "epochs": tr_count("{count:,} epoch", "{count:,} epochs", plan.epochs),
        "batch_size": tr_count("{count:,} picture a batch", "{count:,} pictures a batch", plan.batch_size),
    }
    return ", ".join(words for name, words in said.items() if words and name not in varied)


def _versions(experiment: Experiment, runs: Mapping[int, Run]) -> Iterator[str]:
    """With what the runs were computed, each once."""
    names = {"cnnstudio": "CNN Studio", "python": "Python", "tensorflow": "TensorFlow", "keras": "Keras"}
    numbers = (trial.run for trial in experiment.trials if trial.run is not None)
    own = (runs[number].versions for number in numbers if number in runs)
    told = (", ".join(f"{name} {plain(of[key])}" for key, name in names.items() if key in of) for of in own)
    yield from (tr("Computed with {programs}.", programs=each) for each in dict.fromkeys(told) if each)


def _numbered(numbers: Sequence[int]) -> str:
    """ "trial 3", "12 trials: 1, 2, 3, …"."""
    if len(numbers) == 1:
        return tr("trial {number:,}", number=numbers[0])
    shown = ", ".join(local(f"{number:,}") for number in numbers[:_TRIALS])
    shown += ", …" if len(numbers) > _TRIALS else ""
    return tr("{count:,} trials: {numbers}", count=len(numbers), numbers=shown)


def _section(*parts: str) -> str:
    """Paragraphs with an empty line between them."""
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _heading(text: str) -> str:
    return f"## {text}"
