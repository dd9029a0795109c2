"""An inspector in a cellar without network: all is kept on the phone, arrives once, and is a hazard on the desk."""

import io
import json
import re
import time
from collections.abc import Callable
from datetime import timedelta

from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Hall, Visitor
from unionhall.kernel import clock

Visit = Callable[..., Visitor]
SignIn = Callable[[Visitor, str], None]


def _stored(hall: Hall, place: str) -> dict[str, int]:
    """What stands in the database of the inspections at one place."""
    told = hall.home.ask(
        "import json\n"
        "from unionhall.modules.safety.models import Finding, Inspection, InspectionPhoto, Photo\n"
        f"here = Inspection.objects.filter(place={place!r})\n"
        "keys = list(here.values_list('key', flat=True))\n"
        "found = Finding.objects.filter(inspection__in=here).exclude(hazard=None)\n"
        "hazards = list(found.values_list('hazard', flat=True))\n"
        "print(json.dumps({'inspections': len(keys), 'hazards': len(hazards), "
        "'photos': InspectionPhoto.objects.filter(inspection_key__in=keys).count(), "
        "'of_hazards': Photo.objects.filter(hazard__in=hazards).count()}))"
    )
    found: dict[str, int] = json.loads(told)
    return found


def _until(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for what no element shows."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def _go_through(page: Page, bad: int) -> None:
    """Tick every item; one of them is not in order."""
    items = page.locator("[data-item]")
    for number in range(items.count()):
        word = "不合格" if number == bad else "合格"
        items.nth(number).get_by_text(word, exact=True).click()
    expect(page.locator("[data-items-told]")).to_have_text(f"查了 {items.count()} / {items.count()} 项")


def test_without_network_it_arrives_once(hall: Hall, visitor: Visit, sign_in: SignIn) -> None:
    inspector = visitor("inspects", width=360)
    sign_in(inspector, "township")
    page = inspector.go("/safety/inspect/")
    inspector.look("inspect-home")
    page.get_by_role("searchbox").fill(hall.cast["unit"])
    page.goto(f"{hall.url}/safety/inspect/at/{hall.cast['unit']}/")
    expect(page.locator("form[data-ready]")).to_be_visible()
    address = page.url
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    _until(lambda: bool(page.evaluate("caches.match(location.href, { ignoreVary: true }).then(Boolean)")))

    inspector.context.set_offline(True)
    _go_through(page, 6)
    page.get_by_label("查的是哪里？").fill("地下冷库")
    page.get_by_label("查的是哪里？").blur()
    page.reload()  # a thumb slips; the page comes from the phone, with all that was ticked
    expect(page.locator("form[data-ready]")).to_be_visible()
    expect(page.get_by_label("查的是哪里？")).to_have_value("地下冷库")
    seen = page.locator("[data-item='7']")
    seen.get_by_label("看到了什么？").fill("后门堆了纸箱，推不开")
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(picture, "JPEG")
    file = {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
    seen.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    expect(seen.get_by_role("img", name="第 1 张照片")).to_be_visible()
    page.get_by_role("button", name="交上").click()
    expect(page.get_by_role("alert")).to_contain_text("打上勾再交")
    page.get_by_label("以上是当场看到的").check()
    inspector.look("inspect-filled")
    page.get_by_role("button", name="交上").click()
    expect(page.get_by_text("还没发出去，先存在手机里")).to_be_visible()
    expect(page.locator("[data-queue-rows] li")).to_have_count(2)
    inspector.look("inspect-waits")
    assert _stored(hall, "地下冷库")["inspections"] == 0

    page.close()  # the phone goes into the pocket, and the page with it
    inspector.context.set_offline(False)
    inspector.page = later = inspector.context.new_page()
    later.goto(hall.url + "/safety/inspect/")
    expect(later.locator("[data-queue]")).to_be_hidden()
    assert _stored(hall, "地下冷库") == {"inspections": 1, "hazards": 1, "photos": 1, "of_hazards": 1}
    later.goto(address)
    expect(later.locator("form[data-ready]")).to_be_visible()
    assert not later.locator("input[type=radio]:checked").count()  # the next one begins anew
    assert _stored(hall, "地下冷库")["inspections"] == 1

    officer = visitor("plans", width=1440)
    sign_in(officer, "officer")
    desk = officer.go("/desk/inspections/")
    desk.get_by_role("link", name="专项排查").click()
    desk.get_by_role("main").get_by_role("heading", level=3).get_by_role("link").first.click()
    expect(desk.get_by_role("heading", name="下一家去哪")).to_be_visible()
    officer.look("sweep")
    desk.get_by_role("link", name=re.compile("^派人去")).first.click()
    desk.get_by_label("哪天以前去？").fill(f"{clock.today() + timedelta(days=3)}")
    desk.get_by_role("group", name="谁去？").locator("input").first.check()
    officer.look("visit")
    desk.get_by_role("button", name="安排").click()
    expect(desk.get_by_text("安排好了")).to_be_visible()
