"""A stand-in for the process of a sweep: a child that says and waits for what a test has written down."""

import json
import sys
from collections.abc import Sequence

from cnnstudio.core.layers import Dense
from cnnstudio.core.network import Layer, Network
from cnnstudio.core.project import Project
from cnnstudio.core.sweeps.experiment import Trial
from cnnstudio.core.sweeps.news import News, to_line
from cnnstudio.core.sweeps.place import Place
from cnnstudio.core.sweeps.sweep import Sweep
from cnnstudio.core.sweeps.varied import Listed, Varied

_SCRIPT = """
import json, sys, time
for what, text in json.loads(sys.argv[1]):
    if what == "say":
        print(text, flush=True)
    elif what == "hear":
        for line in sys.stdin:
            if line.strip() == text:
                break
        else:
            sys.exit(0)
    elif what == "pace":
        time.sleep(float(text))
    elif what == "fill":
        print("x" * int(text), end="", flush=True)
    elif what == "complain":
        print(text, file=sys.stderr, flush=True)
    else:
        sys.exit(int(text))
"""

Step = News | tuple[str, str]


def child(*steps: Step) -> tuple[str, ...]:
    """What starts it: it says news, ("hear", "pause") waits for a line and ends where there is none any more,
    ("complain", …) goes to its errors, ("pace", "0.01") takes its time, ("fill", "9")
    says nine signs without an end, and ("end", "3") ends it with that code."""
    plain = [("say", to_line(step)) if not isinstance(step, tuple) else step for step in steps]
    return (sys.executable, "-c", _SCRIPT, json.dumps(plain))


def swept(count: int = 4, **settings: object) -> Project:
    """A project with a sweep over ``count`` batch sizes."""
    over = Varied(Place("plan", "batch_size"), Listed(tuple(range(8, 8 + count))))
    network = Network((8, 8, 1), (Layer("dense_1", Dense(3, "softmax")),))
    return Project(network, sweep=Sweep(varied=(over,), most=max(count, 1), **settings))  # type: ignore[arg-type]


def trials(count: int = 4, done: Sequence[int] = ()) -> list[Trial]:
    """Trials that wait, and some that are done."""
    return [ended(each) if each in done else Trial(each, each, (7 + each,), 1) for each in range(1, count + 1)]


def ended(number: int, run: int | None = None, score: float = 0.5, status: str = "done") -> Trial:
    """A trial that is over, after two seconds."""
    return Trial(number, number, (7 + number,), 1, status, run, score, 2.0)  # type: ignore[arg-type]
