"""Who may do what: duties carry rights, and a right holds inside the area of the post's office."""

from __future__ import annotations

from typing import Final, Protocol

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotAllowed
from fangxian.response.jurisdiction.codes import within

RIGHTS: Final = {
    "case.read": _("see cases and contacts"),
    "case.write": _("record cases, contacts and visits"),
    "case.import": _("import line lists"),
    "case.export": _("export line lists"),
    "companion.search": _("ask for a search for companions"),
    "companion.sign": _("sign a search for companions and the line in its hits, and have them erased"),
    "identity.read": _("see names, identity numbers and phones, with a purpose"),
    "task.read": _("see tasks"),
    "task.handle": _("receive, return and hand over tasks"),
    "task.excuse": _("excuse a task with a reason and a signature"),
    "zone.read": _("see zones"),
    "zone.sign": _("sign zones in and out"),
    "pack.adopt": _("adopt a rulebook for an incident"),
    "form.manage": _("change investigation forms and the templates of documents"),
    "testing.read": _("see testing rounds, their coverage and their results"),
    "testing.plan": _("open, widen and close testing rounds, and load their rolls"),
    "testing.sample": _("run testing stations: devices, hand-over of tubes, reasons of the missing"),
    "testing.lab": _("receive tubes, lay out plates, enter and release results"),
    "site.read": _("see quarantine sites, their rooms and who stays there"),
    "site.plan": _("register, staff and close quarantine sites, and their rooms"),
    "site.run": _("run quarantine sites: admit, move, check, test, release"),
    "home.call": _("ask for the telephone number of somebody at home whom they call"),
    "transfer.read": _("see transfers, vehicles and rides"),
    "transfer.request": _("ask for transfers, and give people into a crew's hands"),
    "transfer.plan": _("run the fleet, allot vehicles and sites, sign plans of transfer"),
    "transfer.drive": _("ride with a vehicle: take people aboard, hand them over, disinfect"),
    "stock.read": _("see stores, their stock, requests and teams"),
    "stock.run": _("book stock, ask for goods, send and receive them, answer for a team"),
    "stock.plan": _("keep goods, stores and teams, allot goods, call teams up"),
    "bulletin.write": _("draft bulletins, publish what was approved, correct what was published"),
    "bulletin.sign": _("approve bulletins that somebody else wrote"),
    "finding.manage": _("take in findings of exercises, have them checked and tested again"),
    "drill.control": _("run an exercise: its clock, injects and questions, and see the hidden truth"),
    "drill.evaluate": _("evaluate an exercise: put questions, score answers, rate tasks"),
    "user.manage": _("manage users, offices and posts"),
    "ledger.read": _("read the record of facts"),
}
"""Every right with what it allows, as shown to people."""

_READ: Final = frozenset(
    {"case.read", "task.read", "zone.read", "ledger.read", "testing.read", "site.read", "transfer.read", "stock.read"}
)

DUTIES: Final[dict[str, frozenset[str]]] = {
    "director": _READ
    | {"finding.manage", "bulletin.write", "bulletin.sign"}
    | {"task.handle", "task.excuse", "zone.sign", "pack.adopt", "case.export", "companion.sign", "identity.read"}
    | {"testing.plan", "testing.sample", "site.plan", "transfer.request", "transfer.plan", "stock.plan"},
    "duty_officer": _READ
    | {"task.handle", "testing.sample", "site.plan", "site.run", "home.call", "bulletin.write"}
    | {"transfer.request", "transfer.plan", "transfer.drive", "stock.plan", "stock.run"},
    "epidemiologist": _READ
    | {
        "case.write",
        "case.import",
        "case.export",
        "companion.search",
        "identity.read",
        "task.handle",
        "transfer.request",
    },
    "street_officer": _READ
    | {"case.write", "task.handle", "identity.read", "testing.sample", "site.run", "home.call"}
    | {"transfer.request", "stock.run"},
    "community_worker": _READ
    | {"case.write", "task.handle", "testing.sample", "site.run", "home.call", "transfer.request", "stock.run"},
    "transfer_crew": frozenset({"transfer.read", "transfer.drive"}),
    "laboratorian": frozenset({"task.read", "task.handle", "testing.read", "testing.lab", "stock.read", "stock.run"}),
    "information_officer": frozenset(
        {"case.read", "zone.read", "testing.read", "task.read", "task.handle", "bulletin.write"}
    ),
    "inspector": _READ | {"finding.manage"},
    "administrator": frozenset({"user.manage", "form.manage", "task.read"}),
    "controller": _READ | {"drill.control", "drill.evaluate"},
    "evaluator": _READ | {"drill.evaluate"},
}
"""Rights of each duty."""

DUTY_TITLES: Final[dict[str, tuple[str, str]]] = {
    "director": ("指挥长", "Director"),
    "duty_officer": ("值班员", "Duty officer"),
    "epidemiologist": ("流调员", "Epidemiologist"),
    "street_officer": ("街道防控专员", "Street officer"),
    "community_worker": ("社区网格员", "Community worker"),
    "transfer_crew": ("转运专员", "Transfer crew"),
    "laboratorian": ("检验员", "Laboratorian"),
    "information_officer": ("信息发布员", "Information officer"),
    "inspector": ("督查员", "Inspector"),
    "administrator": ("系统管理员", "Administrator"),
    "controller": ("导调员", "Controller"),
    "evaluator": ("评估员", "Evaluator"),
}
"""What a post of each duty is called where nobody gave it a title, in Chinese and in English."""


class Holder(Protocol):
    """What a policy needs to know of a post."""

    duty: str

    @property
    def area(self) -> str: ...


def rights_of(duty: str) -> frozenset[str]:
    """Rights of a duty; an unknown duty has none."""
    return DUTIES.get(duty, frozenset())


def may(post: Holder | None, right: str, area: str | None = None) -> bool:
    """Whether the post has the right, and has it in that area (None asks about the right alone)."""
    if post is None or right not in rights_of(post.duty):
        return False
    return area is None or within(area, post.area)


def require(post: Holder | None, right: str, area: str | None = None) -> None:
    """Raise unless :func:`may`.

    Raises
    ------
    NotAllowed
        Code ``post.right``; says which right is missing.
    """
    if right not in RIGHTS:
        raise KeyError(right)
    if not may(post, right, area):
        raise NotAllowed(
            "post.right",
            _("This post may not %(right)s here."),
            remedy=_("Ask the office in charge, or switch to another of your posts."),
            right=RIGHTS[right],
        )
