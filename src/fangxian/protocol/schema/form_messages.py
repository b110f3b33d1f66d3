"""The sentences of an investigation form's errors and of refused answers: code → (English, Chinese)."""

from __future__ import annotations

from typing import Final

FORM_MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "form.unknown": ("there is no form '{name}'; known are {known}", "没有调查表“{name}”；可用：{known}"),
    "form.name_twice": ("'{name}' stands twice; a name is used once", "“{name}”重复；名称只能使用一次"),
    "form.option_twice": ("two options of '{name}' have the same id", "“{name}”有两个选项编号相同"),
    "form.options": (
        "'{name}': options belong to the types choice and choices, and these need them",
        "“{name}”：选项（option）用于且必须用于 choice、choices 类型",
    ),
    "form.columns": (
        "'{name}': columns belong to the type rows, and it needs them",
        "“{name}”：列（column）用于且必须用于 rows 类型",
    ),
    "form.maps_to": (
        "'{name}' is no field that an answer of this type can fill; known are {known}",
        "此类型的答案不能填入字段“{name}”；可用字段：{known}",
    ),
    "form.section_unknown": (
        "question '{question}' stands in section '{name}', which the form does not have",
        "问题“{question}”所在的部分“{name}”不存在",
    ),
    "form.test_one": (
        "the condition on '{name}' states exactly one of is, in, at_least and answered",
        "对“{name}”的条件只能在 is、in、at_least、answered 中写一种",
    ),
    "form.test_unknown": (
        "'{question}' is shown by the answer to '{name}', which is not asked before it",
        "“{question}”的显示取决于“{name}”，但后者未在其之前提问",
    ),
    "form.test_value": (
        "'{name}' is no answer to '{question}', so the condition never holds",
        "“{name}”不是“{question}”的选项，条件永远不成立",
    ),
    "form.remove_unknown": (
        "remove names '{name}', which the form beneath does not ask",
        "remove 中的“{name}”不在被叠加的调查表中",
    ),
    "form.after_unknown": (
        "after names '{name}', which the form does not have",
        "after 中的“{name}”不在调查表中",
    ),
    "answer.missing": ("“{en}” has not been answered", "“{zh}”尚未填写"),
    "answer.cell_missing": ("“{en}” is empty in row {row}", "第 {row} 行“{zh}”尚未填写"),
    "answer.long": ("{length} characters; {longest} fit", "共 {length} 字，最多 {longest} 字"),
    "answer.number": ("“{value}” is no number", "“{value}”不是数字"),
    "answer.range": ("{value} cannot be right: {least} to {most}", "{value} 超出范围：{least} 至 {most}"),
    "answer.date": ("“{value}” is no day: write 2020-12-07", "“{value}”不是日期：请写作 2020-12-07"),
    "answer.datetime": (
        "“{value}” is no time: write 2020-12-07T16:00",
        "“{value}”不是时间：请写作 2020-12-07T16:00",
    ),
    "answer.choice": ("“{value}” is none of the answers: {known}", "“{value}”不在选项之中：{known}"),
    "answer.area": ("“{value}” is no area code", "“{value}”不是地区代码"),
    "answer.id_number": (
        "an identity number belongs into the register, where it is sealed",
        "身份证件号码应登记在人员名册（加密保存），不写入调查表",
    ),
    "answer.phone": (
        "a mobile number belongs into the register, where it is sealed",
        "手机号码应登记在人员名册（加密保存），不写入调查表",
    ),
    "answer.rows": ("{count} rows; {most} fit", "共 {count} 行，最多 {most} 行"),
}
