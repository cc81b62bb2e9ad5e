"""The pages of changes that take four eyes: drafting, looking, deciding."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from kiosk.municipal import clock
from kiosk.municipal.console.doors import door
from kiosk.municipal.console.forms import ReasonForm
from kiosk.municipal.console.proposal_forms import FORMS, DecideForm
from kiosk.municipal.console.proposals import MATTERS, ProposalShown
from kiosk.municipal.console.rights import Right
from kiosk.municipal.console.room import Page, Room, enter
from kiosk.municipal.proposals.decisions import (
    AlreadyDecided,
    NotOwnDraft,
    OwnDraft,
    SeenOtherwise,
    approve,
    draft,
    refuse,
    withdraw,
)
from kiosk.municipal.proposals.matters import ProposalRefused
from kiosk.municipal.proposals.models import Matter, Proposal

_A_PAGE = 30


@door(Right.SEE)
@require_GET
def show_proposals(request: HttpRequest, code: str) -> HttpResponse:
    """Drafts that wait, and what came of the others."""
    room = enter(request, code, Page.PROPOSALS)
    own = Proposal.objects.filter(municipality=room.municipality).select_related("drafted_by", "decided_by")
    decided = own.exclude(decision="").order_by("-decided_at", "-pk")
    page = Paginator(decided, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "room": room,
        "open": [ProposalShown(proposal) for proposal in own.filter(decision="").order_by("drafted_at")],
        "page": page,
        "decided": [ProposalShown(proposal) for proposal in page],
        "matters": MATTERS,
    }
    return render(request, "console/proposals.html", context)


@door(Right.SEE)
@require_GET
def show_proposal(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One change with all that it changes."""
    room = enter(request, code, Page.PROPOSALS)
    return render(request, "console/proposal.html", {"room": room, "shown": _shown(room, pk)})


@door(Right.PROPOSE)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, code: str, matter: str) -> HttpResponse:
    """Draft a change."""
    room = enter(request, code, Page.PROPOSALS)
    kind = Matter(matter)
    form = FORMS[kind](request.POST or None, request.FILES or None, municipality=room.municipality)
    if request.method == "POST" and form.is_valid():
        try:
            made = draft(
                room.municipality,
                kind,
                form.content(),
                attachment=form.attachment(),
                begins=form.begins(),
                reason=form.cleaned_data["note"],
                by=cast(User, request.user),
                now=clock.now(),
            )
        except ProposalRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("console:proposal", code=code, pk=made.pk)
    context = {"room": room, "form": form, "title": MATTERS[kind], "matter": kind.value}
    return render(request, "console/propose.html", context)


@door(Right.APPROVE)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, code: str, pk: int, decision: str) -> HttpResponse:
    """Show what would change and ask for a reason; on POST, approve or refuse."""
    return _end(request, code, pk, decision)


@door(Right.PROPOSE)
@require_http_methods(["GET", "POST"])
def withdraw_draft(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take one's own draft back."""
    return _end(request, code, pk, "withdraw")


def _end(request: HttpRequest, code: str, pk: int, decision: str) -> HttpResponse:
    room = enter(request, code, Page.PROPOSALS)
    shown = _shown(room, pk)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        problem = _carried_out(shown.proposal, decision, form, cast(User, request.user))
        if problem is None:
            return redirect("console:proposal", code=code, pk=pk)
        form.add_error(None, problem)
        shown = _shown(room, pk)
    context = {"room": room, "shown": shown, "form": form, "decision": decision}
    return render(request, "console/decide.html", context)


def _carried_out(proposal: Proposal, decision: str, form: ReasonForm, by: User) -> str | None:
    """None, or why not, in words."""
    said, now = form.cleaned_data, clock.now()
    try:
        match decision:
            case "approve":
                approve(proposal, seen=said["seen"], note=said["note"], by=by, now=now)
            case "refuse":
                refuse(proposal, note=said["note"], by=by, now=now)
            case "withdraw":
                withdraw(proposal, note=said["note"], by=by, now=now)
            case other:
                raise AssertionError(other)
    except OwnDraft:
        return gettext("自分が作った案は、ほかの職員が決めます。")
    except NotOwnDraft:
        return gettext("取り下げられるのは、案を作った職員だけです。")
    except AlreadyDecided:
        return gettext("ほかの職員が、先に決めました。")
    except SeenOtherwise:
        return gettext("見ているあいだに、いまの内容が変わりました。もう一度、確かめてください。")
    except ProposalRefused as refused:
        return str(refused)
    return None


def _shown(room: Room, pk: int) -> ProposalShown:
    """The proposal, if it is this municipality's and can be shown. Raises Http404."""
    own = Proposal.objects.select_related("drafted_by", "decided_by", "municipality")
    proposal = get_object_or_404(own, pk=pk, municipality=room.municipality)
    if proposal.matter not in set(Matter):
        raise Http404
    return ProposalShown(proposal)
