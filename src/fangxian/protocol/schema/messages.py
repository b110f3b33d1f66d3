"""The sentences of a pack's own errors: code → (English, Chinese), and how they are raised while reading."""

from __future__ import annotations

from typing import Any, Final

from pydantic_core import PydanticCustomError

from fangxian.protocol.schema.form_messages import FORM_MESSAGES

SECTION_MESSAGES: Final[dict[str, tuple[str, str]]] = {
    **FORM_MESSAGES,
    "row.mark_unknown": (
        "marks names '{name}', which is no field of this row",
        "marks 中的“{name}”不是本行的字段",
    ),
    "cases.class_unknown": (
        "the transition names case class '{name}', which the pack does not define",
        "转换引用了本方案未定义的病例分类“{name}”",
    ),
    "cases.class_itself": ("case class '{name}' cannot become itself", "病例分类“{name}”不能转换为自身"),
    "condition.figure_unknown": (
        "'{name}' is no figure anybody computes; known are {known}",
        "“{name}”不是系统能够计算的指标；可用指标：{known}",
    ),
    "rung.before_or_after": (
        "a rung stands either 'before' or 'after' the due time",
        "升级台阶须写明在到期“之前”或“之后”，二者取一",
    ),
    "key_post.one_frequency": (
        "a key post states exactly one of every_days, per_week and share_per_day",
        "重点岗位的检测频次只能在 every_days、per_week、share_per_day 中写一种",
    ),
    "mass_test.nobody": ("the rule covers no population at all", "该规则不覆盖任何人口规模"),
    "review.zero": ("a review interval is at least one day", "复核间隔至少为一天"),
    "regime.test_outside": (
        "a test on {stage} day {day}, but that stage has {days} days",
        "{stage} 阶段只有 {days} 天，却安排了第 {day} 天检测",
    ),
    "report.limit_or_at_once": (
        "a step of the chain states either 'within' or 'at_once = true'",
        "报告链的每一步须写明 within 或 at_once = true，二者取一",
    ),
    "incubation.order": (
        "incubation must be ordered: shortest, longest common, max_days",
        "潜伏期须依次为：常见最短、常见最长、最长",
    ),
    "window.none_has_figures": (
        "no_window = true leaves no room for anchor, from_days, to_days or until",
        "no_window = true 时不得再写 anchor、from_days、to_days 或 until",
    ),
    "window.incomplete": (
        "an infectious window needs anchor and from_days, or no_window = true",
        "传染期窗口须写明 anchor 和 from_days，或写 no_window = true",
    ),
    "window.one_end": (
        "an infectious window ends either at to_days or at 'until'",
        "传染期窗口的终点须为 to_days 或 until，二者取一",
    ),
    "window.backwards": ("the infectious window ends before it begins", "传染期窗口的终点早于起点"),
    "zone.no_lift": (
        "zone kind '{zone}' restricts people but has no condition to lift it",
        "区域“{zone}”对人员有限制，却没有解除条件",
    ),
    "zone.lowers_not_lower": (
        "zone kind '{zone}' is lowered to '{target}', which is not lower",
        "区域“{zone}”降级为“{target}”，但后者并不更低",
    ),
    "section.id_twice": ("'{id}' is defined twice", "“{id}”重复定义"),
    "section.name_unknown": (
        "'{name}' is no {what} of this pack",
        "本方案没有名为“{name}”的 {what}",
    ),
    "regime.clause_days_differ": (
        "regime '{regime}' tests on days {regime_days}, but clause '{clause}' asks days {clause_days}",
        "管理措施“{regime}”规定第 {regime_days} 天检测，而条款“{clause}”要求第 {clause_days} 天",
    ),
    "regime.clause_stay_differs": (
        "regime '{regime}' ends {stage} on day {days}, but clause '{clause}' counts {clause_days}",
        "管理措施“{regime}”的 {stage} 阶段第 {days} 天结束，而条款“{clause}”按 {clause_days} 计算",
    ),
    "regime.kind_uncovered": (
        "contact kind '{kind}' is under regime '{regime}', but its clause '{clause}' does not speak of that kind",
        "接触类别“{kind}”适用管理措施“{regime}”，但其条款“{clause}”不包含该类别",
    ),
    "zone.clause_days_differ": (
        "zone kind '{zone}' tests on days {zone_days}, but clause '{clause}' asks days {clause_days}",
        "区域“{zone}”规定第 {zone_days} 天检测，而条款“{clause}”要求第 {clause_days} 天",
    ),
    "report.clause_limit_differs": (
        "the report rule allows {within}, but clause '{clause}' counts {clause_within}",
        "报告规则时限为 {within}，而条款“{clause}”按 {clause_within} 计算",
    ),
    "prophylaxis.clause_differs": (
        "the prophylaxis helps within {within}, but clause '{clause}' counts {clause_within}",
        "暴露后预防的有效时限为 {within}，而条款“{clause}”按 {clause_within} 计算",
    ),
    "limit.regime_longer": (
        (
            "regime '{regime}' asks {days} days of {measure} for kind '{kind}'; "
            "the longest this pack allows is {longest} days"
        ),
        "管理措施“{regime}”对“{kind}”要求 {measure} {days} 天，超过本方案允许的最长 {longest} 天",
    ),
    "limit.clause_longer": (
        "clause '{clause}' lets {measure} run {days} days; the longest this pack allows is {longest} days",
        "条款“{clause}”使 {measure} 持续 {days} 天，超过本方案允许的最长 {longest} 天",
    ),
    "limit.zone_longer": (
        (
            "zone kind '{zone}' is lifted after {days} days at the earliest; "
            "the longest this pack allows is {longest} days"
        ),
        "区域“{zone}”最早 {days} 天后才能解除，超过本方案允许的最长 {longest} 天",
    ),
    "review.longer": (
        "'{what}' is reviewed after {days} days; this pack reviews every measure within {longest} days",
        "“{what}”{days} 天后才复核，而本方案要求每项措施 {longest} 天内复核",
    ),
    "layer.unknown": (
        "there is no pack or fragment '{name}' to extend; known are {known}",
        "找不到可供扩展的方案或片段“{name}”；现有：{known}",
    ),
    "layer.cycle": ("packs extend each other in a circle: {chain}", "方案互相扩展形成循环：{chain}"),
    "layer.bases_disagree": (
        "{first} and {second} both define {what}, differently; the pack that extends both must settle it",
        "{first} 与 {second} 对 {what} 的规定不同；同时扩展二者的方案须自行裁定",
    ),
    "layer.remove_unknown": (
        "{what} is not inherited, so it cannot be removed",
        "{what} 不是继承而来，无法删除",
    ),
    "layer.change_unknown": (
        "{what} is not inherited, so it cannot be changed",
        "{what} 不是继承而来，无法修改",
    ),
    "layer.change_unsourced": (
        "the change of {what} gives no '{field}': a new figure needs its own source",
        "对 {what} 的修改缺少“{field}”：新数字须有自己的出处",
    ),
    "layer.abstract": (
        "'{name}' is a fragment for other packs to extend, not a rulebook by itself",
        "“{name}”是供其他方案扩展的片段，不能单独作为方案使用",
    ),
    "overlay.longer": (
        (
            "the overlay lets {what} last {days} days; '{base}' allows {longest} days at most. "
            "Shorten it to {longest} days or fewer"
        ),
        "叠加规定使 {what} 持续 {days} 天，而“{base}”最多允许 {longest} 天；请缩短至 {longest} 天以内",
    ),
    "overlay.put_off": (
        "the overlay lets '{kind}' put off {what}, which '{base}' does not",
        "叠加规定允许“{kind}”推迟 {what}，而“{base}”不允许",
    ),
    "overlay.limit_raised": (
        (
            "the overlay raises the limit of {what} from {longest} to {days} days; "
            "'{base}' lets an overlay shorten it only"
        ),
        "叠加规定把 {what} 的上限由 {longest} 天提高到 {days} 天；“{base}”只允许缩短",
    ),
    "overlay.limit_removed": (
        "the overlay drops the limit of {what} ({longest} days) that '{base}' sets",
        "叠加规定删去了“{base}”对 {what} 的上限（{longest} 天）",
    ),
    "overlay.review_longer": (
        "the overlay reviews {what} after {days} days; '{base}' asks for a review within {longest} days",
        "叠加规定对 {what} 的复核间隔为 {days} 天，而“{base}”要求不超过 {longest} 天",
    ),
}


def refusal(code: str, **params: Any) -> PydanticCustomError:
    """Return the error to raise while a row is read; its sentence is the one of `SECTION_MESSAGES`."""
    return PydanticCustomError(code, SECTION_MESSAGES[code][0], params)
