"""Packs share clauses by extending fragments; a row of the same id replaces, `remove` drops, `change` amends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.pack import load_pack
from tests.protocol_packs.folder import clause, fragment, head, line_of, load, refused, save

CHANGE = '\n[[change]]\nof = "clause"\nid = "case.report"\n'
"""The head of a change of the shared clause."""


def test_a_pack_has_the_clauses_of_what_it_extends(tmp_path: Path) -> None:
    save(tmp_path, common=fragment("common", clause()), mine=head("mine", extends='["common"]'))
    pack = load(tmp_path, "mine")
    assert [row.id for row in pack.clauses] == ["case.report"]
    assert pack.layers == ("common",)


def test_the_lowest_layer_stands_first_and_a_shared_one_once(tmp_path: Path) -> None:
    save(
        tmp_path,
        base=fragment("base", clause()),
        left=fragment("left", "", extends='["base"]'),
        right=fragment("right", "", extends='["base"]'),
        mine=head("mine", extends='["left", "right"]'),
    )
    pack = load(tmp_path, "mine")
    assert pack.layers == ("base", "left", "right")
    assert len(pack.clauses) == 1


def test_a_row_of_the_same_id_replaces_the_inherited_one_in_its_place(tmp_path: Path) -> None:
    two = clause() + clause("case.verify", "case.reported", "PT2H", "case.verified")
    save(tmp_path, common=fragment("common", two), mine=head("mine", extends='["common"]') + clause(within="PT1H"))
    pack = load(tmp_path, "mine")
    assert [row.id for row in pack.clauses] == ["case.report", "case.verify"]
    assert pack.clause("case.report").timing.within == timedelta(hours=1)


def test_an_inherited_clause_can_be_removed(tmp_path: Path) -> None:
    save(
        tmp_path,
        common=fragment("common", clause()),
        mine=head("mine", extends='["common"]', remove='{ clause = ["case.report"] }'),
    )
    assert load(tmp_path, "mine").clauses == ()


def test_a_change_amends_only_the_fields_it_names(tmp_path: Path) -> None:
    change = CHANGE + 'set = { clock = { within = "PT1H" }, cite = "order 7", mark = "S" }\n'
    save(tmp_path, common=fragment("common", clause()), mine=head("mine", extends='["common"]') + change)
    row = load(tmp_path, "mine").clause("case.report")
    assert row.timing.within == timedelta(hours=1)
    assert (row.cite, row.mark, row.title.en) == ("order 7", "S", "Clause")


def test_a_changed_figure_without_its_own_source_is_refused(tmp_path: Path) -> None:
    change = CHANGE + 'set = { clock = { within = "PT1H" } }\n'
    save(tmp_path, common=fragment("common", clause()), mine=head("mine", extends='["common"]') + change)
    (problem,) = refused(tmp_path, "mine")
    assert problem.code == "layer.change_unsourced"
    assert problem.params["field"] == "cite"
    assert problem.line == line_of(tmp_path, "mine", "set = {")


def test_new_words_need_no_new_source(tmp_path: Path) -> None:
    change = CHANGE + 'set = { title = { zh = "直报", en = "Report" } }\n'
    save(tmp_path, common=fragment("common", clause()), mine=head("mine", extends='["common"]') + change)
    assert load(tmp_path, "mine").clause("case.report").title.en == "Report"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ('remove = { clause = ["case.none"] }', "layer.remove_unknown"),
        ('[[change]]\nof = "clause"\nid = "case.none"\nset = { severity = "high" }', "layer.change_unknown"),
        ('[[change]]\nof = "clause"\nid = "case.report"\ndrop = ["note"]', "layer.change_unknown"),
    ],
)
def test_what_is_not_inherited_can_be_neither_removed_nor_changed(tmp_path: Path, lines: str, code: str) -> None:
    save(tmp_path, common=fragment("common", clause()), mine=head("mine", extends='["common"]') + lines)
    assert [problem.code for problem in refused(tmp_path, "mine")] == [code]


def test_two_fragments_that_disagree_must_be_settled_by_the_pack(tmp_path: Path) -> None:
    save(
        tmp_path,
        slow=fragment("slow", clause(within="PT4H")),
        fast=fragment("fast", clause(within="PT1H")),
        torn=head("torn", extends='["slow", "fast"]'),
        settled=head("settled", extends='["slow", "fast"]') + clause(within="PT2H"),
    )
    (problem,) = refused(tmp_path, "torn")
    assert problem.code == "layer.bases_disagree"
    assert problem.params == {"first": "slow", "second": "fast", "what": "clause[case.report]"}
    assert load(tmp_path, "settled").clause("case.report").timing.within == timedelta(hours=2)


def test_an_unknown_base_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    save(tmp_path, mine=head("mine", extends='["covid19-cn-99"]'))
    (problem,) = refused(tmp_path, "mine")
    assert problem.code == "layer.unknown"
    assert "covid19-cn-9" in problem.params["known"]
    assert problem.line == line_of(tmp_path, "mine", "extends")


def test_packs_that_extend_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    save(
        tmp_path,
        one=fragment("one", "", extends='["two"]'),
        two=fragment("two", "", extends='["one"]'),
        mine=head("mine", extends='["one"]'),
    )
    (problem,) = refused(tmp_path, "mine")
    assert problem.code == "layer.cycle"
    assert problem.params["chain"] == "one → two → one"


def test_a_fragment_is_no_rulebook(tmp_path: Path) -> None:
    save(tmp_path, common=fragment("common", clause()))
    (problem,) = refused(tmp_path, "common")
    assert problem.code == "layer.abstract"


def test_an_error_in_a_fragment_names_the_fragment_and_its_line(tmp_path: Path) -> None:
    save(
        tmp_path,
        common=fragment("common", clause() + clause("bad", within="two hours")),
        mine=head("mine", extends='["common"]'),
    )
    (problem,) = refused(tmp_path, "mine")
    assert problem.file is not None
    assert problem.file.endswith("common.toml")
    assert problem.line == line_of(tmp_path, "common", '"two hours"')
    assert problem.field == "clause[bad].clock.within"


def test_an_error_in_a_change_names_the_line_of_the_change(tmp_path: Path) -> None:
    change = CHANGE + '[change.set]\ncite = "x"\nmark = "D"\nclock = { within = "soon" }\n'
    save(tmp_path, common=fragment("common", clause()), mine=head("mine", extends='["common"]') + change)
    (problem,) = refused(tmp_path, "mine")
    assert problem.file is not None
    assert problem.file.endswith("mine.toml")
    assert problem.line == line_of(tmp_path, "mine", 'within = "soon"')


def test_what_names_a_rulebook_is_never_inherited() -> None:
    order = load_pack("order-city-companions-2021")
    base = load_pack("covid19-cn-8")
    assert order.id != base.id
    assert order.title != base.title
    assert order.source_mark == "S"
    assert set(base.legal_basis) < set(order.legal_basis)


def test_an_overlay_without_an_end_of_its_own_ends_with_its_rulebook() -> None:
    assert load_pack("order-city-companions-2021").valid_to == load_pack("covid19-cn-8").valid_to
    assert load_pack("measles").valid_to is None


def test_a_fragment_cannot_be_loaded_by_name() -> None:
    with pytest.raises(ProtocolError) as refusal:
        load_pack("covid19-cn")
    assert refusal.value.code == "pack.unknown"


def test_every_refusal_is_said_in_both_languages(tmp_path: Path) -> None:
    save(tmp_path, mine=head("mine", extends='["nothing"]'))
    (problem,) = refused(tmp_path, "mine")
    assert "nothing" in problem.text("en")
    assert "nothing" in problem.text("zh")
    assert "扩展" in problem.text("zh")
