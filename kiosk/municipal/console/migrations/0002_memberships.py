from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models

ALL_SO_FAR = ("operator", "approver", "administrator")


def keep_rights(apps: Any, schema_editor: Any) -> None:
    """Whoever was of the staff could do everything that there was."""
    profiles = apps.get_model("console", "StaffProfile").objects.all()
    membership = apps.get_model("console", "Membership")
    membership.objects.bulk_create(
        membership(user_id=profile.user_id, municipality=municipality, role=role)
        for profile in profiles
        for municipality in profile.municipalities.all()
        for role in ALL_SO_FAR
    )


def make_cache_table(apps: Any, schema_editor: Any) -> None:
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [
        ("console", "0001_initial"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("viewer", "VIEWER"),
                            ("operator", "OPERATOR"),
                            ("approver", "APPROVER"),
                            ("card-desk", "CARD_DESK"),
                            ("auditor", "AUDITOR"),
                            ("administrator", "ADMINISTRATOR"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, to="registry.municipality"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                fields=("user", "municipality", "role"), name="role_held_once"
            ),
        ),
        migrations.RunPython(keep_rights, migrations.RunPython.noop),
        migrations.RemoveField(model_name="staffprofile", name="municipalities"),
        migrations.AddField(
            model_name="staffprofile",
            name="password_is_provisional",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
