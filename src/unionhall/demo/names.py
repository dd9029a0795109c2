"""Invented people: names as they are heard in a Chinese factory, by sex and year of birth, and their numbers.

Identity numbers begin with 119900, a code that is allocated to no place, and telephone numbers with 154, a prefix
that is allotted to no operator; so nobody real can be among them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from operator import mul
from random import Random

REGION = "119900"
PHONE_PREFIX = "154"

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_WEIGHTS = list(accumulate(max(4, 100 - 2 * i) for i in range(len(_SURNAMES))))
_DOUBLE_SURNAMES = ("欧阳", "上官", "司徒", "诸葛")
_GIVEN = {
    ("m", 1975): "建国建军志强国强卫东永刚德明新民海涛立新玉林文斌大勇长河春生保华振华庆生学文",
    ("m", 1988): "志伟海波晓东俊杰伟超鹏飞小龙立峰文涛永亮建波志勇少华昌盛继东晓峰国栋振宇",
    ("m", 2010): "浩然子轩宇航嘉豪俊熙泽宇天佑明轩博文子涵一鸣思远家乐奕辰晨阳瑞霖",
    ("f", 1975): "桂英秀兰玉珍淑芬凤霞丽华春梅素琴月娥爱萍秀英桂芳玉兰翠花美云金凤",
    ("f", 1988): "晓燕丽娟海燕雪梅艳红春燕小红文静秀丽红霞玉洁晓梅丹丹婷婷慧敏晓丽",
    ("f", 2010): "雨欣梓涵诗涵欣怡思雨佳怡雨桐可馨语嫣子萱若曦梦瑶晨曦静怡心怡雅婷",
}
_SINGLE = {"m": "伟勇军强磊刚涛斌超波鹏辉杰峰亮明飞毅浩宁", "f": "芳敏静丽艳娟霞燕娜玲萍红梅琳洁颖慧蕾丹雪"}
_ETHNIC = ("阿依古丽·买买提", "古丽娜尔·艾合买提", "才让·多杰", "艾力·吐尔逊")
_CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class InventedPerson:
    """Somebody who does not exist."""

    name: str
    sex: str  # "m" | "f"
    born: date
    number: str
    phone: str

    @property
    def tail(self) -> str:
        """The last four digits of the telephone number, by which a worker says who they are."""
        return self.phone[-4:]


class Crowd:
    """Makes people one after the other, no two with the same number or telephone."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._made = 0
        self._numbers: set[str] = set()

    def person(self, year: int = 2026) -> InventedPerson:
        """The next person: of working age in ``year``."""
        self._made += 1
        sex = "m" if self._random.random() < 0.58 else "f"
        age = int(self._random.triangular(19, 59, 36))
        born = date(year - age, 1, 1) + timedelta(days=self._random.randrange(365))
        return InventedPerson(self._name(sex, born.year), sex, born, self._number(sex, born), self._phone())

    def _name(self, sex: str, year: int) -> str:
        chance = self._random.random()
        if chance < 0.002:
            return self._random.choice(_ETHNIC)
        surname = (
            self._random.choice(_DOUBLE_SURNAMES)
            if chance < 0.006
            else self._random.choices(_SURNAMES, cum_weights=_WEIGHTS)[0]
        )
        if self._random.random() < 0.22:
            return surname + self._random.choice(_SINGLE[sex])
        until = next(limit for limit in (1975, 1988, 2010) if year <= limit)
        pairs = _GIVEN[sex, until]
        at = 2 * self._random.randrange(len(pairs) // 2)
        if self._random.random() < 0.35:  # the first character of one, the second of another
            other = 2 * self._random.randrange(len(pairs) // 2)
            return surname + pairs[at] + pairs[other + 1]
        return surname + pairs[at : at + 2]

    def _number(self, sex: str, born: date) -> str:
        order = (self._made * 2) % 1000 + (sex == "m")
        begins = f"{REGION}{born.year}{born.month:02d}{born.day:02d}"
        body = f"{begins}{order:03d}"
        while body in self._numbers:
            order = (order + 2) % 1000
            body = f"{begins}{order:03d}"
        self._numbers.add(body)
        return body + check_digit(body)

    def _phone(self) -> str:
        return f"{PHONE_PREFIX}{(self._made * 7919) % 100_000_000:08d}"


def check_digit(body: str) -> str:
    """The last character of an identity number (GB 11643) for its first seventeen."""
    return "10X98765432"[sum(map(mul, map(int, body), _CHECK_WEIGHTS)) % 11]
