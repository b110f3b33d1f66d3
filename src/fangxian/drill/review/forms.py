"""Forms of the review."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.drill.evaluation.findings import LEVELS
from fangxian.drill.review.actions import Changes
from fangxian.drill.review.models import Draft
from fangxian.drill.room.models import Observation
from fangxian.protocol.roles import ROLES
from fangxian.response.casework.forms import DayInput
from fangxian.response.ledger.language import either
from fangxian.ui.fields import offer

RATINGS: Final = [(code, label) for code, label in Observation.Rating.choices if code != "P"]


class FindingForm(forms.Form):
    """A finding: what, how grave, who, by when, when it is tested again, which clause."""

    what_zh = forms.CharField(
        label=_("Finding, in Chinese"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    what_en = forms.CharField(
        label=_("Finding, in English"), max_length=900, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    rating = forms.ChoiceField(label=_("How grave"), choices=RATINGS)
    level = forms.ChoiceField(label=_("Level of the owner"), required=False)
    role = forms.ChoiceField(label=_("Owner"))
    due = forms.DateField(label=_("Put right by"), widget=DayInput())
    retest = forms.DateField(label=_("Tested again on"), widget=DayInput())
    clause = forms.CharField(label=_("Clause concerned"), required=False, max_length=80)

    def __init__(self, *args: Any, draft: Draft | None = None, **kwargs: Any) -> None:
        if draft is not None:
            kwargs["initial"] = {name: getattr(draft, name) for name in type(self).base_fields}
            kwargs["auto_id"] = f"f-{draft.id}-%s"
        super().__init__(*args, **kwargs)
        offer(
            self, "level", [("", _("whichever is nearest")), *((key, either(*names)) for key, names in LEVELS.items())]
        )
        offer(self, "role", sorted(((key, either(*names)) for key, names in ROLES.items()), key=lambda one: one[1]))
        self.fields["clause"].widget.attrs["list"] = "clauses"

    def changes(self) -> Changes:
        """What was filled in."""
        return Changes(**self.cleaned_data)


class SignForm(forms.Form):
    """Who signs the report."""

    signer = forms.CharField(label=_("Signed by"), max_length=60)


class EarlierForm(forms.Form):
    """The evaluation of an earlier run."""

    file = forms.FileField(
        label=_("Evaluation of the earlier run"),
        help_text=_("The JSON file that its report gave, or “drill run --out”."),
    )
