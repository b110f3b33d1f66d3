"""The board: who is at home in each area, of how many nothing is known today, who is let go, what is owed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fangxian.response.home.policies import READ, RUN
from fangxian.response.home.queries.board import Line, board, summed, waiting
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.codes import LEVELS, within
from fangxian.response.jurisdiction.policies import may
from fangxian.response.jurisdiction.queries import area_names, area_path
from fangxian.response.ledger import clock


@login_required
@require_GET
def board_page(request: HttpRequest) -> HttpResponse:
    """Figures of an area, a line for each area below it, and those whose dwelling waits for a look."""
    post = acting_post(request, READ)
    root = _root(request, post.area)
    with access.area(root):
        lines = board(root)
        owed = waiting()
    names = area_names({line.area for line in lines})
    context = {
        "lines": [
            {"line": line, "name": names.get(line.area, line.area), "deeper": len(line.area) > len(root)}
            for line in lines
        ],
        "figures": _figures(summed(lines)),
        "waiting": owed,
        "now": clock.now(),
        "area": area_path(root),
        "up": _up(root, post.area),
        "may_run": may(post, RUN, post.area),
    }
    return render(request, "home/board.html", context)


def _root(request: HttpRequest, own: str) -> str:
    """The area asked for, if it is one of ours and lies in the post's own; else the post's own."""
    asked = request.GET.get("area", "")
    ours = asked.isascii() and asked.isdigit() and len(asked) in LEVELS and within(asked, own)
    return asked if ours else own


def _up(root: str, own: str) -> str | None:
    """The area above, where it lies in the post's own."""
    above = max((length for length in LEVELS if length < len(root)), default=None)
    return root[:above] if above is not None and above >= len(own) else None


def _figures(whole: Line) -> list[dict[str, Any]]:
    words = {
        "inside": (_("at home"), False),
        "unheard": (_("not heard of today"), True),
        "ill": (_("ill today"), True),
        "unreached": (_("not reached, call after call"), True),
        "breaches": (_("left the dwelling"), True),
        "leaving": (_("last day today"), False),
        "over": (_("beyond the last day"), True),
    }
    return [
        {"key": key, "label": label, "value": value, "tone": "alarm" if alarm and value else ""}
        for key, (label, alarm) in words.items()
        for value in (getattr(whole, key),)
    ]
