"""What unions above asked of a unit in a month, and what they need not have asked."""

from collections.abc import Callable

from django.test import Client

from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel.access.queries import actor_for
from unionhall.kernel.people.models import Account, Person
from unionhall.modules.campaigns.actions.setting_tasks import NewTask, set_tasks
from unionhall.modules.campaigns.models import Campaign

SignIn = Callable[[Person], Client]


def test_each_level_stands_with_what_it_asked_and_what_was_spared(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    own = [
        NewTask("每家开一场宣讲", "campaigns.acts", "least", 1, papers.until),
        NewTask("八成会员答卷", "learning.papers", "share", 80, papers.until),
    ]
    set_tasks(SYSTEM, papers, hall.federation, own)
    ben = actor_for(Account.objects.get(person=hall.ben))
    set_tasks(ben, papers, hall.east, [NewTask("再发一次资料", "campaigns.copies", "least", 100, papers.until)])
    page = as_(hall.cleo).get("/desk/burden/").content.decode()
    first, second = page.split("听泉街道总工会</h2>")
    assert "2 件，4 栏，约 8 分钟" in first  # enrolling, link and poster: 6; one act: 4 fields, 2 minutes
    assert "系统里有数，不用报" in first
    assert "1 件，4 栏，约 2 分钟" in second
    assert (
        "本月上面要了 3 件，要填 8 栏，约 10 分钟；1 件系统里有数，没再要"
        in as_(hall.cleo).get("/desk/").content.decode()
    )
    above = as_(hall.ben).get(f"/desk/burden/?unit={hall.east.code}").content.decode()
    assert "恒岱机械厂工会" in above.split("下级单位这个月")[1]
    elsewhere = as_(hall.yan).get("/desk/burden/").content.decode()
    assert "再发一次资料" not in elsewhere
    assert "要了 3 件" in as_(hall.ben).get(f"/desk/units/{hall.mill.code}/").content.decode()


def test_nobody_reads_the_burden_of_a_union_they_may_not_see(hall: Hall, papers: Campaign, as_: SignIn) -> None:
    assert as_(hall.dora).get(f"/desk/burden/?unit={hall.mill.code}").status_code == 404
    assert as_(hall.cleo).get("/desk/burden/?month=nonsense").status_code == 404
    assert "没在系统里要过什么" in as_(hall.cleo).get("/desk/burden/?month=2020-01").content.decode()
