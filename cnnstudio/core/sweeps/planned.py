"""A sweep in words before it begins: what varies and how, and what is to be heeded of it."""

from cnnstudio.core.language import tr, tr_count
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.combinations import grid_size, seeds, value_in_words
from cnnstudio.core.sweeps.foretold import Kept
from cnnstudio.core.sweeps.notation import over_in_words
from cnnstudio.core.sweeps.place import Place, known_setting, short_label
from cnnstudio.core.sweeps.sweep import FIRST_EPOCHS, LEFT_ALONE, METHODS, SCORES, Sweep
from cnnstudio.core.sweeps.varied import Span, Varied
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.core.words import in_a_row, memory, number

MUCH = 200_000_000
"""Bytes by which a project's file may grow without a word."""

_EPOCHS, _VALIDATION = Place("plan", "epochs"), Place("data", "validation")


def plan_in_words(project: Project) -> list[str]:
    """Each setting that varies with its values, a line each; in the last line how they are tried."""
    lines = [f"{short_label(one.place)}: {varied_in_words(project, one)}" for one in project.sweep.varied]
    return [*lines, _how(project)]


def varied_in_words(project: Project, one: Varied) -> str:
    """ "16, 32, 64", "0.0001 … 0.1, 4 values on a log scale"; where any in between is taken, the range alone."""
    setting, over = known_setting(project, one.place), one.over
    if isinstance(over, Span) and (setting is None or project.sweep.method != "grid"):
        ends = f"{number(over.low)} … {number(over.high)}"
        return tr("{ends} on a log scale", ends=ends) if over.log else ends
    if setting is not None:
        return over_in_words(over, setting, to_read=True)
    return in_a_row(value_in_words(None, value) for value in over.points)


def chosen_in_words(sweep: Sweep) -> str:
    """ "Every combination", "20 of 24 combinations, drawn at random with the seed 7"."""
    if sweep.method == "grid":
        there = grid_size(sweep)
        drawn = tr(
            "{count:,} of {all:,} combinations, drawn at random with the seed {seed}",
            count=sweep.most,
            all=there,
            seed=sweep.seed,
        )
        return drawn if there > sweep.most else tr("Every combination")
    if sweep.method == "tpe":
        return tr(
            "At most {most:,} combinations, {drawn}, with the seed {seed}",
            most=sweep.most_tried,
            drawn=drawn_first_in_words(sweep),
            seed=sweep.seed,
        )
    return tr(
        "At most {most:,} combinations, {drawn}, with the seed {seed}",
        most=sweep.most,
        drawn=METHODS[sweep.method],
        seed=sweep.seed,
    )


def drawn_first_in_words(sweep: Sweep) -> str:
    """Of a sweep by TPE: "the first 5 drawn at random, then near the good ones (TPE)"."""
    if sweep.drawn_first == sweep.most_tried:
        return tr("all drawn at random, as TPE cannot learn from so few")
    return tr("the first {count} drawn at random, then near the good ones (TPE)", count=sweep.drawn_first)


def seeds_in_words(project: Project) -> str:
    """ "each trained with the seed 7", "each trained 3 times, with the seeds 7 to 9"."""
    own = seeds(project)
    if len(own) == 1:
        return tr("each trained with the seed {seed}", seed=own[0])
    if len(own) == 2:
        return tr("each trained 2 times, with the seeds {first} and {last}", first=own[0], last=own[-1])
    return tr(
        "each trained {count:,} times, with the seeds {first} to {last}", count=len(own), first=own[0], last=own[-1]
    )


def cautions(project: Project, kept: Kept) -> list[str]:
    """What is to be heeded before it begins, a sentence or two each.

    Args:
        kept: Of all its runs, as ``foretold.kept_by_all`` gives it.
    """
    return [each for each in (why_none_is_pruned(project), growth_in_words(project.sweep, kept)) if each]


def validates_on_test(project: Project) -> bool:
    """Whether runs of its sweep are judged by the pictures that test them; also where that varies."""
    varied = project.sweep.over(_VALIDATION)
    return DataRecipe.TEST in ([project.data.validation] if varied is None else varied.over.points)


def why_none_is_pruned(project: Project) -> str:
    """Why no run can be ended early though that is asked for; empty where one can, or it is not."""
    sweep = project.sweep
    if not sweep.prune:
        return ""
    varied = sweep.over(_EPOCHS)
    epochs = project.plan.epochs if varied is None else max(varied.over.points)
    if epochs <= FIRST_EPOCHS + 1:  # after its last epoch there is nothing left to end
        return tr_count(
            "No run can end early: none is judged before {first} epochs are over, and these have {count:,} epoch.",
            "No run can end early: none is judged before {first} epochs are over, and these have {count:,} epochs.",
            int(epochs),
            first=FIRST_EPOCHS + 1,
        )
    count = min(sweep.most, grid_size(sweep)) if sweep.method == "grid" else sweep.most_tried
    if count <= LEFT_ALONE:
        return tr_count(
            "No run can end early: the first {first} combinations are left alone, and there is {count}.",
            "No run can end early: the first {first} combinations are left alone, and there are {count}.",
            count,
            first=LEFT_ALONE,
        )
    return ""


def growth_in_words(sweep: Sweep, kept: Kept) -> str:
    """By how much the project's file will grow, where that is much; empty otherwise."""
    size = kept.used if sweep.keep == "used" else kept.all
    if size <= MUCH:
        return ""
    said = tr("The project's file will grow by about {size}.", size=memory(size))
    if sweep.keep == "used":
        return said
    less = tr("Where of each run only the weights it is used with are kept, by about {size}.", size=memory(kept.used))
    return f"{said} {less}"


def _how(project: Project) -> str:
    """ "Every combination, each trained 3 times, with the seeds 7 to 9; judged by validation accuracy."."""
    sweep = project.sweep
    said = [
        f"{chosen_in_words(sweep)}, {seeds_in_words(project)}",
        tr("judged by {score}", score=SCORES[sweep.score]),
        tr("hopeless runs end early") if sweep.prune else "",
        tr("no run begins after {minutes} min", minutes=number(sweep.minutes)) if sweep.minutes else "",
        tr("of each run only the weights it is used with are kept") if sweep.keep == "used" else "",
    ]
    return f"{'; '.join(filter(None, said))}."
