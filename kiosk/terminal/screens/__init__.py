"""Kivy: one screen = one .py + one .kv. A screen shows a state and sends events, nothing else.

Importing this package fixes what Kivy reads from its environment, so that it holds before any module
here imports Kivy.
"""

from kiosk.terminal.screens.kivy_environment import prepare

prepare()
