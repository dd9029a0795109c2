"""``python -m bench [--large] [name …]``: run the benchmarks and print each as a multiple of its floor.

A benchmark is a file ``bench_<name>.py`` with ``run(large: bool) -> Iterator[Result]``. Absolute times depend on the
machine and its neighbours; the ratio to a floor that was measured a moment before does so much less.
"""

import argparse
import base64
import os
import tempfile
from importlib import import_module
from pathlib import Path

import django

HERE = Path(__file__).parent


def main() -> None:
    """Set up an empty installation in a temporary home and run what was asked for."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--large", action="store_true", help="at a district's size")
    parser.add_argument("names", nargs="*", help="only these")
    arguments = parser.parse_args()
    known = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    with tempfile.TemporaryDirectory(prefix="unionhall-bench-") as home:
        _set_up(home)
        for name in arguments.names or known:
            for result in import_module(f"bench.bench_{name}").run(large=arguments.large):
                print(result, flush=True)


def _set_up(home: str) -> None:
    key = base64.b64encode(bytes(32)).decode()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "unionhall.config.settings",
        "UNIONHALL_HOME": home,
        "UNIONHALL_SECRET_KEY": "bench",
        "UNIONHALL_ENCRYPTION_KEYS": f"bench:{key}",
        "UNIONHALL_HASH_KEY": key,
        "UNIONHALL_URL": "http://127.0.0.1:8000",
        "UNIONHALL_ALLOW_LOOPBACK_LINKS": "1",
    }
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
