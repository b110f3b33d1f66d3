"""What the tests ask the ledger."""

from __future__ import annotations

from fangxian.response.ledger.models import FactRow, TaskRow


def kinds(subject: str) -> list[str]:
    """Kinds of a subject's facts, in the order recorded."""
    return list(FactRow.objects.filter(subject=subject).order_by("seq").values_list("kind", flat=True))


def said(subject: str, kind: str) -> dict[str, object]:
    """What the last fact of a kind says."""
    return FactRow.objects.filter(subject=subject, kind=kind).order_by("-seq")[0].attributes


def task(subject: str, clause: str) -> TaskRow:
    """The one task of a clause."""
    return TaskRow.objects.get(subject=subject, clause=clause)


def states(subject: str, clause: str) -> dict[str, str]:
    """State of each step of a clause."""
    return dict(TaskRow.objects.filter(subject=subject, clause=clause).values_list("step", "state"))
