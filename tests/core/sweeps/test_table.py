"""The table of trials shows each setting that varies, sorts by it, and goes into a spreadsheet."""

import csv
import io
from dataclasses import replace

from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.table import columns, rows, sorted_by, to_csv
from cnnstudio.core.sweeps.varied import Listed, Varied
from tests.core.sweeps_made import FILTERS, OPTIMIZER, swept, trained

KERNEL = Place("network", "kernel_size", "conv2d_1")
BIAS = Place("network", "use_bias", "conv2d_1")
MOMENTUM = Place("plan", "optimizer.momentum")

PROJECT = swept(
    Varied(KERNEL, Listed(((3, 3), (11, 11), (5, 5)))),
    Varied(BIAS, Listed((True, False))),
    Varied(OPTIMIZER, Listed(("SGD", "Adam"))),
    Varied(MOMENTUM, Listed((0.0, 0.9))),
    most=100,
)


def column(key: object) -> str:
    """A column as text, in the order of the trials."""
    experiment, found = trained(PROJECT), {each.key: each for each in columns(PROJECT)}
    return " | ".join(found[str(key)].text(row) for row in rows(experiment)[:4])


def test_that_values_stand_there_as_a_person_reads_them() -> None:
    assert column(KERNEL) == "3 × 3 | 3 × 3 | 3 × 3 | 3 × 3"
    assert column(BIAS) == "on | on | on | off"
    assert column(OPTIMIZER) == "SGD | SGD | Adam | SGD"
    assert column(MOMENTUM) == "0 | 0.9 | – | 0"
    assert column("score") == "95.80 % | 95.80 % | 95.80 % | 95.80 %"
    assert column("seconds") == "11.0 s | 12.0 s | 13.0 s | 14.0 s"


def test_that_the_heads_name_layer_and_setting() -> None:
    titles = [each.title for each in columns(PROJECT, parameters=True)]
    assert titles[:5] == ["No.", "conv2d_1.kernel_size", "conv2d_1.use_bias", "optimizer", "momentum"]
    assert titles[5:] == ["Seed", "Status", "Validation accuracy", "Parameters", "Run", "Time", "What happened"]
    assert next(each.help for each in columns(PROJECT) if each.key == str(KERNEL)) == "Kernel size of conv2d_1"


def test_that_sizes_sort_as_numbers_and_what_is_not_there_stands_last() -> None:
    experiment, found = trained(PROJECT), {each.key: each for each in columns(PROJECT)}
    kernels = [row[str(KERNEL)] for row in sorted_by(rows(experiment), found[str(KERNEL)], descending=True)]
    assert list(dict.fromkeys(kernels)) == [(11, 11), (5, 5), (3, 3)]
    for descending in (False, True):
        order = sorted_by(rows(experiment), found[str(MOMENTUM)], descending=descending)
        assert order[-1][str(MOMENTUM)] is None
    mixed = [{"a": each} for each in ("valid", 2, (1, 1), None, "same", 0.5)]
    order = sorted_by(mixed, replace(found["score"], key="a"))
    assert [row["a"] for row in order] == [0.5, 2, "same", "valid", (1, 1), None]


def test_that_a_spreadsheet_takes_the_rows_and_no_reason_as_a_formula() -> None:
    project = swept(Varied(KERNEL, Listed(((3, 3), (5, 5)))), Varied(FILTERS, Listed((8, 16))))
    experiment = trained(project)
    failed = replace(experiment.trials[1], status="failed", score=None, run=None, reason="=1+1")
    found = rows(experiment.with_trials([failed]), {1: 100, 2: 200})
    read = list(csv.DictReader(io.StringIO(to_csv(found, columns(project, parameters=True)))))
    assert [each[str(KERNEL)] for each in read] == ["3 × 3", "3 × 3", "5 × 5", "5 × 5"]
    assert [each["parameters"] for each in read] == ["100", "200", "", ""]
    assert (read[1]["status"], read[1]["score"], read[1]["run"], read[1]["reason"]) == ("failed", "", "", "'=1+1")
    assert float(read[0]["score"]) == experiment.trials[0].score
