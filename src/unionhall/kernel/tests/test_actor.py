"""``may`` and ``scope`` are one thing, and nothing is allowed that was not granted."""

import pytest
from django.utils.functional import Promise
from hypothesis import given
from hypothesis import strategies as st

from unionhall.kernel import actor as actors
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Grant, Permission, Reach, Reason, Refused, Scope
from unionhall.kernel.journal.permissions import JournalPermission
from unionhall.kernel.tests.test_path import path_of

few_ids = st.integers(1, 3)  # few, so that paths meet
some_paths = st.lists(few_ids, min_size=1, max_size=4).map(path_of)
grants = st.builds(
    Grant, st.sampled_from([member.value for member in JournalPermission]), some_paths, st.sampled_from(Reach)
)


@given(st.lists(grants, max_size=8), some_paths, st.sampled_from(JournalPermission))
def test_may_is_what_some_grant_says(granted: list[Grant], at: str, permission: Permission) -> None:
    by = Actor(name="某人", grants=tuple(granted))
    expected = any(
        grant.permission == permission.value
        and (grant.path == at if grant.reach is Reach.HERE else paths.covers(grant.path, at))
        for grant in granted
    )
    assert by.may(permission, at=at) == by.scope(permission).covers(at) == expected


@given(st.lists(grants, max_size=8), st.sampled_from(JournalPermission))
def test_a_scope_says_nothing_twice(granted: list[Grant], permission: Permission) -> None:
    scope = Actor(name="某人", grants=tuple(granted)).scope(permission)
    assert list(scope.below) == sorted(set(scope.below))
    assert not any(a != b and paths.covers(a, b) for a in scope.below for b in scope.below)
    assert not any(paths.covers(top, path) for top in scope.below for path in scope.here)


def test_the_system_may_everything_and_nobody_nothing() -> None:
    at = path_of([1, 2])
    assert Actor.system("ticker").scope(JournalPermission.READ).is_everything
    assert Actor.nobody().scope(JournalPermission.READ).is_empty
    assert not Actor.nobody().holds_any(JournalPermission.READ)
    with pytest.raises(Denied):
        Actor.nobody().must(JournalPermission.READ, at=at)


def test_a_permission_that_was_never_declared_raises() -> None:
    class Unknown(Permission):
        X = "unknown.x", "x"

    with pytest.raises(KeyError):
        Actor.system("ticker").may(Unknown.X, at="")


def test_a_key_in_two_lists_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class One(Permission):
        X = "twice.x", "x"

    class Other(Permission):
        X = "twice.x", "x"

    monkeypatch.setattr(actors, "_known", dict(actors._known))
    actors.register_permissions(One)
    actors.register_permissions(One)
    with pytest.raises(ValueError, match="twice"):
        actors.register_permissions(Other)


def test_every_known_permission_has_a_sentence() -> None:
    for key, permission in actors.known_permissions().items():
        assert key == permission.value
        assert "." in key
        assert isinstance(permission.label, str | Promise)
        assert str(permission.label).strip()


def test_an_empty_scope_covers_nothing() -> None:
    assert Scope().is_empty
    assert not Scope().is_everything
    assert not Scope().covers(path_of([1]))


def test_a_refusal_carries_its_reasons() -> None:
    refusal = Refused(Reason("late", "过了期"), "没到齐")
    assert [(reason.code, reason.text) for reason in refusal.reasons] == [("late", "过了期"), ("", "没到齐")]
    assert str(refusal) == "过了期; 没到齐"
