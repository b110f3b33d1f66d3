"""Forms of follow-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.actions.record_follow_up import COLDEST, HOTTEST, SYMPTOMS
from fangxian.response.casework.forms import AreaField, DayInput, all_or, incidents, keep_within
from fangxian.response.casework.models import Method, Outcome
from fangxian.response.casework.queries.followups import FollowUpFilter
from fangxian.ui.fields import offer


class FollowUpFilterForm(forms.Form):
    """The filter bar over the follow-up."""

    incident = forms.ChoiceField(label=_("Incident"), required=False)
    team = forms.CharField(
        label=_("Team"), required=False, max_length=40, widget=forms.TextInput(attrs={"list": "teams"})
    )
    area = AreaField(label=_("Area"), required=False, help_text="")
    day = forms.DateField(label=_("Day"), required=False, widget=DayInput())
    view = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput())

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", all_or(incidents()))
        keep_within(self, "area", root)

    def chosen(self) -> FollowUpFilter:
        """The filter; a field that cannot be read filters nothing."""
        self.is_valid()
        kept = self.cleaned_data
        return FollowUpFilter(
            incident=kept.get("incident") or None,
            area=kept.get("area") or "",
            team=kept.get("team") or "",
            day=kept.get("day"),
        )


class FollowUpForm(forms.Form):
    """What came of one contact's day, in full."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect)
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), required=False, choices=list(SYMPTOMS.items()), widget=forms.CheckboxSelectMultiple
    )
    temperature = forms.DecimalField(
        label=_("Temperature, °C"), required=False, min_value=COLDEST, max_value=HOTTEST, decimal_places=1, max_digits=3
    )
    method = forms.ChoiceField(label=_("How"), choices=Method.choices)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class ManyForm(forms.Form):
    """One thing for all contacts that are ticked."""

    what = forms.ChoiceField(
        label=_("What is recorded"),
        choices=[*Outcome.choices, ("team", _("give to a team")), ("end", _("end follow-up"))],
    )
    team = forms.CharField(label=_("Team"), required=False, max_length=40)


class EndForm(forms.Form):
    """The end of follow-up."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)
    signer = forms.CharField(
        label=_("Who signs for ending it early"), required=False, max_length=120,
        help_text=_("Only before the rule's last day."),
    )  # fmt: skip
