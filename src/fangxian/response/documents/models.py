"""Templates that an area put in place of the shipped ones, and documents that were issued."""

from __future__ import annotations

import uuid

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person


class Template(models.Model):
    """An area's own Word template of a document, in force once signed and until another takes its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    area = AreaCodeField(db_index=True)
    file = models.BinaryField()
    filename = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    in_force_from = models.DateTimeField()
    signed_by = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "language", "area"],
                condition=models.Q(withdrawn_at=None),
                name="one_template_in_force",
            )
        ]


class Issued(models.Model):
    """A document that was issued 已开具文书.

    It keeps what the document says but not who the person is: the name is taken from the register, with a purpose
    that is recorded, each time somebody takes the document out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=40)
    serial = models.CharField(max_length=60, unique=True)
    area = AreaCodeField(db_index=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=60, db_index=True)
    """Subject of the fact: the person or the place."""
    about = models.UUIDField()
    """The contact, case or visit that it was made from."""
    contexts = models.JSONField()
    """Language → what the document says, without identity."""
    templates = models.JSONField(default=dict)
    """Language → id of the area's template; the shipped one where absent."""
    purpose = models.CharField(max_length=200)
    signer = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    actor = models.CharField(max_length=120, blank=True)
    fact = models.UUIDField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-issued_at", "serial"]
