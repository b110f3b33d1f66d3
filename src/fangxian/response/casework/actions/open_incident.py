"""Open an incident, and adopt the rulebook it is read under."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import packs
from fangxian.response.ledger.models import Incident, PackAdoption
from fangxian.response.ledger.record import record


@transaction.atomic
def open_incident(
    *,
    slug: str,
    title_zh: str,
    title_en: str,
    disease: str,
    area: str,
    at: datetime,
    pack: str | None = None,
    signed_by: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Incident:
    """Open an incident.

    Parameters
    ----------
    slug : str
        Short name in addresses and on the command line, unique.
    area : str
        Code of the area the incident is about; whole outbreaks often lie in several below it.
    at : datetime
        When it was opened. Aware.
    pack : str or None
        Id of the rulebook in force from then on. Without one, facts are kept and open no task.
    signed_by : str
        Who signed the rulebook in; needed with `pack`.

    Raises
    ------
    NotAllowed
        The post may not adopt rulebooks in the area.
    Conflict
        The slug or the id belongs to another incident.
    ProtocolError
        There is no such pack.
    """
    require_in(by, "pack.adopt", area)
    check_text(slug, 60, "slug", needed=True)
    check_time(at, "at")
    request = id or uuid4()
    if pack is not None:
        _check_signed(pack, signed_by)
    fields = {"title_zh": title_zh, "title_en": title_en, "disease": disease, "area": area, "opened_at": at}
    _refuse_taken_id(request, slug)
    incident, opened = Incident.objects.get_or_create(slug=slug, defaults={"id": request, **fields})
    if not opened:
        _refuse_taken_slug(incident, request)
        return incident
    whom = Whom(incident.id, f"incident:{incident.id}", area)
    facts = [whom.fact("incident.opened", at, {"disease": disease, "area": area, "title": title_zh}, request=request)]
    if pack is not None:
        PackAdoption.objects.create(incident=incident, pack=pack, in_force_from=at, signed_by=signed_by)
        said = {"pack": pack, "signer": signed_by, "in_force_from": at}
        facts.append(whom.fact("incident.pack_adopted", at, said, request=request))
    record(facts)
    return incident


def _refuse_taken_id(request: UUID, slug: str) -> None:
    if Incident.objects.filter(id=request).exclude(slug=slug).exists():
        raise Conflict(
            "incident.id_taken",
            _("The id sent with %(slug)s is that of another incident."),
            remedy=_("Send it with an id of its own."),
            slug=slug,
        )


def _refuse_taken_slug(held: Incident, request: UUID) -> None:
    if held.id != request:
        raise Conflict(
            "incident.slug_taken",
            _("There is an incident “%(slug)s” already."),
            remedy=_("Record in that incident, or choose another short name."),
            field="slug",
            slug=held.slug,
        )


def _check_signed(pack: str, signed_by: str) -> None:
    packs.pack(pack)
    if not signed_by.strip():
        raise Invalid(
            "pack.unsigned",
            _("A rulebook is in force only when somebody has signed it in."),
            remedy=_("Name who signed."),
            field="signed_by",
        )
