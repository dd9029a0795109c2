"""What thousands write in the same minute carries no index that another one makes needless."""

import pytest
from django.apps import apps

HOT = ("campaigns.Participant", "campaigns.Attempt", "learning.Sheet")


@pytest.mark.parametrize("name", HOT)
def test_no_column_has_an_index_of_its_own_where_another_begins_with_it(name: str) -> None:
    """Each index is one page more to write, and to copy at the next checkpoint."""
    meta = apps.get_model(name)._meta
    whole = [one for one in (*meta.indexes, *meta.constraints) if getattr(one, "condition", None) is None]
    first = {one.fields[0].lstrip("-") for one in whole if getattr(one, "fields", ())}
    assert first
    assert not first & {field.name for field in meta.concrete_fields if field.db_index}
