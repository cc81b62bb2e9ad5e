"""The public page and what it publishes."""

from __future__ import annotations

from django.urls import path

from kiosk.municipal.verification import views

app_name = "verification"
urlpatterns = [
    path("", views.verify, name="verify"),
    path("keys.json", views.keys, name="keys"),
    path("verification.css", views.stylesheet, name="stylesheet"),
]
