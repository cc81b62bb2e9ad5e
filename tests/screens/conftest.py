"""One real window a process, fresh for each test."""

from __future__ import annotations

import pytest

from tests.screens.window import TerminalWindow, terminal_window


@pytest.fixture
def window() -> TerminalWindow:
    """The window, with a terminal that has shown nothing yet."""
    opened = terminal_window()
    opened.open()
    return opened
