"""Invented unions: the district, its towns, streets and parks, and the enterprises under them."""

from dataclasses import dataclass
from random import Random

DISTRICT = "松涧区总工会"
DISTRICT_CODE = "119900"

# Name and declared kind; the first three make the small demo.
FIRST_LEVEL = (
    ("听泉街道总工会", "township"),
    ("石桥镇总工会", "township"),
    ("北塘工业园总工会", "zone"),
    ("柳岸街道总工会", "township"),
    ("槐荫路街道总工会", "township"),
    ("云溪镇总工会", "township"),
    ("望岭乡总工会", "township"),
    ("青禾新城总工会", "zone"),
    ("南槐物流园总工会", "zone"),
    ("文昌街道总工会", "township"),
    ("东关街道总工会", "township"),
    ("西河沿街道总工会", "township"),
    ("南苑里街道总工会", "township"),
    ("北仓街道总工会", "township"),
    ("永乐街道总工会", "township"),
    ("清晖街道总工会", "township"),
    ("长堤街道总工会", "township"),
    ("双井镇总工会", "township"),
    ("白鹭洲镇总工会", "township"),
    ("大柳树镇总工会", "township"),
    ("松涧区教育工会", "industry"),
    ("松涧区卫生健康系统工会", "industry"),
    ("松涧区建设系统工会", "industry"),
    ("松涧公交集团工会", "industry"),
    ("松涧环卫集团工会", "industry"),
)

# Community joint unions: the number of the first-level union above, and the name; the first two make the small demo.
JOINTS = (
    (1, "槐荫里社区联合工会"),
    (2, "石桥村联合工会"),
    (4, "柳岸社区联合工会"),
    (5, "槐荫路商圈联合工会"),
    (10, "文昌里社区联合工会"),
    (11, "东关社区联合工会"),
    (13, "南苑里社区联合工会"),
    (16, "清晖楼宇联合工会"),
    (18, "双井村联合工会"),
)

_WORDS = (
    "恒岱启禾云杉青石南槐拾光半亩柏川澄光远舟禾木松川明澈嘉木逸景清和知行瑞霖晨曦锦程博远宏图鼎新"
    "鹿鸣海棠银杏长庚立本同舟听涛望岳临溪映山朗润恒新"
    "安和百川北辰朝晖承德春晖大有丰泽凤栖高远光华广源和顺弘毅华章惠民汇丰吉庆佳禾建业金穗聚贤康泰"
    "良工隆昌美华民生诺亚鹏程启明"
)
# what an enterprise does, and the key of its trade
_TRADES = {
    "机械厂": "C",
    "纺织": "C",
    "食品": "C",
    "建筑工程": "E",
    "物流": "G",
    "电子": "C",
    "精密铸造": "C",
    "印刷包装": "C",
    "生物制药": "C",
    "家具": "C",
    "塑料制品": "C",
    "汽车配件": "C",
    "环保科技": "N",
    "商贸": "F",
    "餐饮": "H",
    "物业服务": "K",
    "软件": "I",
    "医疗器械": "C",
    "冷链": "G",
    "五金": "F",
}

# What stands below a union of a system, by its number: the trade, and what the names end with.
_SYSTEMS = {
    21: ("P", ("小学", "中学", "幼儿园", "实验学校", "职业高中")),
    22: ("Q", ("社区卫生服务中心", "医院", "门诊部", "康复医院")),
    23: ("E", ("建筑工程", "市政工程", "装饰工程", "建筑劳务")),
}
_NUMBERED = {24: ("G", "公交第{n}车队"), 25: ("N", "环卫第{n}作业所")}
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class InventedUnit:
    """A union that does not exist: its name, how many members it has, and the key of its trade."""

    name: str
    members: int
    trade: str


def enterprises(random: Random, *, count: int, members: int) -> list[InventedUnit]:
    """``count`` enterprise unions with ``members`` members in all; many small, few large, as in life."""
    words = [_WORDS[i : i + 2] for i in range(0, len(_WORDS), 2)]
    names = [(f"{word}{does}工会", trade) for word in words for does, trade in _TRADES.items()]
    if count > len(names):
        raise ValueError(f"there are names for {len(names)} enterprises, not {count}")
    random.shuffle(names)
    weights = [random.paretovariate(1.3) for _ in range(count)]
    floor = 6
    spare = members - floor * count
    sizes = [floor + int(spare * weight / sum(weights)) for weight in weights]
    sizes[0] += members - sum(sizes)
    return [InventedUnit(name, size, trade) for (name, trade), size in zip(names, sizes, strict=False)]


def in_system(order: int, number: int, random: Random) -> tuple[str, str] | None:
    """Name and trade of the ``number``-th union below the first-level one of this order; None for any other union.

    ``random`` is asked the same number of times for all.
    """
    start = random.randrange(0, len(_WORDS), 2)
    if order in _NUMBERED:
        trade, text = _NUMBERED[order]
        return text.format(n=_in_words(number)) + "工会", trade
    if order in _SYSTEMS:
        trade, ends = _SYSTEMS[order]
        at = 2 * (number - 1) % len(_WORDS)
        return f"{_WORDS[at : at + 2]}{ends[start % len(ends)]}工会", trade
    return None


def _in_words(number: int) -> str:
    """A number below a hundred as it is spoken."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
