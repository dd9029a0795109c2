"""``demo``: an invented federation in a home of its own, ready to look at."""

import argparse
import json
import os
import shutil
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from unionhall.config.command import DONE, offer

MARK = ".demo"  # what only a demo's home has
SIZES = {"full": "一个区那么大", "small": "小的", "tiny": "最小的"}


@dataclass(frozen=True)
class Mark:
    """What a demo's home says of itself: its size, the day on which its building began, and whether all is there."""

    size: str
    day: str
    is_done: bool = False


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verb."""
    parser = offer(verbs, "demo", run, "演示：编一个区的数据并运行；停下了再来一次，接着建", prepare=prepare)
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--full", dest="size", action="store_const", const="full", default="full", help="一个区那么大（默认）"
    )
    size.add_argument("--small", dest="size", action="store_const", const="small", help="小的，几十家单位")
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
    """Build the demo, or what is left of it; then serve it. One that is there is served at once, whatever its size."""
    from django.conf import settings

    from unionhall.config.commands import serve
    from unionhall.demo import tour

    if arguments.fresh:
        _clear(settings.HOME)
    mark = _read(settings.HOME)
    if mark is None or not mark.is_done:
        _build(arguments.size, settings.HOME, mark)
    elif mark.size != arguments.size:
        _progress(f"这里已有的演示是{SIZES[mark.size]}。要换成{SIZES[arguments.size]}，加上 --fresh。")
    print((settings.HOME / tour.TEXT).read_text(encoding="utf-8"), flush=True)
    if arguments.no_serve:
        return DONE
    serve.prepare()
    serve.become_supervisor(arguments.host, arguments.port)
    return DONE


def _read(home: Path) -> Mark | None:
    """What the home says of itself; None where no demo has begun. Raises Refused for a mark it cannot read."""
    from unionhall.kernel.actor import Refused

    file = home / MARK
    if not file.exists():
        return None
    try:
        return Mark(**json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as unreadable:  # of a program long ago, or cut off
        raise Refused(f"{home} 里的演示是别的版本建的，接不上。从头再来：--fresh。") from unreadable


def _write(home: Path, mark: Mark) -> None:
    half = home / f"{MARK}.part"
    half.write_text(json.dumps(asdict(mark)), encoding="utf-8")
    half.replace(home / MARK)


def _clear(home: Path) -> None:
    """Delete the last demo's home. Raises Refused for a home that no demo has made, and for a database of its own."""
    from django.db import connection

    from unionhall.kernel.actor import Refused

    is_demo = (home / MARK).exists()
    if home.exists() and any(home.iterdir()) and not is_demo:
        raise Refused(f"{home} 不是演示数据，不会删。")
    if connection.vendor != "sqlite" and is_demo:
        raise Refused("演示数据在 PostgreSQL 里，请自己建一个空的数据库再来。")
    connection.close()
    shutil.rmtree(home, ignore_errors=True)


def _build(size: str, home: Path, mark: Mark | None) -> None:
    """Build a demo; where one was stopped, what is left of it.

    Raises Refused for another size, and for a home in which something lies already: ``--fresh`` would take it away.
    """
    from unionhall.config import environment, keys
    from unionhall.config.commands import found, serve
    from unionhall.demo import build
    from unionhall.kernel import clock
    from unionhall.kernel.actor import Refused

    if mark is None:
        if home.exists() and any(home.iterdir()):
            raise Refused(f"{home} 里已经有别的东西，演示不往里写。把 UNIONHALL_HOME 换成一个空的文件夹。")
        found.must_be_empty()
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        mark = Mark(size, clock.today().isoformat())
        _write(home, mark)
    elif mark.size != size:
        raise Refused(f"这里有一个没建完的演示（{SIZES[mark.size]}）。接着建它：--{mark.size}；从头来：--fresh。")
    else:
        _progress("上次没建完，接着建。")
    if not environment.keys().is_complete:
        keys.lay_down(environment.key_file())
    keys.must_be_there()
    serve.migrate()
    build.build(size, home, _progress, date.fromisoformat(mark.day))
    _write(home, Mark(size, mark.day, is_done=True))


def _progress(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
