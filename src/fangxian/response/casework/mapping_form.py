"""The form in which a guessed mapping is confirmed: for each field the column it is read from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.facts import CLASSIFIED
from fangxian.response.casework.linelist.headings import field_of
from fangxian.response.casework.linelist.kinds import CASES, EVERY, Kind
from fangxian.response.casework.linelist.mapping import LOCAL_DATES, Mapping
from fangxian.response.casework.linelist.table import Table
from fangxian.response.casework.models import Classification
from fangxian.ui.fields import offer

_SAMPLES = 3


class MappingForm(forms.Form):
    """Columns, days and defaults of one list."""

    days = forms.ChoiceField(label=_("Days are written"), required=False)
    classification = forms.ChoiceField(
        label=_("Classification of rows that say none"),
        required=False,
        choices=[("", _("none: such rows stay out")), *(c for c in Classification.choices if c[0] in CLASSIFIED)],
    )
    number_prefix = forms.CharField(
        label=_("Put before case numbers that are mere figures"), required=False, max_length=12
    )
    save_as = forms.CharField(label=_("Keep this mapping under the name"), required=False, max_length=80)

    def __init__(self, *args: Any, table: Table, mapping: Mapping, kind: Kind = CASES, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = mapping
        self.kind = kind
        self.table = table
        if kind is not CASES:
            del self.fields["classification"], self.fields["save_as"]
        headings = [heading for heading in table.headings if heading]
        choices = [("", "—"), *((heading, _sample(table, heading, kind)) for heading in headings)]
        for field in self.kind.fields:
            found = [heading for heading in mapping.headings(field.name) if heading in headings]
            self.fields[f"column_{field.name}"] = forms.ChoiceField(
                label=field.title, required=False, choices=choices, initial=found[0] if found else ""
            )
        days = [("", _("year first (2020-01-31)")), *((form, _shown(form)) for form in LOCAL_DATES)]
        offer(self, "days", days)
        self.fields["days"].initial = next(iter(mapping.dates), "")
        if "classification" in self.fields:
            self.fields["classification"].initial = mapping.defaults.get("classification", "")
        self.fields["number_prefix"].initial = mapping.prefix

    def columns(self) -> list[forms.BoundField]:
        """The fields that name a column."""
        return [self[f"column_{field.name}"] for field in self.kind.fields]

    def others(self) -> list[forms.BoundField]:
        """The other fields."""
        return [self[name] for name in ("days", "classification", "number_prefix", "save_as") if name in self.fields]

    def mapping(self) -> Mapping:
        """The mapping as confirmed; what the form does not show stays as it was."""
        said = self.cleaned_data
        columns: dict[str, str | list[str]] = {}
        for field in self.kind.fields:
            chosen, held = said[f"column_{field.name}"], self.held.headings(field.name)
            if chosen:
                # Several columns that are joined are kept joined while the first of them is chosen.
                columns[field.name] = held if len(held) > 1 and chosen == held[0] else chosen
        defaults = {name: value for name, value in self.held.defaults.items() if name != "classification"}
        if said.get("classification"):
            defaults["classification"] = said["classification"]
        dates = (said["days"],) if said["days"] else ()
        return replace(self.held, columns=columns, defaults=defaults, dates=dates, prefix=said["number_prefix"])


def _sample(table: Table, heading: str, kind: Kind) -> str:
    """A heading with what stands first below it, unless that tells who somebody is."""
    field = EVERY.get(field_of(heading, kind) or field_of(heading) or "")
    if field is not None and field.personal:
        return heading
    place = table.headings.index(heading)
    texts = [str(row.cells[place]).strip() for row in table.rows[:20] if place < len(row.cells) and row.cells[place]]
    seen = ", ".join(list(dict.fromkeys(text for text in texts if text))[:_SAMPLES])
    return f"{heading} ({seen[:40]})" if seen else heading


def _shown(form: str) -> str:
    """A form of days by the example of the last day of January."""
    from datetime import date

    return date(2020, 1, 31).strftime(form)
