"""docs/reference/dependencies.md lists what is pinned, with its version and licence."""

import json
import re
import tomllib
from importlib import metadata

import pytest

from tests.docs import pages

PAGE = pages.page("docs/reference/dependencies.md")
_ROW = re.compile(r"^\| ([^|]+) \| (\d[^|]*) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
LISTED = {found[1]: (found[2], found[3]) for found in _ROW.finditer(PAGE)}


def _pinned_python() -> dict[str, str]:
    project = tomllib.loads(pages.page("pyproject.toml"))["project"]
    extras = [line for lines in project.get("optional-dependencies", {}).values() for line in lines]
    return dict(line.split("==") for line in [*project["dependencies"], *extras])


def _pinned_node() -> dict[str, str]:
    package = json.loads(pages.page("package.json"))
    return {**package.get("dependencies", {}), **package.get("devDependencies", {})}


def test_the_page_lists_exactly_what_is_pinned() -> None:
    pinned = _pinned_python() | _pinned_node()
    assert {name: version for name, (version, _licence) in LISTED.items()} == pinned


@pytest.mark.parametrize("name", sorted(_pinned_python()))
def test_the_licence_is_the_one_that_the_package_declares(name: str) -> None:
    found = metadata.metadata(name.partition("[")[0])
    declared = " ".join(
        [
            found.get("License-Expression") or "",
            (found.get("License") or "")[:60],
            *(line for line in found.get_all("Classifier") or [] if line.startswith("License")),
        ]
    )
    listed = LISTED[name][1]
    if declared.strip():
        assert any(word in declared for word in re.split(r"-\d| OR ", listed)[:1]), f"{listed}: {declared}"
    assert not re.search(r"GPL|MPL", declared) or name.partition("[")[0] in PAGE.partition("## Copyleft")[2]


@pytest.mark.parametrize("name", sorted(_pinned_node()))
def test_the_licence_of_a_node_package_is_the_one_in_the_lock(name: str) -> None:
    locked = json.loads(pages.page("package-lock.json"))["packages"][f"node_modules/{name}"]
    assert (locked["version"], locked["license"]) == LISTED[name]
