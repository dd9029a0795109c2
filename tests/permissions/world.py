"""The cast of the permission matrix, in the smallest demo: everything in it was done by the actions that users call."""

import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from tests.demo import TinyDemo
from tests.lanes_client import LanesClient
from unionhall.kernel import clock
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import walls
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.law.models import Layer
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts, factors, signins, totp
from unionhall.kernel.people import actions as people
from unionhall.kernel.people.models import Account
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.briefings.models import Briefing
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Act, Task
from unionhall.modules.committees import actions as committees
from unionhall.modules.committees.queries import Elected
from unionhall.modules.feedback import actions as feedback
from unionhall.modules.feedback.models import Voice
from unionhall.modules.learning import actions as learning
from unionhall.modules.learning.actions import certificates
from unionhall.modules.learning.models import Assignment, Correction, Ending, Lesson, Paper, Question, Sheet
from unionhall.modules.learning.queries import sitting_for
from unionhall.modules.liaison import actions as liaison
from unionhall.modules.liaison.models import Card
from unionhall.modules.membership import actions as membership
from unionhall.modules.membership.actions import duplicates, joining, own
from unionhall.modules.membership.models import Application, JoinLink, Membership, Transfer
from unionhall.modules.safety import actions as safety
from unionhall.modules.safety import queries as safety_queries
from unionhall.modules.safety.actions import checklists, inspecting, inspectors, instruments, visits
from unionhall.modules.safety.models import Item

PHONE = "13900000099"


@dataclass(frozen=True)
class World:
    """Who there is, and the things of one enterprise union that the addresses name."""

    clients: dict[str, Client]
    values: dict[str, Any]


def make(demo: TinyDemo) -> World:
    """Sign everybody in, and do what the addresses need besides the demo."""
    home, told = demo.home, demo.told
    clients: dict[str, Client] = {"visitor": LanesClient(), "outsider": _signed_in(_outsider())}
    for member in ("neighbour", "chair", "township", "officer"):
        account = accounts.account_by_phone(told[member])
        assert account is not None
        clients[member] = _signed_in(account)
    clients["worker"] = _worker(told)
    return World(clients, _values(told, clients["worker"], home))


def _outsider() -> Account:
    """Somebody with an account and no office at all."""
    by = Actor.system("test")
    [person] = people.add_people(by, [people.NewPerson(name="路人", phone=PHONE)])
    account, code = accounts.invite(by, person, "")
    return accounts.activate(code, PHONE, "a long enough secret") or account


def _signed_in(account: Account) -> Client:
    client = LanesClient()
    client.force_login(account)
    return client


def _worker(told: dict[str, Any]) -> Client:
    """Somebody at the enterprise union who has said who they are on the campaign's link."""
    client = LanesClient()
    client.post(told["link"], {"name": told["worker"], "tail": told["tail"]})
    assert client.cookies, "the link gave no claim"
    return client


def _card(chair: Appointment) -> dict[str, Any]:
    """The chair's liaison card, and a contact."""
    by = Actor.system("test")
    card = Card.objects.filter(appointment=chair).first() or liaison.make(by, chair, liaison.Reached("010-80001234"))
    liaison.note(by, card, kind="call", ticket="matrix")
    return {"card_id": card.pk, "card_token": card.token, "contact_id": card.contacts.get(ticket="matrix").pk}


def _secured(account: Account) -> int:
    """The account has a second step and is signed in on another device too."""
    secret, now = totp.new_secret(), clock.now().timestamp()
    code = totp.code(secret, totp.step_of(now))
    factors.add_app(accounts.owner_of(account), account, secret=secret, code=code, name="验证器")
    whence = signins.Whence("android/wechat", "10.0.0.x")
    return signins.opened(account, how="password", whence=whence, session_key="another-device").pk


def _values(told: dict[str, Any], worker: Client, home: Path) -> dict[str, Any]:
    """What stands in the addresses: things of the chair's union, or of the campaign above it."""
    chair = Appointment.objects.get(unit__code=told["unit"], office="chair", until=None)
    assignment = Assignment.objects.get()
    opened = worker.get(f"/sit/open/{assignment.pk}/lesson/")
    sheet = Sheet.objects.get(public=opened.headers["Location"].split("/")[2])
    feedback.send(ticket=feedback.new_ticket(), kind="complaint", text="食堂的灯坏了", about=told["unit"])
    return {
        "language": "en",
        "code": told["unit"],
        "unit": told["unit"],
        "pk": chair.pk,
        "person_id": chair.person_id,
        "sign_in_id": _secured(chair.person.account),
        **_card(chair),
        "campaign_id": told["campaign"],
        "token": told["link"].strip("/").partition("/")[2],
        "measure": "campaigns.units",
        "sheet_id": sheet.pk,
        "participant_id": sheet.participant_id,
        "public": sheet.public,
        "number": 1,
        "kind": "lesson",
        "assignment_id": assignment.pk,
        "lesson_id": Lesson.objects.get().pk,
        "paper_id": Paper.objects.get().pk,
        "place": 2,
        "correction_id": _correction(told).pk,
        "ending_id": _ending(told).pk,
        "question_id": Question.objects.order_by("pk").values_list("pk", flat=True)[0],
        **_media(told),
        **_questions(),
        **_certificate(sheet, worker),
        "application_id": _application(told).pk,
        "join_token": JoinLink.objects.get().token,
        "transfer_id": _transfer(told).pk,
        **_import(told, home),
        **_twice(told),
        **_asked(told),
        "voice_id": Voice.objects.get().pk,
        **_hazard(told),
        **_inspecting(told),
        **_committees(told),
        "wall_token": walls.open_wall(Actor.system("test"), *_counted(told)).token,
        **_campaign(told),
        "briefing_id": Briefing.objects.get(state="draft").pk,  # the federation's officer is writing it
        "form": "pdf",
        "law_rule": "TUL-16",
        "calculator": "leave",
        "layer_id": Layer.objects.create(name="本区", added=clock.now()).pk,
    }


def _counted(told: dict[str, Any]) -> tuple[Reckoning, Unit]:
    """What is counted, and the chair's union."""
    return Reckoning.objects.get(key=f"campaigns:{told['campaign']}"), Unit.objects.get(code=told["unit"])


def _hazard(told: dict[str, Any]) -> dict[str, Any]:
    """A hazard that somebody reported, with a picture."""
    unit = Unit.objects.get(code=told["unit"])
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    photo = safety.keep_photo(picture, len(picture.getvalue()))
    code = safety.report(unit, safety.Said("仓库后门", "门锁着，出不去"), ticket="t", photos=[photo.key])
    report = safety_queries.report_by_receipt(code)
    assert report is not None
    by, due = Actor.system("test"), clock.today() + timedelta(days=7)
    made = instruments.issue(by, report.hazard, instruments.Draft("suggest", "本厂", "打开后门", due))
    return {"instrument_id": made.pk, "hazard_id": report.hazard_id, "photo_key": photo.key, "report_id": report.pk}


def _inspecting(told: dict[str, Any]) -> dict[str, Any]:
    """An inspector of the chair's union, its own list and code, and an inspection that the federation arranged."""
    by, unit = Actor.system("test"), Unit.objects.get(code=told["unit"])
    edition = checklists.write_checklist(by, unit, name="本厂检查表", items=[Item(1, "配电箱门能关严")])
    spot = checklists.add_spot(by, unit, name="空压机房", kind="place")
    person = Membership.objects.open().filter(unit=unit).latest("pk").person
    inspector = inspectors.appoint(by, inspectors.propose(by, unit, person, evidence="培训班考核合格"))
    new = visits.NewVisit(at=unit, on=clock.today(), leads=[inspector])
    visit = visits.arrange(by, org_queries.superiors(unit)[0], new)
    picture, key = io.BytesIO(), "f" * 32
    Image.new("RGBA", (8, 8)).save(picture, "PNG")
    drawn, acting = picture.getvalue(), actor_for(person)
    sent = inspecting.Told(key=key, edition_id=edition.pk, answers={1: "ok"}, signed=drawn)
    made = inspecting.submit(acting, unit, sent)
    photo = inspecting.add_photo(acting, key=key, inspection_key=key, item=1, file=picture, size=len(drawn))
    return {
        "checklist_id": edition.checklist_id,
        "edition_id": edition.pk,
        "spot_token": spot.token,
        "spot_id": spot.pk,
        "inspector_token": inspector.token,
        "inspector_id": inspector.pk,
        "visit_id": visit.pk,
        "inspection_id": made.pk,
        "photo_id": photo.pk,
        "signer": 1,
    }


def _campaign(told: dict[str, Any]) -> dict[str, Any]:
    """What the chair's union has reported, with a proof, and what the federation asks."""
    act = Act.objects.filter(unit__code=told["unit"]).select_related("campaign__reckoning", "unit").earliest("pk")
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(picture, "PNG")
    said = campaigns.NewAct(act.kind, act.day, act.place, act.people, act.copies)
    campaigns.change_act(Actor.system("test"), act, said, picture)
    return {"act_id": act.pk, "task_id": Task.objects.earliest("pk").pk, "cover": campaigns.keep_cover(picture)}


def _correction(told: dict[str, Any]) -> Correction:
    """A question was withdrawn that somebody at the chair's union had answered."""
    unit, paper = Unit.objects.get(code=told["unit"]), Paper.objects.get()
    by, due = Actor.system("test"), clock.today()
    learning.withdraw_question(by, paper=paper, place=1, rule="everybody", reason="题意不清")
    made = Correction(paper=paper, edition=1, unit=unit, sheets=1, now_passed=1, now_failed=0, due=due)
    return procedures.begin(by, made)


def _ending(told: dict[str, Any]) -> Ending:
    """Certificates of the chair's union end soon."""
    made = Ending(unit=Unit.objects.get(code=told["unit"]), number=1, due=clock.today())
    return procedures.begin(Actor.system("test"), made)


def _committees(told: dict[str, Any]) -> dict[str, int]:
    """A result of the chair's union that waits for the union above, and a union to be founded beside it."""
    by, unit = Actor.system("test"), Unit.objects.get(code=told["unit"])
    today, above = clock.today(), org_queries.superiors(unit)[-1]
    elected = (Elected("新主席", PHONE, "chair"),)
    election = committees.report(by, unit, committees.Result(today, 3, 30, 25, elected))
    application = committees.Application("新企业工会", "grassroots", 30, "甲", "甲 " + PHONE)
    return {"election_id": election.pk, "founding_id": committees.apply(by, above, application).pk}


def _certificate(sheet: Sheet, worker: Client) -> dict[str, Any]:
    """The worker has learnt the lesson and has a certificate for it."""
    by, public = Actor.system("test"), sheet.public
    rule = {"title": "学习证书", "wording": "{name} 学过了", "asks": "learnt"}
    certificates.write_rule(by, assignment=Assignment.objects.get(), **rule)
    sitting = sitting_for(worker.cookies["uh_claim"].value, public)
    assert sitting is not None
    learning.finish_lesson(sitting)
    given = certificates.give_certificate(sitting)
    return {"certificate_id": given.pk, "check_token": given.token}


def _media(told: dict[str, Any]) -> dict[str, Any]:
    """A picture in a lesson."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(picture, "PNG")
    unit = Unit.objects.get(code=told["unit"])
    kept = learning.add_media(Actor.system("test"), unit=unit, name="安全帽.png", file=picture)
    return {"sha256": kept.sha256, "name": kept.url.rpartition("/")[2], "media_id": kept.pk}


def _questions() -> dict[str, Any]:
    """A file of questions that the federation has read and not taken in."""
    unit = Paper.objects.get().unit
    file = learning.receive(Actor.system("test"), unit=unit, name="题.txt", content="水能灭电器的火。{F}".encode())
    return {"file_id": file.pk, "key": "xlsx"}


def _application(told: dict[str, Any]) -> Application:
    """Somebody asks to be taken into the chair's union."""
    link = joining.open_link(Actor.system("test"), Unit.objects.get(code=told["unit"]))
    joining.apply_to_join(link, {"name": "路人", "phone": PHONE})
    return Application.objects.get()


def _transfer(told: dict[str, Any]) -> Transfer:
    """A member on the way from the chair's union to the neighbour's."""
    neighbour = accounts.account_by_phone(told["neighbour"])
    assert neighbour is not None
    receiving = Appointment.objects.get(person=neighbour.person, until=None).unit
    member = Membership.objects.open().filter(unit__code=told["unit"]).latest("pk")
    return membership.offer(Actor.system("test"), member, receiving)


def _import(told: dict[str, Any], home: Path) -> dict[str, int]:
    """A file for the chair's union of which nothing is written yet, with a row that may be two people."""
    by, unit = Actor.system("test"), Unit.objects.get(code=told["unit"])
    for person in people.add_people(by, [people.NewPerson(name="双生", phone=PHONE)] * 2):
        membership.join(by, person, unit)
    file = io.BytesIO(f"姓名,手机号\n双生,{PHONE}\n".encode())
    made = membership.upload(by, unit, "roll.csv", file)
    membership.preview(by, made)
    return {"import_id": made.pk, "row_id": made.rows.get().pk}


def _twice(told: dict[str, Any]) -> dict[str, int]:
    """Two files of the chair's union that may be one person, and two that were made one."""
    by, unit = Actor.system("test"), Unit.objects.get(code=told["unit"])
    made = people.add_people(by, [people.NewPerson(name="一人", phone=PHONE)] * 3)
    for person in made:
        membership.join(by, person, unit)
    merged = duplicates.merge(by, made[0].pk, made[2].pk, reason="同一个人")
    return {"kept_id": made[0].pk, "gone_id": made[1].pk, "merge_id": merged.pk}


def _asked(told: dict[str, Any]) -> dict[str, int]:
    """The chair asks to have their own name put right."""
    account = accounts.account_by_phone(told["chair"])
    assert account is not None
    made = own.ask_to_correct(actor_for(account), {"name": "郭新名"}, why="改了名")
    return {"own_id": made.pk, "request_id": made.pk}


def addresses() -> dict[str, URLPattern]:
    """Every address of the product, by its pattern."""

    def walk(patterns: list[Any], prefix: str) -> dict[str, URLPattern]:
        found: dict[str, URLPattern] = {}
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                found |= walk(pattern.url_patterns, route)
            else:
                found[route] = pattern
        return found

    return walk(get_resolver("unionhall.config.urls").url_patterns, "/")
