"""An inspector at work in the district, a list of three items, and how a phone tells what was found."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from tests.district import SYSTEM, District
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety.actions import checklists, inspecting, inspectors
from unionhall.modules.safety.models import Edition, Inspection, InspectionPhoto, Inspector, Item

ITEMS = (
    Item(1, "配电箱门能关严", "用电", "", "electric"),
    Item(2, "转动部位有防护罩", "机器", "", "machine"),
    Item(3, "安全出口没有堵", "通道", "", "fire"),
)
KEY = "a1b2c3d4e5f60718293a4b5c6d7e8f90"


def picture(colour: str = "white") -> io.BytesIO:
    """A small photograph."""
    file = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "JPEG")
    file.seek(0)
    return file


@dataclass
class Field:
    """Who works in it."""

    district: District
    edition: Edition
    officer: Actor  # of the federation
    inspector: Inspector  # of the township in the east
    by: Actor  # the same, acting

    def told(self, key: str = KEY, **more: object) -> inspecting.Told:
        """The second item is not in order and a hazard, everything else is."""
        said: dict[str, object] = {
            "answers": {1: "ok", 2: "no", 3: "na"},
            "words": {2: "3 号冲床的护罩拆了"},
            "hazards": frozenset({2}),
            "place": "冲压车间",
        }
        return inspecting.Told(key=key, edition_id=self.edition.pk, **{**said, **more})  # type: ignore[arg-type]

    def submit(self, key: str = KEY, unit: Unit | None = None, **more: object) -> Inspection:
        """As the phone sends it."""
        return inspecting.submit(self.by, unit or self.district.mill, self.told(key, **more))

    def photo(self, key: str, item: int = 2, inspection_key: str = KEY) -> InspectionPhoto:
        """A picture of an item, as the phone sends it."""
        file = picture()
        return inspecting.add_photo(
            self.by, key=key, inspection_key=inspection_key, item=item, file=file, size=len(file.getvalue())
        )


def appointed(district: District, name: str, unit: Unit) -> Inspector:
    """An inspector of ``unit``, proposed by its chair and appointed by the federation's officer."""
    person = district.member(name, unit) if unit.kind == "grassroots" else district.account(name).person
    made = inspectors.propose(SYSTEM, unit, person, evidence="区总 2026 年第一期培训班，考核合格")
    return inspectors.appoint(SYSTEM, made)


def make(district: District) -> Field:
    """The federation shares a list; the township has an inspector."""
    edition = checklists.write_checklist(
        SYSTEM, district.federation, name="车间通用检查表", items=ITEMS, is_shared=True
    )
    inspector = appointed(district, "程向阳", district.east)
    officer = district.actor("林晓禾", district.federation, "officer")
    return Field(district, edition, officer, inspector, actor_for(inspector.person))
