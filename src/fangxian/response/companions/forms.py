"""Forms of the companion search; a refusal of a command becomes an error of its field."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import MomentInput, incidents
from fangxian.response.casework.models import ContactKind
from fangxian.response.companions import stays
from fangxian.response.companions.actions import Wish
from fangxian.response.companions.actions.request_search import MOST_FOLLOWED
from fangxian.response.companions.models import Reason, Search
from fangxian.response.companions.stays import Layer
from fangxian.science.tracing.rule import MOST_ROWS, NUMBERED
from fangxian.ui.fields import offer

_SEPARATORS = re.compile(r"[\s,;，；、]+")


UNIT_WORDS = {
    "room": _("room"),
    "table": _("table"),
    "carriage": _("carriage"),
    "cabin": _("cabin"),
    "bay": _("bay"),
    "row": _("row"),
}
"""What stays may tell apart in a place."""


class SearchForm(forms.Form):
    """Whose companions, under which parameters, what for."""

    incident = forms.ChoiceField(label=_("Incident"))
    numbers = forms.CharField(
        label=_("Numbers of cases or contacts"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Separated by spaces or commas. Nobody else can be searched for."),
    )
    purpose = forms.CharField(
        label=_("What the search is for"), max_length=300, help_text=_("Whoever signs reads it, and it is recorded.")
    )
    layer = forms.ChoiceField(label=_("Stays to search"))
    only = forms.ChoiceField(label=_("Places that count"), choices=Search.Places.choices, required=False)
    min_minutes = forms.FloatField(label=_("Minutes together, at least"), min_value=0, initial=10)
    continuous = forms.BooleanField(label=_("In one spell, not in sum"), required=False)
    window_days = forms.IntegerField(label=_("Days looked back"), min_value=1, max_value=366, initial=14)
    min_hours = forms.FloatField(
        label=_("Cumulative hours of either phone, at least"),
        min_value=0,
        required=False,
        help_text=_("At one place where both were; empty leaves the test out."),
    )
    operator = forms.ChoiceField(
        label=_("Minutes and hours"), choices=[("and", _("both must hold")), ("or", _("one is enough"))]
    )
    front = forms.IntegerField(
        label=_("Rows in front that count"), min_value=0, max_value=MOST_ROWS, initial=0, required=False
    )
    back = forms.IntegerField(
        label=_("Rows behind that count"), min_value=0, max_value=MOST_ROWS, initial=0, required=False
    )
    union = forms.BooleanField(
        label=_("All cases as one"),
        required=False,
        help_text=_("Time with several of them at once counts once; else each case and person is a pair."),
    )
    until = forms.DateTimeField(
        label=_("End of the window"),
        required=False,
        widget=MomentInput(),
        help_text=_("Empty: the end of the last stay."),
    )
    kind = forms.ChoiceField(label=_("What an accepted hit becomes"), choices=ContactKind.choices, initial="companion")
    expected = forms.FloatField(
        label=_("Infections expected among all hits"),
        min_value=0,
        required=False,
        help_text=_("Your estimate of those whom nobody has named; it is laid over the hits in proportion to dose."),
    )
    restriction_days = forms.FloatField(label=_("Days a companion is restricted"), min_value=0, required=False)
    second = forms.IntegerField(
        label=_("Companions of companions: hits to follow"),
        min_value=0,
        max_value=MOST_FOLLOWED,
        initial=0,
        required=False,
        help_text=_("Counted only. Whom you accept can be searched for next, as a contact."),
    )
    clause = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        layers = stays.layers()
        offer(self, "layer", [(one.name, layer_words(one)) for one in layers])
        if not any(one.index.same in NUMBERED for one in layers):
            del self.fields["front"], self.fields["back"]

    def wish(self) -> Wish:
        """What the form asks."""
        said = dict(self.cleaned_data)
        said.pop("incident")
        said |= {name: said.get(name) or 0 for name in ("front", "back", "second")}
        said["numbers"] = [text for text in _SEPARATORS.split(said["numbers"]) if text]
        return Wish(**said)


def layer_words(one: Layer) -> str:
    """A layer with its days, as the choice shows it."""
    words = [one.name, *([_("same %(unit)s") % {"unit": UNIT_WORDS[one.index.same]}] if one.index.same else [])]
    return " · ".join([*words, *([" – ".join(one.days)] if one.days else [])])


class SignForm(forms.Form):
    """Who signs: a search, or an erasure."""

    signed_by = forms.CharField(label=_("Name of who signs"), max_length=120)


class LineForm(SignForm):
    """Where the line is drawn, why, and who signs."""

    tier = forms.TypedChoiceField(label=_("Last tier above the line"), coerce=int, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why the line lies there"), max_length=300)
    field_order = ("tier", "reason", "signed_by")

    def __init__(self, *args: Any, tiers: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "tier", [(tier["number"], tier["number"]) for tier in tiers])


class RejectForm(forms.Form):
    """Why a hit is no companion."""

    reason = forms.ChoiceField(label=_("Reason"), choices=Reason.choices)
    note = forms.CharField(label=_("In words"), max_length=300, required=False)
