"""What all tests of procedures get: the tried procedure, its table, and a staffed hall."""

from collections.abc import Iterator
from typing import Any

import pytest

from unionhall.kernel.procedures.tests import world


@pytest.fixture(scope="session")
def errands_table(django_db_setup: None, django_db_blocker: Any) -> None:
    """The table of the tried items, made once in the test database."""
    with django_db_blocker.unblock():
        world.make_table()


@pytest.fixture(autouse=True)
def tried_procedure() -> Iterator[None]:
    """The procedure of ``world``, known for the test alone."""
    with world.declared():
        yield


@pytest.fixture
def hall(errands_table: None, db: None) -> world.Hall:
    """Three levels of unions with officers."""
    return world.hall()
