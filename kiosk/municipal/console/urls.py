"""The console's pages."""

from __future__ import annotations

from django.contrib.auth.views import LoginView
from django.urls import path

app_name = "console"
urlpatterns = [
    path("login", LoginView.as_view(template_name="console/login.html"), name="login"),
]
