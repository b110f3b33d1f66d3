"""Serial numbers of documents."""

from __future__ import annotations

from uuid import UUID

from fangxian.response.casework.writing import lock_numbering
from fangxian.response.documents.kinds import Kind
from fangxian.response.documents.models import Issued
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock


def next_serial(form: Kind, incident: UUID, office: str) -> str:
    """``510117 隔告〔2020〕0003 号``: by office area, kind and year, without gaps and never twice."""
    lock_numbering(incident)
    year = clock.now().astimezone(clock.zone()).year
    start = f"{office} {form.mark}〔{year}〕"
    with access.everywhere():
        last = Issued.objects.filter(serial__startswith=start).order_by("-serial").values_list("serial", flat=True)
        number = int(last[0].removeprefix(start).split()[0]) + 1 if last else 1
    return f"{start}{number:04d} 号"
