"""Forms of casework; a refusal of a command becomes an error of its field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.errors import FangxianError, NotAllowed
from fangxian.protocol.errors import ProtocolError
from fangxian.response.casework.facts import CLASSIFIED
from fangxian.response.casework.linelist.areas import look_up
from fangxian.response.casework.linelist.cells import Bad
from fangxian.response.casework.linelist.formats import FORMATS
from fangxian.response.casework.linelist.kinds import KINDS
from fangxian.response.casework.models import Certainty, Classification, ContactKind, Route
from fangxian.response.casework.queries.cases import DATES, CaseFilter
from fangxian.response.casework.queries.contacts import STATES, ContactFilter
from fangxian.response.casework.titles import MODE_TITLES, SEVERITY_TITLES
from fangxian.response.jurisdiction.queries import area_path
from fangxian.response.ledger.language import chinese, either
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.identity import DOCUMENTS, IdentityCard
from fangxian.response.registry.models import Person
from fangxian.ui.fields import offer

SOCIAL_HELP = _("In a few words: spouse, colleague, same dormitory.")


def attempt(form: forms.Form, command: Callable[[], Any]) -> Any:
    """What the command gives, or None with its refusal shown in the form; a missing right is no form's error."""
    try:
        return command()
    except NotAllowed:
        raise
    except FangxianError as error:
        field = error.context.get("field")
        form.add_error(field if field in form.fields else None, str(error))
    except ProtocolError as error:
        form.add_error(None, error.text("zh" if chinese() else "en"))
    return None


def all_or(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Choices of a filter: all first."""
    return [("", _("all")), *choices]


def incidents() -> list[tuple[str, str]]:
    """Incidents, the last opened first."""
    rows = Incident.objects.order_by("-opened_at")[:200]
    return [(str(one.id), either(one.title_zh, one.title_en)) for one in rows]


class MomentInput(forms.DateTimeInput):
    """A day and a time of the workspace's zone."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DayInput(forms.DateInput):
    """A day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AreaField(forms.CharField):
    """An area by code or name, inside an area that the form knows. A code that is filled in beforehand is named."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)
        self.root = ""

    def prepare_value(self, value: Any) -> Any:
        """The name in place of a code, where the name leads back to the code."""
        if not isinstance(value, str) or not value.isdecimal():
            return value
        path = area_path(value)
        return path if len(path) <= 80 and look_up(self.root, [path]).find(path) == value else value

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        found = look_up(self.root, [text]).find(text)
        if isinstance(found, Bad):
            messages = {
                "value.area_ambiguous": _("Several areas bear this name: %(found)s. Give the code."),
                "value.area_outside": _("This area lies outside yours."),
            }
            raise forms.ValidationError(
                messages.get(found.code, _("There is no such area in yours.")), params=dict(found.params)
            )
        return found


def keep_within(form: forms.BaseForm, name: str, root: str) -> None:
    """Let an area field of a form find areas within `root` alone; everywhere in the country where that is empty.

    Raises
    ------
    TypeError
        The field asks for no area.
    """
    field = form.fields[name]
    if not isinstance(field, AreaField):
        raise TypeError(name)
    field.root = root


class CaseFilterForm(forms.Form):
    """The filter bar over the cases."""

    q = forms.CharField(label=_("Number or label"), required=False, max_length=60)
    incident = forms.ChoiceField(label=_("Incident"), required=False)
    classification = forms.ChoiceField(
        label=_("Classification"), required=False, choices=all_or(Classification.choices)
    )
    route = forms.ChoiceField(
        label=_("How it was found"),
        required=False,
        choices=[("", _("all")), *((value or "unknown", label) for value, label in Route.choices)],
    )
    area = AreaField(label=_("Area"), required=False)
    by_date = forms.ChoiceField(label=_("Day of"), required=False, choices=list(DATES.items()))
    since = forms.DateField(label=_("from"), required=False, widget=DayInput())
    until = forms.DateField(label=_("to"), required=False, widget=DayInput())

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", all_or(incidents()))
        keep_within(self, "area", root)

    def chosen(self) -> CaseFilter:
        """The filter; a field that cannot be read filters nothing."""
        self.is_valid()
        said: dict[str, Any] = {
            item.name: self.cleaned_data.get(item.name) or item.default for item in fields(CaseFilter)
        }
        return CaseFilter(**said)


class ContactFilterForm(forms.Form):
    """The filter bar over the contacts."""

    q = forms.CharField(label=_("Number or label"), required=False, max_length=60)
    incident = forms.ChoiceField(label=_("Incident"), required=False)
    kind = forms.ChoiceField(label=_("Kind of contact"), required=False, choices=all_or(ContactKind.choices))
    state = forms.ChoiceField(label=_("State"), required=False, choices=all_or(STATES.items()))
    source = forms.CharField(label=_("Exposed by (number)"), required=False, max_length=60)
    area = AreaField(label=_("Area"), required=False)

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", all_or(incidents()))
        keep_within(self, "area", root)

    def chosen(self) -> ContactFilter:
        """The filter; a field that cannot be read filters nothing."""
        self.is_valid()
        kept = self.cleaned_data
        said: dict[str, Any] = {item.name: kept.get(item.name) or item.default for item in fields(ContactFilter)}
        return ContactFilter(**said)


class _PersonForm(forms.Form):
    """Who a person is, as far as known; sealed when it is kept."""

    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=Person.Sex.choices)
    age = forms.IntegerField(label=_("Age"), required=False, min_value=0, max_value=130)
    name = forms.CharField(label=pgettext_lazy("person", "Name"), required=False, max_length=80)
    id_kind = forms.ChoiceField(label=_("Identity document"), required=False, choices=list(DOCUMENTS.items()))
    id_number = forms.CharField(label=_("Number of the document"), required=False, max_length=40)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=30)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)

    def identity(self) -> IdentityCard | None:
        """Who it is; None where nothing is said."""
        said = {name: self.cleaned_data.get(name) or "" for name in ("name", "id_number", "phone", "address")}
        return IdentityCard(id_kind=self.cleaned_data["id_kind"], **said) if any(said.values()) else None

    def person(self) -> dict[str, Any]:
        """Sex and age as commands take them."""
        return {"sex": self.cleaned_data["sex"], "age": self.cleaned_data["age"]}


class NewCaseForm(_PersonForm):
    """A new case."""

    incident = forms.ChoiceField(label=_("Incident"))
    number = forms.CharField(label=_("Case number"), max_length=60)
    classification = forms.ChoiceField(
        label=_("Classification"), choices=[pair for pair in Classification.choices if pair[0] in CLASSIFIED]
    )
    at = forms.DateTimeField(label=_("Classified at"), widget=MomentInput())
    area = AreaField(label=_("Area responsible"), help_text=_("Code or name, as exact as known."))
    route = forms.ChoiceField(label=_("How it was found"), required=False, choices=Route.choices)
    onset_on = forms.DateField(label=_("Day of onset"), required=False, widget=DayInput())
    severity = forms.ChoiceField(
        label=_("Clinical type"), required=False, choices=[("", "—"), *SEVERITY_TITLES.items()]
    )
    reported_at = forms.DateTimeField(
        label=_("Reported to the national network at"), required=False, widget=MomentInput(),
        help_text=_("Evidence for the reporting clock; leave empty if it is still to be done."),
    )  # fmt: skip
    source = forms.CharField(label=_("Source of infection, in words"), required=False, max_length=300)
    cluster = forms.CharField(label=_("Cluster"), required=False, max_length=160)
    notes = forms.CharField(label=_("Notes"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    field_order = (
        "incident", "number", "classification", "at", "area", "route", "onset_on", "severity", "reported_at", "source",
        "cluster", "sex", "age", "name", "id_kind", "id_number", "phone", "address", "notes",
    )  # fmt: skip

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        keep_within(self, "area", root)

    def report(self) -> dict[str, Any]:
        """The fields as :func:`report_case` takes them, less the incident."""
        left = {"incident", "name", "id_kind", "id_number", "phone", "address"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left} | {
            "identity": self.identity()
        }


class ReclassifyForm(forms.Form):
    """Another classification."""

    classification = forms.ChoiceField(label=_("New classification"))
    at = forms.DateTimeField(label=_("From when on"), widget=MomentInput())
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, possible: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(Classification.choices)
        offer(self, "classification", [(value, labels[value]) for value in possible])


class EvidenceForm(forms.Form):
    """Something that was done for a case, and when."""

    KINDS = {
        "report": _("Reported to the national network"),
        "core_facts": _("Core facts filed"),
        "investigation": _("Case investigation filed"),
        "onset": _("Day of onset established"),
        "recovered": _("Recovered"),
        "died": _("Died"),
    }
    kind = forms.ChoiceField(label=_("What was done"), choices=list(KINDS.items()))
    at = forms.DateTimeField(label=_("When"), widget=MomentInput())
    onset_on = forms.DateField(
        label=_("Day of onset"), required=False, widget=DayInput(), help_text=_("Only where the onset was established.")
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("kind") == "onset" and not said.get("onset_on"):
            self.add_error("onset_on", _("This cannot be left empty."))
        return said


class ContactForm(_PersonForm):
    """Somebody whom a case may have exposed."""

    known_as = forms.CharField(
        label=_("Number, if the person is a case or contact already"), required=False, max_length=60
    )
    number = forms.CharField(
        label=_("Contact number"), required=False, max_length=60, help_text=_("The next free one if left empty.")
    )
    kind = forms.ChoiceField(label=_("Kind of contact"), choices=ContactKind.choices)
    last_exposure = forms.DateTimeField(label=_("Last exposure"), required=False, widget=MomentInput())
    first_exposure = forms.DateTimeField(label=_("First exposure"), required=False, widget=MomentInput())
    setting = forms.CharField(label=_("Setting"), required=False, max_length=60, help_text=_("Where they met."))
    social = forms.CharField(label=_("Relation"), required=False, max_length=80, help_text=SOCIAL_HELP)
    certainty = forms.ChoiceField(
        label=_("How sure it is"), choices=[pair for pair in Certainty.choices if pair[0] != "reconstructed"]
    )
    area = AreaField(label=_("Area responsible"), help_text=_("Code or name, as exact as known."))

    field_order = (
        "known_as", "kind", "last_exposure", "first_exposure", "setting", "social", "certainty", "area", "number",
        "sex", "age", "name", "id_kind", "id_number", "phone", "address",
    )  # fmt: skip

    def exposure(self) -> dict[str, Any]:
        """The fields as :func:`add_contact` takes them."""
        left = {"name", "id_kind", "id_number", "phone", "address"}
        said = {name: value for name, value in self.cleaned_data.items() if name not in left}
        return said | {"identity": self.identity()}


class FilterNameForm(forms.Form):
    """Under which name a filter is kept."""

    name = forms.CharField(label=_("Keep this filter as"), max_length=60)


class VoidForm(forms.Form):
    """Why an exposure never was."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class ControlForm(forms.Form):
    """The beginning or the end of a quarantine."""

    step = forms.ChoiceField(
        label=_("What was done"), choices=[("start", _("Quarantine began")), ("release", _("Released"))]
    )
    at = forms.DateTimeField(label=_("When"), widget=MomentInput())
    mode = forms.ChoiceField(
        label=_("Way of quarantine"),
        choices=list(MODE_TITLES.items()),
    )
    signer = forms.CharField(
        label=_("Who signs for an earlier release"), required=False, max_length=120,
        help_text=_("Only for a release before the rule's last day."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)


class UploadForm(forms.Form):
    """A file to import."""

    incident = forms.ChoiceField(label=_("Incident"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV (UTF-8 or GB 18030), XLSX or JSON; what is in it and which program wrote it is found out."),
    )
    format = forms.ChoiceField(label=_("Format"), required=False, choices=[("", _("find it out")), *FORMATS.items()])
    mapping = forms.ChoiceField(
        label=_("Mapping of columns"), required=False, help_text=_("Of a list of cases; kept under a name before.")
    )

    def __init__(self, *args: Any, mappings: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        offer(self, "mapping", [("", _("guess from the headings")), *((m, m) for m in mappings)])


class RereadForm(forms.Form):
    """How an uploaded file is read altogether."""

    format = forms.ChoiceField(label=_("Format"), choices=list(FORMATS.items()))
    kind = forms.ChoiceField(
        label=_("What a row is about"),
        required=False,
        choices=[(name, kind.title) for name, kind in KINDS.items()],
        help_text=_("Of a list of its own make."),
    )
