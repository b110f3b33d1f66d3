"""Files: signed, tampered with, filled in, sent back, sent twice; to and from another record."""

from __future__ import annotations

import base64
import copy
import io
import json
from datetime import datetime

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Conflict, Invalid, NotAllowed, NotFound
from fangxian.response.casework.models import Contact
from fangxian.response.coinvestigation.actions import (
    accept_persons,
    export_answer,
    export_sheet,
    offer_again,
    settle_persons,
    take_in_answer,
    take_in_sheet,
    take_in_workbook,
    trust_sender,
)
from fangxian.response.coinvestigation.exchange import workbook
from fangxian.response.coinvestigation.exchange.answers import DECISIONS, OUTCOMES, choice
from fangxian.response.coinvestigation.exchange.document import code_of
from fangxian.response.coinvestigation.exchange.signing import canonical, fingerprint, opened, public_key, sign
from fangxian.response.coinvestigation.models import Listed, Sheet, State, TrustedSender
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.coinvestigation.conftest import CHENGHUA, TIANJIN
from tests.factories import PIDU

ROW = 9
"""The first row of people in a workbook."""
PURPOSE = "co-investigation by Tianjin"


@pytest.fixture
def document(world, named):
    """The signed file of a sheet to Tianjin about one named person and one of whom nothing is held."""
    (sheet,) = world.send(named, world.contact(TIANJIN))
    with access.area(PIDU):
        return export_sheet(sheet, purpose=PURPOSE, by=world.posts[PIDU])


@pytest.fixture
def filled(document):
    """Fill the workbook of that sheet in: by row, then column, what is written; returns the file."""

    def fill(*rows, **others):
        book = openpyxl.load_workbook(io.BytesIO(workbook.write(document)))
        page = book.worksheets[0]
        names = [cell.value for cell in page[7]]
        for number, cells in enumerate(rows, start=ROW):
            for name, value in cells.items():
                page.cell(row=number, column=names.index(name) + 1, value=value)
        file = io.BytesIO()
        book.save(file)
        file.seek(0)
        return file

    return fill


def taken_in(world, file):
    with access.area(PIDU):
        return take_in_workbook(*workbook.read(file), by=world.posts[PIDU])[1]


def people():
    with access.everywhere():
        return list(Listed.objects.select_related("sheet", "person").order_by("row"))


@pytest.fixture
def elsewhere(settings):
    """Another record: what it signs bears another key."""

    def sign_there(content):
        before = settings.FANGXIAN_SHEET_KEY
        settings.FANGXIAN_SHEET_KEY = "another city"
        try:
            return sign(content), public_key()
        finally:
            settings.FANGXIAN_SHEET_KEY = before

    return sign_there


def test_a_file_says_who_the_people_are_and_every_reading_is_recorded(document):
    first = document["content"]["people"][0]["identity"]
    assert (first["name"], first["id_number"]) == ("王小明", "11010519491231002X")
    with access.everywhere():
        assert FactRow.objects.filter(kind="identity.read", attributes__purpose=PURPOSE).count() == 1
        assert FactRow.objects.filter(kind="export.made").count() == 1


def test_a_file_needs_a_purpose_and_the_senders_right(world, named):
    (sheet,) = world.send(named)
    with access.area(PIDU), pytest.raises(Invalid):
        export_sheet(sheet, purpose="", by=world.posts[PIDU])
    with access.everywhere(), pytest.raises(NotAllowed):
        export_sheet(sheet, purpose=PURPOSE, by=world.posts[CHENGHUA])


def test_what_is_signed_opens_and_the_key_of_every_workspace_is_its_own(document):
    there = json.loads(json.dumps(document))
    assert canonical(opened(there).content) == canonical(document["content"])
    mine = public_key()
    factories.workspace(slug="another")
    assert public_key() != mine


@given(data=st.data())
def test_whatever_is_changed_in_a_signed_file_is_found(data):
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    people_ = st.fixed_dictionaries(
        {"id": st.uuids().map(str), "label": st.text(max_size=8), "age": st.integers(0, 99)}
    )
    content = data.draw(st.fixed_dictionaries({"number": st.text(max_size=9), "people": st.lists(people_, min_size=1)}))

    key = Ed25519PrivateKey.generate()
    signature = {
        "algorithm": "Ed25519",
        "key": base64.b64encode(key.public_key().public_bytes_raw()).decode(),
        "value": base64.b64encode(key.sign(canonical(content))).decode(),
    }
    assert opened({"content": content, "signature": signature}).content == content
    changed = copy.deepcopy(content)
    changed["people"][0]["label"] += data.draw(st.text(min_size=1, max_size=3))
    with pytest.raises(Invalid) as refused:
        opened({"content": changed, "signature": signature})
    assert refused.value.code == "sheet.signature"
    assert code_of(changed) != code_of(content)


@pytest.mark.parametrize("rubbish", [None, [], {}, {"content": 1}, {"content": {}, "signature": {"algorithm": "none"}}])
def test_what_is_no_sheet_is_refused(rubbish):
    with pytest.raises(Invalid) as refused:
        opened(rubbish)
    assert refused.value.code == "sheet.file"


def test_the_code_is_the_same_with_and_without_identities(document):
    bare = copy.deepcopy(document["content"])
    for person in bare["people"]:
        person.pop("identity", None)
    assert code_of(bare) == code_of(document["content"])


# -- workbooks ------------------------------------------------------------------------------------------------


def test_a_workbook_has_drop_downs_and_locked_cells(document):
    page = openpyxl.load_workbook(io.BytesIO(workbook.write(document))).worksheets[0]
    names = [cell.value for cell in page[7]]
    assert len(page.data_validations.dataValidation) == 2
    assert all(len(one.formula1) <= 255 for one in page.data_validations.dataValidation)
    assert page.protection.sheet
    assert page.cell(row=ROW, column=names.index("label") + 1).protection.locked
    assert not page.cell(row=ROW, column=names.index("outcome") + 1).protection.locked


def test_a_workbook_comes_back_row_by_row(world, filled):
    done = taken_in(
        world,
        filled(
            {
                "decision": choice("accepted", DECISIONS["accepted"]),
                "received_by": "赵",
                "outcome": choice("controlled", OUTCOMES["controlled"]),
                "outcome_at": "2020-12-08 12:00",
            }
        ),
    )
    assert (done.taken, done.known, done.problems) == (1, 1, [])
    first, second = people()
    assert (first.outcome, first.sheet.received_by, second.state) == ("controlled", "赵", State.OFFERED)


def test_a_time_that_has_not_come_is_refused_in_its_own_field(world, filled):
    tomorrow = datetime(2020, 12, 9, 12, 0)  # noqa: DTZ001  # a workbook's times have no zone
    done = taken_in(world, filled({"outcome": "controlled", "outcome_at": tomorrow}))
    assert [(one.row, one.field) for one in done.problems] == [(ROW, "outcome_at")]


def test_partial_answers_are_accepted_and_the_same_file_twice_is_harmless(world, filled):
    first = {"decision": "接收", "received_by": "赵"}
    file = filled(first)
    assert (taken_in(world, file).taken, people()[0].state, people()[1].state) == (1, State.ACCEPTED, State.OFFERED)
    file.seek(0)
    again = taken_in(world, file)
    assert (again.taken, again.known, again.problems) == (0, 2, [])
    whole = filled(first | {"outcome": "已管控"}, {"decision": "退回", "reason": "地址不存在"})
    done = taken_in(world, whole)
    assert (done.taken, done.problems) == (2, [])
    assert [one.state for one in people()] == [State.ENDED, State.RETURNED]


def test_an_old_return_does_not_return_somebody_who_was_asked_for_again(world, filled):
    file = filled({"decision": "returned", "reason": "no such house"})
    taken_in(world, file)
    with access.everywhere():
        offer_again([people()[0].id], note="house 12")
    file.seek(0)
    assert taken_in(world, file).taken == 0
    assert people()[0].state == State.OFFERED


def test_bad_rows_are_named_with_field_and_rule_and_the_good_ones_count(world, filled):
    done = taken_in(world, filled({"decision": "maybe"}, {"decision": "returned"}))
    assert [(one.row, one.field) for one in done.problems] == [(ROW, "decision"), (ROW + 1, "reason")]
    done = taken_in(world, filled({"decision": "accepted"}, {"outcome_at": "yesterday"}))
    assert (done.taken, [(one.row, one.field) for one in done.problems]) == (1, [(ROW + 1, "outcome_at")])


@pytest.mark.parametrize("column", ["label", "name", "id_number", "last_exposure", "case"])
def test_a_changed_cell_of_what_was_sent_is_found_and_nothing_is_taken(world, filled, column):
    done = taken_in(world, filled({column: "changed", "decision": "accepted"}))
    assert [(one.row, one.field) for one in done.problems] == [(ROW, column)]
    assert people()[0].state == State.OFFERED


def test_a_workbook_of_another_record_is_sent_back_there(world, document, elsewhere):
    signed, _key = elsewhere(document["content"])
    with pytest.raises(NotAllowed) as refused:
        taken_in(world, io.BytesIO(workbook.write(signed)))
    assert refused.value.code == "sheet.not_ours"


def test_any_other_workbook_is_refused(world):
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    for content in (file.getvalue(), b"no workbook"):
        with pytest.raises(Invalid) as refused:
            workbook.read(io.BytesIO(content))
        assert refused.value.code == "sheet.file"


# -- another record -------------------------------------------------------------------------------------------


@pytest.fixture
def incoming(document, elsewhere):
    """A sheet from Tianjin that asks Chenghua, signed there; and Tianjin's key."""
    content = copy.deepcopy(document["content"])
    content |= {"id": "7a3b7a80-0000-4000-8000-000000000001", "number": "TJ-1"}
    content["from"], content["to"] = {"area": TIANJIN, "name": "和平区疾控"}, {"area": CHENGHUA, "name": "成华区疾控"}
    for number, person in enumerate(content["people"]):
        person |= {"id": f"7a3b7a80-0000-4000-8000-00000000010{number}", "stay": CHENGHUA}
        person["label"] = f"TJ-K{number}"
    content["people"][0]["identity"] |= {"id_number": "", "phone": "13900000001"}
    return elsewhere(content)


def test_a_sheet_of_an_unknown_sender_is_refused_with_its_fingerprint(world, incoming):
    document, _key = incoming
    with access.area(CHENGHUA), pytest.raises(NotAllowed) as refused:
        take_in_sheet(opened(document), world.incident, by=world.posts[CHENGHUA])
    assert refused.value.code == "sheet.sender_unknown"


def test_a_trusted_sheet_comes_in_its_people_become_contacts_and_the_answer_goes_back(world, incoming, elsewhere):
    document, key = incoming
    trust_sender(name="Tianjin Heping CDC", key=key)
    with access.area(CHENGHUA):
        sheet = take_in_sheet(opened(document), world.incident, by=world.posts[CHENGHUA])
        assert take_in_sheet(opened(document), world.incident, by=world.posts[CHENGHUA]) == sheet
        ids = list(Listed.objects.filter(sheet=sheet).values_list("id", flat=True))
        accept_persons(ids, name="Wang", by=world.posts[CHENGHUA])
        assert Contact.objects.filter(person__asked_for__sheet=sheet, area__startswith=CHENGHUA).count() == 2
        settle_persons(ids[:1], "controlled", name="Wang", by=world.posts[CHENGHUA])
        answer = export_answer(sheet, by=world.posts[CHENGHUA])
    assert {one["outcome"] for one in answer["content"]["answers"]} == {"controlled", ""}


def test_a_trusted_answer_is_taken_in_and_an_untrusted_one_not(world, document, elsewhere):
    sheet = people()[0].sheet
    content = {
        "format": "fangxian.sheet-answer", "version": 1, "workspace": "sample", "sheet": str(sheet.id),
        "number": sheet.number, "from": {"area": TIANJIN, "name": "和平区疾控"}, "received_by": "赵", "received_at": "",
        "answers": [{"id": str(people()[0].id), "decision": "accepted", "outcome": "controlled"}],
    }  # fmt: skip
    signed, key = elsewhere(content)
    with access.area(PIDU):
        with pytest.raises(NotAllowed):
            take_in_answer(opened(signed), by=world.posts[PIDU])
        trust_sender(name="Tianjin", key=key)
        _sheet, done = take_in_answer(opened(signed), by=world.posts[PIDU])
    assert (done.taken, people()[0].outcome, people()[0].sheet.received_by) == (1, "controlled", "赵")


def test_an_exercise_never_enters_the_live_record(world, incoming, elsewhere):
    document, key = incoming
    trust_sender(name="Tianjin", key=key)
    signed, _key = elsewhere(document["content"] | {"workspace": "live"})
    with pytest.raises(Conflict) as refused:
        take_in_sheet(opened(signed), world.incident)
    assert refused.value.code == "sheet.other_kind"


def test_an_answer_to_a_sheet_that_is_not_there_is_refused(world, elsewhere):
    signed, key = elsewhere({"format": "fangxian.sheet-answer", "version": 1, "workspace": "sample", "sheet": "x"})
    trust_sender(name="Tianjin", key=key)
    with pytest.raises(NotFound):
        take_in_answer(opened(signed))


def test_a_sheet_that_lacks_something_is_refused_and_leaves_nothing(world, incoming, elsewhere):
    document, key = incoming
    trust_sender(name="Tianjin", key=key)
    content = copy.deepcopy(document["content"])
    content["people"][1]["kind"] = "friend"
    with access.everywhere(), pytest.raises(Invalid):
        take_in_sheet(opened(elsewhere(content)[0]), world.incident)
    with access.everywhere():
        assert not Sheet.objects.filter(number="TJ-1").exists()


def test_only_an_administrator_trusts_a_key_and_no_key_twice(world, elsewhere):
    _signed, key = elsewhere({})
    with pytest.raises(NotAllowed):
        trust_sender(name="Tianjin", key=key, by=world.posts[PIDU])
    administrator = factories.post(factories.CHENGDU, "administrator")
    made = trust_sender(name="Tianjin", key=key, by=administrator)
    assert made.fingerprint == fingerprint(key)
    with pytest.raises(Conflict):
        trust_sender(name="Tianjin", key=key, by=administrator)
    with pytest.raises(Invalid):
        trust_sender(name="Tianjin", key="no key", by=administrator)
    assert TrustedSender.objects.count() == 1
