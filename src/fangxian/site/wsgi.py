"""Entry point of the web server's workers; the workspace is already in the environment."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangxian.site.settings")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

if TYPE_CHECKING:
    from fangxian.response.testing.lane.door import Door


def _application() -> Door:
    """Django, behind the door for those who look a result up; its modules can be imported once it is set up."""
    django = get_wsgi_application()
    from fangxian.drill.room import faults
    from fangxian.response.testing.lane.door import Door

    return Door(django, lambda: faults.known() == faults.NOTHING)


application = _application()
# Every page and the API are imported now, not while somebody waits for the first of them; and what is there then stays
# for good: the collector need not go through it again and again while a page is made.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
