"""Whatever is recorded in whatever order: nobody is let go before the rule's day, or the signed one, without a signer.

And the clause that ends a quarantine is due exactly on the day that the pages and the commands name.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fangxian.errors import FangxianError
from fangxian.response.casework.actions import (
    control_contact,
    end_follow_up,
    extend_quarantine,
    record_relationship,
    release_contact,
)
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from tests import factories
from tests.factories import NOON

DAY = timedelta(days=1)
ZONE = ZoneInfo("Asia/Shanghai")
STEP = st.tuples(
    st.sampled_from(["expose", "control", "extend", "release", "signed release", "end", "signed end", "wait"]),
    st.integers(0, 20),
)


def act(step, days, outbreak, source, contact):
    """One command as a post may try it, `days` being whatever the command counts."""
    now = clock.now()
    signed = {"signer": "李局长", "reason": "医疗需要"} if step.startswith("signed") else {}
    match step.removeprefix("signed "):
        case "expose":
            last = now - timedelta(hours=days)
            record_relationship(outbreak, source=source, person=contact.person, last_exposure=last, at=now)
        case "control":
            control_contact(contact, at=now)
        case "extend":
            until = now.astimezone(ZONE).date() + days * DAY
            extend_quarantine(contact, until, signer="李局长", reason="检测存疑")
        case "release":
            release_contact(contact, at=now, **signed)
        case "end":
            end_follow_up(contact, **signed)
        case _:
            factories.workspace(clock=now + days * DAY / 2)


class NeverShorter(TestCase):
    @settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
    @example(steps=[("control", 0), ("extend", 20), ("signed release", 0), ("wait", 2), ("expose", 0), ("control", 0)])
    @example(steps=[("control", 0), ("extend", 16), ("wait", 20), ("wait", 6), ("release", 0), ("wait", 20)])
    @given(steps=st.lists(STEP, min_size=3, max_size=12))
    def test_no_quarantine_ends_before_its_day_without_a_signer_and_its_clause_is_due_that_day(self, steps):
        factories.workspace(clock=NOON)
        outbreak = factories.incident("eighth", pack="covid19-cn-8")
        source = factories.case(outbreak).person
        with access.everywhere():
            person = factories.person()
            record_relationship(outbreak, source=source, person=person, last_exposure=NOON - DAY, at=NOON - DAY)
            for step, days in steps:
                held = Contact.objects.get()
                before = Courses().of(held)
                try:
                    with transaction.atomic():
                        act(step, days, outbreak, source, Contact.objects.get())
                except FangxianError:
                    continue
                contact = Contact.objects.get()
                if contact.ended_at is not None and held.ended_at is None and "signed" not in step:
                    assert contact.ended_at >= datetime.combine(before.quarantine_ends, time(), ZONE)
                if contact.ended_at is None:
                    midnight = datetime.combine(Courses().of(contact).quarantine_ends + DAY, time(), ZONE)
                    due = TaskRow.objects.get(subject=person.subject, clause="contact.release", state="open").due_at
                    assert due == midnight
