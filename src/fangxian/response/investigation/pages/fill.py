"""Fill in a form: every answer is saved as it is written; two people may write in the same form."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.errors import Conflict, FangxianError, NotFound
from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.forms import Form, shown
from fangxian.response.casework.forms import attempt
from fangxian.response.casework.models import Case
from fangxian.response.casework.queries.one import the_case
from fangxian.response.investigation import editions
from fangxian.response.investigation.actions import discard_draft, file_form, open_draft, save_answer
from fangxian.response.investigation.actions.set_identity import add_identity
from fangxian.response.investigation.fields import Sheet, given, of_draft, words
from fangxian.response.investigation.forms import FilingForm, IdentityForm
from fangxian.response.investigation.models import FormAnswer
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.ledger import clock
from fangxian.response.ledger.authors import who
from fangxian.response.ledger.language import chinese


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, id: UUID, form: str) -> HttpResponse:
    """The draft of a form; sending it whole saves everything, and files it where that was asked for."""
    post = acting_post(request, "case.write")
    held = the_case(id)
    draft = open_draft(held, form, by=post)
    asked = editions.read(draft.edition)
    filing = FilingForm(request.POST if request.method == "POST" else None, initial={"at": clock.now()})
    filing.needs_reason(FormAnswer.objects.filter(case=held, form=form, state=FormAnswer.State.FILED).exists())
    problems: list[tuple[str, str]] = []
    if request.method == "POST":
        problems = _save_all(request, draft, asked, post)
        draft.refresh_from_db()
        if "file" not in request.POST and not problems:
            messages.success(request, _("The draft is saved."))
            return redirect("investigation:fill", held.id, form)
        if "file" in request.POST and not problems and filing.is_valid():
            said = {**filing.cleaned_data, "by": post, "id": request_id(request)}
            if attempt(filing, lambda: _filed(draft, said, problems)):
                messages.success(request, _("The form is filed."))
                return redirect("casework:case", held.id)
    return _page(request, held, draft, asked, filing, problems)


@login_required
@never_cache
@require_POST
def save(request: HttpRequest, id: UUID, form: str, name: str) -> HttpResponse:
    """Save one answer, and send back what it changes on the page."""
    post = acting_post(request, "case.write")
    held = the_case(id)
    context: dict[str, Any] = {"case": held, "name": name, "at": clock.now()}
    try:
        draft = _draft(held, form)
    except NotFound as closed:
        return render(request, "investigation/parts/saved.html", context | {"error": str(closed)})
    asked = editions.read(draft.edition)
    if all(one.id != name or one.held for one in asked.questions):
        raise NotFound("form.question", _("The form asks no “%(name)s”."), name=name)
    before = shown(asked, draft.answers)
    context |= {"form": asked, "revision": _seen(request, name) or 0}
    try:
        draft = save_answer(draft, name, given(asked, name, request.POST), seen=_seen(request, name), by=post)
    except ProtocolError as error:
        context["error"] = error.text("zh" if chinese() else "en")
    except Conflict as error:
        context["revision"] = error.context["revision"]
        context["conflict"] = {
            "who": who(error.context["actor"]),
            "theirs": words(asked.question(name), error.context["theirs"]) or _("(empty)"),
        }
    else:
        context |= _turned(asked, draft, before, name)
        if "more" in request.POST:
            grown = of_draft(draft, asked).question(asked.question(name), extra_rows=1)
            return render(request, "investigation/parts/question.html", context | {"asked": grown})
    return render(request, "investigation/parts/saved.html", context)


def _seen(request: HttpRequest, name: str) -> int | None:
    """Revision of an answer that the page showed."""
    said = request.POST.get(f"seen.{name}", "")
    return int(said) if said.isdigit() and len(said) < 9 else None


def _turned(asked: Form, draft: FormAnswer, before: frozenset[str], name: str) -> dict[str, Any]:
    """What a saved answer changes elsewhere on the page: questions that appear or go, how far the form is."""
    sheet = of_draft(draft, asked)
    return {
        "saved": True,
        "revision": draft.touched.get(name, [0])[0],
        "turned": [sheet.question(one) for one in asked.questions if (one.id in before) != (one.id in sheet.asked)],
        "progress": _progress(asked, draft),
    }


@login_required
@never_cache
@require_GET
def news(request: HttpRequest, id: UUID, form: str) -> HttpResponse:
    """What somebody else has changed since the page was shown (`?since=` revision), or one question anew (`?take=`)."""
    acting_post(request, "case.write")
    draft = _draft(the_case(id), form)
    asked = editions.read(draft.edition)
    sheet = of_draft(draft, asked)
    context: dict[str, Any] = {"case": draft.case, "form": asked, "draft": draft}
    take = request.GET.get("take", "")
    if take:
        question = next((one for one in asked.questions if one.id == take), None)
        if question is None:
            raise NotFound("form.question", _("The form asks no “%(name)s”."), name=take)
        return render(request, "investigation/parts/question.html", context | {"asked": sheet.question(question)})
    since = request.GET.get("since", "")
    after = int(since) if since.isdigit() else draft.revision
    me = f"user:{request.user.pk}"
    changed = [
        sheet.question(one)
        for one in asked.questions
        if draft.touched.get(one.id, [0, ""])[0] > after and not draft.touched[one.id][1].startswith(f"{me}/")
    ]
    return render(request, "investigation/parts/news.html", context | {"changed": changed})


@login_required
@require_POST
def discard(request: HttpRequest, id: UUID, form: str) -> HttpResponse:
    """Throw the draft away."""
    post = acting_post(request, "case.write")
    held = the_case(id)
    draft = FormAnswer.objects.filter(case=held, form=form, state=FormAnswer.State.DRAFT).first()
    if draft is not None:
        discard_draft(draft, by=post)
        messages.success(request, _("The draft is thrown away."))
    return redirect("casework:case", held.id)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, id: UUID) -> HttpResponse:
    """Enter into the register what a form asks of the identity; fields left empty stay as they are."""
    post = acting_post(request, "case.write")
    held = the_case(id)
    form = IdentityForm(request.POST if request.method == "POST" else None)
    back = request.GET.get("form", "")
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, lambda: add_identity(held.person, by=post, **form.cleaned_data)):
        messages.success(request, _("It is sealed in the register."))
        return redirect("investigation:fill", held.id, back) if back else redirect("casework:case", held.id)
    context = {"case": held, "form": form, "back": back}
    return render(request, "investigation/identity.html", context, status=422 if form.errors else 200)


def _draft(case: Case, form: str) -> FormAnswer:
    draft = FormAnswer.objects.select_related("case", "case__person", "edition").filter(
        case=case, form=form, state=FormAnswer.State.DRAFT
    ).first()  # fmt: skip
    if draft is None:
        raise NotFound("form.closed", _("This draft has been filed or thrown away."), remedy=_("Open the form again."))
    return draft


def _filed(draft: FormAnswer, said: dict[str, Any], problems: list[tuple[str, str]]) -> FormAnswer | None:
    """File it; what is missing goes into `problems`, each with its question."""
    try:
        return file_form(draft, **said)
    except ProtocolError as error:
        problems += _sentences(error)
        return None


def _save_all(request: HttpRequest, draft: FormAnswer, asked: Form, post: Any) -> list[tuple[str, str]]:
    """Save every answer that was sent; sentences for those that could not be, by question."""
    problems = []
    for question in asked.questions:
        if question.held or f"asked.{question.id}" not in request.POST:
            continue
        said = given(asked, question.id, request.POST)
        try:
            save_answer(draft, question.id, said, seen=_seen(request, question.id), by=post)
        except ProtocolError as error:
            problems += _sentences(error)
        except FangxianError as error:
            problems.append((question.id, str(error)))
    return problems


def _sentences(error: ProtocolError) -> list[tuple[str, str]]:
    return [
        (problem.field.partition("[")[0].partition(".")[0], problem.text("zh" if chinese() else "en"))
        for problem in error.problems
    ]


def _progress(asked: Form, draft: FormAnswer) -> dict[str, int]:
    """How many of the questions that are asked have been answered."""
    open_ = [one for one in asked.questions if one.id in shown(asked, draft.answers) and not one.held]
    return {"answered": sum(1 for one in open_ if draft.answers.get(one.id) not in (None, "", [])), "all": len(open_)}


def _page(
    request: HttpRequest,
    case: Case,
    draft: FormAnswer,
    asked: Form,
    filing: FilingForm,
    problems: list[tuple[str, str]],
) -> HttpResponse:
    sheet: Sheet = of_draft(draft, asked)
    context = {
        "case": case,
        "form": asked,
        "sheet": sheet,
        "sections": sheet.sections(),
        "draft": draft,
        "saved_by": who(draft.saved_by),
        "filing": filing,
        "problems": problems,
        "progress": _progress(asked, draft),
        "request_id": request.POST.get("request_id") or uuid4(),
    }
    return render(request, "investigation/fill.html", context, status=422 if problems or filing.errors else 200)
