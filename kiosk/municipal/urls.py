"""Where the city hall's rooms are found."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView

from kiosk.municipal.api import api
from kiosk.municipal.operation import views as operation

urlpatterns = [
    path("api/v1/", api.urls),
    path("console/", include("kiosk.municipal.console.entrance.urls")),
    path("console/", include("kiosk.municipal.console.urls")),
    path("verify/", include("kiosk.municipal.verification.urls")),
    path("health", operation.health, name="health"),
    path("ready", operation.ready, name="ready"),
    path("", RedirectView.as_view(pattern_name="console:first_page")),
]
