"""Forms of findings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import DayInput, incidents
from fangxian.ui.fields import offer


class FileForm(forms.Form):
    """A file of findings, and where they belong."""

    file = forms.FileField(
        label=_("File of findings"), help_text=_("As the page of the exercise's report gave it: JSON, signed.")
    )
    incident = forms.ChoiceField(
        label=_("Put right under"), required=False,
        help_text=_("The incident whose rulebook sets the clocks. Without one, a standing record of improvement."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", [("", _("standing record of improvement")), *incidents()])


class ReasonForm(forms.Form):
    """Why a file is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class RightForm(forms.Form):
    """What was done."""

    measure = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class CheckForm(forms.Form):
    """Whether it is right now."""

    passed = forms.ChoiceField(label=_("Result"), choices=[("yes", _("passed")), ("no", _("not passed"))])
    again_by = forms.DateField(
        label=_("If not: put right by"),
        required=False,
        widget=DayInput(),
        help_text=_("A new day, where it did not pass."),
    )


class RetestForm(CheckForm):
    """What an exercise showed when it was tested again."""

    exercise = forms.CharField(label=_("Exercise"), max_length=160)
    field_order = ("exercise", "passed", "again_by")
