"""Fill a Word template: only values, no code, nothing left undefined; a drill's mark on every page."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid

LARGEST: Final = 2_000_000
"""Bytes of a template."""

LARGEST_UNPACKED: Final = 20_000_000
"""Bytes of a template's parts, unpacked."""


def fill(template: bytes, context: Mapping[str, Any]) -> bytes:
    """The document: the template with the context's values in place of its fields.

    Raises
    ------
    Invalid
        ``template.unreadable``: it is no Word document; ``template.field``: it names a field that there is not, or
        breaks the rules of the template language.
    """
    from docxtpl import DocxTemplate
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    _check_package(template)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(dict(context), jinja_env=environment, autoescape=True)
    except (TemplateError, TypeError, ValueError, KeyError) as error:
        raise Invalid(
            "template.field",
            _("The template cannot be filled in: %(reason)s."),
            remedy=_("Correct the field; the list of fields stands beside the form."),
            field="file",
            reason=str(error).rstrip("."),
        ) from error
    mark = str(context.get("watermark") or "")
    if mark:
        _mark(document.docx, mark)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _check_package(template: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            names = package.namelist()
            whole = sum(part.file_size for part in package.infolist())
    except zipfile.BadZipFile:
        names, whole = [], 0
    fault = ""
    if "word/document.xml" not in names:
        fault = str(_("it is no Word document (.docx)"))
    elif any(name.endswith("vbaProject.bin") for name in names):
        fault = str(_("it holds macros"))
    elif len(template) > LARGEST or whole > LARGEST_UNPACKED:
        fault = str(_("it is too large"))
    if fault:
        raise Invalid(
            "template.unreadable",
            _("The file cannot be used as a template: %(reason)s."),
            remedy=_("Save it as a Word document without macros, at most 2 MB."),
            field="file",
            reason=fault,
        )


def _mark(document: Any, mark: str) -> None:
    """See to it that every page bears the mark, whatever the template's header says."""
    from docx.shared import Pt, RGBColor

    for section in document.sections:
        for header in (section.header, section.first_page_header, section.even_page_header):
            if mark in "".join(paragraph.text for paragraph in header.paragraphs):
                continue
            run = (header.paragraphs[0] if header.paragraphs else header.add_paragraph()).add_run(f" {mark} ")
            run.bold, run.font.size, run.font.color.rgb = True, Pt(20), RGBColor(0xC0, 0x00, 0x00)
