"""``doctor``: looks the installation over and says what is wrong."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from unionhall.config.command import DONE, FOUND, offer


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verb."""
    parser = offer(verbs, "doctor", run, "检查：密钥、数据库、工会的树、搜索、时限、后台工作")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print what is wrong (exit 1) and what is only worth knowing (exit 0)."""
    found = [f"{title}：{sentence}" for title, check in CHECKS for sentence in check()]
    notes = list(notices())
    if arguments.json:
        print(json.dumps({"found": found, "notes": notes}, ensure_ascii=False, indent=2))
        return FOUND if found else DONE
    for note in notes:
        print(f"提醒：{note}", file=sys.stderr)
    print("\n".join(found) if found else "没有发现问题。")
    return FOUND if found else DONE


def keys() -> Iterator[str]:
    """Whether the keys are there, are readable by their owner alone, and open what is stored."""
    from cryptography.exceptions import InvalidTag
    from django.conf import settings
    from django.db import connection

    from unionhall.config import environment
    from unionhall.kernel.people import secrets
    from unionhall.kernel.people.models import Person

    if not (settings.UNIONHALL_KEYS and settings.UNIONHALL_HASH_KEY):
        yield "没有密钥"
        return
    file = environment.key_file()
    if file.exists() and file.stat().st_mode & 0o077:
        yield f"{file} 别的用户也读得到，请 chmod 600"
    if Person._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        # by hand, since the model's field opens what it reads
        cursor.execute("select phone from people_person where phone <> '' order by id desc limit 1")
        sealed = [row[0] for row in cursor.fetchall()]
    try:
        for token in sealed:
            secrets.decrypt(token)
    except (KeyError, InvalidTag):
        yield "这套密钥打不开库里登记的号码，是不是换错了密钥文件"


def database() -> Iterator[str]:
    """Whether the database is whole and of this program's state."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield f"数据库还差 {len(waiting)} 步升级，运行 unionhall migrate"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("pragma quick_check")
            yield from (row[0] for row in cursor.fetchall() if row[0] != "ok")
            cursor.execute("pragma foreign_key_check")
            yield from sorted({f"{row[0]} 指向 {row[2]} 里没有的记录" for row in cursor.fetchall()})


def tree() -> Iterator[str]:
    """Whether the tree is sound."""
    from unionhall.kernel.org import doctor

    yield from doctor.check()


def appointments() -> Iterator[str]:
    """Whether those in office may be."""
    from unionhall.kernel.access import doctor
    from unionhall.modules.committees import queries as committees

    yield from doctor.check()
    yield from committees.impossible_terms()


def search() -> Iterator[str]:
    """Whether what can be found is what there is."""
    from unionhall.kernel.search import doctor

    yield from doctor.check()


def declarations() -> Iterator[str]:
    """Whether what is stored is still declared: procedures, measures."""
    from unionhall.kernel.facts.declare import measures
    from unionhall.kernel.facts.models import Fact
    from unionhall.kernel.procedures.declare import procedures
    from unionhall.kernel.procedures.models import Duty

    stored = (
        ("办事流程", Duty.objects.filter(met=None).values_list("procedure", flat=True).distinct(), procedures),
        ("统计项", Fact.objects.order_by().values_list("measure", flat=True).distinct(), measures),
    )
    for title, keys_stored, declared in stored:
        yield from (f"{title} {key} 已经没有声明" for key in sorted(set(keys_stored) - set(declared)))


def jobs() -> Iterator[str]:
    """Work that failed in the last week, and work that nobody goes on with."""
    from datetime import timedelta

    from unionhall.kernel import clock
    from unionhall.kernel.jobs.models import Job

    now = clock.now()
    for job in Job.objects.filter(state=Job.State.FAILED, ended__gt=now - timedelta(days=7)):
        yield f"{job.kind}（{job.pk}）没做成：{job.error}"
    for job in Job.objects.filter(state=Job.State.RUNNING, heartbeat__lt=now - timedelta(minutes=10)):
        yield f"{job.kind}（{job.pk}）停了 10 分钟以上，没有后台进程接着做。serve 在运行吗？"


def notices() -> Iterator[str]:
    """What is not wrong and is still worth knowing."""
    from django.conf import settings

    from unionhall.kernel import clock
    from unionhall.kernel.address import is_loopback
    from unionhall.kernel.calendar import queries as calendar

    known = {year.year for year in calendar.years_laid_down()}
    for year in (clock.today().year, clock.today().year + 1):
        if year not in known:
            yield f"{year} 年的放假安排还没有录入，跨到那一年的到期日是暂定的"
    if not settings.UNIONHALL_URL or is_loopback(settings.UNIONHALL_URL):
        yield "没有设置对外网址 UNIONHALL_URL，链接和海报别人打不开"
    if settings.UNIONHALL_ALLOW_LOOPBACK_LINKS:
        yield "允许生成只有本机打得开的链接（UNIONHALL_ALLOW_LOOPBACK_LINKS）"
    if settings.DEBUG:
        yield "UNIONHALL_DEBUG 开着，不要这样对外服务"
    slips = list(Path(settings.HOME / "slips").glob("*.pdf"))
    if slips:
        yield f"{settings.HOME / 'slips'} 里有 {len(slips)} 份启用条，发完请删掉"


CHECKS: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
    ("密钥", keys),
    ("数据库", database),
    ("工会的树", tree),
    ("职务", appointments),
    ("搜索", search),
    ("声明", declarations),
    ("后台工作", jobs),
)
