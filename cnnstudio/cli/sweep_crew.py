"""Who trains the runs of a sweep, as the options of ``cnnstudio sweep`` say."""

import argparse
from functools import partial

from cnnstudio.core.errors import StudioError
from cnnstudio.sweeping.here import Here
from cnnstudio.sweeping.joined_cluster import Joined
from cnnstudio.sweeping.local_cluster import ThisMachine
from cnnstudio.sweeping.on_dask import OnDask
from cnnstudio.sweeping.runner import CrewFor
from cnnstudio.sweeping.security import check_installed, tls_of


def is_here(arguments: argparse.Namespace) -> bool:
    """Whether it is this machine."""
    return not arguments.cluster


def crew_for(arguments: argparse.Namespace) -> CrewFor:
    """What makes who trains; raises StudioError where it needs something that is not installed, or cannot be."""
    tls = tls_of(arguments.tls_ca, arguments.tls_cert, arguments.tls_key)
    if arguments.cluster:
        check_installed()
        return partial(OnDask, Joined(arguments.cluster, tls))
    if tls is not None:
        raise StudioError("Certificates are for a cluster.", "Say which one: --cluster tls://lab:8786")
    if not arguments.workers:
        return Here
    check_installed()
    return partial(OnDask, ThisMachine(arguments.workers))
