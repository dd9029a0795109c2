"""Django's request and its way to a view, without what a short lane does not need.

The same objects with the same contents as Django makes; whatever is unusual about a request goes Django's way.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from http.cookies import _unquote  # as Django itself takes it
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.handlers.wsgi import LimitedStream, WSGIRequest
from django.http import QueryDict
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern, ResolverMatch, RoutePattern
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

Environ = dict[str, Any]
_FORM = "application/x-www-form-urlencoded"
_ELSEWHERE = ("SCRIPT_NAME", "SCRIPT_URL", "REDIRECT_URL")  # by which a server says that it serves us below a path


class ShortRequest(WSGIRequest):
    """A request that is taken apart in a few steps."""

    _encoding: str | None
    _read_started: bool
    _stream: Any

    def __init__(self, environ: Environ) -> None:
        path = environ.get("PATH_INFO", "")
        length = environ.get("CONTENT_LENGTH") or "0"
        content_type = environ.get("CONTENT_TYPE", "")
        is_plain = path and path.isascii() and length.isdecimal() and content_type in ("", _FORM)
        if not is_plain or settings.FORCE_SCRIPT_NAME is not None or any(map(environ.get, _ELSEWHERE)):
            super().__init__(environ)
            return
        environ["SCRIPT_NAME"] = ""
        self.environ = self.META = environ
        self.path = self.path_info = path if path.startswith("/") else f"/{path}"
        self.method = environ["REQUEST_METHOD"].upper()
        self.content_type, self.content_params = content_type, {}
        self._stream = LimitedStream(environ["wsgi.input"], int(length))
        self._read_started = False
        self.resolver_match = None

    @cached_property
    def COOKIES(self) -> dict[str, str]:  # type: ignore[override]  # as Django calls it
        """What the browser sent along, as ``django.http.cookie.parse_cookie`` reads it."""
        raw: str = self.environ.get("HTTP_COOKIE", "")
        if not raw.isascii():
            raw = raw.encode("iso-8859-1").decode(errors="replace")
        found = {}
        for chunk in raw.split(";"):
            name, equals, value = chunk.partition("=")
            if not equals:
                name, value = "", name
            name, value = name.strip(), value.strip()
            if name or value:
                found[name] = _unquote(value) if value.startswith('"') else value
        return found

    def _load_post_and_files(self) -> None:
        """Take a plain form apart in one step; Django appends value by value, with six calls for each."""
        is_plain = self.method == "POST" and self.content_type == _FORM and self._encoding is None
        if not is_plain or (self._read_started and not hasattr(self, "_body")):
            super()._load_post_and_files()
            return
        try:
            pairs = _pairs(self.body.decode("ascii"))
        except ValueError:  # no ASCII, or no end of fields
            super()._load_post_and_files()
            return
        found: dict[str, list[str]] = {}
        for name, value in pairs:
            if name in found:
                found[name].append(value)
            else:
                found[name] = [value]
        self._post: QueryDict = QueryDict(encoding="utf-8")
        dict.update(self._post, found)
        self._files = MultiValueDict[str, Any]()


def _pairs(body: str) -> list[tuple[str, str]]:
    """A form's fields as ``parse_qsl`` reads them. Raises ValueError where there are too many of them."""
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    if "%" in body or "+" in body:
        return parse_qsl(body, keep_blank_values=True, encoding="utf-8", max_num_fields=most)
    fields = body.split("&")
    if most is not None and len(fields) > most:
        raise ValueError("too many fields")
    return [(name, value) for name, _equals, value in [field.partition("=") for field in fields if field]]


@lru_cache(maxsize=16)
def resolver(urlconf: str, prefix: str) -> URLResolver:
    """The addresses that begin so alone: among all of them one is found in a tenth of a millisecond."""

    def kept(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
        found: list[URLPattern | URLResolver] = []
        for one in patterns:
            if isinstance(one, URLResolver) and not str(one.pattern):
                below = kept(one.url_patterns)
                found.append(URLResolver(one.pattern, below, one.default_kwargs, one.app_name, one.namespace))
            elif str(one.pattern).startswith(prefix.lstrip("/")):
                found.append(one)
        return found

    return URLResolver(RegexPattern(r"^/"), kept(get_resolver(urlconf).url_patterns))


def resolved(urlconf: str, prefix: str, path: str) -> ResolverMatch:
    """The view of an address below ``prefix``. Raises Resolver404 as Django does."""
    for pattern, known in _known(urlconf, prefix):
        taken = pattern.match(path[1:])
        if taken is not None:
            match = object.__new__(ResolverMatch)
            match.__dict__.update(known, kwargs=taken[2], captured_kwargs=taken[2])
            return match
    return resolver(urlconf, prefix).resolve(path)


@lru_cache(maxsize=16)
def _known(urlconf: str, prefix: str) -> tuple[tuple[RoutePattern, Mapping[str, Any]], ...]:
    """Patterns in their order, each with what a match of it says; empty where not all are plain routes."""
    found: list[tuple[RoutePattern, Mapping[str, Any]]] = []

    def add(within: URLResolver, apps: list[str | None], spaces: list[str | None]) -> bool:
        for one in within.url_patterns:
            if isinstance(one, URLResolver):
                if not add(one, [*apps, one.app_name], [*spaces, one.namespace]):
                    return False
            elif not isinstance(one.pattern, RoutePattern) or one.default_args or within.default_kwargs:
                return False
            else:
                said = ResolverMatch(one.callback, (), {}, one.pattern.name, apps, spaces, str(one.pattern), [], {}, {})
                found.append((one.pattern, said.__dict__))
        return True

    return tuple(found) if add(resolver(urlconf, prefix), [], []) else ()
