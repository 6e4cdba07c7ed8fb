"""The command that lends this computer to a cluster."""

import argparse
import sys
import threading
from functools import partial

from cnnstudio.cli.output import say
from cnnstudio.cli.stopping import stopped_by_signals
from cnnstudio.core.language import tr
from cnnstudio.core.sweeps.extras import open_in_words
from cnnstudio.sweeping.security import check_address, check_installed, tls_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The grammar of the command."""
    parser.add_argument("address", metavar="ADDRESS", help=tr("of the cluster's scheduler: tls://lab:8786"))
    add_tls(parser)
    parser.add_argument("--name", default="", help=tr("what the worker is called; another one for each"))
    parser.add_argument(
        "--memory",
        default="",
        metavar="SIZE",
        help=tr("a training that needs more is ended, as 8GB; otherwise no limit"),
    )


def add_tls(parser: argparse.ArgumentParser) -> None:
    """The files by which the parts of a cluster know each other."""
    parser.add_argument("--tls-ca", metavar="FILE", help=tr("certificates of those who are trusted, PEM"))
    parser.add_argument("--tls-cert", metavar="FILE", help=tr("one's own certificate, PEM"))
    parser.add_argument("--tls-key", metavar="FILE", help=tr("its key; otherwise it is in the same file"))


def worker(arguments: argparse.Namespace) -> int:
    """``cnnstudio worker ADDRESS``: trains for a scheduler until a signal ends it."""
    check_installed()
    tls = tls_of(arguments.tls_ca, arguments.tls_cert, arguments.tls_key)
    address = check_address(arguments.address, tls)
    tell = partial(say, stream=sys.stderr)
    if caution := open_in_words(address):
        tell(caution)
    # Here and not above: other commands need no Dask.
    from cnnstudio.sweeping.worker_process import serve

    ended = threading.Event()
    with stopped_by_signals(ended.set):
        serve(address, tls, tell, ended, name=arguments.name, memory=arguments.memory)
    tell(tr("Ended."))
    return 0
