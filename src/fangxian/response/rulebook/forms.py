"""The form that adopts a rulebook."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.ledger import packs
from fangxian.response.ledger.language import say
from fangxian.ui.fields import offer


class AdoptionForm(forms.Form):
    """Which rulebook, from when, for what runs already, and who signs."""

    pack = forms.ChoiceField(label=_("Rulebook"))
    in_force_from = forms.DateTimeField(
        label=_("In force from"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    applies_to_open = forms.BooleanField(
        label=_("Also for what runs already"),
        help_text=_("Tasks that are open are read under the new rulebook; what is done stays done."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pack", [(pack.id, f"{say(pack.title)} · {pack.id}") for pack in packs.shipped()])


class SignatureForm(AdoptionForm):
    """The same, with the name of the person who signs."""

    signed_by = forms.CharField(label=_("Signed by"), max_length=120)
