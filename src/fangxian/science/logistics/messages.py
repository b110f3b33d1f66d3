"""Sentences of the logistics room, English and Chinese side by side, by machine code."""

from __future__ import annotations

from typing import Final

MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "input.row": (
        "%(rows)s, row %(row)s, %(field)s: %(rule_en)s.",
        "%(rows)s，行 %(row)s，%(field)s：%(rule_zh)s。",
    ),
    "input.shape": (
        "%(field)s has the shape %(found)s; it must have %(wanted)s.",
        "%(field)s 的维度为 %(found)s，应为 %(wanted)s。",
    ),
    "sites.tier": (
        "No site takes people of the tier '%(tier)s'.",
        "没有收治“%(tier)s”人员的集中隔离点。",
    ),
    "sites.needs": (
        "No site that takes the tier '%(tier)s' offers: %(missing)s.",
        "收治“%(tier)s”人员的集中隔离点均不具备：%(missing)s。",
    ),
    "sites.room_class": (
        "No site open to this group has %(wanted)s rooms of class '%(room)s'; the most is %(most)s.",
        "可接收该组的集中隔离点均无 %(wanted)s 间“%(room)s”房间，最多 %(most)s 间。",
    ),
    "sites.deadline": (
        "No site can be reached within %(hours).1f h; the nearest takes %(soonest).1f h.",
        "%(hours).1f 小时内没有可到达的集中隔离点，最快需 %(soonest).1f 小时。",
    ),
    "sites.distance": (
        "No site lies within %(limit).1f km; the nearest is %(nearest).1f km away.",
        "%(limit).1f 公里内没有集中隔离点，最近的相距 %(nearest).1f 公里。",
    ),
    "sites.rooms_short": (
        (
            "Rooms of class '%(room)s' for the tier '%(tier)s' are full: %(wanted)s are wanted, %(free)s exist, "
            "%(short)s more are needed."
        ),
        "“%(tier)s”可用的“%(room)s”房间已满：需 %(wanted)s 间，现有 %(free)s 间，还缺 %(short)s 间。",
    ),
    "sites.fit": (
        (
            "There are rooms enough in all (%(wanted)s wanted, %(free)s exist for the tier '%(tier)s'), but no site "
            "has what this group needs left once the tiers are kept apart, groups together and arrivals "
            "within what sites take in."
        ),
        (
            "“%(tier)s”房间总数够用（需 %(wanted)s 间，现有 %(free)s 间），但在分类隔离、同组同点和接收能力的限制下，"
            "没有集中隔离点余下该组所需的房间。"
        ),
    ),
    "vehicles.seats": (
        "%(people)s travel together; the largest vehicle for the tier '%(tier)s' seats %(most)s.",
        "同行 %(people)s 人，可转运“%(tier)s”的车辆最多 %(most)s 座。",
    ),
    "vehicles.tier": (
        "No vehicle takes people of the tier '%(tier)s'.",
        "没有可转运“%(tier)s”人员的车辆。",
    ),
    "vehicles.ride": (
        "The direct way takes %(minutes).0f min; nobody may ride longer than %(limit).0f min.",
        "直达需 %(minutes).0f 分钟，超过单程乘车上限 %(limit).0f 分钟。",
    ),
    "vehicles.window": (
        "Handed over %(late).0f min after the time due at the soonest, even by a vehicle that comes at once.",
        "即使车辆立即前往，最早也要超过时限 %(late).0f 分钟才能交接。",
    ),
    "vehicles.shift": (
        "No vehicle's time on duty is long enough for this ride: %(short).0f min are missing.",
        "没有车辆的值勤时间够完成该转运，尚缺 %(short).0f 分钟。",
    ),
    "vehicles.fleet": (
        (
            "Every vehicle that could carry them is taken until too late. About %(seats)s seats or more "
            "time are needed for the %(people)s people left."
        ),
        "可用车辆在时限前均已排满。余下 %(people)s 人还需约 %(seats)s 个座位，或放宽时限。",
    ),
    "stations.walk": (
        "No site lies within %(limit).0f m on foot; the nearest is %(nearest).0f m away.",
        "步行 %(limit).0f 米内没有采样点位，最近的相距 %(nearest).0f 米。",
    ),
    "stations.tables": (
        (
            "The sites within reach have tables for %(capacity)s people in the time left; %(wanted)s live near them. "
            "More tables, or %(hours).1f h more, are needed."
        ),
        (
            "可步行到达的采样点在剩余时段最多可采 %(capacity)s 人，周边应检 %(wanted)s 人；"
            "需增设采样台或再延长 %(hours).1f 小时。"
        ),
    ),
    "stations.staff": (
        "Staff are short: all tables wanted need %(needed)s of '%(role)s' at once, %(available)s are there.",
        "人员不足：全部采样台同时需“%(role)s” %(needed)s 人，现有 %(available)s 人。",
    ),
    "stations.shared": (
        "The tables within reach are filled by others who live near them.",
        "可步行到达的采样台已由周边其他人员占满。",
    ),
    "zones.no_unit": (
        "No unit of a level that may be sealed contains it.",
        "没有可划定层级的单元包含该点。",
    ),
    "zones.not_worth": (
        (
            "Covering it would confine %(people)s more people for a weight of %(weight).2f; the limit is "
            "%(price).0f people for a weight of 1."
        ),
        "为覆盖权重 %(weight).2f 需多管控 %(people)s 人，超出每单位权重 %(price).0f 人的上限。",
    ),
    "zones.smallest": (
        "The smallest unit that may be sealed and holds these points.",
        "包含这些点位、可划定的最小单元。",
    ),
    "zones.spread": (
        "%(hit)s of its parts are affected; from %(limit)s on it is taken whole.",
        "其下 %(hit)s 个单元受波及，达到 %(limit)s 个即整体划定。",
    ),
    "zones.joined": (
        (
            "One zone costs no more than its %(parts)s affected parts: %(people)s people against %(apart)s "
            "and a zone's burden each."
        ),
        "整体划定不劣于分别划定 %(parts)s 个单元：%(people)s 人，分别划定为 %(apart)s 人另加各区的管理成本。",
    ),
    "stock.negative": (
        "Movement %(row)s takes %(quantity)s of '%(item)s' from '%(place)s', where only %(balance)s are.",
        "第 %(row)s 笔从“%(place)s”发出“%(item)s” %(quantity)s，而该处仅有 %(balance)s。",
    ),
}
"""Code → (English, Chinese)."""

RULES: Final[dict[str, tuple[str, str]]] = {
    "once": ("stands only once", "不得重复"),
    "positive": ("is more than 0", "应大于 0"),
    "not_negative": ("is 0 or more", "不得小于 0"),
    "finite": ("is a finite number", "应为有限数值"),
    "longitude": ("lies between -180 and 180 degrees", "应在 -180 至 180 度之间"),
    "latitude": ("lies between -90 and 90 degrees", "应在 -90 至 90 度之间"),
    "people": ("names at least one person", "至少一人"),
    "person_once": ("names no person whom another row names", "同一人不得出现在两行"),
    "order": ("ends after it begins", "结束应晚于开始"),
    "known": ("names a row that exists", "应为已有的行"),
    "tree": ("forms a tree: nobody is their own ancestor", "应构成树，不得成环"),
    "sum": ("is no less than the sum of its parts", "不得小于下级之和"),
    "tables": ("is no more than the site has room for", "不得超过点位可设台数"),
}
"""Rule → (English, Chinese)."""
