"""What all tests of facts get: the tried measures."""

from collections.abc import Iterator

import pytest

from unionhall.kernel.facts.tests import world


@pytest.fixture(autouse=True)
def tried_measures() -> Iterator[None]:
    """The measures of ``world``, known for the test alone."""
    with world.declared(*world.ALL):
        yield
