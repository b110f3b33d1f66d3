"""Forms of transfers; a refusal of a command becomes an error of its field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.actions.except_contact import GROUPS
from fangxian.response.casework.forms import AreaField, MomentInput, incidents, keep_within
from fangxian.response.casework.models import Case, Contact, ContactKind
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.models import Incident
from fangxian.response.quarantine.models import Site
from fangxian.response.registry.models import Person, Place
from fangxian.response.transfer.actions import Rider
from fangxian.response.transfer.models import CASE, Transfer, Vehicle
from fangxian.response.transfer.planning import BOUNDS, USUAL, Wish
from fangxian.ui.fields import offer

_BETWEEN = re.compile(r"[\s,;，；、]+")


class RequestForm(forms.Form):
    """People who are to be taken somewhere together."""

    incident = forms.ChoiceField(label=_("Incident"))
    numbers = forms.CharField(
        label=_("Numbers of the contacts or cases"), max_length=500,
        help_text=_("One person, or a family who travel together; separated by commas."),
    )  # fmt: skip
    helped = forms.CharField(
        label=_("Of those, who must not be alone"), required=False, max_length=300,
        help_text=_("Numbers of children and of those who need care by others."),
    )  # fmt: skip
    group = forms.ChoiceField(
        label=_("Why not"), required=False, choices=[("child", GROUPS["child"]), ("dependent", GROUPS["dependent"])]
    )
    accessible = forms.BooleanField(label=_("They need a barrier-free room"), required=False)
    origin = forms.ChoiceField(label=_("Where they are"), choices=Transfer.Origin.choices)
    pickup = forms.CharField(
        label=_("Where the vehicle meets them"), required=False, max_length=120,
        help_text=_("A gate or a compound; the crew reads the address itself from the register."),
    )  # fmt: skip
    hospital = forms.ChoiceField(label=_("Hospital"), required=False, help_text=_("For cases only."))
    field_order = ("incident", "numbers", "helped", "group", "accessible", "origin", "pickup", "hospital")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        with access.everywhere():  # a case may go to another district's hospital
            rows = Place.objects.filter(category=Place.Category.MEDICAL).order_by("name")[:500]
            offer(self, "hospital", [("", "—"), *((str(one.id), one.name) for one in rows)])

    def wish(self) -> dict[str, Any]:
        """What the command takes.

        Raises
        ------
        Invalid
            ``transfer.number_unknown``; names those that are.
        """
        said = self.cleaned_data
        incident = Incident.objects.get(id=said["incident"])
        numbers = [one for one in _BETWEEN.split(said["numbers"]) if one]
        helped = {one for one in _BETWEEN.split(said["helped"]) if one}
        people = _people(incident, numbers)
        unknown = [one for one in numbers if one not in people] or sorted(helped - set(numbers))
        if unknown:
            raise Invalid(
                "transfer.number_unknown",
                _("Neither a contact nor a case of the incident in your area, or not named above: %(numbers)s."),
                remedy=_("Look the number up in the list."),
                field="numbers",
                numbers=", ".join(unknown),
            )
        riders = [
            Rider(people[one], said["group"] if one in helped else "", said["accessible"])
            for one in dict.fromkeys(numbers)
        ]
        hospital = None
        if said["hospital"]:
            with access.everywhere():
                hospital = Place.objects.get(id=said["hospital"])
        return {
            "incident": incident, "riders": riders, "pickup": said["pickup"], "origin": said["origin"],
            "hospital": hospital,
        }  # fmt: skip


def _people(incident: Incident, numbers: Sequence[str]) -> dict[str, Person]:
    contacts = Contact.objects.filter(incident=incident, number__in=numbers).select_related("person")
    cases = Case.objects.filter(incident=incident, number__in=numbers).select_related("person")
    return {row.number: row.person for row in contacts} | {row.number: row.person for row in cases}


class AllotForm(forms.Form):
    """A vehicle and a site for people who wait."""

    vehicle = forms.ChoiceField(label=_("Vehicle"))
    site = forms.ChoiceField(label=_("Quarantine site"), required=False)
    leaves_at = forms.DateTimeField(label=_("Leaves at"), widget=MomentInput())

    def __init__(
        self, *args: Any, vehicles: Sequence[Vehicle], sites: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "vehicle", [(str(one.id), _vehicle_label(one)) for one in vehicles])
        offer(self, "site", [("", "—"), *sites])


def _vehicle_label(one: Vehicle) -> str:
    return f"{one.plate} · {one.get_kind_display()} · {one.seats} · {one.get_state_display()}"


class VehicleForm(forms.Form):
    """A vehicle of the fleet."""

    plate = forms.CharField(label=_("Plate"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=Vehicle.Kind.choices)
    seats = forms.IntegerField(label=_("Seats for people carried"), min_value=1, max_value=80)
    area = AreaField(label=_("Area of its fleet"))
    tiers = forms.MultipleChoiceField(
        label=_("Whom it takes"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(CASE, _("cases")), *ContactKind.choices[:2]],
        help_text=_("None ticked: anybody, one kind at a time."),
    )  # fmt: skip
    crew = forms.CharField(label=_("Driver and attendants"), required=False, max_length=120)
    phone = forms.CharField(label=_("Telephone of the crew"), required=False, max_length=40)
    post = forms.ChoiceField(
        label=_("Post of the crew"), required=False,
        help_text=_("Whose phone shows the pick-up list; any crew of the area where none is chosen."),
    )  # fmt: skip

    def __init__(self, *args: Any, root: str, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_within(self, "area", root)
        offer(self, "post", [("", "—"), *((str(one.pk), str(one)) for one in posts)])


class CrewForm(forms.Form):
    """Who drives a vehicle, and whether it is in service."""

    crew = forms.CharField(label=_("Driver and attendants"), required=False, max_length=120)
    phone = forms.CharField(label=_("Telephone of the crew"), required=False, max_length=40)
    post = forms.ChoiceField(label=_("Post of the crew"), required=False)
    out = forms.BooleanField(label=_("Out of service"), required=False)

    def __init__(self, *args: Any, posts: Sequence[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "post", [("", "—"), *((str(one.pk), str(one)) for one in posts)])


class CleanForm(forms.Form):
    """A vehicle that was disinfected."""

    agent = forms.CharField(label=_("With what"), max_length=60, help_text=_("Agent and strength."))
    minutes = forms.IntegerField(label=_("Minutes of contact"), required=False, min_value=1, max_value=1440)


class WordForm(forms.Form):
    """A reason or a name, in one line."""

    words = forms.CharField(max_length=300)

    def __init__(self, *args: Any, label: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class TurnBackForm(forms.Form):
    """People who are brought back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
    taken_by = forms.CharField(label=_("Who takes them there"), max_length=120)


class ChangeForm(forms.Form):
    """Another vehicle for everybody aboard."""

    vehicle = forms.ChoiceField(label=_("Vehicle"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, vehicles: Sequence[Vehicle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "vehicle", [(str(one.id), _vehicle_label(one)) for one in vehicles])


class PlanForm(forms.Form):
    """What a plan keeps to."""

    incident = forms.ChoiceField(label=_("Incident"))
    redo = forms.BooleanField(
        label=_("Plan anew those who have a vehicle but have not left"), required=False,
        help_text=_("Their rides are dissolved when the new plan is signed."),
    )  # fmt: skip
    ride_limit_min = forms.IntegerField(label=_("Longest time in a vehicle, minutes"), initial=USUAL.ride_limit_min)
    disinfect_min = forms.IntegerField(label=_("Disinfecting a vehicle, minutes"), initial=USUAL.disinfect_min)
    stop_min = forms.IntegerField(label=_("Boarding or handing over, minutes"), initial=USUAL.stop_min)
    km_per_h = forms.IntegerField(label=_("Speed on the road, km/h"), initial=USUAL.km_per_h)
    limit_km = forms.IntegerField(
        label=_("Longest way to a site, km"), initial=USUAL.limit_km, help_text=_("0: any way.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        for name, (least, most) in BOUNDS.items():
            field = self.fields[name]
            field.widget.attrs |= {"min": least, "max": most}

    def wish(self) -> Wish:
        """The figures."""
        return Wish(**{name: self.cleaned_data[name] for name in BOUNDS})


class SignForm(forms.Form):
    """Who signs."""

    signer = forms.CharField(label=_("Signed by"), max_length=120)


def sites_to_choose() -> list[tuple[str, str]]:
    """Open sites in scope."""
    rows = Site.objects.filter(closed_at=None).select_related("place").order_by("place__name")[:500]
    return [(str(one.id), one.place.name) for one in rows]
