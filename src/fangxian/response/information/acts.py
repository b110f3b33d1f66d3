"""What can be done to tasks: one entry an act, for its page, its dialog and its button."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fangxian.response.information import forms
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import actions

Said = Mapping[str, Any]
Run = Callable[[Sequence[UUID], Said, Post], actions.Outcome]


@dataclass(frozen=True)
class Act:
    """One thing that can be done to tasks: its title, its button, what it asks, what it does, what it answers."""

    title: Any
    submit: Any
    done: Any
    run: Run
    form: type[forms.ActForm] | None = None
    hint: Any = ""


def _split(nodes: Sequence[UUID], said: Said, post: Post) -> actions.Outcome:
    done: list[UUID] = []
    for node in nodes:
        actions.split_task(node, said["offices"], note=said["note"], due=said["due"], by=post)
        done.append(node)
    return actions.Outcome(tuple(done))


def _take_back(act: Any) -> Run:
    return lambda nodes, said, post: actions.take_back(nodes, act, reason=said.get("reason", ""), by=post)


ACTS: Final[dict[str, Act]] = {
    "receive": Act(
        _("Receive"),
        _("Receive"),
        ngettext_lazy("%(n)s task received.", "%(n)s tasks received.", "n"),
        lambda nodes, _said, post: actions.receive_tasks(nodes, by=post),
    ),
    "assign": Act(
        _("Give to a colleague"),
        _("Give"),
        ngettext_lazy("%(n)s task given.", "%(n)s tasks given.", "n"),
        lambda nodes, said, post: actions.receive_tasks(nodes, assignee=said["assignee"], by=post),
        forms.Assign,
        _("The office goes on answering. Where nobody holds that post any more, the task is everybody's again."),
    ),
    "return": Act(
        _("Return"),
        _("Return"),
        ngettext_lazy("%(n)s task returned.", "%(n)s tasks returned.", "n"),
        lambda nodes, said, post: actions.return_tasks(nodes, reason=said["reason"], by=post),
        forms.Reason,
        _("It goes back to the office it came from, or to the level above."),
    ),
    "offer": Act(
        _("Offer to another office"),
        _("Offer"),
        ngettext_lazy("%(n)s task offered.", "%(n)s tasks offered.", "n"),
        lambda nodes, said, post: actions.offer_tasks(nodes, to=said["to"], reason=said["reason"], by=post),
        forms.Offer,
        _("Your office answers for it until the other one accepts."),
    ),
    "accept": Act(
        _("Accept"),
        _("Accept"),
        ngettext_lazy("%(n)s task accepted.", "%(n)s tasks accepted.", "n"),
        lambda nodes, _said, post: actions.accept_tasks(nodes, by=post),
    ),
    "decline": Act(
        _("Decline"),
        _("Decline"),
        ngettext_lazy("%(n)s task declined.", "%(n)s tasks declined.", "n"),
        lambda nodes, said, post: actions.decline_tasks(nodes, reason=said["reason"], by=post),
        forms.Reason,
        _("It stays with the office that offered it."),
    ),
    "split": Act(
        _("Split among offices"),
        _("Split"),
        ngettext_lazy("%(n)s task split.", "%(n)s tasks split.", "n"),
        _split,
        forms.Split,
        _(
            "Each office gets a part to receive and report on. "
            "Your office answers for the whole, and the parts do not close it."
        ),
    ),
    "finish": Act(
        _("Report done"),
        _("Report done"),
        ngettext_lazy("%(n)s part reported.", "%(n)s parts reported.", "n"),
        lambda nodes, said, post: actions.finish_parts(nodes, note=said["note"], by=post),
        forms.Note,
    ),
    "excuse": Act(
        _("Excuse"),
        _("Sign and excuse"),
        ngettext_lazy("%(n)s task excused.", "%(n)s tasks excused.", "n"),
        lambda nodes, said, post: actions.excuse_tasks(nodes, reason=said["reason"], by=post),
        forms.Reason,
        _("You sign for it with your name. It stays on every list as excused, and can be owed again."),
    ),
    "take-back-offer": Act(
        _("Take the offer back"),
        _("Take back"),
        ngettext_lazy("%(n)s offer taken back.", "%(n)s offers taken back.", "n"),
        _take_back("offer"),
    ),
    "take-back-excuse": Act(
        _("Owe it again"),
        _("Owe it again"),
        ngettext_lazy("%(n)s task owed again.", "%(n)s tasks owed again.", "n"),
        _take_back("excuse"),
        forms.Reason,
        _("The excuse is voided, with your name and your reason."),
    ),
    "take-back-done": Act(
        _("Send the report back"),
        _("Send back"),
        ngettext_lazy("%(n)s report sent back.", "%(n)s reports sent back.", "n"),
        _take_back("done"),
        forms.Reason,
        _("The part is owed again."),
    ),
}
