"""What a bench of attempts sits: a paper of twenty questions in everybody's own order, and members on the roll."""

import json
from dataclasses import dataclass

from tests.homes import Home

_SET_UP = """
import json, secrets
from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.people.models import Person
from unionhall.kernel.people.names import normalise
from unionhall.modules.campaigns.models import Link
from unionhall.modules.learning import actions
from unionhall.modules.learning.models import Assignment, Question
from unionhall.modules.membership.models import Membership
bench = Actor.system("bench")
first = Assignment.objects.select_related("paper__unit", "campaign").order_by("pk").first()
options = ("等班长来看了再说", "马上停下，先撤到安全的地方", "把这一件干完再走", "拍个视频发到群里")
text = "头顶的吊物晃得厉害，钢丝绳已经断了几股。第{n}种情形里，最先该做的是哪一步？"
given = [
    actions.Given("single", text.replace("{n}", str(n)), options, (1,), "先停下，撤到安全的地方，再报告。")
    for n in range(20)
]
written = actions.write_questions(bench, unit=first.paper.unit, given=given)
actions.send_to_review(bench, written)
actions.approve(bench, written)
fresh = Question.objects.filter(pk__in=[one.pk for one in written]).order_by("pk")
paper = actions.write_paper(
    bench, unit=first.paper.unit, title="二十题", questions=[(one, 5) for one in fresh], pass_marks=60,
    rules=actions.Rules(mixes_questions=True, mixes_options=True, minutes=30),
)
assignment = actions.assign(bench, first.campaign_id, None, paper)
links = list(Link.objects.current().filter(enrolment__campaign=first.campaign_id).select_related("enrolment")[:20])
now, rows = clock.now(), []
names = [f"测{chr(0x4e00 + n // 50)}{chr(0x5000 + n % 50)}" for n in range(NUMBER)]
people = Person.objects.bulk_create(
    Person(name=name, name_key=normalise(name), phone=f"1390000{n % 10000:04d}", created=now)
    for n, name in enumerate(names)
)
Membership.objects.bulk_create(
    Membership(person=one, unit_id=links[n % len(links)].enrolment.unit_id, since=now.date())
    for n, one in enumerate(people)
)
for n, one in enumerate(people):
    link, tail = links[n % len(links)], f"{n % 10000:04d}"
    rows.append([f"/c/{link.token}/", one.name, tail])
print(json.dumps([f"/sit/open/{assignment.pk}/paper/", rows]))
"""
_STORED = """
import json
from unionhall.modules.learning.models import Sheet
from unionhall.modules.learning.queries import split_answers
from unionhall.kernel.facts.models import Fact
found = Sheet.objects.filter(assignment__paper__title="二十题")
rows = {one.public: [split_answers(one.answers, 20), one.handed_in is not None] for one in found}
facts = Fact.objects.filter(measure="learning.papers", source__in=[f"learning.Sheet:{one.pk}" for one in found])
print(json.dumps([rows, facts.count()]))
"""


@dataclass(frozen=True)
class Hall:
    """Where the paper is opened, and who may sit it: link, name, last four digits."""

    paper: str
    members: list[tuple[str, str, str]]


def prepare(home: Home, number: int) -> Hall:
    """A demo with the paper and so many members who have not begun."""
    home.done("demo", "--tiny", "--no-serve")
    paper, rows = json.loads(home.ask(_SET_UP.replace("NUMBER", str(number)), seconds=600))
    return Hall(paper, [(link, name, tail) for link, name, tail in rows])


def stored(home: Home) -> tuple[dict[str, tuple[list[str], bool]], int]:
    """Every sheet by its address: its answers and whether it is handed in; and how many papers were counted."""
    rows, facts = json.loads(home.ask(_STORED, seconds=600))
    return {public: (answers, is_in) for public, (answers, is_in) in rows.items()}, facts
