"""Forms of bulletins; a refusal of a command becomes an error of its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.bulletins.checks import LONGEST
from fangxian.response.casework.forms import MomentInput, incidents
from fangxian.ui.fields import offer


class _Framed(forms.Form):
    """Up to when it counts, and the names under it."""

    as_of = forms.DateTimeField(
        label=_("Counts up to"), widget=MomentInput(),
        help_text=_("Everything recorded by this moment is counted; what is learned later never changes it."),
    )  # fmt: skip
    help_line = forms.CharField(label=_("Help line"), max_length=60)
    signer = forms.CharField(label=_("Signed by"), max_length=120)
    channel = forms.CharField(
        label=_("Channel"), max_length=60, required=False, help_text=_("Where it is published: press conference, site.")
    )


class DraftForm(_Framed):
    """A new bulletin of an incident."""

    incident = forms.ChoiceField(label=_("Incident"))
    field_order = ("incident",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())


class CorrectForm(_Framed):
    """A correction of a bulletin that was published."""

    reason = forms.CharField(
        label=_("What was wrong"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Published with the correction."),
    )  # fmt: skip
    field_order = ("reason",)


def _words(label: Any, language: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 9, "lang": language, "spellcheck": "true"}),
    )


class WriteForm(_Framed):
    """The words of a draft."""

    words_zh = _words(_("Text in Chinese"), "zh-Hans")
    words_en = _words(_("Text in English"), "en")
    field_order = ("words_zh", "words_en")
