"""The shipped structure: sound, printed as declared, and true to its two rules."""

from pathlib import Path

import pytest

from unionhall.kernel.access.declare import offices
from unionhall.kernel.actor import known_permissions
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.journal.permissions import JournalPermission
from unionhall.kernel.org import declare
from unionhall.kernel.people.permissions import PeoplePermission
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.structures import china, show

REPOSITORY = Path(__file__).parents[4]
# Who brings in the roll of a union below has its names in their own file; the right itself reads nobody's.
NAMES = {
    *(right for right in MembershipPermission if right is not MembershipPermission.ROLL_IMPORT),
    PeoplePermission.REVEAL,
    JournalPermission.NAMES_READ,
    LearningPermission.RESULTS_READ,
}


def test_every_kind_stands_somewhere_and_every_office_at_a_kind() -> None:
    assert declare.unknown_children() == []
    placed = {child for kind in china.KINDS for child in kind.children}
    assert all(kind.can_be_top or kind.key in placed for kind in china.KINDS)
    assert {key for office in china.OFFICES for key in office.held_at} <= set(declare.kinds)


def test_names_stay_below_and_figures_go_up() -> None:
    for office in china.OFFICES:
        assert not NAMES & set(office.below), office.key
    employers = {china.SAFETY_MANAGER}  # of the employer's side: no office of the union
    leading = [office for office in china.OFFICES if not office.is_top_only and office not in employers]
    assert all(FactsPermission.FIGURES_READ in office.below for office in leading)


def test_every_right_is_given_by_some_office_and_none_without_sense() -> None:
    given = {right.value for office in offices.values() for right in (*office.here, *office.below)}
    assert given == set(known_permissions())
    for office in offices.values():
        assert not set(office.here) & set(office.below), f"{office.key}: below holds here too"
        assert office.here or office.below, f"{office.key} may nothing"


def test_keys_are_declared_once() -> None:
    with pytest.raises(ValueError, match="declared twice"):
        declare.register_kinds(declare.UnitKind("group", "另一个"))
    assert list(declare.kinds) == [kind.key for kind in china.KINDS]


@pytest.mark.parametrize("path", ["structure", "offices", "permissions"])
def test_reference_pages_are_current(path: str) -> None:
    path = f"docs/reference/{path}.md"
    assert (REPOSITORY / path).read_text() == show.pages()[path], f"{path} is stale: make docs"


def test_what_is_printed_is_what_is_declared() -> None:
    text = show.structure_text()
    assert text.startswith("总工会  federation")
    assert all(str(kind.label) in text for kind in china.KINDS)
    assert "经办人" in show.offices_text()
    chair = next(office for office in show.offices_held()["offices"] if office["key"] == "chair")
    assert chair["is_single"]
    assert "membership.names_read" in chair["here"]
    assert "facts.figures_read" in chair["below"]
    figures = next(p for p in show.permissions()["permissions"] if p["key"] == "facts.figures_read")
    assert figures["here"] == []
    assert "officer" in figures["below"]
    assert len(show.structure()["kinds"]) == len(china.KINDS)
