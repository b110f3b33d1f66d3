"""Forms of the task pages: the board's filter, and what each act on tasks asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django import forms
from django.db.models.functions import Length
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.queries import area_name, area_names, children
from fangxian.response.ledger import packs
from fangxian.response.ledger.actions import LONGEST_TEXT
from fangxian.response.ledger.language import either, say
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.queries.board import STATUSES

SEVERITIES: Final = {
    "critical": pgettext_lazy("severity", "critical"),
    "high": pgettext_lazy("severity", "high"),
    "normal": pgettext_lazy("severity", "normal"),
}
STATUS_WORDS: Final = {
    "open": _("owed"),
    "due_soon": _("due soon"),
    "overdue": _("overdue"),
    "unreceived": _("not received"),
    "excused": _("excused"),
    "discharged": _("done"),
    "lapsed": _("no longer owed"),
}
LEVELS: Final = {
    "nation": _("Nation"),
    "province": _("Province"),
    "city": _("City"),
    "district": _("District"),
    "street": _("Street"),
    "community": _("Community"),
}
MOST_OFFICES: Final = 400
"""Offices offered to split a task among; the widest areas first."""

MOST_FILTERED: Final = 120
"""Offices offered to filter by; those of narrower areas are reached by the load of offices."""

Choices = Sequence[tuple[Any, Any]]


class LongSelect(forms.Select):
    """A select of hundreds of options, written at once: Django renders a template for every option."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The element with its options, the chosen one marked."""
        chosen = {str(one) for one in (value if isinstance(value, list) else [value])}
        options = format_html_join("", "{}", ((_options(label, choices, chosen),) for label, choices in self.choices))
        return format_html("<select{}>{}</select>", flatatt({**self.attrs, **(attrs or {}), "name": name}), options)


def _options(label: Any, choices: Any, chosen: set[str]) -> SafeString:
    """One option, or a group of them: a pair of value and label, or of label and pairs."""
    if isinstance(choices, list):
        inner = format_html_join("", "{}", ((_options(value, text, chosen),) for value, text in choices))
        return format_html('<optgroup label="{}">{}</optgroup>', label, inner)
    mark = SafeString(" selected") if str(label) in chosen else ""
    return format_html('<option value="{}"{}>{}</option>', label, mark, choices)


class BoardFilter(forms.Form):
    """What the board shows: state, office, area, clause, severity."""

    status = forms.ChoiceField(label=_("State"), required=False)
    office = forms.ChoiceField(label=_("Office"), required=False, widget=LongSelect)
    area = forms.ChoiceField(label=_("Area"), required=False, widget=LongSelect)
    clause = forms.ChoiceField(label=_("Clause"), required=False, widget=LongSelect)
    severity = forms.ChoiceField(label=_("Severity"), required=False)
    whose = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, asked: Mapping[str, Any], *, post: Post, whose: str) -> None:
        super().__init__({**dict(asked.items()), "whose": whose})
        self._choose("status", [(status, STATUS_WORDS[status]) for status in STATUSES])
        self._choose("clause", [("", _("all")), *clause_choices()])
        self._choose("severity", [("", _("all")), *SEVERITIES.items()])
        if whose == "area":
            self._choose("office", [("", _("all")), *office_choices(offices_of(post.area, MOST_FILTERED))])
            self._choose("area", [("", area_name(post.area)), *_areas_below(post.area)])
        else:
            del self.fields["office"], self.fields["area"]

    def _choose(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def chosen(self, name: str, fallback: str = "") -> str:
        """What was chosen; the fallback where that is none of the choices."""
        if name not in self.fields:
            return fallback
        self.is_valid()
        return str(self.cleaned_data.get(name) or fallback)


def clause_choices() -> Choices:
    """Clauses of the packs in force in open incidents, by title."""
    titles: dict[str, str] = {}
    for incident in Incident.objects.filter(closed_at=None).values_list("id", flat=True):
        timeline = packs.timeline(incident)
        for pack in packs.packs_of(timeline) if timeline else ():
            titles |= {clause.id: say(clause.title) for clause in pack.clauses}
    return sorted(titles.items(), key=lambda pair: pair[1])


def offices_of(area: str, most: int = MOST_OFFICES) -> list[Office]:
    """Open offices of an area, the widest areas first: a wider area has a shorter code."""
    lo, hi = area_range(area)
    found = Office.objects.filter(area__gte=lo, area__lt=hi, closed_at=None)
    return list(found.order_by(Length("area"), "area", "role", "id")[:most])


def office_choices(offices: Iterable[Office]) -> Choices:
    """Offices under the names of their levels."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for office in offices:
        groups.setdefault(office.level, []).append((office.pk, either(office.name, office.name_en)))
    return [(LEVELS.get(level, level), choices) for level, choices in groups.items()]


def _areas_below(code: str) -> Choices:
    codes = [child.code for child in children(code)]
    names = area_names(codes)
    return [(code, names[code]) for code in codes]


# -- acts --------------------------------------------------------------------------------------------------------------


class ActForm(forms.Form):
    """What an act asks for; `nodes` are the tasks it is about."""

    def __init__(self, *args: Any, nodes: Sequence[Any] = (), post: Post | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(nodes, post)

    def prepare(self, nodes: Sequence[Any], post: Post | None) -> None:
        """Fill in the choices."""


def _reason(*, needed: bool, label: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label or _("Reason"), required=needed, max_length=LONGEST_TEXT, widget=widget)


class Reason(ActForm):
    """A reason that the other side reads."""

    reason = _reason(needed=True)


class MaybeReason(ActForm):
    """A reason, if there is one to give."""

    reason = _reason(needed=False)


class Note(ActForm):
    """What was done."""

    note = _reason(needed=False, label=_("What you did"))


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post, called by its title and its holder."""

    def label_from_instance(self, obj: Post) -> str:
        return post_name(obj)


class Assign(ActForm):
    """A post of the office."""

    assignee = PostField(label=_("Post"), queryset=Post.objects.none())

    def prepare(self, nodes: Sequence[Any], post: Post | None) -> None:
        offices = {node.office for node in nodes}
        field = self.fields["assignee"]
        assert isinstance(field, PostField)
        field.queryset = Post.objects.select_related("holder").filter(office__in=offices, holder__is_active=True)


class Offer(ActForm):
    """The office a task is offered to: one that sees everything that was chosen."""

    to = forms.TypedChoiceField(label=_("To"), coerce=int)
    reason = _reason(needed=False)

    def prepare(self, nodes: Sequence[Any], post: Post | None) -> None:
        areas = {node.area for node in nodes}
        above = {code[:length] for code in areas for length in range(len(code) + 1)}
        common = [code for code in above if all(area.startswith(code) for area in areas)]
        holders = {node.office for node in nodes}
        found = Office.objects.filter(area__in=common, closed_at=None).exclude(id__in=holders).order_by("-area", "role")
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = office_choices(found)


class Split(ActForm):
    """The offices that take a part, what is asked of them, and by when."""

    offices = forms.TypedMultipleChoiceField(label=_("To"), coerce=int, widget=forms.SelectMultiple(attrs={"size": 10}))
    note = _reason(needed=False, label=_("What is asked of them"))
    due = forms.DateTimeField(
        label=_("Due"),
        required=False,
        help_text=_("Empty: when the task itself is."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def prepare(self, nodes: Sequence[Any], post: Post | None) -> None:
        holders = Office.objects.in_bulk({node.office for node in nodes if node.office is not None})
        found = [office for holder in holders.values() for office in offices_of(holder.area)]
        field = self.fields["offices"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = office_choices(office for office in found if office.pk not in holders)


def post_name(post: Post) -> str:
    """A post with whoever holds it."""
    title = either(post.title, post.title_en)
    holder = post.holder
    return title if holder is None else f"{title} · {holder.get_full_name() or holder.get_username()}"


class Wishes(forms.Form):
    """When a person wants to be told by e-mail."""

    email = forms.BooleanField(label=_("Tell me by e-mail"), required=False)
    address = forms.EmailField(label=_("E-mail address"), required=False)
    digest_times = forms.CharField(
        label=_("At these times"), required=False, max_length=120, help_text=_("08:00, 12:30 … Empty: as things come.")
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        help_text=_("Nothing but critical tasks is mailed in quiet hours."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_to = forms.TimeField(
        label=_("Quiet to"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
