"""Roles that answer for a task, with their names.

A city may add its own; a pack that names one unknown here is warned.
"""

from __future__ import annotations

from typing import Final

ROLES: Final[dict[str, tuple[str, str]]] = {
    "headquarters": ("指挥部", "Headquarters"),
    "health_bureau": ("卫生健康行政部门", "Health bureau"),
    "government": ("人民政府", "Government"),
    "cdc": ("疾病预防控制机构", "CDC"),
    "reporting_institution": ("报告单位", "Reporting institution"),
    "hospital": ("医疗机构", "Hospital"),
    "designated_hospital": ("定点医院", "Designated hospital"),
    "fever_clinic": ("发热门诊", "Fever clinic"),
    "laboratory": ("检测机构", "Laboratory"),
    "testing_team": ("核酸检测专班", "Testing team"),
    "tracing_team": ("流调溯源专班", "Tracing team"),
    "co_investigation": ("协查专班", "Co-investigation desk"),
    "quarantine_site": ("集中隔离点", "Quarantine site"),
    "transfer_team": ("转运专班", "Transfer team"),
    "disinfection_team": ("消毒队", "Disinfection team"),
    "community": ("社区(村)", "Community"),
    "police": ("公安机关", "Police"),
    "employer": ("用人单位", "Employer"),
    "site_operator": ("场所经营管理单位", "Operator of the place"),
    "market_regulation": ("市场监管部门", "Market regulation"),
    "customs": ("海关", "Customs"),
    "transport": ("交通运输部门", "Transport bureau"),
    "education": ("教育部门", "Education bureau"),
    "agriculture": ("农业农村部门", "Agriculture bureau"),
    "civil_affairs": ("民政部门", "Civil affairs"),
    "immunisation": ("预防接种单位", "Immunisation unit"),
    "supplies": ("物资保障组", "Supplies"),
    "publicity": ("宣传部门", "Publicity"),
    "inspection": ("督查组", "Inspection"),
    "data_office": ("数据管理部门", "Data office"),
    "expert_group": ("专家组", "Expert group"),
}
"""Role → (Chinese, English)."""
