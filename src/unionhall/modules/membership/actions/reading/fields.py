"""The columns of a roll, in one table: the template, the reader, the exports and the documents are made from it."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ID, UNIT_CODE, UNIT_NAME, NAME, KIND, DOCUMENT = "id", "unit_code", "unit_name", "name", "kind", "document"
PHONE, SEX, BORN, SINCE, GROUP = "phone", "sex", "born", "since", "group"
CLEAR = "清空"  # the only way in which a cell takes a value away: a blank never does
TO_MEND = "要改的地方"  # heads the first column of the workbook of rows that were not taken
EXAMPLE = "示例"  # a row whose name begins so is no person


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its key, what we call it, what others call it, and how the template explains and checks it."""

    key: str
    label: str  # the heading in our own files, hence never translated
    headings: tuple[str, ...]  # whole headings that mean it, without blanks, brackets and stars
    within: tuple[str, ...] = ()  # parts of longer headings that mean it …
    unless: tuple[str, ...] = ()  # … unless one of these stands there too
    required: bool = False
    example: str = ""
    values: tuple[str, ...] = ()  # offered as a list in the template
    hint: str | Promise = ""
    width: int = 14
    can_clear: bool = False


OTHERS = (  # whose name or number it is, when it is not the member's
    "父", "母", "配偶", "紧急", "联系人", "家属", "子女", "介绍人", "负责人", "填表", "制表", "审核", "主席",
    "推荐人", "法人", "法定",
    "监护", "单位电话", "办公电话", "家庭电话", "固定电话",
)  # fmt: skip
SEXES = ("男", "女")
DOCUMENT_KINDS = (
    "居民身份证",
    "护照",
    "港澳居民来往内地通行证",
    "台湾居民来往大陆通行证",
    "外国人永久居留身份证",
)

FIELDS: dict[str, Field] = {
    field.key: field
    for field in (
        Field(
            ID,
            "编号",
            ("编号", "会员编号", "会籍编号", "系统编号"),
            hint=_("导出的名册带着，改完再导靠它认人。新会员空着，不要自己编"),
            width=12,
        ),
        Field(
            UNIT_CODE,
            "单位代码",
            (
                "单位代码", "单位编码", "单位编号", "工会代码", "工会编码", "组织代码", "组织编码", "统一社会信用代码",
                "社会信用代码", "信用代码", "机构代码", "组织机构代码", "工会编号", "企业代码",
            ),
            within=("信用代码", "单位代码", "工会代码", "单位编码"),
            example="119900-01-001",
            hint=_("单位代码或统一社会信用代码。单位代码、单位名称写一个就行"),
            width=18,
        ),
        Field(
            UNIT_NAME,
            "单位名称",
            (
                "单位名称", "单位", "工作单位", "所在单位", "工会名称", "所在工会", "基层工会", "所属工会", "企业名称",
                "公司名称", "公司", "所属单位", "工会", "基层工会名称", "单位全称", "工会全称", "企业", "用人单位",
                "所属企业",
            ),
            within=("单位名称", "工会名称", "企业名称", "工作单位", "所在单位", "所属工会"),
            unless=("地址", "电话", "原单位", "上级"),
            example="恒岱机械厂工会",
            width=28,
        ),
        Field(
            NAME,
            "姓名",
            ("姓名", "职工姓名", "会员姓名", "名字", "员工姓名", "工人姓名", "人员姓名", "职工", "会员",
            "中文姓名", "真实姓名"),
            within=("姓名",),
            unless=(*OTHERS, "曾用", "拼音", "英文"),
            required=True,
            example="示例：王小明",
        ),
        Field(
            KIND,
            "证件类型",
            ("证件类型", "证件种类", "有效证件类型", "证件类别", "证件名称", "身份证件类型", "证照类型"),
            within=("证件类型", "证件种类"),
            unless=OTHERS,
            example="居民身份证",
            values=DOCUMENT_KINDS,
            hint=_("空着就按号码的样子认"),
            width=24,
        ),
        Field(
            DOCUMENT,
            "身份证号",
            (
                "身份证号", "身份证号码", "身份证", "证件号码", "证件号", "公民身份号码", "居民身份证号码",
                "有效证件号码",
                "公民身份证号码", "公民身份证号", "居民身份证", "居民身份证号", "身份证件号码", "身份号码",
                "证件编号", "身份证明号码",
                "证号",
            ),
            within=("身份证", "证件号", "身份号码"),
            unless=(*OTHERS, "类型", "种类", "有效期", "复印", "照片", "地址", "住址"),
            required=True,
            example="110101199003070011",
            hint=_("18 位，照证件填。没有身份证号的，至少写手机号"),
            width=22,
        ),
        Field(
            PHONE,
            "手机号",
            (
                "手机号", "手机号码", "手机", "联系电话", "电话", "移动电话", "联系方式", "电话号码", "本人电话",
                "本人手机",
                "联系手机", "联系号码", "手机电话",
            ),
            within=("手机", "联系电话", "联系方式", "移动电话"),
            unless=OTHERS,
            required=True,
            example="13800000001",
            hint=_("11 位手机号。没有手机号的，至少写身份证号"),
            can_clear=True,
        ),
        Field(SEX, "性别", ("性别", "男女"), example="男", values=SEXES, hint=_("有身份证号的不用写"), width=8),
        Field(
            BORN,
            "出生日期",
            ("出生日期", "出生年月日", "生日", "出生年月", "出生"),
            within=("出生日期", "出生年月"),
            unless=OTHERS,
            example="1990-03-07",
            hint=_("写成 1990-03-07。有身份证号的不用写"),
            can_clear=True,
        ),
        Field(
            SINCE,
            "入会日期",
            ("入会日期", "入会时间", "加入工会时间", "加入工会日期", "入会年月", "入会年月日"),
            within=("入会日期", "入会时间"),
            example="2024-03-05",
            hint=_("写成 2024-03-05。空着就从导入那天算起"),
        ),
        Field(
            GROUP,
            "工会小组",
            ("工会小组", "小组", "车间班组", "部门", "班组", "所在部门", "工会小组名称", "车间", "科室",
            "所在班组", "所属部门"),
            within=("小组", "班组"),
            unless=("组长",),
            example="一车间",
            can_clear=True,
        ),
    )
}  # fmt: skip

_BY_HEADING = {heading: field.key for field in FIELDS.values() for heading in field.headings}
_NOT_IN_A_HEADING = re.compile(r"[\s*※★☆:：、,，。._\-—/\\|\u200b-\u200f\ufeff'\"‘’“”]+")
_BRACKETS = re.compile(r"[(（\[【〔].*?[)）\]】〕]|[(（\[【〔].*$")


def plain(heading: str) -> str:
    """A heading as it is compared: half-width, without blanks, stars, colons and what stands in brackets."""
    text = unicodedata.normalize("NFKC", heading)
    return _NOT_IN_A_HEADING.sub("", _BRACKETS.sub("", text) or text)


def field_of(heading: str) -> tuple[str, int] | None:
    """The field that a heading means and how sure that is (2 the whole heading, 1 a part of it), or None."""
    word = plain(heading)
    if not word or len(word) > 30:
        return None
    if word in _BY_HEADING:
        return _BY_HEADING[word], 2
    for field in FIELDS.values():
        if any(part in word for part in field.within) and not any(part in word for part in field.unless):
            return field.key, 1
    return None
