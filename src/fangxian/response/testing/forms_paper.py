"""Forms of a station's paper: what is printed, and what is entered from it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.forms import MomentInput
from fangxian.response.ledger.language import say
from fangxian.response.registry.documents import DOCUMENTS
from fangxian.response.registry.resident_id import RESIDENT_ID
from fangxian.response.testing.actions import Line
from fangxian.response.testing.lane.things import THINGS
from fangxian.response.testing.methods import OWN_GROUPS, pack_in_force, pools
from fangxian.response.testing.models import Round
from fangxian.ui.fields import offer

LABELS = 100
"""Labels of one print."""


def groups(of: Round, at: Any) -> list[tuple[str, Any]]:
    """The groups that a round tests, named, and those of every round."""
    known = pools(pack_in_force(of.incident_id, at))
    return [
        *((key, say(known[key].population)) for key in of.methods if key in known),
        *((key, _(title)) for key, title in OWN_GROUPS.items()),
    ]


class PrintForm(forms.Form):
    """How many labels or sheets."""

    count = forms.IntegerField(label=_("How many tubes"), min_value=1, max_value=LABELS, initial=20)
    group = forms.ChoiceField(label=_("Who is tested"))

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", choices)


class SheetForm(forms.Form):
    """The head of a sheet."""

    tube = forms.RegexField(label=_("Code of the tube"), regex=r"^[!-~]{1,40}$", max_length=40)
    group = forms.ChoiceField(label=_("Who is tested"))
    at = forms.DateTimeField(label=_("Time on the sheet"), widget=MomentInput())
    staff = forms.CharField(label=_("Registered by"), max_length=60, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "group", choices)


class LineForm(forms.Form):
    """A line of a sheet; one that is empty is left out."""

    kind = forms.ChoiceField(label=_("Kind of identity document"), choices=list(DOCUMENTS.items()), initial=RESIDENT_ID)
    number = forms.CharField(label=_("Number of the document"), max_length=40, required=False)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=80, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def line(self) -> Line | None:
        """What was entered; None for nothing."""
        said = self.cleaned_data
        return Line(**said) if said["number"] or said["name"] else None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("phone") and not said.get("number") and not said.get("name"):
            self.add_error("number", _("Enter the number, or the name of somebody without a document."))
        return said


class ThingForm(forms.Form):
    """A swab of a surface or of goods."""

    station = forms.ChoiceField(label=_("Station"))
    tube = forms.RegexField(label=_("Code of the tube"), regex=r"^[!-~]{1,40}$", max_length=40)
    kind = forms.ChoiceField(label=_("What was swabbed"), choices=list(THINGS.items()))
    place = forms.CharField(label=_("Place"), max_length=120)
    spot = forms.CharField(label=_("Surface"), max_length=120, required=False)
    lot = forms.CharField(label=_("Batch number"), max_length=40, required=False, help_text=_("Goods have one."))
    at = forms.DateTimeField(label=_("Time of the swab"), widget=MomentInput())
    staff = forms.CharField(label=_("Registered by"), max_length=60, required=False)

    def __init__(self, *args: Any, stations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "station", stations)

    def line(self) -> Line:
        """As the command takes it."""
        said = self.cleaned_data
        return Line(number=said["lot"], name=said["place"], kind=said["kind"], address=said["spot"])


LineForms = forms.formset_factory(LineForm, extra=0, max_num=100)


class OutboxForm(forms.Form):
    """The file of a device that could not send."""

    file = forms.FileField(label=_("File of a device (.fxo)"))
