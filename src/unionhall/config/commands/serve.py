"""``serve`` and the processes it supervises: ``web``, ``worker``, ``tick``; and ``migrate``."""

import argparse
import os
import signal
import sys
import threading
import time

from unionhall.config.command import DONE, offer
from unionhall.config.supervisor import SUPERVISOR

ORPHANED = 1.0  # seconds between looks whether the supervisor still lives


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verbs."""
    serve = offer(verbs, "serve", run_serve, "运行：网站、后台工作、定时，停了自动重启")
    web = offer(verbs, "web", run_web, "只运行网站（serve 会替您运行）", needs_django=False)
    for parser in (serve, web):
        parser.add_argument("--host", default="127.0.0.1", help="监听的地址，默认只有本机 127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    offer(verbs, "worker", run_worker, "只运行后台工作（serve 会替您运行）")
    tick = offer(verbs, "tick", run_tick, "做一遍到点该做的事：超期上报、清理中断的工作等")
    tick.add_argument("--forever", action="store_true", help="不停地做（serve 会替您运行）")
    offer(verbs, "migrate", run_migrate, "升级数据库")


def run_serve(arguments: argparse.Namespace) -> int:
    """Check keys, bring database and static files up to date, then become the supervisor."""
    prepare()
    become_supervisor(arguments.host, arguments.port)
    return DONE


def prepare() -> None:
    """What must be in order before anything is served. Raises Refused when there are no keys."""
    from unionhall.config import keys, static

    keys.must_be_there()
    migrate()
    static.gather()


def become_supervisor(host: str, port: int) -> None:
    """Replace this process by the supervisor, which needs none of what was loaded to prepare."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "unionhall.config.supervisor", host, str(port)])  # noqa: S606


def migrate() -> None:
    """Bring the database to the program's state; nearly free when it is there."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def run_migrate(_arguments: argparse.Namespace) -> int:
    """``unionhall migrate``."""
    migrate()
    print("数据库已是最新。")
    return DONE


def run_web(arguments: argparse.Namespace) -> int:
    """Answer requests. Granian's own process loads no Django; its worker does."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    _end_with_parent()
    Granian(
        "unionhall.config.wsgi:application",
        address=arguments.host,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("UNIONHALL_WORKERS", "1")),
        blocking_threads=int(os.environ.get("UNIONHALL_THREADS", min(8, 2 * (os.cpu_count() or 1) + 1))),
        log_level=LogLevels.warning,
        log_access=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        websockets=False,
    ).serve()
    return DONE


def run_worker(_arguments: argparse.Namespace) -> int:
    """Run jobs until asked to stop."""
    from unionhall.kernel.jobs import worker

    worker.run_forever(_stop_event())
    return DONE


def run_tick(arguments: argparse.Namespace) -> int:
    """Do what is due, once or for ever."""
    from unionhall.kernel.actor import Actor
    from unionhall.kernel.jobs import ticker

    by = Actor.system("定时")
    if arguments.forever:
        ticker.run_forever(_stop_event(), by)
        return DONE
    for name in ticker.tick(Actor.system("命令行 tick")):
        print(name)
    return DONE


def _stop_event() -> threading.Event:
    """Set when the process is asked to stop or its supervisor is gone."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    _end_with_parent()
    return stop


def _end_with_parent() -> None:
    """Ask this process to stop when its supervisor dies, even by SIGKILL; it may be dead already while this starts."""
    supervisor = os.environ.get(SUPERVISOR)
    if not supervisor:
        return

    def watch() -> None:
        while os.getppid() == int(supervisor):
            time.sleep(ORPHANED)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()
