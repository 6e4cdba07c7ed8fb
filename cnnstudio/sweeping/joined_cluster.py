"""A cluster that somebody else runs, reached by the address of its scheduler."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from cnnstudio.sweeping.local_cluster import quieten
from cnnstudio.sweeping.security import Tls, check_address, security

_PATIENCE = "10s"
"""How long an answer to a first call is waited for."""


class Joined:
    """The workers of a scheduler elsewhere; what they need is sent to them.

    Raises StudioError in words for an address or files that cannot be.
    """

    shares_files = False

    def __init__(self, address: str, tls: Tls | None = None) -> None:
        self._address = check_address(address, tls)
        self._security = security(tls)

    @property
    def where(self) -> str:
        return self._address

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Any]:
        """Dask's client of the scheduler; raises OSError where it cannot be reached."""
        from distributed import Client

        quieten()
        made = Client(
            self._address,
            asynchronous=True,
            set_as_default=False,
            security=self._security,
            timeout=_PATIENCE,
            name="cnnstudio",
        )
        async with made as client:
            yield client
