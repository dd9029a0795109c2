"""Judging single cells of a roll: names, documents of every kind, sexes. Pure; sentences for who keeps the list."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from unionhall.kernel.people import documents
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.membership.actions.naming_units import Wrong
from unionhall.modules.membership.actions.reading.fields import DOCUMENT, EXAMPLE, KIND

Kind = Person.DocumentKind
KINDS = {
    "身份证": Kind.IDENTITY,
    "居民身份证": Kind.IDENTITY,
    "二代身份证": Kind.IDENTITY,
    "第二代居民身份证": Kind.IDENTITY,
    "身份证件": Kind.IDENTITY,
    "港澳台居民居住证": Kind.IDENTITY,  # its number is a citizen's number of 18 digits
    "港澳居民居住证": Kind.IDENTITY,
    "台湾居民居住证": Kind.IDENTITY,
    "护照": Kind.PASSPORT,
    "外国护照": Kind.PASSPORT,
    "中国护照": Kind.PASSPORT,
    "普通护照": Kind.PASSPORT,
    "港澳居民来往内地通行证": Kind.HK_MACAO,
    "港澳通行证": Kind.HK_MACAO,
    "港澳居民通行证": Kind.HK_MACAO,
    "回乡证": Kind.HK_MACAO,
    "台湾居民来往大陆通行证": Kind.TAIWAN,
    "台湾通行证": Kind.TAIWAN,
    "台胞证": Kind.TAIWAN,
    "外国人永久居留身份证": Kind.RESIDENCE,
    "外国人永久居留证": Kind.RESIDENCE,
    "永久居留身份证": Kind.RESIDENCE,
    "永久居留证": Kind.RESIDENCE,
}
SEXES = {"男": Person.Sex.MALE, "女": Person.Sex.FEMALE, "男性": Person.Sex.MALE, "女性": Person.Sex.FEMALE}
LONGEST_NAME, LONGEST_GROUP = 60, 60
_SHAPES = (  # asked in this order; what fits none is told to write its kind down
    (Kind.RESIDENCE, re.compile(r"[A-Z]{3}\d{12}")),
    (Kind.HK_MACAO, re.compile(r"[HM](\d{8}|\d{10})")),
    (Kind.PASSPORT, re.compile(r"[A-Z]{1,2}\d{6,8}")),
)
_PERMIT = re.compile(r"\d{8}|\d{10}")  # how a 台胞证 looks, and much else
_LOST = set("?？□■◆\ufffd�")  # what is left of a character that an encoding did not have
_BLANKS = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_DOTS = re.compile(r"(?<=[^\W\d_])[.·•‧∙⋅・･●•᛫⸱。．](?=[^\W\d_])")
_PLAIN_NUMBER = re.compile(r"[\s'‘’`\"“”\-—–_()（）]+")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: its kind, its number, and what the number says of birth and sex ("" and None: nothing)."""

    kind: str = ""
    number: str = ""
    born: date | None = None
    sex: str = ""


def judge_name(text: str) -> str:
    """A name as it is stored. Raises ValueError with a sentence."""
    name = " ".join(text.split())
    if not name or name.startswith(EXAMPLE):
        raise ValueError(_("没有姓名"))
    if _LOST.intersection(name):
        raise ValueError(_("姓名里有乱码，可能是生僻字没存住。照证件再填一遍"))
    if any(char.isdigit() for char in name):
        raise ValueError(_("姓名里有数字，看看是不是错了列"))
    if len(normalise(name)) < 2:
        raise ValueError(_("姓名至少两个字"))
    if len(name) > LONGEST_NAME:
        raise ValueError(_("姓名超过 %(n)s 个字，看看是不是错了列") % {"n": LONGEST_NAME})
    if name.isascii():
        return name
    return _DOTS.sub("·", _BLANKS.sub("", name) if _is_chinese(name) else name)


def has_private_characters(name: str) -> bool:
    """Whether a name holds characters that mean something on one machine only (造字)."""
    return any(unicodedata.category(char) in ("Co", "Cn") for char in name)


def judge_document(number: str, kind_said: str) -> Paper:
    """A document by its number and, where the file says it, its kind; else by the number's shape. Raises Wrong."""
    if not number:
        return Paper()
    said = "".join(kind_said.split())
    kind = KINDS.get(said) if said else kind_by_shape(number)
    if said and kind is None:
        raise Wrong(KIND, _("不认得这种证件。写居民身份证、护照、港澳或台湾通行证、永久居留身份证"))
    if kind is None:
        raise Wrong(KIND, _("看不出这是哪种证件的号码，写上证件类型"))
    try:
        if kind == Kind.IDENTITY or (kind == Kind.RESIDENCE and _is_eighteen(number)):
            found = documents.check_identity_number(number)
            return Paper(kind, found.number, found.born, found.sex)
        return Paper(kind, documents.normalise_document(kind, number))
    except ValueError as problem:
        raise Wrong(DOCUMENT, str(problem)) from None


def kind_by_shape(number: str) -> Kind | None:
    """Which kind of document has numbers of this shape; None when several have."""
    plain = _PLAIN_NUMBER.sub("", unicodedata.normalize("NFKC", number)).upper()
    for kind, shape in _SHAPES:
        if shape.fullmatch(plain):
            return kind
    if _PERMIT.fullmatch(plain):
        return None
    if len(plain) == 18 and plain.startswith("9"):  # the permanent residence card of 2023
        return Kind.RESIDENCE
    return Kind.IDENTITY  # whose checks say best what is wrong


def _is_eighteen(number: str) -> bool:
    plain = _PLAIN_NUMBER.sub("", unicodedata.normalize("NFKC", number))
    return len(plain) == 18 and plain[:17].isdecimal()


def _is_chinese(name: str) -> bool:
    return not any(char.isascii() and char.isalpha() for char in name)
