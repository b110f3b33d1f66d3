"""What every page of casework shares: the post it acts for, addresses of filtered lists, crumbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from fangxian.response.casework.models import SavedFilter
from fangxian.response.casework.queries import keyset
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may


def rights(post: Post) -> dict[str, bool]:
    """What the page offers."""
    return {
        "may_write": may(post, "case.write", post.area),
        "may_import": may(post, "case.import", post.area),
        "may_export": may(post, "case.export", post.area),
        "may_open": may(post, "pack.adopt", post.area),
    }


def address(name: str, query: Mapping[str, Any], **more: Any) -> str:
    """Address of a list with its filter."""
    said = {key: value for key, value in {**query, **more}.items() if value not in (None, "")}
    return reverse(name) + (f"?{urlencode(said)}" if said else "")


def paging(request: HttpRequest, name: str, query: Mapping[str, Any], page: keyset.Page[Any]) -> dict[str, str]:
    """Addresses of the pages beside a page, and which rows it shows.

    How many rows there are in all is asked for by the page itself once it is shown: counting never keeps
    anybody waiting.
    """
    first = _position(request)
    last = first + len(page.rows) - 1
    if page.after:
        total: Any = format_html(
            '<span hx-get="{}" hx-trigger="load" hx-swap="outerHTML">…</span>', address(f"{name}_count", query)
        )
    else:
        total = f"{max(last, 0):,}"
    shown = f"{first:,}–{last:,}" if page.rows else "0"
    return {
        "next_url": address(name, query, after=page.after, **{"from": last + 1}) if page.after else "",
        "previous_url": address(name, query, before=page.before, **{"from": max(1, first - keyset.PAGE)})
        if page.before
        else "",
        "summary": format_html(_("{shown} of {total}"), shown=shown, total=total),
    }


def counted(total: int) -> str:
    """How many there are, in words that say where counting stopped."""
    if total > keyset.CAP:
        return str(_("more than %(count)s") % {"count": f"{keyset.CAP:,}"})
    return f"{total:,}"


def saved(request: HttpRequest, page: str, name: str) -> list[dict[str, Any]]:
    """The user's own filters of a list."""
    rows: Iterable[SavedFilter] = SavedFilter.objects.filter(user=request.user.pk, page=page)
    return [{"id": row.pk, "label": row.name, "url": address(name, row.query)} for row in rows]


def _position(request: HttpRequest) -> int:
    """Where the page begins, as the address says it (only for show)."""
    said = request.GET.get("from", "1")
    return max(1, int(said)) if said.isdigit() and len(said) < 9 else 1
