"""The report of a sweep says what varied, what was best, what mattered and what came to nothing."""

import time
from dataclasses import replace

from cnnstudio.core.labs.rich_text import to_html
from cnnstudio.core.runs.run import Run
from cnnstudio.core.sweeps.experiment import Experiment
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.report import Called, report, sections
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from cnnstudio.core.training.plan import DataRecipe
from tests.core.runs_made import a_test, run
from tests.core.sweeps_made import BATCH, FILTERS, OPTIMIZER, RATE, begun, swept, trained, waiting

MOMENTUM = Place("plan", "optimizer.momentum")


def runs(experiment: Experiment) -> list[Run]:
    versions = {"cnnstudio": "0.1.0", "python": "3.11.9", "tensorflow": "2.21.0", "keras": "3.15.0"}
    return [run(trial.run, versions=versions, test=a_test()) for trial in experiment.trials if trial.run]


def part(text: str, title: str) -> str:
    """What stands under a heading."""
    found = [each for each in text.split("\n## ") if each.startswith(title)]
    assert len(found) == 1, text
    return found[0]


def test_that_it_says_what_varied_and_how() -> None:
    experiment = trained(swept(most=20, seeds=2))
    assert part(report(experiment, runs(experiment)), "What varied").splitlines() == [
        "What varied",
        "",
        "| Setting | Values |",
        "| --- | --- |",
        "| Filters of conv2d\\_1 | 8, 16, 32 |",
        "| Optimiser | Adam, SGD |",
        "| Learning rate | 0.0001 … 0.1, 4 values on a log scale |",
        "",
        "20 of 24 combinations, drawn at random with the seed 7, each trained 2 times, with the seeds 7 and 8. Judged "
        "by: validation accuracy, of the epoch whose weights are used.",
    ]


def test_that_the_best_network_stands_there_in_words_with_its_test() -> None:
    experiment = trained(swept(most=24))
    found = part(report(experiment, runs(experiment)), "The best\n")
    values = "Filters of conv2d\\_1: 32 · Optimiser: Adam · Learning rate: 0.001"
    assert f"**91.83 %** – {values} (run 18, trial 18)" in found
    assert "Its network: CONV D=32, w=h=5" in found
    assert "It has 446,392 parameters." in found
    assert "On the test pictures: 88.00 % right of 200." in found
    assert "the best of 24" in found


def test_that_validation_on_the_test_pictures_is_said_beside_their_result() -> None:
    project = swept(most=24)
    on_test = replace(project, data=replace(project.data, validation=DataRecipe.TEST))
    for made, is_said in ((project, False), (on_test, True)):
        experiment = trained(made)
        assert ("Validation is the test set" in part(report(experiment, runs(experiment)), "The best\n")) == is_said


def test_that_the_best_twenty_are_listed_best_first() -> None:
    experiment = trained(swept(most=24))
    found = part(report(experiment, runs(experiment)), "The best 20 of 24 runs")
    table = found.partition("Their networks")[0]
    lines = [line.split(" | ") for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(lines) == 20
    scores = [float(line[4].removesuffix(" %")) for line in lines]
    assert scores == sorted(scores, reverse=True)
    few = trained(swept(Varied(BATCH, Listed((16, 32)))))
    assert part(report(few, runs(few)), "The runs, best first").count("\n| ") == 4


def test_that_seeds_stand_there_as_mean_and_deviation() -> None:
    experiment = trained(swept(Varied(BATCH, Listed((16, 32))), seeds=3))
    for trial, score in zip(experiment.trials[:3], (0.5, 0.6, 0.7), strict=True):
        experiment = experiment.with_trials([replace(trial, score=score)])
    found = report(experiment, [])
    assert "| 16 | 3 | 60.00 ± 10.00 % |" in part(found, "Combinations over their seeds")
    best = part(found, "The best\n")
    assert best.startswith("The best\n\n**95.80 ± 0.00 %** – Batch size: 32 (the mean of 3 seeds)\n")
    assert "The best single run, which may be luck: **95.80 %** – Batch size: 32 (trial 4, seed 7)\n" in best
    assert "On the test pictures" not in best
    scored = part(report(experiment, runs(experiment)), "The best\n")
    assert "On the test pictures: 88.00 % right, the mean of 3 of its runs.\n" in scored


def test_that_the_table_has_the_networks_and_what_they_learned() -> None:
    experiment = trained(swept(most=24))
    found = part(report(experiment, runs(experiment)), "The best 20 of 24 runs")
    table, networks = found.split("Their networks, of each its best run:\n\n")
    head, _, first, *_ = table.splitlines()[2:]
    assert head.endswith("| Train accuracy | Test accuracy | Parameters | Run | Time in all |")
    assert " | 88.00 % | " in first
    head, _, *lines = networks.splitlines()
    assert head == "| Architecture | Train accuracy | Test accuracy | Validation accuracy | No. |"
    assert [line.split(",")[0] for line in lines] == ["| CONV D=32", "| CONV D=16", "| CONV D=8"]
    assert lines[0].endswith(" | 91.83 % | 18 |")
    alike = trained(swept(Varied(BATCH, Listed((16, 32)))))
    found = part(report(alike, []), "The runs, best first")
    assert "All of them have the network of the best." in found
    assert "Architecture" not in found
    assert "Test accuracy" not in found


def test_that_it_says_how_it_was_made_without_what_varied() -> None:
    experiment = trained(swept(Varied(RATE, Listed((0.1, 0.01)))))
    found = report(experiment, [], Called("my digits", "MNIST 10k"))
    assert found.startswith("# Sweep 1 of my digits\n")
    made = part(found, "How it was made")
    assert "- Data: MNIST 10k; " in made
    assert "- The same in all runs: Adam, " in made
    assert "learning rate" not in made


def test_that_it_says_what_mattered_and_what_chance_does() -> None:
    found = part(report(trained(swept(most=24)), []), "What mattered").splitlines()
    assert found[-3].startswith("| Learning rate | 9")
    assert found[-1] == "| Optimiser | 0.0 % | 16.2 % | 24 | no more than chance may do |"


def test_that_reasons_are_told_once_with_their_trials() -> None:
    experiment = trained(swept(most=24))
    changed = [
        replace(trial, status="impossible", run=None, score=None, reason="Its kernel does *not* fit | at all.")
        for trial in experiment.trials[:10]
    ]
    changed.append(replace(experiment.trials[11], status="failed", score=None, reason=""))
    changed.append(replace(experiment.trials[12], status="pruned", reason="After epoch 3 it was at 10.0 %."))
    found = report(experiment.with_trials(changed), [])
    assert "12 of 14 done, 1 ended early, 1 failed, 10 impossible." in found
    assert part(found, "What came to nothing").splitlines()[2:5] == [
        "- failed: no reason is known (trial 12)",
        "- impossible: Its kernel does \\*not\\* fit \\| at all. (10 trials: 1, 2, 3, 4, 5, 6, 7, 8, …)",
        "- ended early: After epoch 3 it was at 10.0 %. (trial 13)",
    ]


def test_that_versions_seeds_and_time_are_named() -> None:
    experiment = trained(swept(most=24))
    found = report(experiment, runs(experiment))
    assert "24 of 24 done. Begun 2026-03-01 14:00; 0:09:00 of training in all." in found
    assert "Computed with CNN Studio 0.1.0, Python 3.11.9, TensorFlow 2.21.0, Keras 3.15.0." in found
    assert "0.1.0" not in report(experiment, [])


def test_that_a_sweep_that_has_just_begun_is_told_as_far_as_it_is() -> None:
    for method in ("grid", "random"):
        found = report(waiting(swept(method=method)), [])
        assert "No run has a score yet." in found
        assert "What mattered" not in found
    project = swept(Varied(RATE, Span(1e-4, 0.1, log=True)), method="tpe", prune=True, minutes=30.0)
    found = report(begun(project), [])
    assert "At most 20 combinations, the first 5 drawn at random, then near the good ones (TPE), with the s" in found
    assert "No run began after 30 min." in found
    assert "| Learning rate | 0.0001 … 0.1 on a log scale |" in found  # how many of them a grid would take says nothing


def test_that_a_setting_that_is_there_only_beside_another_is_told() -> None:
    project = swept(
        Varied(OPTIMIZER, Listed(("Adam", "SGD"))),
        Varied(MOMENTUM, Listed((0.0, 0.9))),
        Varied(FILTERS, Listed((8, 16))),
    )
    experiment = trained(project)
    found = report(experiment, runs(experiment))
    assert "| Momentum | 0, 0.9 |" in found
    assert " | Adam | – | " in found


def test_that_every_part_is_short_enough_to_be_shown() -> None:
    sizes = Varied(FILTERS, Span(1, 64, whole=True))
    experiment = trained(swept(sizes, Varied(RATE, Span(1e-5, 1.0, log=True)), method="random", most=2_000, seeds=1))
    changed = (replace(each, status="failed", reason=f"{each.number} * " * 50) for each in experiment.trials[:500])
    experiment = experiment.with_trials(changed)
    began = time.perf_counter()
    found = sections(experiment, runs(experiment)[:100])
    assert time.perf_counter() - began < 2
    for each in found:
        assert len(each) < 20_000
        assert not to_html(each).startswith("<pre>")
