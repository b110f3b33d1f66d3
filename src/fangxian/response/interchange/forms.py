"""The form of an export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import AreaField, DayInput, incidents, keep_within
from fangxian.response.interchange.actions.request_export import Wish
from fangxian.response.interchange.columns import COLUMNS, TITLES
from fangxian.response.interchange.writers import FORMATS
from fangxian.response.ledger.models import Incident
from fangxian.ui.fields import offer


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
        return [bound for bound in self if not bound.name.startswith("columns_")]

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
        )
