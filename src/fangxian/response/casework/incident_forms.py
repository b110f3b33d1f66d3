"""The form that opens an incident."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import AreaField, MomentInput, keep_within
from fangxian.response.ledger import packs
from fangxian.response.ledger.language import say
from fangxian.ui.fields import offer


class IncidentForm(forms.Form):
    """What happened, where, since when, and the rulebook in force from then on."""

    title_zh = forms.CharField(label=_("Name in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Name in English"), max_length=120)
    slug = forms.SlugField(
        label=_("Short name"), max_length=60,
        help_text=_("Letters, digits and hyphens, as in tianjin-2020; it stands in addresses and on the command line."),
    )  # fmt: skip
    area = AreaField(
        label=_("Area"), help_text=_("What the incident is about, by code or name; cases may lie in any area below it.")
    )
    at = forms.DateTimeField(label=_("Opened at"), widget=MomentInput())
    pack = forms.ChoiceField(
        label=_("Rulebook"),
        help_text=_("It says what is owed by when. A later edition can be adopted at any time."),
    )
    signed_by = forms.CharField(label=_("Rulebook signed by"), max_length=120)

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "pack", [("", "—"), *((pack.id, f"{say(pack.title)} · {pack.id}") for pack in packs.shipped())])
        keep_within(self, "area", root)

    def opened(self) -> dict[str, Any]:
        """The fields as :func:`~fangxian.response.casework.actions.open_incident` takes them."""
        return self.cleaned_data | {"disease": packs.pack(self.cleaned_data["pack"]).disease}
