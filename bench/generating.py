"""Facts by the million, made by the database itself: drawn from a row's place, and no index until all are there.

Through Python and with the indexes in place fifteen million take an hour; so they take minutes. What is measured
afterwards meets the same rows, indexes and summaries as if they had been written one by one.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from unionhall.kernel import path as paths
from unionhall.kernel.org.models import Placement

PRIME = 2_147_483_647
DAYS = 40
_MONTH = {"sqlite": "strftime('%%Y-%%m-01', day)", "postgresql": "date_trunc('month', day)::date"}
_DAY = {"sqlite": "date(%s, '+' || d || ' days')", "postgresql": "%s::date + d::int"}
_SOURCE = {"sqlite": "printf('bench.Row:%%09d', i)", "postgresql": "'bench.Row:' || to_char(i, 'FM000000000')"}
_ROWS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %s - 1)",
    "postgresql": "WITH n(i) AS (SELECT i::bigint FROM generate_series(0, %s - 1) i)",
}


def _drawn(factor: int, most: int, shift: int = 12_345) -> str:
    """A number below ``most`` that follows from a row's place as if by chance."""
    return f"((((i + {shift}) * {factor}) %% {PRIME}) / 7) %% {most}"


def facts(
    number: int, leaves: Sequence[Placement], measures: Sequence[str], reckonings: Sequence[int], since: str
) -> None:
    """So many facts at ``leaves`` over forty days, seven of ten in the first reckoning; and the summaries above."""
    vendor = connection.vendor
    row = (
        f"SELECT i, {_drawn(1_103_515_245, len(leaves))} AS leaf, {_drawn(69_069, len(measures), 7)} AS m,"
        f" {_drawn(16_807, DAYS, 99)} AS d,"
        f" CASE WHEN {_drawn(48_271, 10, 5)} < 7 THEN 0 ELSE {_drawn(39_373, len(reckonings), 3)} END AS r FROM n"
    )
    with _bare_table("facts_fact"), connection.cursor() as cursor:
        _list("bench_leaf", [(leaf.pk, leaf.path) for leaf in leaves])
        _list("bench_measure", [(0, key) for key in measures])
        _list("bench_reckoning", [(pk, "") for pk in reckonings])
        cursor.execute(
            f"{_ROWS[vendor]} INSERT INTO facts_fact"
            " (measure, placement_id, path, day, reckoning_id, slice, value, source, is_late)"
            f" SELECT bench_measure.word, bench_leaf.pk, bench_leaf.word, {_DAY[vendor]}, bench_reckoning.pk, '', 1,"
            f" {_SOURCE[vendor]}, false FROM ({row}) made"
            " JOIN bench_leaf ON bench_leaf.n = leaf JOIN bench_measure ON bench_measure.n = m"
            " JOIN bench_reckoning ON bench_reckoning.n = r",
            [number, since],
        )
    _summaries(paths.depth(leaves[0].path) - 1)


def _list(name: str, rows: Sequence[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {name} (n integer PRIMARY KEY, pk bigint, word varchar(120))")
        cursor.executemany(f"INSERT INTO {name} VALUES (%s, %s, %s)", [(n, *row) for n, row in enumerate(rows)])


@contextmanager
def _bare_table(table: str) -> Iterator[None]:
    """The table without the indexes that can be made afterwards, and nothing done for safety, while it is filled."""
    is_lite = connection.vendor == "sqlite"
    known = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL"
        if is_lite
        else "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE conindid <> 0)"
    )
    haste = (
        ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA temp_store=FILE", "PRAGMA cache_size=-400000")
        if is_lite
        else ("SET session_replication_role = replica", "SET maintenance_work_mem = '1GB'", "SET work_mem = '512MB'")
    )
    usual = (
        ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA temp_store=MEMORY", "PRAGMA cache_size=-16000")
        if is_lite
        else ("RESET session_replication_role",)
    )
    with connection.cursor() as cursor:
        cursor.execute(known, [table])
        indexes = cursor.fetchall()
        for statement in (*haste, *(f"DROP INDEX {name}" for name, _made in indexes)):
            cursor.execute(statement)
        yield
        for statement in (*(made for _name, made in indexes), *usual):
            cursor.execute(statement)


def _summaries(deepest: int) -> None:
    """Sums at every place above: the lowest from the facts, each higher one from the one below it."""
    month = _MONTH[connection.vendor].replace("%%", "%")
    for depth in range(deepest, 0, -1):
        width = depth * paths.SEGMENT
        at = f"substr(path, 1, {width})"
        is_lowest = depth == deepest
        below = f"WHERE length(path) = {width + paths.SEGMENT}"
        with connection.cursor() as cursor:
            for axis, group, other in (("reckoning_id", "reckoning_id", "month"), ("month", month, "reckoning_id")):
                source = (
                    f"SELECT {at}, axis, measure, '', sum(value), count(*) FROM (SELECT path, {group} AS axis, measure,"
                    " sum(value) AS value FROM facts_fact WHERE NOT is_late GROUP BY path, 2, measure) of_leaf"
                    if is_lowest
                    else f"SELECT {at}, {axis}, measure, '', sum(value), sum(units) FROM facts_summary {below}"
                    f" AND {other} IS NULL"
                )
                cursor.execute(
                    f"INSERT INTO facts_summary (path, {axis}, measure, slice, value, units) {source} GROUP BY 1, 2, 3"
                )
            source = "facts_fact WHERE NOT is_late" if is_lowest else f"facts_daily {below}"
            cursor.execute(
                "INSERT INTO facts_daily (path, reckoning_id, measure, day, value)"
                f" SELECT {at}, reckoning_id, measure, day, sum(value) FROM {source} GROUP BY 1, 2, 3, 4"
            )
