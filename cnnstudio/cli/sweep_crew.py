"""Who trains the runs of a sweep, as the options of ``cnnstudio sweep`` say."""

import argparse
from functools import partial

from cnnstudio.core.errors import StudioError
from cnnstudio.core.language import tr
from cnnstudio.sweeping.here import Here
from cnnstudio.sweeping.runner import CrewFor
from cnnstudio.sweeping.security import check_installed, tls_of

MOST_WORKERS = 1_000
"""On this machine."""


def workers_here(arguments: argparse.Namespace) -> int | None:
    """How many train at once on this machine; 0 for one run after the other, None for another machine."""
    return None if arguments.cluster else arguments.workers or 0


def check_where(arguments: argparse.Namespace) -> None:
    """Raises StudioError in words where the options cannot be meant together."""
    if arguments.workers is not None and not 1 <= arguments.workers <= MOST_WORKERS:
        hint = tr("Without it one run is trained after the other.")
        raise StudioError(tr("--workers is a number from 1 to {most:,}.", most=MOST_WORKERS), hint)
    if arguments.cluster and arguments.workers:
        raise StudioError(tr("--workers are on this computer, --cluster is elsewhere."), tr("Leave one of them out."))
    if (arguments.tls_ca or arguments.tls_cert or arguments.tls_key) and not arguments.cluster:
        raise StudioError(tr("TLS is for a cluster."), tr("Name it with --cluster."))


def crew_for(arguments: argparse.Namespace) -> CrewFor:
    """What makes who trains; raises StudioError in words where that cannot be, before anything has begun."""
    tls = tls_of(arguments.tls_ca, arguments.tls_cert, arguments.tls_key)
    if not arguments.cluster and not arguments.workers:
        return Here
    check_installed()
    # Here and not above: without these options no Dask is needed.
    from cnnstudio.sweeping.joined_cluster import Joined
    from cnnstudio.sweeping.local_cluster import ThisMachine
    from cnnstudio.sweeping.on_dask import OnDask

    cluster = Joined(arguments.cluster, tls) if arguments.cluster else ThisMachine(arguments.workers)
    return partial(OnDask, cluster)
