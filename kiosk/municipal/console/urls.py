"""The console's pages."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.i18n import set_language

from kiosk.municipal.console import claim_views, proposal_pictures, proposal_views, staff_views, views
from kiosk.municipal.console.doors import Open, door

app_name = "console"
urlpatterns = [
    path("", views.first_page, name="first_page"),
    path("language", door(Open.EVERYBODY)(set_language), name="language"),
    path("console.css", views.stylesheet, name="stylesheet"),
    path("<str:code>/", views.show_switchboard, name="switchboard"),
    path("<str:code>/claims", claim_views.show_claims, name="claims"),
    path("<str:code>/claims/<str:order_id>", claim_views.show_claim, name="claim"),
    re_path(
        r"^(?P<code>\d{6})/claims/(?P<order_id>[0-9a-f]{32})/(?P<action>settle|reissue|decline)$",
        claim_views.close_claim,
        name="close_claim",
    ),
    path("<str:code>/proposals", proposal_views.show_proposals, name="proposals"),
    path("<str:code>/proposals/<int:pk>", proposal_views.show_proposal, name="proposal"),
    path("<str:code>/proposals/<int:pk>/withdraw", proposal_views.withdraw_draft, name="withdraw"),
    re_path(
        r"^(?P<code>\d{6})/proposals/new/(?P<matter>fee|seal|layout|trust)$",
        proposal_views.propose,
        name="propose",
    ),
    re_path(
        r"^(?P<code>\d{6})/proposals/(?P<pk>\d{1,18})/(?P<decision>approve|refuse)$",
        proposal_views.decide,
        name="decide",
    ),
    re_path(
        r"^(?P<code>\d{6})/proposals/(?P<pk>\d{1,18})/(?P<side>before|after)\.png$",
        proposal_pictures.picture,
        name="proposal_picture",
    ),
    path("<str:code>/staff", staff_views.show_staff, name="staff"),
    path("<str:code>/staff/new", staff_views.add, name="add_staff"),
    path("<str:code>/staff/<int:pk>/roles", staff_views.change_roles, name="change_roles"),
    path("<str:code>/staff/<int:pk>/anew", staff_views.anew, name="start_anew"),
    path("<str:code>/alarms/<int:pk>", claim_views.acknowledge_alarm, name="alarm"),
    re_path(r"^(?P<code>\d{6})/(?P<kind>[a-z-]+)/(?P<to>on|off)$", views.switch, name="switch"),
]
