"""Stylesheets, sent by the city hall itself so that no file server is needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET


def stylesheet_of(package: str, name: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view of the file ``static/<name>`` of a package."""

    @cache
    def content() -> bytes:
        return (files(package) / "static" / name).read_bytes()

    @require_GET
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(content(), content_type="text/css; charset=utf-8")
        response["Cache-Control"] = "max-age=300"
        return response

    return view
