"""The after-action report, in three formats and two languages, from an evaluation that was kept as JSON."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from typing import Any

import pytest

from fangxian.drill.evaluation.figures import FIGURES
from fangxian.drill.evaluation.findings import findings, strengths
from fangxian.drill.evaluation.report import findings_data, report, source
from fangxian.drill.scenario.load import load_scenario
from fangxian.protocol.pack import load_pack
from fangxian.protocol.schema.base import Text

PACKAGE = load_scenario("unknown-origin-18d")
SPAN = {"mean": 100.0, "low": 20.0, "high": 300.0}
DATA: dict[str, Any] = {
    "scenario": PACKAGE.id, "version": "1.0", "variant": "delta", "seed": 1, "people": 20_000, "record": "ab" * 32,
    "from": "2021-08-13T00:00:00+08:00", "until": "2021-09-01T00:00:00+08:00",
    "figures": {"clocks.met_share": 0.8, "control.days": 3.0, "people.missed": 1, "infections.total": 60},
    "ratings": {"clocks.met_share": "M", "control.days": "P", "people.missed": "M"},
    "clocks": [
        {"clause": "case.core_facts", "steps": 20, "met": 8, "late": 10, "missed": 2, "open": 0, "lapsed": 0,
         "worst_minutes": 95}
    ],
    "missed": [
        {"subject": "person:1", "who": "王芳 510108011005 3栋2号", "clause": "contact.quarantined",
         "due_at": "2021-08-15T08:00:00+08:00"}
    ],
    "links": [
        {"from": "person:a", "to": "person:b", "at": "2021-08-10T08:00:00+08:00", "found": True},
        {"from": "person:b", "to": "person:c", "at": "2021-08-12T08:00:00+08:00", "found": False},
    ],
    "curve": [{"day": day, "infected": day + 4, "found": max(0, day)} for day in range(-3, 4)],
    "prices": [
        {"arm": arm, "seeds": 10, **dict.fromkeys(("infections", "person_days", "tests", "averted", "saved"), SPAN)}
        for arm in ("played", "none")
    ],
}  # fmt: skip


def text_of(made: bytes) -> str:
    from fangxian.response.documents.reading import text_of as words

    return words(made)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_word_says_everything_and_bears_the_mark(language: Any) -> None:
    made = report(DATA, PACKAGE, language, "docx")
    text = text_of(made)
    assert "演练 EXERCISE" in text
    assert "王芳" in text
    assert "[[curve]]" not in text
    assert ("核心信息" if language == "zh" else "Core facts") in text
    import docx

    assert len(docx.Document(io.BytesIO(made)).inline_shapes) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pdf_is_made_with_its_pictures(language: Any) -> None:
    made = report(DATA, PACKAGE, language, "pdf")
    assert made.startswith(b"%PDF")
    assert len(made) > 20_000


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_needs_nothing_else_and_bears_the_mark(language: Any) -> None:
    page = report(DATA, PACKAGE, language, "html").decode()
    assert "演练 EXERCISE" in page
    assert page.count("<svg") == 2
    assert "src=" not in page
    assert "100 (20–300)" in page


def test_chinese_words_of_the_report_are_punctuated_as_chinese() -> None:
    page = report(DATA, PACKAGE, "zh", "html").decode()
    assert re.findall("[\u4e00-\u9fff][,;:!?()]|[,;:!?()][\u4e00-\u9fff]", re.sub("<style>.*?</style>", "", page)) == []


def test_figures_stand_in_the_order_of_their_list_however_they_were_kept() -> None:
    turned = DATA | {"figures": dict(reversed(DATA["figures"].items()))}
    assert report(turned, PACKAGE, "en", "html") == report(DATA, PACKAGE, "en", "html")
    page = report(DATA, PACKAGE, "en", "html").decode()
    titles = [FIGURES[key].en for key in FIGURES if key in DATA["figures"]]
    assert sorted(titles, key=page.index) == titles


def test_equal_evaluations_make_equal_pages() -> None:
    assert report(DATA, PACKAGE, "en", "html") == report(DATA, PACKAGE, "en", "html")


def test_findings_have_an_owner_a_day_and_a_later_re_test_and_the_gravest_come_first() -> None:
    found = findings(DATA, PACKAGE, load_pack("covid19-cn-8"))
    assert [one.rating for one in found] == ["U", "M", "M"]
    assert found[0].clause == "case.core_facts"
    assert all(date(2021, 9, 1) < one.due < one.retest for one in found)
    assert all(one.owner.zh for one in found)
    assert "80.0 %" in next(one for one in found if one.id == "guide.clocks").what.en


def test_what_went_well_is_said_in_the_words_of_the_guide() -> None:
    assert [one.en for one in strengths(DATA, PACKAGE)] == ["From infection to control"]


def test_findings_as_data_name_the_exercise_as_their_source() -> None:
    assert {one["source"] for one in findings_data(DATA, PACKAGE)} == {"drill"}


def test_words_of_a_package_are_never_fields_or_markup() -> None:
    manifest = PACKAGE.manifest.model_copy(update={"title": Text(zh="{{ watermark }}", en="{% x %}<b>")})
    changed = PACKAGE.model_copy(update={"manifest": manifest})
    assert "{{" not in source(DATA, changed, "zh")
    assert "{%" not in source(DATA, changed, "en")
    assert "<b>" not in report(DATA, changed, "en", "html").decode()
    assert html.escape("<b>") in report(DATA, changed, "en", "html").decode()
    assert report(DATA, changed, "en", "docx")
