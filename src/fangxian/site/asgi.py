"""Entry point of the web server's workers; the workspace is already in the environment."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Any, Final, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.site.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from fangxian.site.parts import in_larger_parts

if TYPE_CHECKING:
    from a2wsgi.wsgi_typing import WSGIApp

    from fangxian.response.testing.lane.door import Door

THREADS: Final = 8
"""Of a process, each with a request of Django's and a connection to the database."""


def _application() -> Door:
    """Django in its threads, behind the door for those who need none; its modules can be imported once it is set up."""
    django = WSGIMiddleware(cast("WSGIApp", in_larger_parts(get_wsgi_application())), workers=THREADS)
    from fangxian.drill.room import faults
    from fangxian.response.testing.lane.door import Door, Receive, Scope, Send

    async def in_threads(scope: Scope, receive: Receive, send: Send) -> None:
        async def received() -> dict[str, Any]:
            return await receive()  # granian gives a future, and from the loop's own thread alone

        await django(scope, received, send)  # type: ignore[arg-type]

    return Door(in_threads, faults.none_believed)


application = _application()
# Every page and the API are imported now, not while somebody waits for the first of them; and what is there then stays
# for good: the collector need not go through it again and again while a page is made.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
