"""Phones that sit a paper: each keeps one connection, takes the steps a browser with scripts takes, and notes receipts.

``bare`` asks a floor for the same: as many requests, as many bytes each way, and a row for each request that writes.
"""

import asyncio
import gzip
import json
import random
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_SAVE = re.compile(r'data-autosave-url="([^"]+)"')
_PART = re.compile(r'data-part="(\d+)"')
HOST = "127.0.0.1"
WAIT = 60.0  # seconds until an answer counts as none


@dataclass
class Asked:
    """One request and what came of it: bytes each way, whether it writes, status, seconds."""

    step: str
    sent: int
    came: int
    is_write: bool
    status: int
    seconds: float


@dataclass
class Phone:
    """One worker's device. ``told`` is what the server has acknowledged, by the question's place."""

    port: int
    link: str
    name: str
    tail: str
    paper: str
    cookies: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    public: str = ""
    is_handed_in: bool = False

    async def sit(self) -> None:
        """Everything from the link to the result. Raises RuntimeError for an answer that nobody should meet."""
        self._reader, self._writer = await asyncio.open_connection(HOST, self.port)
        try:
            await self._sit()
        finally:
            self._writer.close()

    async def _sit(self) -> None:
        await self.ask("link", "GET", self.link)
        onward, _page = await self.ask("name", "POST", self.link, {"name": self.name, "tail": self.tail}, writes=True)
        await self.ask("tasks", "GET", onward)
        here, _page = await self.ask("open", "GET", self.paper, writes=True)
        self.public = here.split("/")[2]
        _onward, page = await self.ask("paper", "GET", here)
        token, save, places = _found(_TOKEN, page), _found(_SAVE, page), _PART.findall(page)
        chosen = {place: random.choice("ABCD") for place in places}
        half = len(places) // 2
        for number, some in enumerate((places[:half], places[half:]), start=1):
            form = [("seq", str(number)), *(("q", place) for place in some)]
            form += [(f"a{place}", chosen[place]) for place in some]
            _onward, receipt = await self.ask("save", "POST", save, form, token=token, writes=True)
            if json.loads(receipt)["state"] != "saved":
                raise RuntimeError(f"not saved: {receipt}")
            self.told |= {place: chosen[place] for place in some}
        form = [("token", token), ("seq", "3"), ("sure", "1"), ("go", "hand-in")]
        form += [(f"a{place}", letter) for place, letter in chosen.items()]
        onward, _page = await self.ask("hand-in", "POST", here, form, writes=True)
        self.is_handed_in = True
        _onward, page = await self.ask("result", "GET", onward)
        if "figure-value" not in page:
            raise RuntimeError("no result came")

    async def ask(
        self,
        step: str,
        method: str,
        path: str,
        form: "dict[str, str] | list[tuple[str, str]] | None" = None,
        *,
        token: str = "",
        writes: bool = False,
    ) -> tuple[str, str]:
        """Send one request; where its answer leads, and its text. Raises RuntimeError for an error page."""
        body = urlencode(form).encode() if form is not None else b""
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {HOST}:{self.port}",
            "Accept-Encoding: gzip",
            "Accept-Language: zh-CN,zh;q=0.9",
            "User-Agent: Mozilla/5.0 (Linux; Android 9; Mobile) AppleWebKit/537.36 Chrome/69.0 Mobile Safari/537.36",
        ]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
            lines.append(f"Origin: http://{HOST}:{self.port}")
        if token:
            lines.append(f"X-Token: {token}")
        began = time.perf_counter()
        self._writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        status, headers, came = await asyncio.wait_for(_answer(self._reader), WAIT)
        took = time.perf_counter() - began
        self.asked.append(Asked(step, len(body), len(came), writes, status, took))
        for value in headers.get("set-cookie", []):
            key, _, rest = value.partition("=")
            self.cookies[key] = rest.partition(";")[0]
        if status not in (200, 302):
            raise RuntimeError(f"{status} {step}")
        text = gzip.decompress(came) if headers.get("content-encoding") == ["gzip"] else came
        return headers.get("location", [""])[0], text.decode()


async def bare(port: int, who: str, steps: list[Asked]) -> None:
    """The same requests to a floor."""
    reader, writer = await asyncio.open_connection(HOST, port)
    try:
        for step in steps:
            lines = [
                f"{'POST' if step.sent else 'GET'} /{step.came}/{int(step.is_write)}/{who} HTTP/1.1",
                f"Host: {HOST}:{port}",
                f"Content-Length: {step.sent}",
            ]
            writer.write("\r\n".join([*lines, "", ""]).encode() + b"a" * step.sent)
            await asyncio.wait_for(_answer(reader), WAIT)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, list[str]], bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: dict[str, list[str]] = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        if name:
            headers.setdefault(name.lower(), []).append(value.strip())
    body = await reader.readexactly(int(headers.get("content-length", ["0"])[0]))
    return int(head[0].split(" ")[1]), headers, body


def _found(pattern: re.Pattern[str], page: str) -> str:
    found = pattern.search(page)
    if found is None:
        raise RuntimeError(f"{pattern.pattern} is not on the page")
    return found.group(1).replace("&amp;", "&")
