"""The registry as a Django application."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Label ``registry``: residents, households, assessments."""

    name = "kiosk.municipal.registry"
    label = "registry"
    verbose_name = "住民・税台帳"
    default_auto_field = "django.db.models.BigAutoField"
