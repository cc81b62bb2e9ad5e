"""How a message becomes an HTTP answer."""

from __future__ import annotations

from django.http import HttpResponse
from pydantic import BaseModel


def answer(message: BaseModel, status: int = 200) -> HttpResponse:
    """The message as JSON, kept by no cache."""
    response = HttpResponse(message.model_dump_json(), content_type="application/json", status=status)
    response["Cache-Control"] = "no-store"
    return response
