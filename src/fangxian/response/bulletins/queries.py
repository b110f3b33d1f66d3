"""Reads of bulletins: those in hand, those published, and how one differs from the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.errors import NotFound
from fangxian.protocol.bulletin import COUNTED
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.texts import LANGUAGES, Language, Said, written
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.queries import area_name
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import chinese, either
from fangxian.response.ledger.models import FactRow, Incident

PUBLISHED = "bulletin.published"
"""Kind of the fact that a bulletin is published by."""

SHOWN = 200
"""Bulletins that a list shows, the latest first."""


@dataclass(frozen=True, slots=True)
class Row:
    """A figure beside that of the bulletin before; `before` and `change` are None where there is none."""

    name: str
    label: str
    value: int
    before: int | None
    change: int | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A publication on record whose text is not kept here: a press conference, a replay."""

    at: datetime
    channel: str
    figures: str


def the_bulletin(id: UUID) -> Bulletin:
    """A bulletin in the area in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    return _first(Bulletin.objects.filter(id=id))


def the_published(id: UUID) -> Bulletin:
    """A bulletin that everybody may read; see :func:`the_bulletin`."""
    with access.everywhere():
        return _first(Bulletin.objects.filter(id=id, state=Bulletin.State.PUBLISHED))


def _first(rows: QuerySet[Bulletin]) -> Bulletin:
    found = rows.select_related("incident", "before", "replaces__incident", "writer", "approver").first()
    if found is None:
        raise NotFound("bulletin.unknown", _("There is no such bulletin."), remedy=_("Look for it in the list."))
    return found


def in_hand() -> list[Bulletin]:
    """Drafts in the area in scope, and those approved and not yet published."""
    rows = Bulletin.objects.filter(state__in=[Bulletin.State.DRAFT, Bulletin.State.APPROVED])
    return list(rows.select_related("incident", "writer", "approver").order_by("-drafted_at"))


def published(incident: Incident | None = None) -> list[Bulletin]:
    """What was published, the latest first: everybody may read it, wherever they work."""
    with access.everywhere():
        rows = Bulletin.objects.filter(state=Bulletin.State.PUBLISHED)
        if incident is not None:
            rows = rows.filter(incident=incident)
        rows = rows.select_related("incident", "replaces__incident").prefetch_related("corrections")
        return list(rows.order_by("-published_at", "-number")[:SHOWN])


def corrected_by(one: Bulletin) -> list[Bulletin]:
    """The published corrections of a bulletin, the latest first."""
    with access.everywhere():
        rows = one.corrections.filter(state=Bulletin.State.PUBLISHED).select_related("incident")
        return list(rows.order_by("-published_at"))


def last_published(incident: Incident) -> Bulletin | None:
    """The bulletin of an incident that was published last."""
    rows = Bulletin.objects.filter(incident=incident, state=Bulletin.State.PUBLISHED)
    return rows.select_related("incident").order_by("-number").first()


def elsewhere(incident: Incident) -> list[Elsewhere]:
    """Publications on record in the area in scope that have no text here, the latest first."""
    kept = Bulletin.objects.exclude(fact=None).values("fact")
    rows = FactRow.objects.filter(incident=incident, kind=PUBLISHED).exclude(id__in=kept).order_by("-at", "-seq")
    return [
        Elsewhere(at, str(said.get("channel") or ""), _told(said))
        for at, said in rows.values_list("at", "attributes")[:SHOWN]
    ]


def _told(said: dict[str, object]) -> str:
    stated = [f"{either(*COUNTED[name])} {said[name]:,}" for name in COUNTED if isinstance(said.get(name), int)]
    return either("；", "; ").join(stated)


def rows(one: Bulletin) -> list[Row]:
    """Its figures, each beside that of the bulletin before it."""
    before = one.before.figures if one.before is not None else {}
    return [
        Row(
            name,
            either(*COUNTED[name]),
            one.figures[name],
            before.get(name),
            _minus(one.figures[name], before.get(name)),
        )
        for name in COUNTED
    ]


def _minus(now: int, before: int | None) -> int | None:
    return None if before is None else now - before


def texts(one: Bulletin) -> dict[Language, str]:
    """Its text in each language, with everything filled in."""
    said = Said(
        area={language: area_name(one.area, language) for language in LANGUAGES}, as_of=one.as_of,
        at=one.published_at or clock.now(), zone=clock.zone(), figures=one.figures,
        before=one.before.figures if one.before is not None else None, help_line=one.help_line, signer=one.signer,
    )  # fmt: skip
    return {"zh": written(one.words_zh, said, "zh"), "en": written(one.words_en, said, "en")}


def in_order(said: dict[Language, str]) -> Sequence[tuple[str, str]]:
    """The two texts with their languages as HTML names them, the reader's own first."""
    both = [("zh-Hans", said["zh"]), ("en", said["en"])]
    return both if chinese() else both[::-1]
