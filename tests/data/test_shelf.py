"""Data sets are opened once and shared, and leave when there is no room for them."""

import threading
from pathlib import Path

import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.core.training.plan import DataRecipe
from cnnstudio.data.dataset import DataSet
from cnnstudio.data.library import load
from cnnstudio.data.shelf import Shelf
from cnnstudio.data.watch import NOBODY, LoadingStopped, Watch


def test_that_one_long_load_holds_up_no_other_and_who_waits_can_stop(tmp_path: Path) -> None:
    shelf, begun, go_on = Shelf(), threading.Event(), threading.Event()
    quick = load(DataRecipe("mnist-10k"))

    def slow() -> DataSet:
        begun.set()
        assert go_on.wait(10)
        return quick

    found: list[DataSet] = []
    thread = threading.Thread(target=lambda: found.append(shelf.get("slow", slow, NOBODY)))
    thread.start()
    assert begun.wait(10)
    assert shelf.get("quick", lambda: quick, NOBODY) is quick
    with pytest.raises(LoadingStopped):
        shelf.get("slow", slow, Watch(stopped=lambda: True))
    go_on.set()
    thread.join()
    assert found == [quick]
    assert shelf.get("slow", pytest.fail, NOBODY) is quick


def test_that_what_could_not_be_loaded_is_tried_again() -> None:
    shelf = Shelf()

    def refuse() -> DataSet:
        raise StudioError("no")

    with pytest.raises(StudioError):
        shelf.get("a", refuse, NOBODY)
    quick = load(DataRecipe("mnist-10k"))
    assert shelf.get("a", lambda: quick, NOBODY) is quick


def test_that_only_the_last_few_are_kept() -> None:
    shelf, quick, loads = Shelf(), load(DataRecipe("mnist-10k")), []

    def get(key: int) -> None:
        shelf.get(key, lambda: loads.append(key) or quick, NOBODY)

    for key in (1, 2, 3, 4, 1, 5, 1, 2):
        get(key)
    assert loads == [1, 2, 3, 4, 5, 2]


def test_that_large_data_sets_leave_the_shelf_and_the_newest_stays() -> None:
    quick = load(DataRecipe("mnist-10k"))

    def gone() -> DataSet:
        raise StudioError("gone")

    for most, kept in ((quick.x_train.nbytes // 2, [3]), (int(2.6 * quick.x_train.nbytes), [2, 3])):
        shelf = Shelf(most)
        for key in (1, 2, 3):
            shelf.get(key, lambda: quick, NOBODY)
        for key in kept[::-1]:
            assert shelf.get(key, pytest.fail, NOBODY) is quick
        with pytest.raises(StudioError, match="gone"):
            shelf.get(min(kept) - 1, gone, NOBODY)
