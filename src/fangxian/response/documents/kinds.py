"""The kinds of document: what each is called, whom it is about, what it must state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound

Language = Literal["zh", "en"]
Format = Literal["docx", "pdf"]

LANGUAGES: Final[dict[Language, str]] = {"zh": "中文", "en": "English"}
"""Languages of documents, each by its own name."""

TYPES: Final[dict[Format, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""Media types of the formats."""


def the_language(code: str) -> Language:
    """A language of documents, by its code.

    Raises
    ------
    NotFound
        ``document.kind``.
    """
    for language in LANGUAGES:
        if language == code:
            return language
    raise nothing_such()


def the_format(name: str) -> Format:
    """A format of documents, by its name; see :func:`the_language`."""
    for known in TYPES:
        if known == name:
            return known
    raise nothing_such()


def nothing_such() -> NotFound:
    """The refusal of an address that names no document."""
    return NotFound("document.kind", _("There is no such document."))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document.

    Attributes
    ----------
    about : str
        ``contact``, ``case``, ``visit``, ``sheet`` or ``zone``: what a context is made from.
    mark : str
        The two characters by which serial numbers tell the kinds apart.
    must_state : tuple of str
        Fields of the context that no template may leave out.
    public : bool
        Published to everybody and naming nobody: read wherever the reader works.
    """

    key: str
    title: Any
    about: str
    mark: str
    must_state: tuple[str, ...]
    public: bool = False


_ORDER: Final = ("serial", "legal_basis", "signer", "help_line", "appeal")
"""What the law asks of a measure on a person: basis, who decided, where to ask and to appeal."""

KINDS: Final = {
    kind.key: kind
    for kind in (
        Kind("quarantine_notice", _("Notice of quarantine"), "contact", "隔告", (*_ORDER, "until")),
        Kind("release_certificate", _("Certificate of release"), "contact", "解隔", ("serial", "released", "signer")),
        Kind("coinvestigation_letter", _("Co-investigation letter"), "sheet", "协查", ("serial", "signer")),
        Kind("investigation_report", _("Investigation report"), "case", "流调", ("serial", "signer")),
        Kind(
            "search_notice", _("Notice of places and times"), "visit", "轨迹", ("place", "from", "help_line", "signer")
        ),
        Kind(
            "zone_notice",
            _("Notice of a zone"),
            "zone",
            "区告",
            (*_ORDER, "scope", "measures", "until", "rest"),
            public=True,
        ),
    )
}
"""Every kind of document."""

WORDS: Final = {name: {kind.key: kind.title for kind in KINDS.values()} for name in ("document", "template")}
"""By attribute of a fact, what its codes are called on a time line."""
