"""The window, set up before Kivy opens it."""

from __future__ import annotations

from kivy.config import Config


def configure(size: tuple[int, int], *, full_screen: bool = False) -> None:
    """Fix the window's size in pixels and what counts as a touch.

    Call it before anything imports ``kivy.core.window``, which opens the window. A finger reaches SDL as
    the pointer; no other input provider is wanted, and no second finger made up by right clicks.
    """
    width, height = size
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")
    Config.set("graphics", "width", str(width))
    Config.set("graphics", "height", str(height))
    Config.set("graphics", "fullscreen", "auto" if full_screen else "0")
    Config.set("graphics", "borderless", "0")
    Config.set("graphics", "resizable", "0")
    Config.set("graphics", "multisamples", "0")
    Config.set("graphics", "show_cursor", "0" if full_screen else "1")
    Config.set("kivy", "exit_on_escape", "0")
    Config.set("kivy", "desktop", "0")
