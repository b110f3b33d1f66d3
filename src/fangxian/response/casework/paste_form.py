"""The form of pasting contacts: the text, and what holds for rows that do not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import AreaField, MomentInput, keep_within
from fangxian.response.casework.models import Certainty, ContactKind
from fangxian.ui.fields import offer


class PasteForm(forms.Form):
    """Rows from a spreadsheet, with values for empty cells."""

    text = forms.CharField(
        label=_("Rows from a spreadsheet"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 10, "class": "code", "wrap": "off", "spellcheck": "false", "autocomplete": "off"}
        ),
        help_text=_("Copy rows from a spreadsheet and paste them here; the first may hold headings."),
    )
    kind = forms.ChoiceField(label=_("Kind of contact"), choices=ContactKind.choices)
    last_exposure = forms.DateTimeField(label=_("Last exposure"), required=False, widget=MomentInput())
    first_exposure = forms.DateTimeField(label=_("First exposure"), required=False, widget=MomentInput())
    setting = forms.CharField(label=_("Setting"), required=False, max_length=60)
    area = AreaField(label=_("Area responsible"), required=False)
    certainty = forms.ChoiceField(
        label=_("How sure it is"), choices=[pair for pair in Certainty.choices if pair[0] != "reconstructed"]
    )
    vehicle = forms.ChoiceField(
        label=_("Vehicle, where the kind follows from the seat"), required=False,
        help_text=_("With a column of seat rows the rulebook's rule decides the kind."),
    )  # fmt: skip
    case_row = forms.IntegerField(label=_("Row of the case's seat"), required=False, min_value=1, max_value=200)
    present = forms.MultipleChoiceField(
        label=_("Who was there by other statements"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        root: str,
        vehicles: Iterable[tuple[str, Any]] = (),
        present: Iterable[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        keep_within(self, "area", root)
        seats = list(vehicles)
        offer(self, "vehicle", [("", "—"), *seats])
        there = list(present)
        offer(self, "present", there)
        if not seats:
            del self.fields["vehicle"], self.fields["case_row"]
        if not there:
            del self.fields["present"]

    def defaults(self) -> dict[str, Any]:
        """Values for cells that are empty."""
        names = ("kind", "last_exposure", "first_exposure", "setting", "area")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
