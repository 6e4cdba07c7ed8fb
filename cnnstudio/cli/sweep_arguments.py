"""The grammar of the commands that train many runs."""

import argparse
from collections.abc import Callable

from cnnstudio.cli.sweep import sweep
from cnnstudio.cli.worker import add_tls
from cnnstudio.core.language import tr
from cnnstudio.core.spec import settings_of
from cnnstudio.core.sweeps.sweep import NO_SWEEP

_Command = Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser]


def add(command: _Command) -> None:
    """Adds them."""
    made = command(
        "sweep",
        sweep,
        tr(
            "Trains a run for each combination of settings that vary, and keeps them in the project's file; one that "
            "was broken off is picked up. Ctrl+C stops it and keeps what is finished, twice breaks it off; with runs "
            "left it ends with 130."
        ),
    )
    made.add_argument("file", metavar="FILE", help=tr("a *.cnnstudio project; without --vary its own sweep is trained"))
    _what(made)
    _when(made)
    _where(made)
    made.add_argument(
        "--report", metavar="OUT.md", help=tr("also write what came of it as Markdown; the window writes PDF")
    )
    made.add_argument("--force", action="store_true", help=tr("replace a report that is there already"))
    made.add_argument("--json", action="store_true", help=tr("print one JSON document"))
    # For a window that starts this: news as lines on standard output, orders as lines on standard input; and that it
    # holds the project itself.
    made.add_argument("--events", action="store_true", help=argparse.SUPPRESS)
    made.add_argument("--held", action="store_true", help=argparse.SUPPRESS)


def _what(made: argparse.ArgumentParser) -> None:
    settings = settings_of(NO_SWEEP)
    made.add_argument(
        "--vary",
        action="append",
        default=[],
        metavar="SETTING=VALUES",
        help=tr(
            "a setting and what it takes in turn: conv2d_1.filters=16,32,64, learning_rate=1e-4..1e-1, "
            "optimizer=SGD,Adam, conv2d_1.times=1,2,3, scaling=scale,standardise; as often as you like. "
            "A range of rates or decays is on a log scale: 1e-4..1e-1 and “5 values on a log scale” say the same; "
            "“on a linear scale” behind it is evenly spaced. What else is planned in the project stays: its method, "
            "how many combinations and seeds, pruning, unless the options below say otherwise"
        ),
    )
    made.add_argument(
        "--settings", action="store_true", help=tr("only print every setting that can vary, and its values")
    )
    made.add_argument(
        "--method",
        choices=settings["method"].choices,
        help=tr("every combination, or which ones; without it as in the project"),
    )
    made.add_argument(
        "--most", type=int, metavar="N", help=tr("at most so many combinations; without it as in the project")
    )
    made.add_argument(
        "--seeds", type=int, metavar="N", help=tr("how often each is trained, with another seed each time")
    )
    made.add_argument(
        "--minutes",
        type=float,
        metavar="M",
        help=tr("no run begins after so many, counted anew each time it goes on; 0 for no limit"),
    )
    made.add_argument("--score", choices=settings["score"].choices, help=tr("by which figure a run is judged"))
    made.add_argument(
        "--keep", choices=settings["keep"].choices, help=tr("of each run everything, or the weights it is used with")
    )
    made.add_argument(
        "--prune",
        action=argparse.BooleanOptionalAction,
        help=tr("end runs early that are hopeless, or do not though the project says so; needs Optuna"),
    )


def _when(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--dry-run",
        action="store_true",
        help=tr("only print what would run, with parameters, memory and time, and what cannot be trained"),
    )
    made.add_argument("--new", action="store_true", help=tr("begin anew, also where the same sweep is not finished"))
    made.add_argument(
        "--resume",
        type=_number,
        nargs="?",
        const=0,
        metavar="N",
        help=tr("go on with the sweep of that number, or the newest that is not finished, as it began; behind FILE"),
    )
    made.add_argument("--retry", action="store_true", help=tr("train those that failed again, too"))


def _number(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(
            tr("“{text}” is no number of a sweep: cnnstudio sweep FILE --resume 2", text=text[:40])
        )
    return int(text)


def _where(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--workers", type=int, metavar="N", help=tr("train so many runs at once on this computer; needs Dask")
    )
    made.add_argument(
        "--cluster", metavar="ADDRESS", help=tr("train on the workers of a Dask scheduler, as tls://lab:8786")
    )
    add_tls(made)
