"""How many of 300 random projects come back from their script the very same, and how long reading one takes.

Run it from the project's folder: ``python -m tests.benchmarks.round_trip [COUNT]``.
"""

import sys
from time import perf_counter

from hypothesis import HealthCheck, Phase, given, settings

from cnnstudio.core.errors import StudioError
from cnnstudio.core.keras_code import read_code
from cnnstudio.core.project import Project, to_plain
from cnnstudio.core.scripting import script_of
from tests.core.keras_code.projects import projects


def main(count: int = 300) -> int:
    """Prints the figures; the number of projects that came back otherwise."""
    times: list[float] = []
    refused: list[str] = []
    different: list[str] = []

    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
    @given(projects())
    def each(project: Project) -> None:
        try:
            text = script_of(project)
        except StudioError as error:
            refused.append(str(error))
            return
        start = perf_counter()
        found = read_code(text)
        times.append(perf_counter() - start)
        if found.project is None or to_plain(found.project) != to_plain(project) or found.notes:
            different.append(text)

    each()
    times.sort()
    print(f"{len(times)} scripts read, {len(different)} not the same, {len(refused)} projects without a script")
    if times:
        print(f"reading: median {1000 * times[len(times) // 2]:.1f} ms, longest {1000 * times[-1]:.1f} ms")
    return len(different)


if __name__ == "__main__":
    sys.exit(min(main(*map(int, sys.argv[1:2])), 1))
