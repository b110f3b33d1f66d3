"""Forms of goods; a refusal of a command becomes an error of its field."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.forms import AreaField, DayInput, MomentInput, incidents, keep_within
from fangxian.response.quarantine.models import Site
from fangxian.response.resources.models import Item, Request, Store
from fangxian.response.resources.queries.requests import Suggestion
from fangxian.response.resources.queries.stock import Shelf
from fangxian.ui.fields import offer

_MOST = 1_000_000_000


def quantity_field(label: Any = None, least: int = 1) -> forms.IntegerField:
    """Units."""
    return forms.IntegerField(label=label or _("Quantity"), min_value=least, max_value=_MOST)


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
    """A request."""

    incident = forms.ChoiceField(label=_("Incident"))
    item = forms.ChoiceField(label=_("Goods"))
    quantity = quantity_field()
    needed_by = forms.DateTimeField(label=_("Needed by"), widget=MomentInput())
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Request.Urgency.choices, initial="normal")
    reason = forms.CharField(label=_("Reason"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "incident", incidents())
        offer(self, "item", goods())


class AllotForm(forms.Form):
    """A store that gives, and how much."""

    source = forms.ChoiceField(label=_("From"))
    quantity = quantity_field()

    def __init__(self, *args: Any, found: Suggestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "source", [(str(one.line.store.id), str(one.line.store)) for one in found.offers])


class SendForm(forms.Form):
    """Goods that leave."""

    giver = forms.CharField(label=_("Given by (store)"), max_length=120)
    carrier = forms.CharField(label=_("Taken by (driver, plate, telephone)"), max_length=120)


class ReceiptForm(forms.Form):
    """Goods that arrived."""

    quantity = quantity_field(_("Arrived"), 0)
    receiver = forms.CharField(label=_("Received by"), max_length=120)
    note = forms.CharField(
        label=_("Why less arrived"), required=False, max_length=300, help_text=_("Needed where less arrived than left.")
    )
