"""Forms of goods; a refusal of a command becomes an error of its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.forms import AreaField, DayInput, MomentInput, incidents, keep_within
from fangxian.response.quarantine.models import Site
from fangxian.response.resources.actions.ask import MOST
from fangxian.response.resources.models import Item, Request, ShipmentLine, Store
from fangxian.response.resources.queries.requests import Suggestion, Wanted
from fangxian.response.resources.queries.stock import Shelf
from fangxian.ui.fields import offer

_MOST = 1_000_000_000


def quantity_field(label: Any = None, least: int = 1, **more: Any) -> forms.IntegerField:
    """Units."""
    return forms.IntegerField(label=label or _("Quantity"), min_value=least, max_value=_MOST, **more)


def goods() -> list[tuple[Any, Any]]:
    """Goods of the catalogue to choose from."""
    return [("", "—"), *((one.id, f"{one.code} {one.name} ({one.unit})") for one in Item.objects.order_by("code"))]


class ItemForm(forms.Form):
    """Goods for the catalogue."""

    code = forms.CharField(label=_("Code"), max_length=30, help_text=_("Stock keeping unit, as on the label."))
    name = forms.CharField(label=_("Name"), max_length=80)
    category = forms.ChoiceField(label=_("Category"), choices=Item.Category.choices)
    unit = forms.CharField(label=_("Unit"), max_length=20, help_text=_("What is counted: a piece, a box, a litre."))
    pack = forms.IntegerField(label=_("Units in a package"), min_value=1, max_value=1_000_000, initial=1)
    per = forms.ChoiceField(label=_("Planned use"), required=False, choices=Item.Per.choices)
    rate = forms.DecimalField(
        label=_("Units for each"), required=False, min_value=0, max_digits=8, decimal_places=3,
        help_text=_("A day for each person, or for each sample; your plan's figure."),
    )  # fmt: skip

    def clean_rate(self) -> Any:
        """Nothing said is nothing planned."""
        return self.cleaned_data["rate"] or 0


class StoreForm(forms.Form):
    """A new store."""

    name = forms.CharField(label=_("Name of the store"), max_length=80)
    area = AreaField(label=_("Area"), help_text=_("Code or name, as exact as known."))
    kind = forms.ChoiceField(label=_("Kind"), choices=Store.Kind.choices)
    site = forms.ChoiceField(
        label=_("Quarantine site"),
        required=False,
        help_text=_("If it belongs to one: its use follows who is there."),
    )
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    keeper = forms.CharField(label=_("Keeper"), required=False, max_length=120)
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=40)

    def __init__(self, *args: Any, root: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep_within(self, "area", root)
        sites = Site.objects.filter(closed_at=None).select_related("place").order_by("place__name")
        offer(self, "site", [("", "—"), *((str(one.place_id), one.place.name) for one in sites)])


class ReceiveGoodsForm(forms.Form):
    """Goods from outside."""

    item = forms.ChoiceField(label=_("Goods"))
    quantity = quantity_field()
    lot = forms.CharField(label=_("Lot"), required=False, max_length=40)
    expires_on = forms.DateField(label=_("Expires on"), required=False, widget=DayInput())
    origin = forms.CharField(label=_("From whom"), max_length=300, help_text=_("Supplier, donor, or order."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "item", goods())


class UseForm(forms.Form):
    """Goods that were used."""

    item = forms.ChoiceField(label=_("Goods"))
    quantity = quantity_field()
    reason = forms.CharField(label=_("What for"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "item", goods())


class WriteOffForm(forms.Form):
    """Goods of a lot that are lost."""

    quantity = quantity_field()
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("Lost, broken, expired: what happened."))


class CountForm(forms.Form):
    """What was counted, lot by lot."""

    reason = forms.CharField(
        label=_("Reason of a difference"), required=False, max_length=300, help_text=_("Needed where one differs.")
    )

    def __init__(self, *args: Any, shelf: list[Shelf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lots = {f"lot-{one.lot.id}": one.lot.id for one in shelf}
        for one in shelf:
            self.fields[f"lot-{one.lot.id}"] = forms.IntegerField(
                label=_("Lot %(lot)s, in the books %(n)s") % {"lot": one.lot.number or "–", "n": one.quantity},
                min_value=0, max_value=_MOST,
            )  # fmt: skip
        self.order_fields([*self.lots, "reason"])

    def counted(self) -> dict[UUID, int]:
        """Units by lot."""
        return {lot: self.cleaned_data[name] for name, lot in self.lots.items()}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class AskForm(forms.Form):
    """A request: when, why, and rows of goods; empty rows are nothing."""

    incident = forms.ChoiceField(label=_("Incident"))
    needed_by = forms.DateTimeField(label=_("Needed by"), widget=MomentInput())
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Request.Urgency.choices, initial="normal")
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = range(1, min(rows, MOST) + 1)
        choices = goods()
        for row in self.numbers:
            said = {"row": row}
            self.fields[f"item-{row}"] = forms.ChoiceField(label=_("Goods, row %(row)s") % said, required=False)
            self.fields[f"quantity-{row}"] = quantity_field(_("Quantity, row %(row)s") % said, required=False)
            offer(self, f"item-{row}", choices)
        offer(self, "incident", incidents())

    def head(self) -> list[forms.BoundField]:
        """The fields above the rows."""
        return [self[name] for name in AskForm.base_fields]

    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        """The rows: number, goods, quantity."""
        return [(row, self[f"item-{row}"], self[f"quantity-{row}"]) for row in self.numbers]

    def clean(self) -> dict[str, Any]:
        """A row has both or neither."""
        said = super().clean() or {}
        asked = []
        for row in self.numbers:
            item, quantity = said.pop(f"item-{row}", None), said.pop(f"quantity-{row}", None)
            if item and quantity:
                asked.append((UUID(item), quantity))
            elif (item or quantity) and not self.errors.keys() & {f"item-{row}", f"quantity-{row}"}:
                self.add_error(f"quantity-{row}" if item else f"item-{row}", _("A row has goods and how many of them."))
        return {**said, "goods": asked}


def rows_in(said: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Rows of what was sent in which something stands; those after an empty one move up."""
    every = [(said.get(f"item-{row}", ""), said.get(f"quantity-{row}", "")) for row in range(1, MOST + 1)]
    return [row for row in every if any(row)]


def as_rows(rows: Iterable[tuple[Any, Any]]) -> dict[str, Any]:
    """Goods and quantities as the fields of rows."""
    said: dict[str, Any] = {}
    for row, (item, quantity) in enumerate(rows, start=1):
        said |= {f"item-{row}": item, f"quantity-{row}": quantity}
    return said


class AllotForm(forms.Form):
    """A store that gives, and how much of which goods."""

    source = forms.ChoiceField(label=pgettext_lazy("stock", "From"))

    def __init__(self, *args: Any, asked: Sequence[Wanted], found: Suggestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "source", [(str(one.store.id), str(one.store)) for one in found.offers])
        self.lines = {f"quantity-{one.line.id}": one.line.id for one in asked}
        for one in asked:
            item = one.line.item
            self.fields[f"quantity-{one.line.id}"] = quantity_field(f"{item.name} ({item.unit})", 0, required=False)

    def given(self) -> dict[UUID, int]:
        """Units by line."""
        return {line: self.cleaned_data[name] for name, line in self.lines.items() if self.cleaned_data.get(name)}


class SendForm(forms.Form):
    """Goods that leave."""

    giver = forms.CharField(label=_("Given by (store)"), max_length=120)
    carrier = forms.CharField(label=_("Taken by (driver, plate, telephone)"), max_length=120)


class ReceiptForm(forms.Form):
    """Goods that arrived."""

    receiver = forms.CharField(label=_("Received by"), max_length=120)
    note = forms.CharField(
        label=_("Why less arrived"), required=False, max_length=300, help_text=_("Needed where less arrived than left.")
    )

    def __init__(self, *args: Any, sent: Sequence[ShipmentLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {f"quantity-{one.id}": one.id for one in sent}
        for one in sent:
            item = one.wanted.item
            label = _("%(item)s (%(unit)s): arrived") % {"item": item.name, "unit": item.unit}
            self.fields[f"quantity-{one.id}"] = quantity_field(label, 0, initial=one.quantity)
        self.order_fields([*self.lines, "receiver", "note"])

    def arrived(self) -> dict[UUID, int]:
        """Units by line."""
        return {line: self.cleaned_data[name] for name, line in self.lines.items()}
