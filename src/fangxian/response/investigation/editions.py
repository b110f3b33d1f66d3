"""Which forms are asked of a case: those of the rulebook in force, with what the areas above the case laid on them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.protocol.forms import Form, digest, forms_of, lay_overlays, load_form, shipped_forms
from fangxian.protocol.forms.load import GENERAL
from fangxian.response.casework.models import Case
from fangxian.response.investigation.models import Edition, Overlay
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.ledger import clock, packs


def asked_of(case: Case) -> tuple[Form, ...]:
    """The forms asked of a case now, in the order in which they fall due."""
    return tuple(laid(form, case.area) for form in _of_rulebook(case.incident_id))


def form_for(case: Case, name: str) -> Form:
    """One of the forms asked of a case.

    Raises
    ------
    NotFound
        ``form.unknown``: the rulebook in force names no such form.
    """
    for form in asked_of(case):
        if form.id == name:
            return form
    raise NotFound("form.unknown", _("The rulebook in force asks no form “%(form)s”."), form=name)


def shipped(name: str) -> Form:
    """A shipped form by id, as an address names it.

    Raises
    ------
    NotFound
        There is none.
    """
    if name not in shipped_forms():
        raise NotFound("form.unknown", _("There is no form “%(form)s”."), form=name)
    return load_form(name)


def laid(form: Form, area: str) -> Form:
    """A form with the overlays in force at an area and above it, the widest first."""
    prefixes = [area[:length] for length in LEVELS if length <= len(area)]
    with access.everywhere():
        rows = Overlay.objects.filter(form=form.id, state=Overlay.State.IN_FORCE, area__in=prefixes)
        overlays = sorted(((row.area, row.name, row.text) for row in rows), key=lambda row: len(row[0]))
    return _laid(form.id, tuple((name, text) for _area, name, text in overlays))


@lru_cache(maxsize=128)
def _laid(form: str, overlays: tuple[tuple[str, str], ...]) -> Form:
    return lay_overlays(load_form(form), overlays)


def _of_rulebook(incident: UUID) -> Iterable[Form]:
    timeline = packs.timeline(incident)
    now = clock.now()
    adopted = [one for one in timeline.adoptions if one.in_force_from <= now] if timeline else []
    return forms_of(adopted[-1].pack) if adopted else [load_form(name) for name in GENERAL]


def keep(form: Form) -> Edition:
    """The edition on record of what a form asks; recorded the first time that somebody fills it in."""
    defaults = {
        "form": form.id,
        "definition": form.model_dump(mode="json", by_alias=True, exclude_defaults=True),
        "first_used_at": clock.now(),
    }
    return Edition.objects.get_or_create(digest=digest(form), defaults=defaults)[0]


def read(edition: Edition) -> Form:
    """What an edition asked."""
    return Form.model_validate(edition.definition)
