"""The pages of staff and their rights."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from kiosk.municipal.console.doors import door
from kiosk.municipal.console.membership import permission, roles_of
from kiosk.municipal.console.rights import Right
from kiosk.municipal.console.room import Page, Room, enter
from kiosk.municipal.console.staff import (
    add_staff,
    everybody,
    give_roles,
    provisional_password,
    start_anew,
)
from kiosk.municipal.console.staff_forms import NewStaffForm, RolesForm
from kiosk.municipal.registry.models import Municipality


@door(Right.SEE_STAFF)
@require_GET
def show_staff(request: HttpRequest, code: str) -> HttpResponse:
    """Who is what, by which second factors, and who is locked out."""
    room = enter(request, code, Page.STAFF)
    return render(request, "console/staff.html", {"room": room, "people": everybody(room.municipality)})


@door(Right.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody new, whose provisional password is shown once."""
    room = enter(request, code, Page.STAFF)
    form = NewStaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["name"], provisional_password()
        if User.objects.filter(username=name).exists():
            form.add_error("name", gettext("このユーザー名は、使われています。"))
        elif not form.chosen():
            form.add_error("roles", gettext("権限を1つ以上、選んでください。"))
        else:
            add_staff(name, password, [room.municipality], form.chosen())
            return _told(request, room, name, password)
    return render(request, "console/add_staff.html", {"room": room, "form": form})


@door(Right.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def change_roles(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """What somebody is in this municipality; nothing takes the user away from it."""
    room = enter(request, code, Page.STAFF)
    user = _colleague(room, pk)
    held = [role.value for role in roles_of(user)[code]]
    form = RolesForm(request.POST or None, initial={"roles": held})
    if request.method == "POST" and form.is_valid():
        if user == request.user:
            form.add_error(None, gettext("自分の権限は、ほかの管理者が変えます。"))
        else:
            give_roles(user, room.municipality, form.chosen())
            return redirect("console:staff", code=code)
    context = {"room": room, "form": form, "person": user}
    return render(request, "console/change_roles.html", context)


@door(Right.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def anew(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """A provisional password and no second factor, for who lost either or is locked out."""
    room = enter(request, code, Page.STAFF)
    user = _colleague(room, pk)
    problem = _why_not_anew(cast(User, request.user), user)
    if request.method == "POST" and problem is None:
        return _told(request, room, user.get_username(), start_anew(user))
    return render(request, "console/start_anew.html", {"room": room, "person": user, "problem": problem})


def _why_not_anew(administrator: User, user: User) -> str | None:
    """A sign-in opens every municipality of its user: only who administers all of them may remake it."""
    if user == administrator:
        return gettext("自分のログインは、「ログインの方法」で変えられます。")
    towns = [Municipality(code=code) for code in roles_of(user)]
    if not all(administrator.has_perm(permission(Right.MANAGE_STAFF), town) for town in towns):
        return gettext("この職員は、ほかの市区町村でも働いています。システムの管理者に、おたずねください。")
    return None


def _colleague(room: Room, pk: int) -> User:
    """A user with a role in this municipality. Raises Http404."""
    return get_object_or_404(
        User.objects.filter(memberships__municipality=room.municipality).distinct(), pk=pk
    )


def _told(request: HttpRequest, room: Room, name: str, password: str) -> HttpResponse:
    """The page that shows a provisional password, this once."""
    context = {"room": room, "name": name, "password": password}
    response = render(request, "console/provisional.html", context)
    response["Cache-Control"] = "no-store"
    return response
