"""The sentences of the protocol room's errors: code → (English, Chinese)."""

from __future__ import annotations

from typing import Final

from fangxian.protocol.schema.messages import SECTION_MESSAGES

_FACT: Final[dict[str, tuple[str, str]]] = {
    "fact.malformed": ("the line is no JSON object: {reason}", "该行不是 JSON 对象:{reason}"),
    "fact.field_missing": ("the fact has no '{name}'", "事实缺少“{name}”"),
    "fact.field_unknown": (
        "'{name}' is no field of a fact; known are {known}",
        "“{name}”不是事实的字段;可用字段:{known}",
    ),
    "fact.field_type": ("'{name}' must be {type}", "“{name}”应为 {type}"),
    "fact.id_malformed": (
        "'{value}' is no id: give a UUID in lower case, minted by whoever saw the fact",
        "“{value}”不是有效编号:请使用小写 UUID,由首个记录者生成",
    ),
    "fact.id_conflict": (
        "two different facts bear the id {value}; amend a fact by a new one that names it in 'corrects'",
        "两条不同的事实使用了同一编号 {value};更正须另记一条事实,并在 corrects 中写明所更正者",
    ),
    "fact.corrects_itself": ("the fact {value} cannot correct itself", "事实 {value} 不能更正自身"),
    "fact.correction_cycle": (
        "corrections name each other in a circle: {value}",
        "更正互相引用形成循环:{value}",
    ),
    "fact.voids_nothing": (
        "a fact that voids must name the one it voids in 'corrects'",
        "撤销事实须在 corrects 中写明所撤销的事实",
    ),
    "fact.kind_unknown": (
        "'{kind}' is no kind of fact (nearest: {near}); `docs/en/facts.md` lists them all",
        "没有“{kind}”这一事实类型(相近:{near});全部类型见 docs/zh/facts.md",
    ),
    "fact.time_naive": (
        "'{value}' has no time zone: write 2020-12-07T16:00+08:00",
        "“{value}”没有时区:请写作 2020-12-07T16:00+08:00",
    ),
    "fact.time_malformed": (
        "'{value}' is no time: write 2020-12-07T16:00+08:00",
        "“{value}”不是时间:请写作 2020-12-07T16:00+08:00",
    ),
    "fact.time_absurd": (
        "{value} lies outside 1950–2200: check the year",
        "{value} 不在 1950–2200 年之间:请检查年份",
    ),
    "fact.time_in_future": (
        "it is said to have happened at {at}, after it was recorded at {recorded_at}",
        "发生时间 {at} 晚于记录时间 {recorded_at}",
    ),
    "fact.subject_malformed": (
        "'{value}' is no subject: write its kind, a colon and its UUID, such as person:0191…",
        "“{value}”不是有效的对象:应为“类型:UUID”,如 person:0191…",
    ),
    "fact.subject_kind": (
        "'{kind}' happens to {known}, not to a {subject}",
        "“{kind}”的对象应为 {known},而不是 {subject}",
    ),
    "fact.attribute_missing": ("'{kind}' needs the attribute '{name}'", "“{kind}”缺少必填属性“{name}”"),
    "fact.attribute_unknown": (
        "'{kind}' has no attribute '{name}' (nearest: {near})",
        "“{kind}”没有属性“{name}”(相近:{near})",
    ),
    "fact.value_not_listed": (
        "'{value}' is not allowed for '{name}'; it is one of {known}",
        "“{name}”不能取“{value}”;可取:{known}",
    ),
    "fact.value_type": ("'{value}' is no {type}, which '{name}' must be", "“{name}”应为 {type} 类型,而不是“{value}”"),
}

_PACK: Final[dict[str, tuple[str, str]]] = {
    "pack.unknown": ("there is no pack '{pack}'; known are {known}", "没有防控方案“{pack}”;现有:{known}"),
    "pack.file_unreadable": ("the file cannot be read: {reason}", "无法读取文件:{reason}"),
    "pack.toml": ("the file is no TOML: {reason}", "文件不符合 TOML 语法:{reason}"),
    "pack.field_missing": ("'{name}' is missing", "缺少“{name}”"),
    "pack.field_unknown": (
        "'{name}' is no field here: check the spelling, or leave it out",
        "此处没有“{name}”字段:请检查拼写或删去",
    ),
    "pack.value_not_listed": ("the value must be one of {expected}", "取值须为以下之一:{expected}"),
    "pack.value_refused": ("{reason}", "取值不符合要求:{reason}"),
    "pack.timezone_unknown": ("'{name}' is no time zone", "没有时区“{name}”"),
    "pack.period_empty": ("valid_to must lie after valid_from", "valid_to 须晚于 valid_from"),
    "duration.malformed": (
        "'{value}' is no duration in weeks, days, hours, minutes and seconds, such as PT2H or P14D",
        "“{value}”不是以周、日、时、分、秒表示的时长,如 PT2H、P14D",
    ),
    "duration.not_positive": ("a duration must be longer than zero", "时长须大于零"),
    "clock.one_way": (
        "a clock states either 'within' (and 'from') or 'due'",
        "时限须写 within(及 from)或 due,二者取一",
    ),
    "schedule.days_order": ("days must ascend without repetition", "days 须递增且不重复"),
    "schedule.day_before_anchor": (
        "no day can lie before the anchor's own day",
        "days 不得早于起算当日",
    ),
    "every.not_whole_days": (
        "a period with end_of_day must be whole days",
        "使用 end_of_day 时,周期须为整日",
    ),
    "every.too_short": ("a period must be an hour or longer", "周期不得短于一小时"),
    "rung.before_or_after": (
        "a rung stands either 'before' or 'after' the due time",
        "升级台阶须写明在到期“之前”或“之后”,二者取一",
    ),
    "clause.one_timing": (
        "a clause has exactly one of 'clock', 'schedule' and 'every'",
        "条款须写 clock、schedule、every 中的一种,且只写一种",
    ),
    "clause.put_off_every": (
        "a duty that recurs until its end has no last step that 'put_off_by' could put off",
        "周期性条款没有最后一步,不能写 put_off_by",
    ),
}

_CLAUSE: Final[dict[str, tuple[str, str]]] = {
    "clause.id_twice": ("clause '{clause}' is defined twice", "条款“{clause}”重复定义"),
    "clause.kind_unknown": (
        "'{kind}' is no kind of fact (nearest: {near})",
        "没有“{kind}”这一事实类型(相近:{near})",
    ),
    "clause.attribute_unknown": (
        "'{kind}' has no attribute '{name}' (nearest: {near})",
        "“{kind}”没有属性“{name}”(相近:{near})",
    ),
    "clause.role_unknown": (
        "'{role}' is no role of the house (nearest: {near})",
        "“{role}”不是系统预设的角色(相近:{near})",
    ),
    "clause.test_empty": ("the test on '{name}' compares it with nothing", "对“{name}”的条件没有比较内容"),
    "clause.time_naive": (
        "'{value}' has no time zone: write 2020-12-07T16:00:00+08:00",
        "“{value}”没有时区:请写作 2020-12-07T16:00:00+08:00",
    ),
    "clause.value_not_listed": (
        "'{name}' is never '{value}'; it is one of {known}",
        "“{name}”不会取“{value}”;可取:{known}",
    ),
    "clause.value_type": (
        "'{name}' is a {type} and cannot be compared with '{value}'",
        "“{name}”为 {type} 类型,不能与“{value}”比较",
    ),
    "clause.anchor_unknown": (
        "'{kind}' states no time '{name}'; it happened at '{moment}'",
        "“{kind}”没有时间属性“{name}”;其发生时间为“{moment}”",
    ),
    "clause.anchor_no_time": (
        "'{name}' of '{kind}' is a {type}, no time to count from",
        "“{kind}”的“{name}”为 {type} 类型,不能作为起算时间",
    ),
    "clause.due_optional": (
        "'{kind}' need not state '{name}'; where it does not, the task is due at once",
        "“{kind}”可不填“{name}”;未填时任务立即到期",
    ),
    "clause.subject_apart": (
        "'{kind}' happens to {subjects}, but the clause is about {about}: the two never meet",
        "“{kind}”的对象为 {subjects},而条款针对 {about}:二者不会相遇",
    ),
    "clause.no_end": (
        "clause '{clause}' repeats and nothing ends it: name the facts that do in 'ends'",
        "条款“{clause}”周期性重复却没有终止条件:请在 ends 中写明终止事实",
    ),
    "clause.match_unknown": (
        "'{kind}' has no attribute '{name}' to match an opening by",
        "“{kind}”没有可用于匹配的属性“{name}”",
    ),
    "clause.end_never_matches": (
        (
            "'{kind}' ends the opening with the same '{name}', which no opening fact of the clause states; "
            'write match = "" if it ends the whole'
        ),
        '“{kind}”按“{name}”终止对应的起始事实,而本条款的起始事实没有该属性;如须整体终止,请写 match = ""',
    ),
    "clause.discharges_itself": (
        "'{kind}' opens clause '{clause}' and cannot be its evidence as well",
        "“{kind}”是条款“{clause}”的起始事实,不能同时作为完成依据",
    ),
    "clause.apart_too_long": (
        "clause '{clause}' asks {times} facts {apart} apart, which its time limit does not hold",
        "条款“{clause}”要求 {times} 次且间隔 {apart},时限内无法完成",
    ),
    "clause.over_limit": (
        "clause '{clause}' lets {measure} run {asked}; its legal limit is {longest}",
        "条款“{clause}”使 {measure} 持续 {asked},超过法定上限 {longest}",
    ),
    "clause.duplicate": (
        "clause '{clause}' asks the same as '{other}': keep one",
        "条款“{clause}”与“{other}”要求相同:请保留一条",
    ),
    "clause.contradiction": (
        "clauses '{clause}' and '{other}' ask the same post for the same on the same basis, but by different times",
        "条款“{clause}”与“{other}”依据相同、责任相同、要求相同,时限却不同,互相矛盾",
    ),
    "clause.cycle": (
        "doing what one clause asks opens the next without end: {chain}; give one of them 'ends' or a filter",
        "条款完成后互相触发、永无终止:{chain};请为其中之一写明 ends 或筛选条件",
    ),
}

_EVALUATE: Final[dict[str, tuple[str, str]]] = {
    "evaluate.now_naive": (
        "'{value}' has no time zone: write 2020-12-07T16:00+08:00",
        "“{value}”没有时区:请写作 2020-12-07T16:00+08:00",
    ),
    "timeline.empty": ("a timeline needs at least one pack", "方案时间线至少包含一个方案"),
    "timeline.naive": ("the time from which '{pack}' is in force has no time zone", "“{pack}”的生效时间没有时区"),
    "timeline.twice": ("'{one}' and '{other}' come into force at the same time", "“{one}”与“{other}”生效时间相同"),
}

MESSAGES: Final[dict[str, tuple[str, str]]] = {**SECTION_MESSAGES, **_FACT, **_PACK, **_CLAUSE, **_EVALUATE}
"""Every sentence. Placeholders in braces are the names of a problem's `params`."""
