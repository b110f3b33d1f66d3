"""Forms of co-investigation."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import AreaField, DayInput, all_or, incidents
from fangxian.response.coinvestigation.actions import Letter
from fangxian.response.coinvestigation.actions.correct_outcomes import UNKNOWN
from fangxian.response.coinvestigation.models import Outcome
from fangxian.response.coinvestigation.queries import STANDINGS, WAYS, SheetFilter
from fangxian.ui.fields import offer

STEPS: Final[dict[str, Any]] = {
    "receive": _("receive the sheet"),
    "accept": _("take over"),
    "return": _("return, or take back"),
    "again": _("send again"),
    "forward": _("pass on to another area"),
    **{f"settle_{code}": label for code, label in Outcome.choices},
}
"""What can be done with people of a sheet."""


class SheetFilterForm(forms.Form):
    """The filter bar over the sheets."""

    q = forms.CharField(label=_("Number or office"), required=False, max_length=60)
    way = forms.ChoiceField(label=_("Direction"), required=False, choices=list(WAYS.items()))
    standing = forms.ChoiceField(label=_("State"), required=False, choices=all_or(STANDINGS.items()))
    incident = forms.ChoiceField(label=_("Incident"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", all_or(incidents()))

    def chosen(self) -> SheetFilter:
        """The filter; a field that cannot be read filters nothing."""
        self.is_valid()
        said = {name: self.cleaned_data.get(name) or "" for name in ("q", "way", "standing")}
        incident = self.cleaned_data.get("incident")
        return SheetFilter(incident=UUID(incident) if incident else None, **said)


class LetterForm(forms.Form):
    """What the letter says beside its people, and where those are of whom nothing else is said."""

    stay = forms.CharField(
        label=_("Where they are staying"),
        max_length=80,
        required=False,
        help_text=_("Area or code, for everybody ticked of whom no place stands in the list."),
    )
    signer = forms.CharField(label=_("Signed by"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, help_text=_("Whom the other side calls with questions.")
    )
    letter_on = forms.DateField(label=_("Date of the letter"), widget=DayInput(), required=False)
    note = forms.CharField(
        label=_("What is asked"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whatever the receiver needs beside the list; no names of cases."),
    )

    def letter(self, request: UUID) -> Letter:
        """The letter, as a command takes it."""
        return Letter(id=request, **{name: said for name, said in self.cleaned_data.items() if name != "stay"})

    def of_letter(self) -> list[forms.BoundField]:
        """The fields that the letter says."""
        return [bound for bound in self.visible_fields() if bound.name != "stay"]


class StepForm(forms.Form):
    """One step for all people of a sheet who are ticked."""

    what = forms.ChoiceField(label=_("Step"))
    name = forms.CharField(label=_("Name"), max_length=60, required=False, help_text=_("Who receives or reports."))
    area = AreaField(label=_("To which area"), required=False, help_text=_("Only where people are passed on."))
    note = forms.CharField(
        label=_("Reason or proof"),
        max_length=300,
        required=False,
        help_text=_("Needed to return somebody, and where risk is ruled out, somebody died or does not exist."),
    )

    def __init__(self, *args: Any, steps: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "what", [(step, STEPS[step]) for step in steps])


class CorrectionForm(forms.Form):
    """Another outcome in place of a wrong one."""

    outcome = forms.ChoiceField(label=_("What came of them"), required=False)
    note = forms.CharField(
        label=_("Proof"),
        max_length=300,
        required=False,
        help_text=_("Needed where risk is ruled out, somebody died or does not exist."),
    )
    to = AreaField(label=_("To which area"), required=False, help_text=_("Only where people are passed on."))
    reason = forms.CharField(label=_("Why the former outcome was wrong"), max_length=300)

    def __init__(self, *args: Any, outside: bool, **kwargs: Any) -> None:
        """`outside` says whether a place answered that does not keep this record: only it hands on by a word."""
        super().__init__(*args, **kwargs)
        known = [(value, label) for value, label in Outcome.choices if outside or value != Outcome.LEFT]
        offer(self, "outcome", [*known, (UNKNOWN, _("nothing yet: the request is open again"))])
        if not outside:
            del self.fields["to"]


class PurposeForm(forms.Form):
    """What a file with identities is taken away for."""

    purpose = forms.CharField(label=_("Purpose"), max_length=200)
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            ("xlsx", _("XLSX to be filled in by a place without this system")),
            ("json", _("JSON, signed, for a place that has this system")),
        ],
    )


class FileForm(forms.Form):
    """A file that came from elsewhere."""

    file = forms.FileField(label=_("File"), help_text=_("A signed sheet or answer (JSON), or a workbook filled in."))
    incident = forms.ChoiceField(
        label=_("Incident"), required=False, help_text=_("For a sheet that asks us: where it belongs here.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", [("", "—"), *incidents()])


class SenderForm(forms.Form):
    """Another place whose files are taken in."""

    name = forms.CharField(label=_("Name of the sender"), max_length=120)
    key = forms.CharField(label=_("Public key"), max_length=64, help_text=_("44 characters, ending with “=”."))
