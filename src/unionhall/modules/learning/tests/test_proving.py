"""Who passed a paper can be proved to whoever requires it, of those the roll knows, from the day of the paper on."""

from datetime import timedelta

from unionhall.kernel import clock, requirements
from unionhall.modules.learning.tests.conftest import RIGHT, Hall


def test_a_passed_paper_is_a_proof(hall: Hall) -> None:
    passed, failed = hall.sit("甲", RIGHT), hall.sit("乙", {1: "A"})
    (offer,) = requirements.offers([hall.federation.pk])
    assert offer.label == "答卷合格《安全答卷》" == requirements.label(offer.key)
    people = [one.participant.person_id for one in (passed, failed)]
    proofs = requirements.proofs(offer.key, people, clock.today())
    assert {pk: proof.on for pk, proof in proofs.items()} == {people[0]: clock.today()}
    assert not requirements.proofs(offer.key, people, clock.today() - timedelta(days=1))
    assert not requirements.proofs("learning.paper:0", people, clock.today())
    assert not requirements.proofs("nobody:1", people, clock.today())
    assert not requirements.offers([hall.unit.pk])
