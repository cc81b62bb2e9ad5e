"""``{% passkeys_possible as possible %}``: whether this page's address allows passkeys."""

from __future__ import annotations

from django import template

from kiosk.municipal.console.entrance.adapters import passkeys_are_possible

register = template.Library()
register.simple_tag(passkeys_are_possible, name="passkeys_possible")
