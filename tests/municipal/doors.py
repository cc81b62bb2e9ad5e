"""Everything at a city hall that has an address: the console's pages by the URL conf, the terminals' calls
by their OpenAPI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from kiosk.municipal.console.doors import CONSOLE


@dataclass(frozen=True)
class Address:
    """One pattern of the URL conf."""

    route: str
    name: str
    view: Callable[..., Any]
    arguments: frozenset[str]


def addresses() -> list[Address]:
    """Every pattern, however deep it is included."""
    return list(_addresses(get_resolver(), "", ""))


def pages() -> list[Address]:
    """The console's."""
    return [address for address in addresses() if address.route.startswith(CONSOLE)]


def _addresses(resolver: URLResolver, before: str, namespace: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            within = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from _addresses(pattern, route, within)
            continue
        assert isinstance(pattern, URLPattern)
        arguments = {*pattern.pattern.converters, *pattern.pattern.regex.groupindex}
        yield Address(route, f"{namespace}{pattern.name}", pattern.callback, frozenset(arguments))
