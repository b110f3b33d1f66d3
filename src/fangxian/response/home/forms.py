"""Forms of isolation at home; a refusal of a command becomes an error of its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.actions.except_contact import GROUPS
from fangxian.response.casework.actions.record_follow_up import COLDEST, HOTTEST, SYMPTOMS
from fangxian.response.casework.forms import MomentInput
from fangxian.response.home.models import Breach, Housemate, Report
from fangxian.response.home.plan import ANSWERS, plan
from fangxian.response.ledger.language import say


class DwellingForm(forms.Form):
    """A check of a dwelling: every condition of the plan, with a note where it does not hold."""

    household = forms.IntegerField(label=_("People who live there beside"), min_value=0, max_value=50, initial=0)
    checker = forms.CharField(label=_("Checked by"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in plan().conditions:
            needed = _("Needed: without it the dwelling is not fit.") if one.needed else _("Wanted, not needed.")
            self.fields[one.id] = forms.ChoiceField(
                label=say(one), choices=list(ANSWERS.items()), widget=forms.RadioSelect,
                help_text=f"{needed} {one.cite} · {one.sure}",
            )  # fmt: skip
            self.fields[f"{one.id}_note"] = forms.CharField(label=_("What was seen"), required=False, max_length=200)
        self.order_fields([name for name in self.fields if name not in ("household", "checker")])

    def said(self) -> dict[str, Any]:
        """The fields of :func:`~fangxian.response.home.actions.check_dwelling`."""
        kept = self.cleaned_data
        return {
            "results": {one.id: kept[one.id] for one in plan().conditions},
            "notes": {one.id: kept[f"{one.id}_note"] for one in plan().conditions},
            "household": kept["household"],
            "checker": kept["checker"],
        }


class BeginForm(forms.Form):
    """Isolation at home begins."""

    help_line = forms.CharField(
        label=_("Help line"), max_length=40, required=False, help_text=_("Telephone that the person may call."),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )  # fmt: skip
    at = forms.DateTimeField(label=_("Begins at"), widget=MomentInput())
    group = forms.ChoiceField(
        label=_("Group with a rule of its own"), required=False, choices=[("", "—"), *GROUPS.items()],
        help_text=_("Only where the rulebook asks for a site, and home is signed instead."),
    )  # fmt: skip
    signer = forms.CharField(label=_("Signed by"), required=False, max_length=120)
    legal_basis = forms.CharField(label=_("Legal basis"), required=False, max_length=300)


class VisitForm(forms.Form):
    """What somebody saw at the door, or heard on a call."""

    outcome = forms.ChoiceField(label=_("How are they"), choices=Report.Outcome.choices, widget=forms.RadioSelect)
    temperature = forms.DecimalField(
        label=_("Temperature, °C"), required=False, min_value=COLDEST, max_value=HOTTEST, decimal_places=1, max_digits=3
    )
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), required=False, choices=list(SYMPTOMS.items()), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)


class OwnReportForm(forms.Form):
    """What a person says of themselves."""

    well = forms.BooleanField(required=False)
    temperature = forms.DecimalField(
        label=_("Temperature, °C"), min_value=COLDEST, max_value=HOTTEST, decimal_places=1, max_digits=3,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 5}),
    )  # fmt: skip
    symptoms = forms.MultipleChoiceField(
        label=_("Symptoms"), required=False, choices=list(SYMPTOMS.items()), widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Anything else"), required=False, max_length=200)

    def __init__(self, data: Any = None) -> None:
        if data is not None and "," in data.get("temperature", ""):
            data = data.copy()
            data["temperature"] = data["temperature"].replace(",", ".")
        super().__init__(data)


class BreachForm(forms.Form):
    """Somebody left the dwelling."""

    found_by = forms.ChoiceField(label=_("How it was found"), choices=Breach.Found.choices)
    text = forms.CharField(label=_("What happened"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    at = forms.DateTimeField(label=_("When"), widget=MomentInput())


class SettleForm(forms.Form):
    """What came of a breach."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=Breach.Outcome.choices, widget=forms.RadioSelect)
    measure = forms.CharField(label=_("What was done"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class MateForm(forms.Form):
    """Somebody of the household."""

    number = forms.CharField(
        label=_("Number as a contact"), required=False, max_length=60,
        help_text=_("If they are a contact of this incident themselves; else their name."),
    )  # fmt: skip
    name = forms.CharField(label=_("Name"), required=False, max_length=60)
    relation = forms.CharField(label=_("Relation"), required=False, max_length=60)
    risk = forms.ChoiceField(label=_("At risk"), choices=Housemate.Risk.choices)


class HospitalForm(forms.Form):
    """Somebody is brought to hospital."""

    at = forms.DateTimeField(label=_("When"), widget=MomentInput())
    reason = forms.CharField(label=_("Reason"), max_length=300)


class SignForm(forms.Form):
    """Who signs the certificate."""

    signer = forms.CharField(label=_("Signed by"), max_length=120)
