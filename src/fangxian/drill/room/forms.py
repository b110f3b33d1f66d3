"""The form of an inject that is written on the spot."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room.actions.write_inject import Written
from fangxian.drill.room.models import Fault, Message, Room
from fangxian.drill.room.queries.offices import office_names_of
from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.casework.forms import MomentInput
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Office
from fangxian.response.ledger.language import say
from fangxian.ui.fields import offer


class InjectForm(forms.Form):
    """A message to offices, what ought to follow, and perhaps something that breaks with it."""

    offices = forms.MultipleChoiceField(label=_("To"), widget=forms.CheckboxSelectMultiple)
    sender = forms.CharField(label=_("From"), max_length=120, help_text=_("Who seems to call or write."))
    channel = forms.ChoiceField(label=_("How"), choices=Message.Channel.choices)
    text = forms.CharField(label=_("What is said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    at = forms.DateTimeField(label=_("When"), required=False, widget=MomentInput(), help_text=_("Empty: at once."))
    expects = forms.ChoiceField(label=_("What ought to follow"), required=False)
    within = forms.FloatField(label=_("Within how many hours"), initial=2, min_value=0.1, max_value=240, required=False)
    fault = forms.ChoiceField(
        label=_("What breaks with it"), required=False, choices=[("", _("nothing")), *Fault.Kind.choices]
    )
    lasts = forms.FloatField(label=_("For how many hours"), initial=5, min_value=0.1, max_value=72, required=False)
    where = forms.CharField(
        label=_("Area code it breaks in"), required=False, max_length=12, help_text=_("Empty: everywhere.")
    )
    factor = forms.FloatField(
        label=_("How many times slower"), initial=3, min_value=1, max_value=50, required=False,
        help_text=_("For laboratories, and for tracers after a leak."),
    )  # fmt: skip

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted((say(word), kind) for kind, word in VOCABULARY.items())
        offer(self, "expects", [("", _("nothing")), *((kind, title) for title, kind in kinds)])
        offer(self, "offices", _offices(room))

    def written(self) -> Written:
        """What was filled in."""
        said = self.cleaned_data
        with access.everywhere():
            offices = list(Office.objects.filter(id__in=said["offices"]))
        return Written(
            offices=offices, text=said["text"], sender=said["sender"], channel=said["channel"], at=said["at"],
            expects=said["expects"], within=timedelta(hours=said["within"] or 2), fault=said["fault"],
            lasts=timedelta(hours=said["lasts"] or 5), where=said["where"], factor=said["factor"] or 1,
        )  # fmt: skip


def _offices(room: Room) -> list[tuple[str, str]]:
    """Offices around the place where the exercise begins, and every other that somebody sits in."""
    around = [room.area[:length] for length in (2, 4, 6, 9, 12)]
    with access.everywhere():
        here = list(
            Office.objects.filter(area__in=around, closed_at=None).order_by("area", "id").values_list("id", flat=True)
        )
        held = Office.objects.filter(posts__holder__is_active=True, closed_at=None).distinct()
        numbers = list(dict.fromkeys([*here, *held.order_by("area", "id").values_list("id", flat=True)]))
    names = office_names_of(numbers)
    return [(str(number), names[number]) for number in numbers]
