"""``demo``: an invented federation in a home of its own, ready to look at."""

import argparse
import os
import shutil
import sys
from pathlib import Path

from unionhall.config.command import DONE, offer

MARK = ".demo"  # what only a demo's home has: its size, or "building" while it is being built


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verb."""
    parser = offer(verbs, "demo", run, "演示：编一个小联合会的数据并运行", prepare=prepare)
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--small", dest="size", action="store_const", const="small", default="small", help="小的（默认）")
    size.add_argument("--full", dest="size", action="store_const", const="full", help="一个区那么大，要很久")
    size.add_argument("--tiny", dest="size", action="store_const", const="tiny", help=argparse.SUPPRESS)  # for tests
    parser.add_argument("--no-serve", action="store_true", help="只建数据，不运行")
    parser.add_argument("--fresh", action="store_true", help="删掉上次的演示数据，从头再来")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址，默认只有本机")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")


def prepare(arguments: argparse.Namespace) -> None:
    """Choose the demo's own home, and let its links name this machine: nobody prints its posters."""
    os.environ.setdefault("UNIONHALL_HOME", str(Path.cwd() / "demo-home"))
    os.environ.setdefault("UNIONHALL_URL", f"http://{arguments.host}:{arguments.port}")
    os.environ.setdefault("UNIONHALL_ALLOW_LOOPBACK_LINKS", "1")


def run(arguments: argparse.Namespace) -> int:
    """Build the demo unless it is there; then serve it."""
    from django.conf import settings

    from unionhall.config.commands import serve
    from unionhall.demo import tour

    mark = settings.HOME / MARK
    if arguments.fresh or _is_half_built(mark):
        _clear(mark)
    if not mark.exists():
        _build(arguments.size, mark)
    print((mark.parent / tour.TEXT).read_text(encoding="utf-8"), flush=True)
    if arguments.no_serve:
        return DONE
    serve.prepare()
    serve.become_supervisor(arguments.host, arguments.port)
    return DONE


def _is_half_built(mark: Path) -> bool:
    return mark.exists() and mark.read_text(encoding="utf-8") == "building"


def _clear(mark: Path) -> None:
    """Delete the last demo's home. Raises Refused for a home that no demo has made, and for a database of its own."""
    from django.db import connection

    from unionhall.kernel.actor import Refused

    if mark.parent.exists() and any(mark.parent.iterdir()) and not mark.exists():
        raise Refused(f"{mark.parent} 不是演示数据，不会删。")
    if connection.vendor != "sqlite" and mark.exists():
        raise Refused("演示数据在 PostgreSQL 里，请自己建一个空的数据库再来。")
    connection.close()
    shutil.rmtree(mark.parent, ignore_errors=True)


def _build(size: str, mark: Path) -> None:
    from django.conf import settings

    from unionhall.config import environment, keys
    from unionhall.config.commands import found, serve
    from unionhall.demo import build

    found.must_be_empty()
    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark.write_text("building", encoding="utf-8")
    keys.lay_down(environment.key_file())
    serve.migrate()
    build.build(size, settings.HOME, _progress)
    mark.write_text(size, encoding="utf-8")


def _progress(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
