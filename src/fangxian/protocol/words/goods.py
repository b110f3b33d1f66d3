"""Goods, resources and emergency call-up."""

from __future__ import annotations

from fangxian.protocol.words.spec import AREA, OFFICE, PLACE_REF, REASON, UNTIL, Attribute, Kind, needed

_BATCH = ("batch",)
_ORIGIN = Attribute("origin", "text", "产地", "origin")
_CATEGORY = Attribute("category", "key", "类别", "category")
_WASTE = ("waste",)
_KG = Attribute("kg", "number", "重量(千克)", "weight, kg", required=True)
_BAGS = Attribute("bags", "integer", "袋数", "bags")
_QUANTITY = Attribute("quantity", "number", "数量", "quantity", required=True)
_ITEM = Attribute("item", "text", "物资", "goods")

GOODS: tuple[Kind, ...] = (
    Kind(
        "goods.prenotified",
        _BATCH,
        "货物到货预报",
        "Goods announced",
        (_CATEGORY, _ORIGIN, Attribute("arrives_at", "time", "预计到货", "expected arrival"), PLACE_REF),
        "announced_at",
    ),
    Kind(
        "goods.received",
        _BATCH,
        "货物入库",
        "Goods received",
        (
            _CATEGORY,
            _ORIGIN,
            PLACE_REF,
            Attribute("imported", "flag", "进口", "imported"),
            Attribute("cold_chain", "flag", "冷链", "cold chain"),
            Attribute("package_count", "integer", "件数", "packages"),
        ),
        "received_at",
    ),
    Kind(
        "goods.disinfected",
        _BATCH,
        "货物消毒",
        "Goods disinfected",
        (Attribute("agent", "key", "消毒剂", "agent"),),
    ),
    Kind("goods.held", _BATCH, "货物封存", "Goods held", (UNTIL, REASON), "held_at"),
    Kind(
        "goods.released",
        _BATCH,
        "货物放行",
        "Goods released",
        (Attribute("certificate", "text", "出库证明", "certificate of release"),),
    ),
    Kind(
        "goods.traced",
        _BATCH,
        "货物流向查清",
        "Goods traced",
        (
            Attribute("buyers", "integer", "下游数", "buyers found"),
            Attribute("recovered", "integer", "追回件数", "packages recovered"),
        ),
    ),
    Kind(
        "goods.destroyed",
        _BATCH,
        "货物销毁",
        "Goods destroyed",
        (Attribute("method", "text", "方式", "method"),),
    ),
    Kind(
        "stock.counted",
        ("stock",),
        "物资盘点",
        "Stock counted",
        (
            needed(Attribute("quantity", "number", "数量", "quantity")),
            Attribute("days", "number", "可用天数", "days it lasts"),
        ),
    ),
    Kind(
        "stock.short",
        ("stock",),
        "物资短缺",
        "Stock below its norm",
        (
            Attribute("quantity", "number", "数量", "quantity"),
            Attribute("norm", "number", "储备标准", "norm"),
        ),
        "found_at",
    ),
    Kind(
        "stock.issued",
        ("stock",),
        "物资调拨",
        "Stock issued",
        (needed(Attribute("quantity", "number", "数量", "quantity")), OFFICE),
    ),
    Kind(
        "stock.replenished",
        ("stock",),
        "物资补充",
        "Stock replenished",
        (Attribute("quantity", "number", "数量", "quantity"),),
    ),
    Kind(
        "stock.requested",
        ("stock",),
        "物资请领",
        "Goods asked for",
        (
            needed(_ITEM),
            _QUANTITY,
            Attribute("needed_by", "time", "需用时间", "when they are needed", required=True),
            Attribute("urgency", "key", "紧急程度", "urgency"),
            OFFICE,
            REASON,
        ),
        "requested_at",
    ),
    Kind("stock.request_closed", ("stock",), "请领终止", "Request closed without being met", (needed(REASON),)),
    Kind(
        "stock.sent",
        ("stock",),
        "物资发出",
        "Goods handed to the carrier",
        (_QUANTITY, _ITEM, OFFICE, Attribute("carrier", "text", "承运人", "carrier")),
        "sent_at",
    ),
    Kind(
        "stock.received",
        ("stock",),
        "物资签收",
        "Goods signed for",
        (_QUANTITY, _ITEM, Attribute("missing", "number", "短少数量", "what did not arrive")),
    ),
    Kind("stock.turned_back", ("stock",), "物资退回", "Goods turned back", (REASON,)),
    Kind(
        "requisition.ordered",
        ("requisition",),
        "应急征用",
        "Requisition ordered",
        (
            needed(UNTIL),
            Attribute("signer", "text", "签发人", "who signed", required=True),
            Attribute("object", "text", "征用对象", "what is called up"),
            AREA,
            Attribute("report_by", "time", "报到时限", "when it is to be there"),
        ),
        "ordered_at",
    ),
    Kind("requisition.acknowledged", ("requisition",), "接到调令", "Order acknowledged"),
    Kind(
        "requisition.arrived",
        ("requisition",),
        "到岗报到",
        "Reported for duty",
        (Attribute("relieve_by", "time", "轮换时限", "when it is to be relieved"),),
        "arrived_at",
    ),
    Kind("requisition.returned", ("requisition",), "征用归还", "Requisition returned", (REASON,)),
    Kind(
        "requisition.compensated",
        ("requisition",),
        "征用补偿",
        "Requisition compensated",
        (Attribute("amount", "number", "金额(元)", "amount, CNY"),),
    ),
    Kind(
        "waste.sealed",
        _WASTE,
        "医疗废物封装称重",
        "Medical waste sealed and weighed",
        (_KG, _BAGS, PLACE_REF),
        "sealed_at",
    ),
    Kind(
        "waste.sent",
        _WASTE,
        "医疗废物交接转运",
        "Medical waste handed to the carrier",
        (_KG, _BAGS, PLACE_REF, Attribute("carrier", "text", "转运单位", "carrier")),
        "sent_at",
    ),
    Kind(
        "waste.received",
        _WASTE,
        "医疗废物到达接收",
        "Medical waste taken in by the plant",
        (_KG, _BAGS, PLACE_REF, Attribute("difference_kg", "number", "重量差(千克)", "difference of weight, kg")),
    ),
)
