"""The console's pages."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.i18n import set_language

from kiosk.municipal.console import claim_views, views
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
    path("<str:code>/alarms/<int:pk>", claim_views.acknowledge_alarm, name="alarm"),
    re_path(r"^(?P<code>\d{6})/(?P<kind>[a-z-]+)/(?P<to>on|off)$", views.switch, name="switch"),
]
