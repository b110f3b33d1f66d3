"""Forms of mass testing; a refusal of a command becomes an error of its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.protocol.schema.testing import Pool
from fangxian.response.casework.forms import AreaField, MomentInput, incidents, keep_within
from fangxian.response.ledger.language import say
from fangxian.response.testing.forms_plan import HOUSES_HELP, ShapeField, read_houses
from fangxian.response.testing.methods import HOUSEHOLD
from fangxian.response.testing.models import Laboratory, RollEntry
from fangxian.ui.fields import offer

_SEPARATORS = re.compile(r"[\s,;，；、]+")


SHAPE_HELP = _("What is known to lie in it is tested: buildings of the register, communities by their middle.")


class CodesField(forms.CharField):
    """Codes pasted or scanned, one a line or separated by blanks or commas."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[str]:
        return [code for code in _SEPARATORS.split(super().clean(value)) if code]


class RoundForm(forms.Form):
    """A round: where, until when, how."""

    incident = forms.ChoiceField(label=_("Incident"))
    scope = CodesField(
        label=_("Codes of the areas to be tested"),
        required=False,
        help_text=_("Separated by blanks or commas. Leave it empty where a shape or a list says it."),
    )
    shape = ShapeField(label=_("Or a shape on the map"), required=False, help_text=SHAPE_HELP)
    file = forms.FileField(label=_("Or a list of buildings (CSV or XLSX)"), required=False, help_text=HOUSES_HELP)
    deadline = forms.DateTimeField(label=_("To be done by"), widget=MomentInput())
    population = forms.IntegerField(
        label=_("People to be tested"),
        required=False,
        min_value=1,
        help_text=_("Empty: the census' number, until the roll says it."),
    )
    signed_by = forms.CharField(label=_("Name of who signs"), max_length=120)

    def __init__(self, *args: Any, pools: dict[str, Pool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pools = pools
        offer(self, "incident", incidents())
        self.fields["scope"].widget.attrs["rows"] = 2
        for key, pool in pools.items():
            sizes = [HOUSEHOLD] if pool.by_household else sorted(pool.sizes, reverse=True)
            choices = [(size, _("one tube a household") if size == HOUSEHOLD else f"{size}:1") for size in sizes]
            self.fields[f"pool_{key}"] = forms.TypedChoiceField(
                label=say(pool.population), choices=[*choices, ("", _("not tested"))], coerce=int, required=False,
                empty_value=None, initial=sizes[0],
            )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """What the command takes, without the incident."""
        data = self.cleaned_data
        chosen = {key: data[f"pool_{key}"] for key in self.pools}
        return {
            **scope_said(data),
            "deadline": data["deadline"],
            "population": data["population"] or 0,
            "signed_by": data["signed_by"],
            "methods": {key: size for key, size in chosen.items() if size is not None},
        }


class StationForm(forms.Form):
    """A station."""

    name = forms.CharField(label=_("Name"), max_length=120)
    area = AreaField(label=_("Area"))
    tables = forms.IntegerField(label=_("Tables"), min_value=1, max_value=200, initial=1)

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_within(self, "area", root)


class ScopeForm(forms.Form):
    """Areas that a round is widened by."""

    scope = CodesField(label=_("Codes of the areas to be added"), widget=forms.TextInput, required=False)
    shape = ShapeField(label=_("Or a shape on the map"), required=False, help_text=SHAPE_HELP)
    file = forms.FileField(label=_("Or a list of buildings (CSV or XLSX)"), required=False, help_text=HOUSES_HELP)

    def said(self) -> dict[str, Any]:
        """What the command takes."""
        return scope_said(self.cleaned_data)


def scope_said(data: Mapping[str, Any]) -> dict[str, Any]:
    """Scope as the commands take it: codes, a shape, and the buildings of a list, which the register learns with it.

    Raises
    ------
    Invalid
        The list cannot be read, or a row of it makes no sense.
    """
    file = data["file"]
    return {
        "scope": data["scope"],
        "shape": data["shape"],
        "houses": read_houses(file.read(), file.name) if file else (),
    }


class HandoverForm(forms.Form):
    """Tubes given to a runner or to a laboratory."""

    tubes = CodesField(label=_("Codes of the tubes"), help_text=_("One a line, as they are scanned."))
    given_by = forms.CharField(label=_("Handed over by"), max_length=120)
    station = forms.ChoiceField(label=_("From the station"), required=False)
    laboratory = forms.ChoiceField(label=_("To the laboratory"), required=False)

    def __init__(self, *args: Any, stations: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Laboratory.objects.filter(closed_at=None).order_by("area", "name")
        offer(self, "station", [("", "—"), *stations])
        offer(self, "laboratory", [("", "—"), *((str(one.id), one.name) for one in rows)])


class TakeForm(forms.Form):
    """Tubes that arrived."""

    tubes = CodesField(label=_("Codes of the tubes that arrived"), required=False)
    taken_by = forms.CharField(label=_("Taken over by"), max_length=120)


class ExplainForm(forms.Form):
    """What was found out about a tube on which the two sides differ."""

    tube = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reason = forms.CharField(label=_("What was found out"), max_length=200)


class AbsenceForm(forms.Form):
    """Why somebody was not sampled."""

    absence = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *RollEntry.Absence.choices], required=False)
    note = forms.CharField(label=_("In words"), max_length=200, required=False)
    area = forms.CharField(max_length=32, required=False, widget=forms.HiddenInput)
    """Of the list on which it is noted, whose rate is told again."""


class RevealForm(forms.Form):
    """What names are needed for."""

    purpose = forms.CharField(label=_("What the names are needed for"), max_length=200)


class RollForm(forms.Form):
    """The list of a grid's register."""

    file = forms.FileField(
        label=_("List of residents (CSV or XLSX)"),
        help_text=_(
            "Columns: number, name, area; compound, building, door, group, document, phone where they are known."
        ),
    )


class LaboratoryForm(forms.Form):
    """A laboratory."""

    name = forms.CharField(label=_("Name"), max_length=120)
    area = AreaField(label=_("Area"))
    tubes_a_day = forms.IntegerField(label=_("Tubes a day"), min_value=0, max_value=1_000_000, initial=0)
    lon = forms.FloatField(label=_("Longitude, degrees"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("Latitude, degrees"), min_value=-90, max_value=90, required=False)

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_within(self, "area", root)


class ResultsForm(forms.Form):
    """A file of results."""

    file = forms.FileField(
        label=_("Results"), help_text=_("CSV, XLSX, HL7 v2 (ORU) or FHIR (DiagnosticReport, JSON); controls included.")
    )
    entered_by = forms.CharField(label=_("Entered by"), max_length=120)


class NameForm(forms.Form):
    """Who does it."""

    name = forms.CharField(label=_("Name"), max_length=120)


class PlateForm(forms.Form):
    """A plate for a round."""

    laboratory = forms.ChoiceField(label=_("Laboratory"))
    name = forms.CharField(label=_("Number of the plate"), max_length=60)

    def __init__(self, *args: Any, area: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Laboratory.objects.filter(closed_at=None, area__startswith=area).order_by("name")
        offer(self, "laboratory", [(str(one.id), one.name) for one in rows])
