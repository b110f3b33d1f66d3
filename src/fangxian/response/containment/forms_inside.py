"""Forms of life inside a zone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import MomentInput
from fangxian.response.containment.models import Need, Permit, ServicePoint
from fangxian.response.jurisdiction.queries import area_names


class NeedForm(forms.Form):
    """A special need."""

    category = forms.ChoiceField(label=_("What is needed"), choices=Need.Category.choices)
    where = forms.CharField(
        label=_("Building and stairwell"), max_length=80, help_text=_("Never a name; the door is enough.")
    )
    area = forms.ChoiceField(label=_("Which part of the zone"), required=False)
    detail = forms.CharField(label=_("In a few words"), required=False, max_length=300)

    def __init__(self, *args: Any, parts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        if len(parts) < 2:
            del self.fields["area"]
            return
        names = area_names(parts)
        field.choices = [("", _("not known")), *((part, names[part]) for part in parts)]


class AnswerForm(forms.Form):
    """What was done."""

    answer = forms.CharField(
        label=_("What was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Evidence: which hospital and when, which delivery, who received it."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    """That it is no need any more."""

    answer = forms.CharField(label=_("Reason"), max_length=300)


class ServiceForm(forms.Form):
    """A service point."""

    kind = forms.ChoiceField(label=_("Service"), choices=ServicePoint.Kind.choices)
    name = forms.CharField(label=_("Where it is"), max_length=120)
    hours = forms.CharField(label=_("Hours"), required=False, max_length=60)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)


class PermitForm(forms.Form):
    """A permit to leave."""

    holder = forms.CharField(
        label=_("Who it is for"), max_length=60, help_text=_("A number, or building and door; never a name.")
    )
    reason = forms.ChoiceField(label=_("Why"), choices=Permit.Reason.choices)
    destination = forms.CharField(label=_("Where to"), max_length=120)
    valid_from = forms.DateTimeField(label=_("Valid from"), widget=MomentInput())
    valid_to = forms.DateTimeField(label=_("Valid until"), widget=MomentInput())
    signer = forms.CharField(label=_("Signed by"), max_length=120)


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
