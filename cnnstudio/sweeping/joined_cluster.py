"""A cluster that somebody else runs, reached by the address of its scheduler."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from cnnstudio.core.sweeps.extras import open_in_words
from cnnstudio.sweeping.local_cluster import quieten
from cnnstudio.sweeping.reaching import PATIENCE, reach
from cnnstudio.sweeping.security import Tls, check_address, security

_PARTING = 2.0
"""Seconds that a client is given to part from a scheduler that does not answer."""


class Joined:
    """The workers of a scheduler elsewhere; what they need is sent to them.

    Raises StudioError in words for an address or files that cannot be.
    """

    shares_files = False

    def __init__(self, address: str, tls: Tls | None = None) -> None:
        self._address, self._tls = check_address(address, tls), tls
        self._security = security(tls)

    @property
    def where(self) -> str:
        return self._address

    @property
    def caution(self) -> str:
        """What is to be known of it before anything is trained there, in a sentence; empty where there is nothing."""
        return open_in_words(self._address)

    async def reach(self) -> None:
        """Raises ``reaching.Unreachable``, and StudioError where TLS is refused."""
        await reach(self._address, self._tls, self._security)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Any]:
        """Dask's client of the scheduler; raises whatever Dask does where it cannot be reached."""
        from distributed import Client

        quieten()
        made = Client(
            self._address,
            asynchronous=True,
            set_as_default=False,
            security=self._security,
            timeout=PATIENCE,
            name="cnnstudio",
        )
        try:
            async with asyncio.timeout(PATIENCE):  # Dask's own does not hold where somebody listens and says nothing
                await made
        except BaseException:
            with suppress(Exception):  # the first is the one to tell
                await asyncio.wait_for(made.close(), _PARTING)
            raise
        async with made as client:
            yield client
