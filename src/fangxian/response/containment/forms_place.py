"""Forms of disinfection and of closed places."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import MomentInput
from fangxian.response.containment.actions import Entry
from fangxian.response.containment.models import Disinfection, Hold, Listed, Swab
from fangxian.ui.fields import offer

_PHONE = re.compile(r"[\s,，;；:：]*(\+?[\d-]{7,20})\s*$")


class OrderForm(forms.Form):
    """An order to disinfect."""

    work = forms.ChoiceField(label=_("Kind of disinfection"), choices=Disinfection.Work.choices)
    scope = forms.CharField(
        label=_("What is to be disinfected"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    office = forms.CharField(label=_("Who does it"), required=False, max_length=120)
    due_at = forms.DateTimeField(label=_("Due"), widget=MomentInput())


class DoneForm(forms.Form):
    """What it was done with."""

    agent = forms.ChoiceField(label=_("Agent"))
    concentration = forms.FloatField(label=_("Concentration, mg/L"), required=False, min_value=0)
    minutes = forms.IntegerField(label=_("Minutes of contact"), min_value=1)
    team = forms.CharField(label=_("Who did it"), max_length=120)
    at = forms.DateTimeField(label=_("When"), widget=MomentInput())

    def __init__(self, *args: Any, agents: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = list(agents)
        if known:
            offer(self, "agent", known)
        else:
            self.fields["agent"] = forms.CharField(label=_("Agent"), max_length=40)


class SwabForm(forms.Form):
    """Samples of the surroundings."""

    stage = forms.ChoiceField(label=_("Before or after"), choices=Swab.When.choices)
    spots = forms.CharField(label=_("Spots, one a line"), widget=forms.Textarea(attrs={"rows": 4}))

    def clean_spots(self) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in self.cleaned_data["spots"].splitlines() if line.strip()]


class CheckForm(forms.Form):
    """Whether it worked."""

    passed = forms.BooleanField(
        label=_("Passed"), required=False, help_text=_("Every sample taken after it is negative.")
    )
    checker = forms.CharField(label=_("Checked by"), max_length=120)


class CloseForm(forms.Form):
    """The closure of a place."""

    until = forms.DateTimeField(label=_("Closed until, unless it is decided anew"), widget=MomentInput())
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)
    signer = forms.CharField(label=_("Signed by"), max_length=120)


class HoldForm(forms.Form):
    """Goods that stay where they are."""

    goods = forms.CharField(label=_("Goods"), max_length=120)
    quantity = forms.CharField(label=_("Quantity"), required=False, max_length=60)


class EndHoldForm(forms.Form):
    """What becomes of them."""

    end = forms.ChoiceField(label=_("What becomes of them"), choices=Hold.End.choices)
    paper = forms.CharField(label=_("Certificate, or how they were destroyed"), max_length=120)


class ListForm(forms.Form):
    """Staff or visitors."""

    role = forms.ChoiceField(label=_("Who they are"), choices=Listed.Role.choices)
    people = forms.CharField(
        label=_("People, one a line: name, telephone"), widget=forms.Textarea(attrs={"rows": 6}), max_length=40_000,
        help_text=_("Names and telephones are sealed in the register; lists show numbers."),
    )  # fmt: skip
    last_there = forms.DateTimeField(label=_("Last there"), required=False, widget=MomentInput())

    def clean_people(self) -> list[Entry]:
        """Name and telephone of each line."""
        found = []
        for line in filter(None, (line.strip() for line in self.cleaned_data["people"].splitlines())):
            match = _PHONE.search(line)
            phone = match[1].replace("-", "") if match else ""
            name = (line[: match.start()] if match else line).strip(" ,，;；\t")
            found.append(Entry(name[:80], phone))
        return found


class StageForm(forms.Form):
    """Who signs for the next stage."""

    signer = forms.CharField(label=_("Signed by"), max_length=120)
