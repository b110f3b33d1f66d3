"""Take in the findings of an exercise: each becomes a task with an owner, a day, and a day of its re-test."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as plainly
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, NotAllowed
from fangxian.response.casework.ids import derived
from fangxian.response.coinvestigation.exchange.signing import Signed, canonical, grouped, opened
from fangxian.response.coinvestigation.models import TrustedSender
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.owners import resolve_many
from fangxian.response.ledger import clock, context, packs
from fangxian.response.ledger.actions import offer_tasks
from fangxian.response.ledger.models import Incident, PackAdoption, TaskRow, Workspace
from fangxian.response.ledger.record import record
from fangxian.response.rectification.content import Brought, Content, read
from fangxian.response.rectification.facts import FOUND, SEVERITY, end_of, whom
from fangxian.response.rectification.models import Finding, Intake
from fangxian.response.rectification.policies import MANAGE, require_in

STANDING: Final = "improvement"
"""Short name of the incident that findings are kept in where there is no outbreak."""

_LAW: Final = "law-infectious-2025"
"""The rulebook that it is read under: it holds the clauses on findings, whatever the disease."""


def opened_findings(document: Any) -> tuple[Signed, Content]:
    """What a file of findings says, if its signature holds.

    Raises
    ------
    Invalid
        ``sheet.file``, ``sheet.signature``, ``findings.file``, ``findings.field``.
    """
    signed = opened(document)
    return signed, read(signed.content)


@transaction.atomic
def take_in_findings(
    signed: Signed, content: Content, *, incident: Incident | None = None, by: Post | None = None
) -> Intake:
    """Take a file in; one that was taken in before is returned as it stands.

    Parameters
    ----------
    signed, content
        As :func:`opened_findings` gives them.
    incident : Incident, optional
        Under whose rulebook the findings are put right; by default a standing one of the city.

    Raises
    ------
    Conflict
        ``findings.exercise``: this record is an exercise itself.
    NotAllowed
        ``findings.sender_unknown``: nobody entered the key that signed; or the post may not take findings in there.
    """
    if clock.workspace().kind == Workspace.Kind.DRILL:
        raise Conflict(
            "findings.exercise",
            _("This record is an exercise; findings are put right in the live one."),
            remedy=_("Carry the file to the live record and take it in there."),
            field="file",
        )
    sender = _sender(signed)
    with access.everywhere():
        offices = _offices(content)
        area = _around([content.area, *(one.area for one in offices.values())])
        require_in(by, MANAGE, area)
        digest = hashlib.sha256(canonical(signed.content)).hexdigest()
        undone = Intake.objects.filter(fingerprint=signed.fingerprint).exclude(undone_at=None).count()
        for number in (derived("findings", digest, before) for before in range(undone + 1)):
            held = Intake.objects.filter(id=number).first()
            if held is not None and held.undone_at is None:
                return held
        if incident is None:
            incident = _standing(content.area)
        intake = Intake.objects.create(
            id=derived("findings", digest, undone), area=area, incident=incident, exercise=content.exercise,
            pack=content.pack, signer=content.signer, signed_at=content.signed_at, fingerprint=signed.fingerprint,
            sender=sender.name, taken_in_at=clock.now(), taken_in_by=context.actor(),
        )  # fmt: skip
        made = [_finding(intake, one, offices) for one in content.findings]
        Finding.objects.bulk_create(made)
        record([_found(one, intake.taken_in_at) for one in made])
        _offer(made)
    return intake


def _sender(signed: Signed) -> TrustedSender:
    sender = TrustedSender.objects.filter(fingerprint=signed.fingerprint, removed_at=None).first()
    if sender is None:
        raise NotAllowed(
            "findings.sender_unknown",
            _("The signature holds, but its key %(fingerprint)s belongs to no trusted sender."),
            remedy=_("Compare the fingerprint with whoever led the exercise, and have an administrator enter its key."),
            field="file",
            fingerprint=grouped(signed.fingerprint),
        )
    return sender


def _offices(content: Content) -> dict[tuple[str | None, str], Office]:
    """The office here that each level and role means, around the place where the exercise began."""
    wanted = {(one.level or None, one.role) for one in content.findings}
    numbers = resolve_many((level, role, content.area) for level, role in wanted)
    rows = Office.objects.in_bulk(set(numbers.values()))
    return {(level, role): rows[number] for (level, role, _area), number in numbers.items()}


def _around(areas: Iterable[str]) -> str:
    """The smallest area that holds all of these."""
    codes = [code for code in areas if code]
    lengths = [length for length in LEVELS if all(code[:length] == codes[0][:length] for code in codes)]
    shortest = min(map(len, codes))
    return codes[0][: max((length for length in lengths if length <= shortest), default=0)]


def _standing(area: str) -> Incident:
    """What findings belong to where nothing has broken out. It opens nothing: only its rulebook is adopted."""
    held = Incident.objects.filter(slug=STANDING).first()
    if held is not None:
        return held
    law = packs.pack(_LAW)
    since = datetime.combine(law.valid_from, datetime.min.time(), clock.zone())  # older than any outbreak shown first
    made = Incident.objects.create(
        slug=STANDING, title_zh="演练整改", title_en="Improvement after exercises", disease=law.disease,
        area=area[:4], opened_at=min(since, clock.now()),
    )  # fmt: skip
    PackAdoption.objects.create(incident=made, pack=law.id, in_force_from=made.opened_at, signed_by="")
    return made


def _finding(intake: Intake, one: Brought, offices: dict[tuple[str | None, str], Office]) -> Finding:
    office = offices.get((one.level or None, one.role))
    return Finding(
        id=derived(intake.id, one.key), intake=intake, area=office.area if office else intake.area, key=one.key,
        what_zh=one.what_zh, what_en=one.what_en, rating=one.rating, level=one.level, role=one.role, office=office,
        due=one.due, retest=one.retest, clause=one.clause, evidence=one.evidence,
    )  # fmt: skip


def _found(one: Finding, at: datetime) -> Any:
    said = {
        "rectify_by": end_of(one.due), "retest_by": end_of(one.retest), "finding": one.what_zh,
        "severity": SEVERITY[one.rating], "area": one.area, "source": "drill", "clause": one.clause,
        "office": one.office.name if one.office else "", "exercise": one.intake.exercise["title_zh"],
    }  # fmt: skip
    return whom(one).fact(FOUND, at, said, request=one.id)


def _offer(made: list[Finding]) -> None:
    """Offer the task of each to the office that the report names, where the rulebook gives it to another."""
    named = {one.subject: one.office for one in made if one.office is not None}
    rows = TaskRow.objects.filter(subject__in=named, clause="inspection.rectification", state="open")
    wanted: dict[int, list[UUID]] = {}
    for row in rows:
        office = named[row.subject]
        if row.office_id != office.pk:
            wanted.setdefault(office.pk, []).append(row.id)
    reason = plainly("The exercise's report names this office.")
    for number, tasks in wanted.items():
        offer_tasks(tasks, to=number, reason=reason)
