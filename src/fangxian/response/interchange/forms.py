"""The form of an export."""

from __future__ import annotations

import dataclasses
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import AreaField, DayInput, all_or, incidents, keep_within
from fangxian.response.casework.models import Classification, ContactKind, Route
from fangxian.response.casework.queries.cases import DATES
from fangxian.response.casework.queries.contacts import STATES
from fangxian.response.interchange.actions.request_export import Wish
from fangxian.response.interchange.choice import Only
from fangxian.response.interchange.columns import COLUMNS, TITLES
from fangxian.response.interchange.writers import FORMATS
from fangxian.response.ledger.models import Incident
from fangxian.ui.fields import offer

ONLY_FIELDS: Final = tuple(one.name for one in dataclasses.fields(Only))
"""Fields that narrow the lists of cases and contacts."""


class ExportForm(forms.Form):
    """What to take away, and what for."""

    kinds = forms.MultipleChoiceField(
        label=_("What"),
        choices=list(TITLES.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=["cases", "contacts", "relationships"],
    )
    incident = forms.ChoiceField(label=_("Incident"), required=False)
    area = AreaField(label=_("Area"), required=False, help_text=_("Code or name within yours; all of yours if empty."))
    since = forms.DateField(label=_("From the day"), required=False, widget=DayInput())
    until = forms.DateField(label=_("To the day"), required=False, widget=DayInput())
    q = forms.CharField(label=_("Number or label"), required=False, max_length=60)
    classification = forms.ChoiceField(
        label=_("Cases of the class"), required=False, choices=all_or(Classification.choices)
    )
    route = forms.ChoiceField(
        label=_("Cases found by"),
        required=False,
        choices=all_or((value or "unknown", label) for value, label in Route.choices),
    )
    by_date = forms.ChoiceField(label=_("Days of cases are those of"), required=False, choices=list(DATES.items()))
    contact_kind = forms.ChoiceField(
        label=_("Contacts of the kind"), required=False, choices=all_or(ContactKind.choices)
    )
    state = forms.ChoiceField(label=_("Contacts that are"), required=False, choices=all_or(STATES.items()))
    source = forms.CharField(label=_("Contacts exposed by (number)"), required=False, max_length=60)
    format = forms.ChoiceField(label=_("Format"), choices=list(FORMATS.items()))
    purpose = forms.CharField(label=_("What it is needed for"), max_length=200)
    identities = forms.BooleanField(
        label=_("With names, identity numbers, phones and addresses"),
        required=False,
        help_text=_("Recorded with the purpose. Leave it out unless the purpose needs it."),
    )

    field_order = ("kinds", "incident", "area", "since", "until", "format", "purpose", "identities")

    def __init__(self, *args: Any, root: str, may_read_identity: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", [("", _("all")), *incidents()])
        keep_within(self, "area", root)
        if not may_read_identity:
            del self.fields["identities"]
        for kind, columns in COLUMNS.items():
            self.fields[f"columns_{kind}"] = forms.MultipleChoiceField(
                label=TITLES[kind],
                required=False,
                choices=[(one.name, one.title) for one in columns if may_read_identity or not one.personal],
                widget=forms.CheckboxSelectMultiple,
            )

    def main(self) -> list[forms.BoundField]:
        """The fields that everybody fills in."""
        return [bound for bound in self if not bound.name.startswith("columns_") and bound.name not in ONLY_FIELDS]

    def narrowing(self) -> list[forms.BoundField]:
        """The fields that narrow the lists of cases and contacts."""
        return [self[name] for name in ONLY_FIELDS]

    def is_narrowed(self) -> bool:
        """Whether any of those says something already."""
        return any(bound.value() for bound in self.narrowing())

    def columns(self) -> list[forms.BoundField]:
        """The fields that choose columns, one a kind."""
        return [bound for bound in self if bound.name.startswith("columns_")]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            self.add_error("until", _("The last day lies before the first."))
        return said

    def wish(self) -> Wish:
        """The fields as :func:`request_export` takes them."""
        said = self.cleaned_data
        return Wish(
            kinds=tuple(kind for kind in TITLES if kind in said["kinds"]),
            format=said["format"],
            purpose=said["purpose"],
            incident=Incident.objects.get(id=said["incident"]) if said["incident"] else None,
            area=said["area"],
            since=said["since"],
            until=said["until"],
            columns={kind: said[f"columns_{kind}"] for kind in COLUMNS if said.get(f"columns_{kind}")},
            identities=said.get("identities", False),
            only=Only(**{name: said[name] for name in ONLY_FIELDS}),
        )
