"""Forms of quarantine sites; a refusal of a command becomes an error of its field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.actions.except_contact import GROUPS
from fangxian.response.casework.actions.record_follow_up import COLDEST, HOTTEST, SYMPTOMS
from fangxian.response.casework.forms import AreaField, MomentInput, incidents, keep_within
from fangxian.response.casework.models import Contact, ContactKind
from fangxian.response.casework.titles import RESULT_TITLES
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.language import say
from fangxian.response.quarantine.actions import Member
from fangxian.response.quarantine.actions.end_stay import WAYS
from fangxian.response.quarantine.checklist import ANSWERS, SECTIONS, items
from fangxian.response.quarantine.models import Room, Site, Staff, Trouble
from fangxian.ui.fields import offer

_BETWEEN = re.compile(r"[\s,;，；、]+")
_RANGE = re.compile(r"(\d{1,6})\s*[-–—~]\s*(\d{1,6})")


class SiteForm(forms.Form):
    """A new site."""

    incident = forms.ChoiceField(label=_("Incident"))
    name = forms.CharField(label=_("Name of the site"), max_length=120)
    area = AreaField(label=_("Area"), help_text=_("Code or name, as exact as known."))
    planned_rooms = forms.IntegerField(label=_("Rooms it is to have"), min_value=1, max_value=100_000)
    tiers = forms.MultipleChoiceField(
        label=_("Whom it takes"), required=False, choices=ContactKind.choices[:2],
        widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: contacts of any kind."),
    )  # fmt: skip
    shared = forms.BooleanField(label=_("It can keep several kinds of contact apart"), required=False)
    phone = forms.CharField(label=_("Telephone on duty"), required=False, max_length=40)

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        keep_within(self, "area", root)


class RoomsForm(forms.Form):
    """Rooms to be added."""

    numbers = forms.CharField(
        label=_("Numbers"), help_text=_("Separated by commas; 301-318 stands for all from one to the other."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    room_class = forms.ChoiceField(label=_("Class"), choices=Room.Class.choices)
    beds = forms.IntegerField(label=_("Beds in each"), initial=1, min_value=1, max_value=20)

    def clean_numbers(self) -> list[str]:
        """The numbers, with every range written out."""
        found: list[str] = []
        text = _RANGE.sub(lambda match: f"{match[1]}-{match[2]}", self.cleaned_data["numbers"])
        for part in filter(None, _BETWEEN.split(text)):
            span = _RANGE.fullmatch(part)
            if span is None:
                found.append(part)
                continue
            first, last = int(span[1]), int(span[2])
            if not first <= last < first + 2000:
                raise forms.ValidationError(_("%(part)s is no range of rooms."), params={"part": part})
            found.extend(str(number).zfill(len(span[1])) for number in range(first, last + 1))
        return found


class _WithRoom(forms.Form):
    """A room is chosen among those with a free bed."""

    room = forms.ChoiceField(label=_("Room"))
    joins = forms.BooleanField(
        label=_("They belong to those who stay in the room"), required=False,
        help_text=_("Only a family, or somebody and who looks after them, shares a room."),
    )  # fmt: skip

    def __init__(self, *args: Any, rooms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "room", [("", "—"), *rooms])


class AdmitForm(_WithRoom):
    """People to be admitted to a room."""

    numbers = forms.CharField(
        label=_("Numbers of the contacts"), max_length=500,
        help_text=_("One person, or a family who stay in one room; separated by commas."),
    )  # fmt: skip
    helped = forms.CharField(
        label=_("Of those, who must not be alone"), required=False, max_length=300,
        help_text=_("Numbers of children and of those who need care by others."),
    )  # fmt: skip
    group = forms.ChoiceField(
        label=_("Why not"), required=False, choices=[("child", GROUPS["child"]), ("dependent", GROUPS["dependent"])]
    )
    at = forms.DateTimeField(label=_("Admitted at"), widget=MomentInput())
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)
    field_order = ("numbers", "helped", "group", "room", "joins", "at", "legal_basis")

    def members(self, site: Site) -> list[Member]:
        """Whom the numbers name.

        Raises
        ------
        Invalid
            ``contact.number_unknown``; names those that are.
        """
        numbers = _numbers(self.cleaned_data["numbers"])
        helped = set(_numbers(self.cleaned_data["helped"]))
        with access.everywhere():
            rows = Contact.objects.filter(incident=site.incident_id, number__in=numbers).select_related("person")
            found = {row.number: row for row in rows}
        unknown = [number for number in numbers if number not in found] or sorted(helped - set(numbers))
        if unknown:
            raise Invalid(
                "contact.number_unknown",
                _("Not among the contacts of the incident, or not named above: %(numbers)s."),
                remedy=_("Look the number up in the list of contacts."),
                field="numbers",
                numbers=", ".join(unknown),
            )
        group = self.cleaned_data["group"]
        return [Member(found[number], group if number in helped else "") for number in numbers]


class MoveForm(_WithRoom):
    """Another room."""

    together = forms.BooleanField(label=_("With everybody in the room"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    field_order = ("room", "joins", "together", "reason")


class LeaveForm(forms.Form):
    """Out of the site without a release."""

    to = forms.ChoiceField(label=_("Where to"), choices=[(way.value, way.label) for way in WAYS])
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)
    at = forms.DateTimeField(label=_("When"), widget=MomentInput())


class ReleaseForm(forms.Form):
    """Who signs for a release whose conditions all hold."""

    signer = forms.CharField(label=_("Signed by"), max_length=120)


class ResultForm(forms.Form):
    """The result of the oldest sample that waits for one."""

    result = forms.ChoiceField(label=_("Result"), choices=[("", "—"), *RESULT_TITLES.items()])


class HealthForm(forms.Form):
    """What came of one person's check, in full."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), widget=forms.RadioSelect,
        choices=[("seen_well", _("seen, well")), ("seen_ill", _("seen, ill")), ("missed", _("sought, not found"))],
    )  # fmt: skip
    temperature = forms.DecimalField(
        label=_("Temperature, °C"), required=False, min_value=COLDEST, max_value=HOTTEST, decimal_places=1, max_digits=3
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), required=False, choices=list(SYMPTOMS.items()), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class TroubleForm(forms.Form):
    """Something that went wrong."""

    category = forms.ChoiceField(label=_("What it is"), choices=Trouble.Category.choices)
    text = forms.CharField(label=_("What happened"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    rectify_by = forms.DateTimeField(label=_("To be put right by"), widget=MomentInput())


class MeasureForm(forms.Form):
    """What was done about it."""

    measure = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


def _numbers(text: str) -> list[str]:
    return list(dict.fromkeys(filter(None, _BETWEEN.split(text))))


class ChecklistForm(forms.Form):
    """Every item of the list with an answer and room for what was seen."""

    checker = forms.CharField(label=_("Checked by"), max_length=120)
    rectify_by = forms.DateTimeField(
        label=_("What does not hold is put right by"), required=False, widget=MomentInput(),
        help_text=_("Within 24 hours where nothing is said."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in items():
            self.fields[item.id] = forms.ChoiceField(
                label=f"{SECTIONS[item.section]}: {say(item)}", choices=list(ANSWERS.items()),
                widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"note.{item.id}"] = forms.CharField(label=_("What was seen"), required=False, max_length=200)
        self.order_fields([*(name for item in items() for name in (item.id, f"note.{item.id}")), "checker"])

    def said(self) -> dict[str, Any]:
        """What the command takes."""
        kept = self.cleaned_data
        return {
            "results": {item.id: kept[item.id] for item in items()},
            "notes": {item.id: kept[f"note.{item.id}"] for item in items()},
            "checker": kept["checker"],
            "rectify_by": kept["rectify_by"],
        }


class _WeightForm(forms.Form):
    kg = forms.DecimalField(label=_("Weight, kg"), min_value=0, max_digits=8, decimal_places=2)


class SealForm(_WeightForm):
    """A lot of waste, sealed."""

    bags = forms.IntegerField(label=_("Bags"), min_value=1, max_value=9999)
    sealed_by = forms.CharField(label=_("Sealed by"), max_length=120)
    field_order = ("bags", "kg", "sealed_by")


class SendForm(_WeightForm):
    """A lot of waste, handed to the carrier."""

    carrier = forms.CharField(label=_("Carrier"), max_length=120)
    given_by = forms.CharField(label=_("Given by (site)"), max_length=120)
    taken_by = forms.CharField(label=_("Taken by (carrier)"), max_length=120)


class ReceiveForm(_WeightForm):
    """A lot of waste, taken in by the plant."""

    bags = forms.IntegerField(label=_("Bags"), min_value=0, max_value=9999)
    delivered_by = forms.CharField(label=_("Delivered by (carrier)"), max_length=120)
    received_by = forms.CharField(label=_("Received by (plant)"), max_length=120)
    field_order = ("bags", "kg", "delivered_by", "received_by")


class StaffForm(forms.Form):
    """Somebody on the roll."""

    label = forms.CharField(label=_("Label"), max_length=60, help_text=_("A pseudonym, such as a staff number."))
    work = forms.ChoiceField(label=_("Work"), choices=Staff.Work.choices)
    closed_loop = forms.BooleanField(label=_("Lives in the closed loop"), required=False, initial=True)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)
