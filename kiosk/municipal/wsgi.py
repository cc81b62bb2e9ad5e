"""The WSGI application of the city hall."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kiosk.municipal.settings")
application = get_wsgi_application()
