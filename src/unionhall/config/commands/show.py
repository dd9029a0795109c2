"""``show``: what is declared, printed for people or as JSON, by the packages that hold the declarations."""

import argparse
import json
from collections.abc import Callable
from importlib import import_module
from typing import Any

from unionhall.config.command import DONE, offer

_STRUCTURE, _PROCEDURES, _MEASURES, _LAW = (
    "unionhall.structures.show",
    "unionhall.kernel.procedures.show",
    "unionhall.kernel.facts.show",
    "unionhall.kernel.law.show",
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verb."""
    parser = offer(verbs, "show", run, "看这套系统里声明了什么")
    parser.add_argument("what", choices=list(TOPICS), help="结构、职务、权限、办事流程、统计项、法律条文")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print one topic."""
    for_programs, for_people = TOPICS[arguments.what]
    print(json.dumps(for_programs(), ensure_ascii=False, indent=2) if arguments.json else for_people().rstrip("\n"))
    return DONE


def _of(module: str, name: str) -> Callable[[], Any]:
    """A function of another module, imported when it is called: Django must be set up by then."""

    def call() -> Any:
        return getattr(import_module(module), name)()

    return call


TOPICS: dict[str, tuple[Callable[[], Any], Callable[[], str]]] = {
    "structure": (_of(_STRUCTURE, "structure"), _of(_STRUCTURE, "structure_text")),
    "offices": (_of(_STRUCTURE, "offices_held"), _of(_STRUCTURE, "offices_text")),
    "permissions": (_of(_STRUCTURE, "permissions"), _of(_STRUCTURE, "permissions_text")),
    "procedures": (_of(_PROCEDURES, "data"), _of(_PROCEDURES, "page")),
    "measures": (_of(_MEASURES, "data"), _of(_MEASURES, "page")),
    "law": (_of(_LAW, "data"), _of(_LAW, "text")),
}
