"""``python -m kiosk.rendering.scans``: the process in which strangers' files are read."""

from kiosk.rendering.scans.apart import main

main()
