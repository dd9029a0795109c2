"""Foreign keys point downwards only, by string or by class; rights that are declared are asked for."""

import re

from django.apps import apps
from django.db import models

from tests.architecture.source import SOURCE, named, python_files
from unionhall.kernel.actor import known_permissions

# from the ground up; a package may point to itself and to what stands before it
KERNEL = ("journal", "jobs", "people", "calendar", "org", "access", "law", "procedures", "facts", "search")
COMMON_GROUND = ("membership", "campaigns")


def _may_point(label: str, target: str) -> bool:
    if label == target:
        return True
    if label in KERNEL:
        return target in KERNEL and KERNEL.index(target) < KERNEL.index(label)
    if target in KERNEL:
        return True
    if label in COMMON_GROUND:
        return target in COMMON_GROUND and COMMON_GROUND.index(target) < COMMON_GROUND.index(label)
    return target in COMMON_GROUND


def _own() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("unionhall.")]


def test_foreign_keys_point_downwards() -> None:
    found = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in _own()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and not _may_point(model._meta.app_label, field.related_model._meta.app_label)
    ]
    assert not found


def test_every_model_belongs_to_the_kernel_or_a_module() -> None:
    assert {model.__module__.split(".")[1] for model in _own()} <= {"kernel", "modules"}


def test_every_time_is_aware_and_every_row_can_be_named() -> None:
    nameless = [model.__name__ for model in _own() if "__str__" not in vars(model)]
    assert not nameless, "give it __str__"


def test_every_permission_is_asked_for_somewhere() -> None:
    texts = {
        path: path.read_text(encoding="utf-8")
        for path in python_files()
        if path.name != "permissions.py" and SOURCE / "structures" not in path.parents
    }
    unused = []
    for key, permission in known_permissions().items():
        asked = re.compile(rf"\b{type(permission).__name__}\.{permission.name}\b")
        if not any(asked.search(text) for text in texts.values()):
            unused.append(key)
    assert not unused, "declared, given by offices, and never asked for"


def test_declared_permissions_are_registered() -> None:
    declared = set()
    for path in python_files():
        if path.stem == "permissions" or "permissions" in path.parts:
            declared |= set(
                re.findall(r'^    [A-Z_]+ = \(?\s*"([a-z_.]+)"', path.read_text(encoding="utf-8"), re.MULTILINE)
            )
    assert declared == set(known_permissions()), named(SOURCE)
