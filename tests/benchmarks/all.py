"""Every figure that the README quotes, measured in one go: prints a Markdown table with the machine it was taken on.

Each benchmark runs in a process of its own, one after the other; about 20 minutes on two cores, 4 with ``--quick``.

    python tests/benchmarks/all.py [--quick] [--only NAME …] [--readme]

``--readme`` puts the table between the two marks in the README.
"""

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- figures: tests/benchmarks/all.py --readme -->", "<!-- end of the figures -->"
_LIMIT_S = 1800
_PACKAGES = ("PySide6", "tensorflow", "keras", "numpy")

Line = tuple[str, str, str]
"""What was measured, what came of it, and what it should be."""
Told = list[dict[str, Any]]
"""The JSON lines that a benchmark prints."""


@dataclass(frozen=True)
class Benchmark:
    """One script, with its arguments in short and in full, and the lines of the table that its figures make."""

    script: str
    lines: Callable[[Told], Iterable[Line]]
    full: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()


def _starting(told: Told) -> Iterable[Line]:
    (found,) = told
    yield "Start: window painted", f"{found['painted'][0]:.2f} s", "1 s"
    yield "Start: all pages made", f"{found['pages'][0]:.1f} s", ""
    yield "Start: Keras ready", f"{found['ready'][0]:.1f} s", ""


def _editing(told: Told) -> Iterable[Line]:
    for found in told:
        figures = f"{found['step']['median_ms']:g} / {found['insert']['median_ms']:g} ms"
        yield (
            f"Edit of {found['layers']:,} layers until painted: a setting / a new layer",
            figures,
            _ms(found["target_ms"]),
        )


def _throughput(told: Told) -> Iterable[Line]:
    (found,) = told
    yield "Training in the window against a bare `fit`", f"{found['ratio']:.2f}", "0.9"


def _gaps(told: Told) -> Iterable[Line]:
    (found,) = told
    names = {"idle": "idle", "training": "while it trains", "kernels_and_maps": "with moving kernels and maps"}
    for phase, words in names.items():
        if phase in found:
            each = found[phase]
            figures = f"{each['p50_ms']:g} / {each['p99_ms']:g} / {each['max_ms']:g} ms"
            yield f"Window does not answer, {words}: median / p99 / longest", figures, "longest 100 ms"


def _drawing(told: Told) -> Iterable[Line]:
    (found,) = told
    for phase, words in {"idle": "idle", "during a fit, the run in training": "while it trains"}.items():
        each = found[phase]["125/s"]["painted"]
        yield f"Pen to painted maps, {words}: median / p95", f"{each[0]:g} / {each[1]:g} ms", "50 ms"


def _inspecting(told: Told) -> Iterable[Line]:
    (found,) = told
    for phase in ("idle", "during a fit"):
        opened = {name: each["open"]["first"] for name, each in found["mnist-cnn"][phase].items() if each.get("open")}
        for name, words in {"kernels": "kernels", "feature_maps": "feature maps"}.items():
            if name in opened:
                yield f"Inspect, click to {words}, {phase}", _ms(opened[name][0]), "200 ms"


def _opening(told: Told) -> Iterable[Line]:
    (found,) = told
    one, many, runs = found["one run"], found["many runs"], f"{found['runs']:,}"
    yield (
        "Open a project until its page is painted, its curves next / save it as another",
        f"{one['shown']:.0f} / {one['saved']:.0f} ms",
        "",
    )
    yield f"The same with {runs} runs", f"{many['shown'] / 1000:.1f} / {many['saved'] / 1000:.1f} s", ""
    gaps = found["gaps"]["many runs"]
    yield (
        f"Window does not answer while {runs} runs open: p99 / longest",
        f"{gaps['p99']:g} / {gaps['max']:g} ms",
        "100 ms",
    )


def _many_runs(told: Told) -> Iterable[Line]:
    (found,) = told
    yield (
        f"Read {found['runs']:,} runs / again after one more epoch",
        f"{found['first']:.2f} / {found['after_an_epoch']:.3f} s",
        "",
    )
    yield (
        "Write an epoch of 1.2 million weights with Adam's state",
        f"{1000 * found['epoch_of_14_megabytes']:.0f} ms",
        "100 ms",
    )


def _comparing(told: Told) -> Iterable[Line]:
    (found,) = told
    for what, words in {"gap_open": "open", "gap_sort_by_parameters": "sort", "gap_scroll": "scroll"}.items():
        yield f"Compare {found['runs']:,} runs, {words}: longest gap", _ms(found[what][0]), "100 ms"


def _browsing(told: Told) -> Iterable[Line]:
    (found,) = told
    for name, each in found.items():
        if isinstance(each, dict):
            figures = f"{each['bar']['median ms']:g} / {each['bar']['p95 ms']:g} ms"
            yield f"Browse 60,000 pictures, {name.replace('x', ' × ')}: a frame, median / p95", figures, "16 ms"


def _ms(value: float) -> str:
    return f"{value:g} ms"


BENCHMARKS = (
    Benchmark("starting", _starting, ("--times", "5"), ("--times", "1")),
    Benchmark("editing", _editing, (), ("--layers", "200")),
    Benchmark("throughput", _throughput, ("--window", "--rounds", "5"), ("--window", "--rounds", "3")),
    Benchmark("responsiveness", _gaps, ("--seconds", "60"), ("--seconds", "15")),
    Benchmark("drawing", _drawing, ("--seconds", "5"), ("--seconds", "2")),
    Benchmark("inspecting", _inspecting, ("--networks", "mnist-cnn"), ("--networks", "mnist-cnn", "--rounds", "1")),
    Benchmark("opening", _opening, (), ("--runs", "200", "--rounds", "1")),
    Benchmark("many_runs", _many_runs, (), ("--runs", "200")),
    Benchmark("comparing", _comparing, (), ("--runs", "200")),
    Benchmark("browsing", _browsing, (), ("--frames", "30")),
)


def measure(benchmark: Benchmark, quick: bool) -> list[Line]:
    """The lines of one benchmark; one that says so where it did not come to an end."""
    script = ROOT / "tests" / "benchmarks" / f"{benchmark.script}.py"
    command = [sys.executable, str(script), *(benchmark.quick if quick else benchmark.full)]
    with tempfile.TemporaryDirectory(prefix="cnnstudio-benchmark-") as home:
        environment = {"QT_QPA_PLATFORM": "offscreen", "TF_CPP_MIN_LOG_LEVEL": "2"} | os.environ
        environment["CNNSTUDIO_HOME"] = home
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_LIMIT_S, check=False
            )
        except subprocess.TimeoutExpired:
            return [(benchmark.script, "came to no end", "")]
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not told:
        return [(benchmark.script, f"failed: {done.stderr.strip()[-200:]}", "")]
    return list(benchmark.lines(told))


def machine(load: float) -> str:
    """What it was measured on, in a sentence."""
    names = [line.partition(":")[2].strip() for line in _cpu_lines() if line.startswith("model name")]
    memory = psutil.virtual_memory().total / 2**30
    processor = names[0] if names else platform.processor() or platform.machine()
    found = packages_distributions()
    packages = ", ".join(f"{name} {version(found[name][0])}" for name in _PACKAGES)
    shared = " Other programs were at work on it." if load > (os.cpu_count() or 1) / 2 else ""
    return (
        f"{processor}, {os.cpu_count()} cores, {memory:.0f} GB; "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {packages}; "
        f"{datetime.date.today().isoformat()}; load {load:.1f} before it began.{shared}"
    )


def _cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def table(lines: Iterable[Line]) -> str:
    """The lines as Markdown."""
    rows = ["| what | measured | goal |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| {what} | {figures} | {goal} |" for what, figures, goal in lines)])


def put_into(readme: Path, text: str) -> None:
    """Puts the text between the marks; raises ValueError where they are not there."""
    before, begin, rest = readme.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"There are no marks in {readme}.")
    readme.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")


def main() -> int:
    """Measures and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=[each.script for each in BENCHMARKS])
    parser.add_argument("--readme", action="store_true")
    given = parser.parse_args()
    measured_on, begun = machine(os.getloadavg()[0]), time.perf_counter()
    lines: list[Line] = []
    for benchmark in BENCHMARKS:
        if not given.only or benchmark.script in given.only:
            print(f"{benchmark.script} …", file=sys.stderr, flush=True)
            lines += measure(benchmark, given.quick)
    short = "A short run (`--quick`). " if given.quick else ""
    text = f"{table(lines)}\n\n{short}{measured_on}"
    print(text)
    print(f"{time.perf_counter() - begun:.0f} s", file=sys.stderr)
    if given.readme:
        put_into(ROOT / "README.md", text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
