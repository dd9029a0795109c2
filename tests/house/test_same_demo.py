"""Two demos of one day, built by two programs with keys of their own, hold the same people, answers and figures."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from tests import homes
from tests.demo import TinyDemo
from unionhall.kernel.facts.models import Fact
from unionhall.modules.campaigns.models import Campaign
from unionhall.modules.learning.models import Sheet

LAID_BESIDE = ("sessions", "contenttypes", "auth", "axes", "otp", "search", "jobs")  # not what a demo invents


def told() -> dict[str, Any]:
    """What an installation's database has to say that no key, token or moment of building changes."""
    models = [model for model in apps.get_models() if model._meta.app_label not in LAID_BESIDE]
    sheets = Sheet.objects.order_by("pk").values_list("seed", "answers", "marks", "is_passed", "handed_in__date")
    # neither in the order of ids nor by paths, which hold ids: PostgreSQL never gives one out twice
    facts = sorted(Fact.objects.values_list("measure", "slice", "day", "value", "placement__unit__code"))
    return json.loads(  # type: ignore[no-any-return]
        json.dumps(
            {
                "since": Campaign.objects.latest("since").since,
                "rows": {model._meta.label: model._default_manager.count() for model in models},
                "sheets": list(sheets),
                "facts": facts,
            },
            default=str,
        )
    )


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.processes
def test_the_same_day_gives_the_same_demo(tiny: TinyDemo, tmp_path: Path) -> None:
    home, here = homes.make(tmp_path / "home"), told()
    home.demo()
    there = json.loads(home.ask("import json; from tests.house.test_same_demo import told; print(json.dumps(told()))"))
    if here["since"] != there["since"]:
        pytest.skip(f"midnight came between the two: {here['since']} {there['since']}")
    assert here["sheets"]
    assert there == here
