"""Facts and the seals over them. Both tables are append-only; PostgreSQL refuses changes."""

from __future__ import annotations

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models.incident import Incident


class FactRow(models.Model):
    """A fact 事实 as it was recorded. See :class:`fangxian.protocol.fact.Fact` for its meaning.

    `digest` is the SHA-256 of the fact's canonical bytes; seals chain the digests in the order of `seq`.
    """

    seq = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    subject = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    area = AreaCodeField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    attributes = models.JSONField(default=dict)
    corrects = models.UUIDField(null=True)
    actor = models.CharField(max_length=120, blank=True)
    digest = models.BinaryField()
    batch = models.GeneratedField(
        expression=Cast(KT("attributes__batch"), models.UUIDField()), output_field=models.UUIDField(), db_persist=True
    )
    """The import that brought it, as its attributes say; a column, for under row-level security no index on an
    expression is used."""

    class Meta:
        db_table = "ledger_fact"
        indexes = [
            models.Index(fields=["subject", "incident"], name="fact_by_subject"),
            models.Index(fields=["incident", "recorded_at"], name="fact_by_time"),
            models.Index(fields=["area", "seq"], name="fact_by_area"),
            models.Index(fields=["subject"], name="fact_of_merging", condition=models.Q(kind="person.merged")),
            models.Index(KT("attributes__into"), name="fact_merged_into", condition=models.Q(kind="person.merged")),
            models.Index(fields=["batch"], name="fact_by_batch", condition=models.Q(batch__isnull=False)),
        ]


class Seal(models.Model):
    """A link of the hash chain over facts ``first_seq … last_seq``.

    ``hash = SHA-256(previous hash ‖ count ‖ digest of each fact in order of seq)``.
    """

    id = models.BigAutoField(primary_key=True)
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.BinaryField()
    hash = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_seal"
