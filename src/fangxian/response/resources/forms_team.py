"""Forms of teams and call-ups."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import AreaField, MomentInput, all_or, incidents, keep_within
from fangxian.response.resources.models import Team
from fangxian.response.resources.queries.teams import CALLED, DUTY, RESTING, STANDBY
from fangxian.ui.fields import offer

STATES = {STANDBY: _("on standby"), CALLED: _("called, on its way"), DUTY: _("on duty"), RESTING: _("resting")}
"""What a team does now."""

_BETWEEN = re.compile(r"[,;，；、\n]+")


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(label=_("Name of the team"), max_length=80)
    area = AreaField(label=_("Area"), help_text=_("Code or name, as exact as known."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Team.Kind.choices)
    members = forms.IntegerField(label=_("Members"), min_value=1, max_value=5000)
    skills = forms.CharField(
        label=_("Skills"),
        required=False,
        max_length=300,
        help_text=_("Separated by commas, such as PCR, driving."),
    )
    leader = forms.CharField(label=_("Leader"), required=False, max_length=80)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_within(self, "area", root)

    def clean_skills(self) -> list[str]:
        """The skills, one by one."""
        return [part.strip()[:40] for part in _BETWEEN.split(self.cleaned_data["skills"]) if part.strip()]


class TeamFilter(forms.Form):
    """Which teams are shown."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=all_or(Team.Kind.choices))
    state = forms.ChoiceField(label=_("State"), required=False, choices=all_or(STATES.items()))


class CallForm(forms.Form):
    """A call-up."""

    incident = forms.ChoiceField(label=_("Incident"))
    to_area = AreaField(label=_("Where it is needed"), help_text=_("Code or name of the area."))
    work = forms.CharField(label=_("Work, and where to report"), max_length=300)
    report_by = forms.DateTimeField(label=_("To be there by"), widget=MomentInput())
    until = forms.DateTimeField(label=_("Handed back by"), widget=MomentInput())
    most_hours = forms.IntegerField(
        label=_("Hours on duty at most"), min_value=1, max_value=72, help_text=_("Then it is to be relieved.")
    )
    signer = forms.CharField(label=_("Signed by"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        keep_within(self, "to_area", "")


class WhoForm(forms.Form):
    """Who answers."""

    who = forms.CharField(label=_("Acknowledged by"), max_length=120)


class BackForm(forms.Form):
    """The end of a duty."""

    rest_hours = forms.IntegerField(label=_("Hours of rest from now"), min_value=0, max_value=72)
    note = forms.CharField(label=_("Note, or why the call is cancelled"), required=False, max_length=300)
