"""``backup`` and ``restore``: database and files in one archive, the keys apart; ``copy``: into another database."""

import argparse
import sys
from pathlib import Path

from unionhall.config.command import DONE, FOUND, offer


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verbs."""
    backup = offer(verbs, "backup", run_backup, "备份数据库和文件；密钥另存一个文件，请分开保管")
    backup.add_argument("file", type=Path, help="写到哪个文件，例如 hall-2026-11-23.tar.gz")
    restore = offer(verbs, "restore", run_restore, "从备份恢复到一个空的安装目录")
    restore.add_argument("file", type=Path, help="备份文件")
    copy = offer(verbs, "copy", run_copy, "把数据库抄到另一个空的数据库，例如从 SQLite 换到 PostgreSQL")
    copy.add_argument("--to", required=True, metavar="DATABASE_URL", help="postgres://… 或 sqlite:///…，空的")
    restore.add_argument("--keys", type=Path, help="密钥文件，默认 <备份文件>.keys.json")


def run_backup(arguments: argparse.Namespace) -> int:
    """Write the archive and the key file beside it."""
    from unionhall.config import archive

    keys = archive.write(arguments.file)
    print(f"备份在 {arguments.file}。")
    print(f"密钥在 {keys}：没有它备份里的证件号和手机号读不出来，有它就都读得出来。请和备份分开放。")
    return DONE


def run_restore(arguments: argparse.Namespace) -> int:
    """Fill an empty home from the archive."""
    from unionhall.config import archive
    from unionhall.config.commands.found import must_be_empty

    must_be_empty()
    archive.read(arguments.file, arguments.keys or archive.keys_beside(arguments.file))
    print("已恢复。可以运行 unionhall doctor 检查一遍，再 unionhall serve。")
    return DONE


def run_copy(arguments: argparse.Namespace) -> int:
    """Copy the database, check it, say what to do next."""
    from django.db import connection

    from unionhall.config import copying

    copied = copying.copy(connection, copying.opened(arguments.to), lambda text: print(text, file=sys.stderr))
    if copied.wrong:
        print("抄过去的和原来的对不上，不要用：", *copied.wrong, sep="\n")
        return FOUND
    print(f"抄好了：{len(copied.rows)} 张表，{sum(copied.rows.values()):,} 行。行数一样，合计复算过，搜索建好了。")
    print("把 DATABASE_URL 换成目标数据库的地址，再启动。密钥和文件不用动。原来的数据库留着，确认以后再删。")
    return DONE
