"""What every page's frame shows: workspace, clock, post, navigation, language and colour scheme.

The request carries it (middleware of other apps puts it there); a request without workspace, post or user
still has a frame. Nothing of the operational record is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

THEME_COOKIE = "fangxian_theme"
WALL_THEME_COOKIE = "fangxian_wall_theme"
THEMES = ("light", "dark")

NAVIGATION: tuple[tuple[str, Any], ...] = (
    ("information:wall", _("Command screen")),
    ("casework:list", _("Cases")),
    ("information:board", _("Tasks")),
    ("rulebook:coverage", _("No one missed")),
    ("rulebook:list", _("Rulebooks")),
    ("jurisdiction:offices", _("Offices")),
    ("drill:list", _("Exercises")),
)
"""URL name and label of each entry, and perhaps a right without which it is not shown; ``settings.FANGXIAN_NAVIGATION``
replaces it.

Unknown names are left out; visitors who have not signed in see none of them.
"""

WATERMARKS = {"drill": "演练 EXERCISE", "sample": "示例 SAMPLE"}
"""Said in both languages on purpose: a sheet of paper has no language switch."""


@dataclass(frozen=True, slots=True)
class NavigationItem:
    url: str
    label: Any
    current: bool


@dataclass(frozen=True, slots=True)
class Bell:
    """Where a person's notices are, and how many are not read."""

    url: str
    unread: int


@dataclass(frozen=True, slots=True)
class Banner:
    """A line that stands on top of every page: what holds for the whole workspace, and where to go from it."""

    text: str
    tone: str
    """``plain`` or ``alarm``."""
    links: tuple[tuple[str, str], ...] = ()
    """Address and label."""


@dataclass(frozen=True, slots=True)
class PostLine:
    """The post a user acts for, in the reader's language."""

    title: str
    office: str
    area: str


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page."""

    workspace_title: str
    workspace_kind: str
    watermark: str
    now: datetime | None
    running: bool
    post: PostLine | None
    navigation: tuple[NavigationItem, ...]
    bell: Bell | None
    banner: Banner | None
    languages: tuple[tuple[str, str, bool], ...]
    here: str
    html_lang: str
    theme: str
    wall_theme: str
    csrf_token: str | SimpleLazyObject[str]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the page's frame as ``shell``, and ``workspace_now`` for clocks."""
    workspace = getattr(request, "workspace", None)
    kind = str(getattr(workspace, "kind", "live"))
    now = getattr(request, "workspace_now", None)
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    frame = Shell(
        workspace_title=localized(workspace, "title"),
        workspace_kind=kind,
        watermark=WATERMARKS.get(kind, "" if kind == "live" else kind.upper()),
        now=now,
        running=kind == "live",
        post=_post(getattr(request, "post", None)),
        navigation=tuple(_navigation(request)) if _signed_in(request) else (),
        bell=_bell(request) if _signed_in(request) else None,
        banner=_banner(request),
        languages=_languages(),
        here=request.get_full_path(),
        html_lang=html_lang(),
        theme=chosen if chosen in THEMES else "",
        wall_theme="light" if request.COOKIES.get(WALL_THEME_COOKIE) == "light" else "dark",
        csrf_token=SimpleLazyObject(lambda: get_token(request)),  # a page that shows none sets no cookie
    )
    return {"shell": frame, "workspace_now": now}


def localized(thing: Any, name: str) -> str:
    """A name in the reader's language: ``title_en`` or ``title_zh`` where they exist and say something."""
    if thing is None:
        return ""
    suffix = "zh" if (get_language() or "").startswith("zh") else "en"
    return str(getattr(thing, f"{name}_{suffix}", "") or getattr(thing, name, "") or getattr(thing, f"{name}_zh", ""))


def html_lang() -> str:
    """The page's language as HTML names it: ``zh-Hans``, ``en``."""
    code = get_language() or settings.LANGUAGE_CODE
    head, _dash, tail = code.partition("-")
    return f"{head}-{tail.title() if len(tail) == 4 else tail.upper()}" if tail else head


def _post(post: Any) -> PostLine | None:
    if post is None:
        return None
    office = getattr(post, "office_name", "") or localized(getattr(post, "office", None), "name")
    area = getattr(post, "area_name", "") or getattr(post, "area", "")
    return PostLine(localized(post, "title"), str(office), str(area))


def _signed_in(request: HttpRequest) -> bool:
    return bool(getattr(getattr(request, "user", None), "is_authenticated", False))


def _navigation(request: HttpRequest) -> Iterable[NavigationItem]:
    known: list[tuple[str, Any]] = []
    path = request.path
    for name, label, *right in getattr(settings, "FANGXIAN_NAVIGATION", NAVIGATION):
        if right and not _may(request, right[0]):
            continue
        try:
            known.append((reverse(name), label))
        except NoReverseMatch:
            continue
    # The longest address that the path begins with is where the reader is; "/" only when it is exact.
    here = max((u for u, _l in known if path == u or (u != "/" and path.startswith(u))), key=len, default=None)
    return (NavigationItem(address, label, address == here) for address, label in known)


def _may(request: HttpRequest, right: str) -> bool:
    """By ``settings.FANGXIAN_RIGHTS``: the shell knows no app."""
    named = getattr(settings, "FANGXIAN_RIGHTS", None)
    return named is None or bool(import_string(named)(getattr(request, "post", None), right))


def _bell(request: HttpRequest) -> Bell | None:
    """By ``settings.FANGXIAN_NOTICES``: the shell knows no app."""
    named = getattr(settings, "FANGXIAN_NOTICES", None)
    if named is None:
        return None
    name, counter = named
    try:
        return Bell(reverse(name), import_string(counter)(request.user))
    except (NoReverseMatch, DatabaseError):  # a page that says what went wrong still has its frame
        return None


def _banner(request: HttpRequest) -> Banner | None:
    """By ``settings.FANGXIAN_BANNER``: the shell knows no app."""
    named = getattr(settings, "FANGXIAN_BANNER", None)
    try:
        return import_string(named)(request) if named else None
    except DatabaseError:
        return None


def _languages() -> tuple[tuple[str, str, bool], ...]:
    own_names = {"zh-hans": "简体中文", "en": "English"}
    present = get_language()
    return tuple((code, own_names.get(code, str(name)), code == present) for code, name in settings.LANGUAGES)
