"""Taking an import back where somebody it brought has taken part since, was merged, or had their name erased."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.district import SYSTEM, District
from unionhall.kernel import clock
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.people import merging
from unionhall.kernel.people.erasing import erase
from unionhall.kernel.people.models import Person
from unionhall.kernel.search import doctor
from unionhall.modules.campaigns import actions as campaigns
from unionhall.modules.campaigns.models import Enrolment, Participant
from unionhall.modules.membership import actions
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.tests.test_import import person
from unionhall.modules.membership.tests.test_undo import take


@pytest.fixture(autouse=True)
def _files(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"  # type: ignore[attr-defined]


def test_who_took_part_by_a_link_stays_on_file_and_has_left(district: District, tmp_path: Path) -> None:
    done = take(district, tmp_path, [person(1), person(2)])
    today = clock.today()
    campaign = campaigns.launch(
        SYSTEM, district.federation, name="查隐患", since=today, until=today + timedelta(9), enrol_until=today
    )
    enrolment = Enrolment.objects.select_related("campaign", "unit").get(campaign=campaign, unit=district.mill)
    campaigns.enrol(SYSTEM, enrolment)
    came = Person.objects.order_by("pk")[0]
    campaigns.identify(enrolment.links.get(), name=came.name, tail=came.phone[-4:] or came.document[-4:])
    assert Participant.objects.get().person == came
    actions.undo(SYSTEM, done)
    assert done.report["undone"]["ended"] == 1
    assert Membership.objects.get().until == today
    assert Person.objects.get() == came
    assert not doctor.check()


def test_who_was_merged_since_is_left_and_named(district: District, tmp_path: Path) -> None:
    done = take(district, tmp_path, [person(1), person(2)])
    kept, gone = Person.objects.order_by("pk")
    merged = merging.merge(SYSTEM, kept, gone, unit_id=district.mill.pk, reason="同一个人")
    actions.undo(SYSTEM, done)
    told = {row.person_id: row.reason for row in done.rows.all()}
    assert "和别人合并了" in told[gone.pk]
    assert "改记为离会" in told[kept.pk]
    assert set(Person.objects.values_list("pk", flat=True)) == {kept.pk, gone.pk}
    assert merged.kept == kept
    assert not facts.recount()
    assert not doctor.check()


def test_who_was_erased_since_is_left(district: District, tmp_path: Path) -> None:
    done = take(district, tmp_path, [person(1)])
    actions.leave(SYSTEM, Membership.objects.get(), reason="调走")
    erase(SYSTEM, Person.objects.get())
    actions.undo(SYSTEM, done)
    assert "本人要求删除" in done.rows.get().reason
    assert Person.objects.get().name == "已删除"
