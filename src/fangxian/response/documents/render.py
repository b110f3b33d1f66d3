"""Make a document: a kind, what it says, a language and a format in; bytes out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import translation

from fangxian.response.documents.filling import fill
from fangxian.response.documents.kinds import KINDS, Format, Language
from fangxian.response.documents.models import Template
from fangxian.response.documents.source import default_template
from fangxian.response.documents.typesetting import pdf
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.ledger import clock
from fangxian.ui.context import WATERMARKS


def render(
    kind: str, context: Mapping[str, Any], language: Language, format: Format = "docx", *, area: str = ""
) -> bytes:
    """A document from the template in force in an area.

    Parameters
    ----------
    kind : str
        One of :data:`fangxian.response.documents.kinds.KINDS`.
    context : Mapping[str, Any]
        What it says: plain values and lists of mappings, in the document's language.
    area : str
        Whose template; the shipped one where neither the area nor those above it have their own.

    Raises
    ------
    Invalid
        The template asks for a field that the context does not have.
    """
    template = in_force(kind, language, area)
    return made(kind, bytes(template.file) if template else None, context, language, format)


def made(
    kind: str, template: bytes | None, context: Mapping[str, Any], language: Language, format: Format = "docx"
) -> bytes:
    """A document from a template's bytes, or the shipped one (None), marked as the workspace is."""
    with translation.override("zh-hans" if language == "zh" else "en"):
        title = str(KINDS[kind].title)
    mark = watermark() or str(context.get("watermark") or "")
    said = {"title": title, **context, "watermark": mark}  # no context takes a drill's mark away
    document = fill(template or default_template(kind, language), said)
    return document if format == "docx" else pdf(document, language, title=title, watermark=mark)


def watermark() -> str:
    """The mark of a workspace that is not the live record: 演练 EXERCISE."""
    kind = clock.workspace().kind
    with translation.override("zh-hans"):
        return str(WATERMARKS.get(kind, "" if kind == "live" else kind.upper()))


def in_force(kind: str, language: str, area: str) -> Template | None:
    """The most exact template of an area and those above it; None where the shipped one is in force."""
    prefixes = [area[:length] for length in LEVELS if length <= len(area)]
    with access.everywhere():
        rows = list(Template.objects.filter(kind=kind, language=language, area__in=prefixes, withdrawn_at=None))
    return max(rows, key=lambda row: len(row.area), default=None)


def by_id(id: UUID | str | None) -> bytes | None:
    """The bytes of an area's template, in force or not; None for the shipped one."""
    if not id:
        return None
    with access.everywhere():
        return bytes(Template.objects.get(id=id).file)
