"""The public page (no sign-in): a photo, scan or PDF in, an answer out, and nothing kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from kiosk.certificates.two_d_seal.trust import TrustList
from kiosk.certificates.two_d_seal.verdict import judge
from kiosk.municipal import clock
from kiosk.municipal.stylesheet import stylesheet_of
from kiosk.municipal.verification import answers
from kiosk.municipal.verification.crowding import Busy, TooOften, admitted, reading
from kiosk.municipal.verification.publication import trust_list
from kiosk.municipal.verification.upload import FIELD, TooMuch, uploaded
from kiosk.rendering.scans.apart import read_symbols
from kiosk.rendering.scans.files import ScanRefused

_NOTHING_CHOSEN = "写真か PDF を選んでください"
_TOO_MUCH = "写真は4枚まで、合わせて20MBまでです"
_TOO_OFTEN = "続けて何度も送られています。1分ほどたってから、もう一度お試しください"
_BUSY = "ただいま混みあっています。少したってから、もう一度お試しください"


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a paper; on POST, answer. There is no session to forge a request of, and no cookie."""
    trust = trust_list(clock.now())
    chosen = request.GET.get("language")
    language = chosen if chosen in dict(settings.LANGUAGES) else translation.get_language() or "ja"
    with translation.override(language):
        if request.method == "GET":
            return _page(request, trust, "ask")
        answer, status = _answered(request, trust)
        return _page(request, trust, "answer", status=status, answer=answer)


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The trust list by which anybody verifies papers of this city hall."""
    published = trust_list(clock.now()).model_dump_json(indent=1)
    response = HttpResponse(published, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "max-age=60"
    response["Access-Control-Allow-Origin"] = "*"
    return response


stylesheet = stylesheet_of("kiosk.municipal.verification", "verification.css")


def _answered(request: HttpRequest, trust: TrustList) -> tuple[answers.Answer, int]:
    """The answer and its status."""
    try:
        with admitted(request.META.get("REMOTE_ADDR", "")):
            files = uploaded(request)
            if not files:
                return answers.unread(_NOTHING_CHOSEN), 400
            with reading():
                texts = [text for content in files for text in read_symbols(content)]
    except ScanRefused as refused:
        return answers.refused(refused.refusal), 422
    except TooMuch:
        return answers.unread(_TOO_MUCH), 413
    except TooOften:
        return answers.unread(_TOO_OFTEN), 429
    except Busy:
        return answers.unread(_BUSY), 503
    return answers.answer_of(judge(texts, trust), trust), 200


def _page(
    request: HttpRequest, trust: TrustList, name: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    language = translation.get_language()
    towns = [town.name.in_language(language) for town in trust.municipalities]
    known = {"towns": towns, "field": FIELD, "at": trust.published_at, "language": language}
    return render(request, f"verification/{name}.html", known | context, status=status)
