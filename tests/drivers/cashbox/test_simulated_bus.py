"""The line in software, from the command line and as it stands up to a terminal that never comes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from drivers.cashbox.simulated_bus import Hand, SimulatedBus

COMMAND = (sys.executable, "-m", "drivers.cashbox.simulated_bus")


def said(*words: str) -> list[str]:
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_hand_at_the_command_line_sees_its_money_fall_through_where_no_terminal_runs(
    tmp_path: Path,
) -> None:
    with SimulatedBus(tmp_path) as bus:
        assert said("insert", str(bus.control), "100", "1000") == [
            "¥100 falls through",
            "¥1000 falls through",
        ]
        [counts] = said("counts", str(bus.control))
        assert "yen_in=0" in counts


def test_the_port_keeps_its_name_and_the_socket_is_gone_at_the_end(tmp_path: Path) -> None:
    control, port = tmp_path / "bus.sock", tmp_path / "cash-line"
    process = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), str(control)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == f"{port}\n"
    assert port.resolve().is_char_device()

    Hand(control).stop()
    process.communicate()
    assert not control.exists()
