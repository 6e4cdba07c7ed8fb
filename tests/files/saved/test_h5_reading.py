"""HDF5 is read by a child within bounds: what is plain comes whole, all else is one StudioError and costs little."""

import resource
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from cnnstudio.core.errors import StudioError
from cnnstudio.files.saved import h5_reading

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "tests" / "hostile"
CHILD = Path(h5_reading.__file__).with_name("h5_child.py")


@pytest.fixture
def written(tmp_path):
    """A file that a function fills."""

    def write(fill):
        path = tmp_path / "w.h5"
        with h5py.File(path, "w") as file:
            fill(file)
        return path

    return write


def contents(path):
    with h5_reading.opened(path, path) as reading:
        return reading.contents


def only(path):
    (array,) = contents(path).arrays
    return array


def test_that_what_a_file_says_and_has_is_listed(written):
    def fill(file):
        file.attrs["model_config"] = np.bytes_(b'{"a": "\xc3\xa4"}')
        file.attrs["backend"] = "theano"
        group = file.create_group("model_weights")
        group.attrs["keras_version"] = "1.2.2"
        group.attrs["layer_names"] = [b"a/b", b"c"]
        group.create_group("a/b").attrs["weight_names"] = [b"x", b"y"]
        group.create_group("c").attrs["weight_names"] = []
        group["a/b/x"] = np.zeros((2, 3), "f4")
        group["a/b/y"] = np.zeros(3, ">f8")
        file["optimizer_weights/m"] = np.zeros(3, "f4")

    found = contents(written(fill))
    assert (found.config, found.version, found.backend) == ('{"a": "ä"}', "1.2.2", "theano")
    assert found.base == "model_weights"
    assert found.layers == (("a/b", ("x", "y")), ("c", ()))
    arrays = {array.path: (array.shape, array.kind, array.problem) for array in found.arrays}
    assert arrays == {"model_weights/a/b/x": ((2, 3), "f4", ""), "model_weights/a/b/y": ((3,), "f8", "")}


def test_that_names_in_parts_are_put_together(written):
    def fill(file):
        file.attrs["layer_names0"], file.attrs["layer_names1"] = ["a"], ["b"]
        for name in "ab":
            file.create_group(name).attrs["weight_names0"] = [f"{name}:0"]

    assert contents(written(fill)).layers == (("a", ("a:0",)), ("b", ("b:0",)))


@pytest.mark.parametrize("settings", [{}, {"chunks": (64, 7)}, {"compression": "gzip", "shuffle": True}])
@pytest.mark.parametrize("kind", ["f2", "f4", "<f8", ">f4"])
def test_that_arrays_come_whole_however_they_are_stored(settings, kind, written):
    array = np.random.default_rng(0).standard_normal((300, 70)).astype(kind)

    def fill(file):
        file.create_dataset("a", data=array, **settings)
        file["b"] = np.float32(7)

    path = written(fill)
    with h5_reading.opened(path, path) as reading:
        first, second = reading.arrays([("a", (300, 70)), ("b", ())])
    assert np.array_equal(first, array.astype("f4"))
    assert second.tolist() == 7


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda file: file.create_dataset("a", (32000, 32000), "f4"), "all there"),
        (lambda file: file.create_dataset("a", (32000, 32000), "f4", chunks=(1000, 1000)), "all there"),
        (lambda file: file.create_dataset("a", (32000, 32000), "f4", chunks=True, compression="gzip"), "all there"),
        (lambda file: file.create_dataset("a", (4,), "f4", external=[("/etc/passwd", 0, 16)]), "plainly"),
        (lambda file: file.create_dataset("a", data=np.zeros(3, "i4")), "floating"),
        (lambda file: file.create_dataset("a", data=np.zeros(3, "f4,f4")), "floating"),
        (lambda file: file.create_dataset("a", data=["text"]), "floating"),
        (lambda file: file.create_dataset("a", data=h5py.Empty("f4")), "floating"),
        (lambda file: file.create_dataset("a", (9,), "f4", chunks=(3,), scaleoffset=2), "packed"),
    ],
)
def test_that_what_is_not_plain_is_listed_as_such_and_never_read(make, words, written):
    path = written(make)
    assert words in only(path).problem
    with pytest.raises(StudioError, match=words), h5_reading.opened(path, path) as reading:
        reading.arrays([("a", only(path).shape)])


def test_that_nothing_is_reached_over_links_into_other_places(written, tmp_path):
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["x"] = [1.0]

    def fill(file):
        file["soft"] = h5py.SoftLink("/deep/x")
        file["away"] = h5py.ExternalLink(str(tmp_path / "other.h5"), "/x")
        file["deep/x"] = np.ones(1, "f4")
        layout = h5py.VirtualLayout((1,), "f8")
        layout[:] = h5py.VirtualSource(str(tmp_path / "other.h5"), "x", (1,))
        file.create_virtual_dataset("virtual", layout)

    path = written(fill)
    found = {array.path: array.problem for array in contents(path).arrays}
    assert found == {"deep/x": "", "virtual": "are not stored plainly"}
    for name in ("soft", "away", "none"):
        with pytest.raises(StudioError, match="missing"), h5_reading.opened(path, path) as reading:
            reading.arrays([(name, (1,))])


def test_that_a_shape_is_compared_before_anything_is_read(written):
    path = written(lambda file: file.create_dataset("a", data=np.zeros((4, 4), "f4")))
    with pytest.raises(StudioError, match="shape"), h5_reading.opened(path, path) as reading:
        reading.arrays([("a", (4, 2))])


def test_that_data_given_out_twice_is_more_than_the_file_holds(written):
    path = written(lambda file: file.create_dataset("a", data=np.ones(5000, "f4")))
    with pytest.raises(StudioError, match="more than"), h5_reading.opened(path, path) as reading:
        reading.arrays([("a", (5000,))] * 2)


def test_that_too_many_parts_and_groups_in_themselves_are_refused(written):
    def round_and_round(file):
        file["a"] = file["/"]

    with pytest.raises(StudioError, match="too many parts"):
        contents(written(round_and_round))


@pytest.mark.parametrize("path", sorted(HOSTILE.glob("*.h5")) or [None], ids=lambda path: path and path.name)
def test_that_files_that_crash_or_freeze_hdf5_cost_the_child_at_most_two_seconds(path):
    if path is None:
        pytest.skip("the collection of hostile files is not here")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(StudioError):
        contents(path)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_that_a_small_file_of_a_giant_array_costs_little_memory(written):
    path = written(lambda file: file.create_dataset("a", (32000, 32000), "f4", chunks=True, compression="gzip"))
    script = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-P', *sys.argv[1:]], input=b'', capture_output=True, check=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", script, CHILD, path], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 100_000


@pytest.mark.parametrize(
    "script",
    [
        "import sys, time\nsys.stdout.write('x')\nsys.stdout.flush()\ntime.sleep(1000)\n",
        "print('x' * 10**6)",
        "raise SystemExit(3)",
        "import os; os.abort()",
        "",
        "import sys; sys.stdout.buffer.write((2**62).to_bytes(8, 'little') + b'{}' * 99)",
        "import sys; sys.stdout.buffer.write((2).to_bytes(8, 'little') + b'{}')",
        "import sys; sys.stdout.buffer.write((99999).to_bytes(8, 'little') + b'[' * 99999)",
    ],
)
def test_that_a_child_that_says_what_it_should_not_is_not_believed(script, tmp_path, monkeypatch):
    child = tmp_path / "child.py"
    child.write_text(script)
    monkeypatch.setattr(h5_reading, "_CHILD", child)
    path = tmp_path / "w.h5"
    path.write_bytes(b"")
    words = "took too long" if "sleep" in script else "damaged"
    with pytest.raises(StudioError, match=words), h5_reading.opened(path, path, seconds=1):
        raise AssertionError("the child was believed")


def test_that_too_few_or_too_many_numbers_are_not_believed(tmp_path, monkeypatch):
    path = tmp_path / "w.h5"
    path.write_bytes(b"")
    said = '{"config": "", "version": "", "backend": "", "base": "", "layers": null, "names": {}, "arrays": []}'
    for count in (7, 9):
        child = tmp_path / "child.py"
        child.write_text(
            f"import sys\nout = sys.stdout.buffer\ntext = {said.encode()!r}\n"
            f"out.write(len(text).to_bytes(8, 'little') + text + bytes({count}))\n"
        )
        monkeypatch.setattr(h5_reading, "_CHILD", child)
        with pytest.raises(StudioError, match="damaged"), h5_reading.opened(path, path) as reading:
            reading.arrays([("a", (2,))])


@pytest.mark.parametrize(
    ("name", "words"), [("SIGPROF", "took too long"), ("SIGKILL", "stopped"), ("SIGSEGV", "damag")]
)
def test_that_it_is_told_who_ended_the_child(name, words, tmp_path, monkeypatch):
    child = tmp_path / "child.py"
    child.write_text(f"import os, signal; os.kill(os.getpid(), signal.{name})")
    monkeypatch.setattr(h5_reading, "_CHILD", child)
    with pytest.raises(StudioError, match=words), h5_reading.opened(child, child):
        raise AssertionError("the child was believed")


def test_that_no_more_processes_are_a_refusal_in_words(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(h5_reading.subprocess, "Popen", refuse)
    (tmp_path / "w.h5").write_bytes(b"x")
    with pytest.raises(StudioError, match="no process could be started"), h5_reading.opened(*[tmp_path / "w.h5"] * 2):
        raise AssertionError("there was a process")
    with pytest.raises(StudioError, match="does not exist"), h5_reading.opened(*[tmp_path / "none.h5"] * 2):
        raise AssertionError("there was a file")


def test_that_a_thousand_layers_of_four_arrays_are_read(written):
    def fill(file):
        for number in range(4000):
            file[f"layers/norm_{number // 4}/vars/{number % 4}"] = np.float32(number)

    path = written(fill)
    with h5_reading.opened(path, path) as reading:
        found = reading.arrays([(array.path, ()) for array in reading.contents.arrays])
    assert len(found) == 4000
