"""The table of trials shows each setting that varies, sorts by it, and goes into a spreadsheet."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.table import (
    columns,
    combination_columns,
    combination_rows,
    labelled,
    rows,
    sorted_by,
    to_csv,
)
from cnnstudio.core.sweeps.varied import Listed, Span, Varied
from tests.core.sweeps_made import FILTERS, OPTIMIZER, RATE, swept, trained

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
    assert titles[5:] == [
        "Seed",
        "Status",
        "Validation accuracy",
        "Parameters",
        "Run",
        "Time in all",
        "What happened",
    ]
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
    read = list(csv.DictReader(io.StringIO(to_csv(project, found, columns(project, parameters=True)))))
    assert [each[str(KERNEL)] for each in read] == ["3 × 3", "3 × 3", "5 × 5", "5 × 5"]
    assert [each["parameters"] for each in read] == ["100", "200", "", ""]
    assert (read[1]["status"], read[1]["val_accuracy"], read[1]["run"], read[1]["reason"]) == (
        "failed",
        "",
        "",
        "'=1+1",
    )
    assert float(read[0]["val_accuracy"]) == pytest.approx(experiment.trials[0].score)


def test_that_numbers_in_a_spreadsheet_have_no_digits_of_32_bits() -> None:
    project = swept(Varied(FILTERS, Listed((8,))))
    done = replace(trained(project).trials[0], score=float(np.float32(0.6)), seconds=2.25)
    found = rows(trained(project).with_trials([done]), {1: 100}, {1: 0.1 + 0.2})
    text = to_csv(project, found, columns(project, parameters=True, tested=True))
    assert text.splitlines() == [
        "trial,network.conv2d_1.filters,seed,status,val_accuracy,parameters,test_accuracy,run,seconds,reason",
        "1,8,7,done,0.6,100,0.3,1,2.25,",
    ]


def test_that_a_number_drawn_from_a_range_is_short_in_the_table_and_whole_in_a_spreadsheet() -> None:
    project = swept(Varied(RATE, Span(1e-4, 0.12345, log=True)), Varied(FILTERS, Listed((8,))), method="random")
    trials = (replace(trained(project).trials[0], values=(rate, 8)) for rate in (0.000562341, 0.12345))
    found = rows(trained(project).with_trials(replace(each, number=at) for at, each in enumerate(trials, 1)))[:2]
    rate = columns(project)[1]
    assert [rate.text(row) for row in found] == ["0.000562", "0.12345"]
    assert [line.split(",")[1] for line in to_csv(project, found, columns(project)).splitlines()[1:]] == [
        "0.000562341",
        "0.12345",
    ]


def test_that_a_combination_is_a_row_with_mean_and_deviation_over_its_seeds() -> None:
    project = swept(Varied(FILTERS, Listed((8, 16))), seeds=3)
    experiment, scores = trained(project), (0.5, 0.6, 0.7, 0.9)
    experiment = experiment.with_trials(
        replace(trial, score=score) for trial, score in zip(experiment.trials, scores, strict=False)
    )
    experiment = experiment.with_trials(replace(trial, status="waiting", score=None) for trial in experiment.trials[4:])
    found = combination_rows(experiment, {1: 100}, {1: 0.4, 2: 0.6})
    shown = {each.key: each for each in combination_columns(project)}
    told = [[shown[key].text(row) for key in shown] for row in found]
    assert told == [
        ["1", "8", "3", "60.00 %", "10.00 %", "100", "50.00 %"],
        ["2", "16", "1", "90.00 %", "–", "–", "–"],
    ]
    assert [row["trial"] for row in found] == [1, 4]
    assert "val_accuracy,val_accuracy_deviation" in to_csv(project, found, list(shown.values()))


def test_that_settings_are_called_as_in_their_forms_where_there_is_room() -> None:
    titles = [(each.title, each.help) for each in labelled(columns(PROJECT), PROJECT)]
    assert titles[1] == ("Kernel size of conv2d_1", "conv2d_1.kernel_size")
    assert titles[4] == ("Momentum", "momentum")
