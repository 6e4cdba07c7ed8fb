"""The analyses of the last few projects."""

from dataclasses import replace

from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.core.training.plan import Plan
from cnnstudio.gui.project.analyses import Analyses


def project() -> Project:
    return Project(Network((8, 8, 1), (Layer("flatten_1", Flatten()), Layer("dense_1", Dense(3, "softmax")))))


def test_that_a_project_seen_before_has_the_very_same_analysis() -> None:
    first = project()
    analyses = Analyses(first)
    analyses.take(first, 3)
    before = analyses.now
    analyses.take(replace(first, plan=Plan(epochs=7)), 3)
    assert analyses.now is not before
    analyses.take(first, 3)
    assert analyses.now is before


def test_that_other_data_have_an_analysis_of_their_own() -> None:
    first = project()
    analyses = Analyses(first)
    analyses.take(first, 3)
    assert analyses.now.problems == ()
    analyses.take(first, 5)
    assert analyses.now.problems != ()


def test_that_asking_for_one_leaves_the_one_that_holds() -> None:
    first = project()
    analyses = Analyses(first)
    before = analyses.now
    assert analyses.of(replace(first, plan=Plan(epochs=7)), None) is not before
    assert analyses.now is before
