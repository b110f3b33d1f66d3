"""What changed between two sets of answers, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fangxian.protocol.forms.schema import Form, Question


@dataclass(frozen=True, slots=True)
class Difference:
    """One question that is answered otherwise; `question` is None where neither edition asks it any more."""

    name: str
    question: Question | None
    before: Any
    after: Any


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], form: Form, earlier: Form | None = None
) -> list[Difference]:
    """The questions whose answers differ, in the order of the form.

    Parameters
    ----------
    form, earlier : Form
        The editions under which the later and the earlier answers were given; the earlier one explains answers
        to questions that the later no longer asks.
    """
    known = {question.id: question for source in (earlier, form) if source for question in source.questions}
    order = [*(question.id for question in form.questions), *sorted({*before, *after})]
    return [
        Difference(name, known.get(name), before.get(name), after.get(name))
        for name in dict.fromkeys(order)
        if before.get(name) != after.get(name)
    ]
