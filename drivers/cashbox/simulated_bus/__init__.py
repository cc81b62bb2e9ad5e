"""A ccTalk line in software, with a coin acceptor, a bill acceptor and hoppers that answer bytes.

It is a process of its own that outlives the terminal: what went in and what came out is its own count.
See :class:`SimulatedBus` to start it and :class:`Hand` to put money in, break things and read the counts.
"""

from drivers.cashbox.simulated_bus.hand import Counts as Counts
from drivers.cashbox.simulated_bus.hand import Hand as Hand
from drivers.cashbox.simulated_bus.process import SimulatedBus as SimulatedBus

__all__ = ["Counts", "Hand", "SimulatedBus"]
