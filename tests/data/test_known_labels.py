"""What the classes of a project are called."""

from dataclasses import replace

from cnnstudio.core.network import Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Run
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.class_names import FASHION
from cnnstudio.data.known_labels import known_labels

CLOTHES = Project(Network((28, 28, 1), ()), data=DataRecipe("fashion-10k"))


def test_that_the_latest_run_of_so_many_classes_names_them_and_else_the_data() -> None:
    run = Run(1, "a", CLOTHES, ("x", "y"), Prepared(), "finished", "", {})
    runs = (run, replace(run, labels=("p", "q")), replace(run, labels=("a", "b", "c")))
    assert known_labels(CLOTHES, runs, 2) == ("p", "q")
    assert known_labels(CLOTHES, runs, 10) == FASHION
    assert known_labels(CLOTHES, runs, 11) == ()
    assert known_labels(replace(CLOTHES, data=DataRecipe("")), (), 10) == ()
