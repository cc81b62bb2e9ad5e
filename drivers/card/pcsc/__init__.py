"""The real card reader, through the PC/SC service and a process of its own."""

from drivers.card.pcsc.reader import PcscReader as PcscReader

__all__ = ["PcscReader"]
