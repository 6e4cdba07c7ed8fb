"""Scripts in files: what stands beside them is theirs, is whole, and is known by them; nothing else is replaced."""

import ast
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnstudio.core.blanks import Blank
from cnnstudio.core.errors import StudioError
from cnnstudio.core.inspecting.digest import digest_of
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.layers import Dense, Flatten
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.pictures.preprocessing import Prepared
from cnnstudio.core.project import Project
from cnnstudio.core.runs.run import Begun, Continued, Epoch, Run
from cnnstudio.core.scripting import Pictures
from cnnstudio.core.training.plan import DataRecipe, Plan
from cnnstudio.files.project_file import ProjectFile
from cnnstudio.files.scripts import otherwise_than, starting_weights, write_script

PROJECT = Project(
    Network((4, 4, 1), (Layer("flat", Flatten()), Layer("last", Dense(3, "softmax")))), DataRecipe("file", "x.npz")
)


def pictures(number: int = 0) -> Pictures:
    return Pictures(saving(number))


def saving(number: int) -> Callable[[Path], None]:
    def save(path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, x_train=np.full((2, 4, 4, 1), number, np.uint8))

    return save


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def looks_at(script: Path, place: Path) -> bool:
    """Whether the script's own line takes the file beside it."""
    tree = ast.parse(script.read_text(encoding="utf-8"))
    (line,) = (each for each in ast.walk(tree) if isinstance(each, ast.Assert))
    with np.load(place) as data:
        try:
            exec(compile(ast.Module([line], []), "line", "exec"), {"data": data})
        except AssertionError:
            return False
    return True


def test_that_the_data_of_a_person_beside_the_script_stay(tmp_path: Path) -> None:
    own = tmp_path / "faces.npz"
    np.savez(own, x_train=np.zeros(3))
    before = own.read_bytes()
    found = write_script(tmp_path / "faces.py", PROJECT, pictures=pictures())
    assert [each.name for each in found] == ["faces.py", "faces.pictures.npz"]
    assert own.read_bytes() == before


@pytest.mark.parametrize("name", ["faces.pictures.npz", "faces.weights.npz"])
def test_that_a_file_that_is_not_ours_is_never_replaced(name: str, tmp_path: Path) -> None:
    np.savez(tmp_path / name, x_train=np.zeros(3))
    before = (tmp_path / name).read_bytes()
    with pytest.raises(StudioError, match=f"There is a file “{name}” that was not written beside a script"):
        write_script(
            tmp_path / "faces.py", PROJECT, pictures=pictures(), weights={"last/bias": np.zeros(3, np.float32)}
        )
    assert (tmp_path / name).read_bytes() == before
    assert names(tmp_path) == [name]


def test_that_the_pictures_that_the_project_is_made_from_are_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "faces.py"
    write_script(path, PROJECT, pictures=pictures())
    own = tmp_path / "faces.pictures.npz"
    made = replace(PROJECT, data=DataRecipe("file", str(own)))
    before = own.read_bytes()
    with pytest.raises(StudioError, match="holds the pictures that the project is made from"):
        write_script(path, made, pictures=pictures(1))
    assert own.read_bytes() == before


def test_that_a_script_takes_the_pictures_of_its_own_export_only(tmp_path: Path) -> None:
    script, place = tmp_path / "m.py", tmp_path / "m.pictures.npz"
    write_script(script, PROJECT, pictures=pictures())
    assert looks_at(script, place)
    old = script.read_bytes()
    write_script(script, PROJECT, pictures=pictures(1))
    assert looks_at(script, place)
    script.write_bytes(old)
    assert not looks_at(script, place)
    assert read_code(old.decode()).notes == ()


def test_that_a_notebook_does_not_take_the_pictures_from_the_script_of_its_name(tmp_path: Path) -> None:
    write_script(tmp_path / "m.py", PROJECT, pictures=pictures())
    write_script(tmp_path / "m.ipynb", PROJECT, "notebook", pictures=pictures())  # the very same: shared
    before = {each: each.read_bytes() for each in tmp_path.iterdir()}
    with pytest.raises(StudioError, match=r"“m\.py” needs “m\.pictures\.npz” as it is"):
        write_script(tmp_path / "m.ipynb", PROJECT, "notebook", pictures=pictures(1))
    assert {each: each.read_bytes() for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize("calls", [0, 1, 2])
def test_that_nothing_is_left_where_it_is_stopped(calls: int, tmp_path: Path) -> None:
    left = [calls]

    def check() -> None:
        left[0] -= 1
        if left[0] < 0:
            raise StudioError("Stopped.")

    with pytest.raises(StudioError, match="Stopped"):
        write_script(
            tmp_path / "m.py", PROJECT, pictures=pictures(), weights={"last/bias": np.zeros(3, np.float32)}, check=check
        )
    assert names(tmp_path) == []


def test_that_a_name_no_text_can_hold_is_no_hindrance(tmp_path: Path) -> None:
    (path, _) = write_script(tmp_path / "a.py", PROJECT, name="evil\udcff", pictures=pictures())
    compile(path.read_bytes(), "script", "exec")


def test_that_weights_do_not_tell_that_training_starts_from_a_run(tmp_path: Path) -> None:
    project = replace(PROJECT, plan=Plan(start=2), blanks=(Blank("", "start"),))
    weights = {"last/bias": np.zeros(3, np.float32)}
    assert [each.name for each in write_script(tmp_path / "m.py", project, weights=weights)] == ["m.py"]


def test_that_scripts_with_the_same_pictures_share_them(tmp_path: Path) -> None:
    first, second = tmp_path / "one.py", tmp_path / "two.py"
    write_script(first, PROJECT, pictures=pictures())
    found = write_script(second, PROJECT, pictures=pictures())
    assert [each.name for each in found] == ["two.py", "one.pictures.npz"]
    assert names(tmp_path) == ["one.pictures.npz", "one.py", "two.py"]
    assert looks_at(second, tmp_path / "one.pictures.npz")
    assert 'with_name("one.pictures.npz")' in second.read_text()
    write_script(tmp_path / "three.py", PROJECT, pictures=pictures(1))
    assert "three.pictures.npz" in names(tmp_path)


def test_that_what_another_script_shares_is_not_replaced_by_new_pictures(tmp_path: Path) -> None:
    first, second = tmp_path / "one.py", tmp_path / "two.py"
    write_script(first, PROJECT, pictures=pictures())
    write_script(second, PROJECT, pictures=pictures())
    write_script(first, PROJECT, pictures=pictures(1))
    assert looks_at(second, tmp_path / "one.pictures.npz")
    assert looks_at(first, tmp_path / "one 2.pictures.npz")
    assert names(tmp_path) == ["one 2.pictures.npz", "one.pictures.npz", "one.py", "two.py"]


def damage(place: Path) -> None:
    """Turns one byte of the pictures in the file, which nothing but their sum tells."""
    data = bytearray(place.read_bytes())
    data[data.index(b"\x07" * 32)] ^= 255
    place.write_bytes(data)


def is_whole(place: Path) -> bool:
    with np.load(place) as data:
        try:
            return bool((data["x_train"] == 7).all())
        except zipfile.BadZipFile:
            return False


def test_that_a_damaged_file_beside_a_script_is_written_anew_and_never_shared(tmp_path: Path) -> None:
    first, place = tmp_path / "one.py", tmp_path / "one.pictures.npz"
    write_script(first, PROJECT, pictures=pictures(7))
    damage(place)
    assert not is_whole(place)
    found = write_script(tmp_path / "two.py", PROJECT, pictures=pictures(7))
    assert [each.name for each in found] == ["two.py", "two.pictures.npz"]
    assert is_whole(found[1])
    (tmp_path / "two.py").unlink()
    found[1].unlink()
    write_script(first, PROJECT, pictures=pictures(7))
    assert is_whole(place)


def test_that_a_damaged_file_that_another_script_shares_is_mended_in_its_place(tmp_path: Path) -> None:
    for name in ("one.py", "two.py"):
        write_script(tmp_path / name, PROJECT, pictures=pictures(7))
    damage(tmp_path / "one.pictures.npz")
    write_script(tmp_path / "one.py", PROJECT, pictures=pictures(7))
    assert is_whole(tmp_path / "one.pictures.npz")
    assert names(tmp_path) == ["one.pictures.npz", "one.py", "two.py"]


def test_that_exports_do_not_pile_up_and_numbered_files_of_others_stay(tmp_path: Path) -> None:
    for name in ("one.py", "two.py"):
        write_script(tmp_path / name, PROJECT, pictures=pictures())
    (tmp_path / "one 2.pictures.npz").write_bytes(b"a person's own")
    for number in range(1, 4):
        write_script(tmp_path / "one.py", PROJECT, pictures=pictures(number))
    expected = ["one 2.pictures.npz", "one 3.pictures.npz", "one.pictures.npz", "one.py", "two.py"]
    assert names(tmp_path) == expected
    assert (tmp_path / "one 2.pictures.npz").read_bytes() == b"a person's own"
    assert looks_at(tmp_path / "one.py", tmp_path / "one 3.pictures.npz")
    write_script(tmp_path / "one.ipynb", PROJECT, "notebook", pictures=pictures(9))
    assert looks_at(tmp_path / "one.py", tmp_path / "one 3.pictures.npz")  # the notebook's stand elsewhere
    assert looks_at(tmp_path / "two.py", tmp_path / "one.pictures.npz")


@pytest.mark.parametrize("length", [250, 300])
def test_that_a_name_that_no_disk_takes_is_refused_in_words_and_nothing_is_left(length: int, tmp_path: Path) -> None:
    """Of the shorter one the script's own name fits, and that of the pictures beside it does not."""
    with pytest.raises(StudioError, match="is too long for this disk"):
        write_script(tmp_path / f"{'n' * length}.py", PROJECT, pictures=pictures())
    assert names(tmp_path) == []


def of_epoch(epoch: int) -> dict[str, np.ndarray]:
    return {"last/kernel": np.full((16, 3), epoch, np.float32), "last/bias": np.full(3, epoch, np.float32)}


def trained(path: Path, losses: list[float]) -> str:
    """A project file with a run of so many epochs; the one with the lowest loss is used."""
    with ProjectFile.create(path, PROJECT) as file:
        run = file.begin_run(PROJECT, name="", labels=("0", "1", "2"), prepared=Prepared(), started="", versions={})
        for number, loss in enumerate(losses, 1):
            file.add_epoch(run, Epoch(number, loss, 0.5, loss, 0.5, 1.0), of_epoch(number))
        file.end_run(run, "finished", None)
    return str(path)


STARTED = replace(PROJECT, plan=Plan(start=1))


def test_that_a_script_of_a_run_begins_with_the_weights_that_the_run_began_with(tmp_path: Path) -> None:
    file = trained(tmp_path / "a.cnnstudio", [0.5, 0.4])  # its first epoch was used as the other run began
    begun = Begun(1, 1, digest_of(of_epoch(1).values()))
    for given, epoch in ((None, 2), (begun, 1)):
        found = starting_weights(file, STARTED, given)
        assert found is not None
        assert {name: array.tolist() for name, array in found.items()} == {
            name: array.tolist() for name, array in of_epoch(epoch).items()
        }


@pytest.mark.parametrize("begun", [Begun(1, 1, "a" * 64), Begun(1, 2, "a" * 64)], ids=["dropped", "others"])
def test_that_weights_that_a_run_began_with_and_are_gone_are_not_replaced_by_others(
    begun: Begun, tmp_path: Path
) -> None:
    file = trained(tmp_path / "a.cnnstudio", [0.9, 0.5, 0.4, 0.3, 0.2])
    with pytest.raises(StudioError, match="began with weights of run 1 that are not in the file any more"):
        starting_weights(file, STARTED, begun)


@pytest.mark.parametrize(("patience", "is_other"), [(0, False), (3, True)])
def test_that_a_run_that_went_on_beyond_its_end_is_said_to_be_trained_otherwise(patience: int, is_other: bool) -> None:
    project = replace(PROJECT, plan=Plan(early_stopping=patience))
    run = Run(3, "Run 3", project, ("0", "1", "2"), Prepared(), "finished", "", {})
    assert otherwise_than(run) == ""
    went_on = otherwise_than(replace(run, continued=(Continued(2, 2),)))
    assert went_on == ("“Run 3” went on after its end; the script trains it in one go, to other figures." * is_other)
