"""Take delivered stays in: phone numbers become pseudonyms on the way, and only the index is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.companions import pseudonyms, stays
from fangxian.response.companions.pseudonyms import Subscriber
from fangxian.response.companions.running import in_words
from fangxian.response.companions.stays import Layer
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record

RECORD_CLASS = "visits"
"""The class of data that stays are, as the retention clause names it."""


def keep_stays(
    incident: Incident,
    name: str,
    batches: Iterable[Any],
    *,
    kind: str,
    purpose: str,
    subscribers: Callable[[str], Subscriber] | None = None,
    places: Any = None,
    id: UUID | None = None,
) -> Layer:
    """Add delivered stays to one of the workspace's indexes, and record that they are kept, and what for.

    Parameters
    ----------
    incident : Incident
        What they are collected for; its rulebook says when they must be erased.
    name : str
        The layer: lower-case letters, digits and hyphens.
    batches : iterable of Stays
        Checked stays; their persons are phone numbers in normal form, or ``person:<id>``.
    kind : str
        The kind of place (:attr:`fangxian.science.tracing.reading.Positions.name`).
    purpose : str
        What they are kept for.
    subscribers : callable or None
        Who stands behind an id; by default the phone itself.
    places : pyarrow.Table or None
        What is known of the places: place_id, kind and, if known, name, lon, lat.

    Raises
    ------
    Invalid
        The name is malformed, no purpose is given, or the index is of another kind of place.
    """
    if not stays.NAME.fullmatch(name):
        raise Invalid(
            "stays.name",
            _("“%(name)s” is no name for stays."),
            remedy=_("Use lower-case letters, digits and hyphens, beginning with a letter."),
            field="layer",
            name=name,
        )
    purpose = check_text(purpose, 300, "purpose", needed=True)
    from fangxian.science.tracing.index import Builder

    held = Layer(stays.folder() / name)
    held.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with in_words(), Builder(held.index_folder, kind) as builder:
        for batch in _pseudonymous(batches, subscribers or (lambda text: Subscriber(phone=text))):
            builder.add(batch)
    if places is not None:
        from pyarrow import parquet

        parquet.write_table(places, held.folder / "places.parquet")
    said = {"record_class": RECORD_CLASS, "purpose": purpose}
    record(
        [
            Entry(
                kind="collection.started",
                subject=held.subject,
                at=clock.now(),
                area=incident.area,
                attributes=said,
                incident=incident.id,
                id=id or uuid4(),
            )
        ]
    )
    return held


def _pseudonymous(batches: Iterable[Any], who: Callable[[str], Subscriber]) -> Iterator[Any]:
    """The same stays under pseudonyms; who stands behind one is sealed when it is first met."""
    import pyarrow as arrow

    met: dict[str, str] = {}
    for batch in batches:
        column = batch.persons.cast(arrow.string()).dictionary_encode()
        texts = column.dictionary.to_pylist()
        fresh = [text for text in texts if text not in met]
        spelled = [text if ":" in text else f"phone:{text}" for text in fresh]
        met |= dict(zip(fresh, pseudonyms.of(spelled), strict=True))
        pseudonyms.keep({met[text]: who(text) for text in fresh})
        names = arrow.array([met[text] for text in texts], arrow.large_string())
        yield replace(batch, persons=names.take(column.indices))
