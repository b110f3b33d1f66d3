"""What the subjects of facts and tasks are called in lists: pseudonyms for people, names for the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from fangxian.response.containment.models import Need, Zone
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person
from fangxian.response.resources.models import RequestLine, Shipment


def labels_of(subjects: Iterable[str]) -> dict[str, str]:
    """Label of each subject that lies in the area in scope; the others are left out."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        kind, _colon, id_ = subject.partition(":")
        by_kind[kind].append(id_)
    return {
        f"{kind}:{id_}": label
        for kind, ids in by_kind.items()
        if kind in _NAMES
        for id_, label in _NAMES[kind](ids).items()
    }


def _persons(ids: list[str]) -> dict[str, str]:
    return {str(id_): label for id_, label in Person.objects.filter(id__in=ids).values_list("id", "label")}


def _zones(ids: list[str]) -> dict[str, str]:
    rows = Zone.objects.filter(id__in=ids).values_list("id", "name", "name_en")
    return {str(id_): either(name, name_en) for id_, name, name_en in rows}


def _needs(ids: list[str]) -> dict[str, str]:
    return {str(one.id): str(one) for one in Need.objects.filter(id__in=ids)}


def _incidents(ids: list[str]) -> dict[str, str]:
    rows = Incident.objects.filter(id__in=ids).values_list("id", "title_zh", "title_en")
    return {str(id_): either(zh, en) for id_, zh, en in rows}


def _stock(ids: list[str]) -> dict[str, str]:
    """Lines of requests by their goods and who asks; shipments by their number."""
    lines = RequestLine.objects.filter(id__in=ids).select_related("item", "request__store")
    return {str(one.id): f"{one.item.name} · {one.request.store.name}" for one in lines} | {
        str(one.id): one.number for one in Shipment.objects.filter(id__in=ids)
    }


_NAMES: dict[str, Callable[[list[str]], dict[str, str]]] = {
    "person": _persons,
    "zone": _zones,
    "need": _needs,
    "incident": _incidents,
    "stock": _stock,
}
