"""Tables made in one step are what they would be one by one, and go again."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.migration import Migration
from django.db.migrations.state import ProjectState

from unionhall.kernel.tables import Tables

MADE = (
    migrations.CreateModel(
        "Hall", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(unique=True))]
    ),
    migrations.CreateModel(
        "Room",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("hall", models.ForeignKey("tried.hall", models.CASCADE, related_name="rooms")),
        ],
    ),
)


@pytest.mark.django_db(transaction=True)
def test_they_come_and_go_together() -> None:
    def there() -> set[str]:
        return {name for name in connection.introspection.table_names() if name.startswith("tried_")}

    step = Migration("0001_tried", "tried")
    step.operations = [Tables(*MADE)]
    with connection.schema_editor() as editor:
        state = step.apply(ProjectState(), editor)
    assert there() == {"tried_hall", "tried_room"}
    hall, room = state.apps.get_model("tried", "Hall"), state.apps.get_model("tried", "Room")
    assert room._meta.get_field("hall").related_model is hall
    room.objects.create(hall=hall.objects.create(name="一"))
    assert hall.objects.get().rooms.count() == 1

    with connection.schema_editor() as editor:
        step.unapply(ProjectState(), editor)
    assert there() == set()


def test_the_state_is_as_if_they_came_one_by_one() -> None:
    together, apart = ProjectState(), ProjectState()
    assert not together.apps.get_models()  # drawn already
    Tables(*MADE).state_forwards("tried", together)
    for table in MADE:
        table.state_forwards("tried", apart)
    assert together == apart
    assert [model.__name__ for model in together.apps.get_models()] == ["Hall", "Room"]
