"""Forms of signed extensions and exceptions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.actions.except_contact import GROUPS
from fangxian.response.casework.forms import DayInput, MomentInput
from fangxian.response.casework.titles import MODE_TITLES


class _Signed(forms.Form):
    """Who signs, and when."""

    signer = forms.CharField(label=_("Signed by"), max_length=120)
    at = forms.DateTimeField(label=_("Signed at"), widget=MomentInput())


class ExtensionForm(_Signed):
    """A quarantine beyond the rule's last day."""

    until = forms.DateField(label=_("New last day"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=300)
    field_order = ("until", "reason", "signer", "at")


class ExceptionForm(_Signed):
    """Another way of quarantine."""

    group = forms.ChoiceField(label=_("Who it is for"), choices=list(GROUPS.items()))
    mode = forms.ChoiceField(label=_("Where from now on"), choices=list(MODE_TITLES.items()))
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=300,
        help_text=_("Needed where the rulebook makes no such exception."),
    )  # fmt: skip
    field_order = ("group", "mode", "reason", "signer", "at")
