"""Exposures, contacts, quarantine and monitoring, co-investigation. The subject is the person exposed."""

from __future__ import annotations

from fangxian.protocol.words.spec import (
    AREA,
    FROM_AREA,
    LEGAL_BASIS,
    OFFICE,
    PERSON_REF,
    PLACE_REF,
    REASON,
    SYMPTOMS,
    TEMPERATURE,
    TO_AREA,
    UNTIL,
    Attribute,
    Kind,
    needed,
    one_of,
)

_PERSON = ("person",)
_RELATIONSHIP = Attribute("relationship", "id", "暴露关系编号", "relationship (who exposed whom)", required=True)
_KIND = Attribute("kind", "key", "接触类别", "kind of contact: close, secondary, general, venue, companion …")
_LAST = Attribute("last_exposure", "time", "末次暴露时间", "last exposure")
_GROUP = Attribute("group", "key", "特殊人群", "group with its own rule: child, pregnant, dialysis …")
_MODE = one_of("mode", "方式", "way it is carried out", "central", "home", "hospital")
_ROOM = Attribute("room", "text", "房间", "room")
_MEASURE = Attribute("measure", "key", "措施", "measure", required=True)
_SHEET = ("coinvestigation",)

CONTACT: tuple[Kind, ...] = (
    Kind(
        "exposure.recorded",
        _PERSON,
        "判定接触",
        "Exposure recorded",
        (
            _RELATIONSHIP,
            needed(_KIND),
            needed(_LAST),
            Attribute(
                "source",
                "subject",
                "暴露来源",
                "who or what exposed the person",
                choices=("person", "place", "batch", "vehicle"),
            ),
            Attribute("first_exposure", "time", "首次暴露时间", "first exposure"),
            Attribute("setting", "key", "接触场景", "setting"),
            Attribute("route", "key", "传播途径", "route: droplet, airborne, food, water …"),
            Attribute("protected", "flag", "有效防护", "under effective protection"),
            Attribute("symptomatic", "flag", "有症状", "has symptoms"),
            _GROUP,
            PLACE_REF,
            AREA,
        ),
        "recorded_as_contact_at",
    ),
    Kind(
        "exposure.voided",
        _PERSON,
        "撤销接触判定",
        "Exposure voided",
        (_RELATIONSHIP, REASON),
        retires="relationship",
    ),
    Kind("contact.located", _PERSON, "找到人员", "Contact found", (AREA, OFFICE)),
    Kind(
        "contact.notified",
        _PERSON,
        "告知接触者",
        "Contact notified",
        (one_of("method", "方式", "method", "in_person", "phone", "message", "paper"), OFFICE),
    ),
    Kind("contact.lost", _PERSON, "失访", "Contact lost", (REASON,)),
    Kind(
        "quarantine.started",
        _PERSON,
        "隔离开始",
        "Quarantine started",
        (_MODE, PLACE_REF, UNTIL, _ROOM, LEGAL_BASIS, _GROUP, AREA),
        "started_at",
    ),
    Kind("quarantine.moved", _PERSON, "隔离转换", "Quarantine moved", (_MODE, PLACE_REF, _ROOM, AREA, REASON, _GROUP)),
    Kind(
        "quarantine.extended",
        _PERSON,
        "延长隔离",
        "Quarantine extended",
        (needed(UNTIL), Attribute("signer", "text", "签发人", "who signed", required=True), needed(REASON)),
    ),
    Kind(
        "quarantine.released",
        _PERSON,
        "解除隔离",
        "Quarantine released",
        (_MODE, PLACE_REF, Attribute("certificate", "text", "解除隔离证明", "certificate of release")),
        "released_at",
    ),
    Kind(
        "monitoring.started",
        _PERSON,
        "健康监测开始",
        "Health monitoring started",
        (UNTIL, AREA, OFFICE),
        "started_at",
    ),
    Kind("monitoring.ended", _PERSON, "健康监测结束", "Health monitoring ended", (REASON,)),
    Kind("symptom.reported", _PERSON, "出现症状", "Symptom reported", (SYMPTOMS, TEMPERATURE), "felt_at"),
    Kind(
        "hold.started",
        _PERSON,
        "原地管控",
        "Held in place",
        (REASON, Attribute("tube", "subject", "采样管", "tube", choices=("tube",)), UNTIL),
        "held_at",
    ),
    Kind("hold.ended", _PERSON, "解除管控", "Hold ended", (REASON,)),
    Kind(
        "prophylaxis.given",
        _PERSON,
        "暴露后预防",
        "Prophylaxis given",
        (
            Attribute("agent", "key", "药物或疫苗", "drug or vaccine"),
            Attribute("dose", "integer", "剂次", "dose"),
        ),
    ),
    Kind(
        "transfer.requested",
        _PERSON,
        "转运申请",
        "Transfer requested",
        (PLACE_REF, FROM_AREA, TO_AREA),
        "requested_at",
    ),
    Kind(
        "transfer.departed",
        _PERSON,
        "转运出发",
        "Transfer departed",
        (Attribute("vehicle", "subject", "车辆", "vehicle", choices=("vehicle",)), PLACE_REF),
    ),
    Kind("transfer.arrived", _PERSON, "转运到达", "Transfer arrived", (PLACE_REF,)),
    Kind(
        "transfer.allotted",
        _PERSON,
        "转运派车",
        "Vehicle allotted for a transfer",
        (Attribute("vehicle", "subject", "车辆", "vehicle", choices=("vehicle",)), PLACE_REF, TO_AREA),
    ),
    Kind("transfer.refused", _PERSON, "转运退回", "Transfer put back, not carried", (needed(REASON),)),
    Kind("transfer.cancelled", _PERSON, "转运取消", "Transfer cancelled", (needed(REASON),)),
    Kind(
        "vehicle.disinfected",
        ("vehicle",),
        "车辆消毒",
        "Vehicle disinfected",
        (Attribute("minutes", "integer", "作用时间(分钟)", "minutes of contact"), OFFICE),
        "disinfected_at",
    ),
    Kind("measure.noticed", _PERSON, "书面告知措施", "Notice of measure served", (_MEASURE, UNTIL, LEGAL_BASIS)),
    Kind(
        "measure.reviewed",
        _PERSON,
        "措施复核",
        "Measure reviewed",
        (_MEASURE, one_of("decision", "决定", "decision", "keep", "ease", "end")),
    ),
    Kind("measure.appealed", _PERSON, "提出申诉", "Appeal lodged", (_MEASURE, REASON), "appealed_at"),
    Kind(
        "measure.appeal_decided",
        _PERSON,
        "申诉处理",
        "Appeal decided",
        (_MEASURE, needed(one_of("decision", "决定", "decision", "upheld", "changed", "ended"))),
    ),
    Kind(
        "coinvestigation.sent",
        _SHEET,
        "协查函发出",
        "Co-investigation sheet sent",
        (needed(PERSON_REF), needed(TO_AREA), FROM_AREA, _KIND, _LAST),
        "sent_at",
    ),
    Kind(
        "coinvestigation.received",
        _SHEET,
        "协查函签收",
        "Co-investigation sheet received",
        (PERSON_REF, OFFICE, AREA),
        "received_at",
    ),
    Kind(
        "coinvestigation.accepted",
        _SHEET,
        "接收协查人员",
        "Person of a co-investigation sheet taken over",
        (PERSON_REF, OFFICE, AREA),
        "accepted_at",
    ),
    Kind("coinvestigation.returned", _SHEET, "协查函退回", "Co-investigation sheet returned", (needed(REASON),)),
    Kind(
        "coinvestigation.forwarded",
        _SHEET,
        "转请第三地协查",
        "Co-investigation passed on to a third place",
        (
            needed(TO_AREA),
            Attribute("onward", "subject", "后续协查", "the request that follows", choices=("coinvestigation",)),
        ),
    ),
    Kind(
        "coinvestigation.resulted",
        _SHEET,
        "协查结果反馈",
        "Co-investigation resulted",
        (
            needed(
                one_of(
                    "outcome",
                    "结果",
                    "outcome",
                    "controlled",
                    "left",
                    "not_found",
                    "nonexistent",
                    "ruled_out",
                    "deceased",
                )
            ),
            TO_AREA,
            REASON,
        ),
    ),
)
