"""The failure catalogue: every reason for which a visit or the terminal can stop.

One list feeds the screens, the handbook and the checks. Each entry answers three questions by its type:
was I charged (``money``), was it issued (``issued``), what now (``words`` and ``party``). ``words`` is the
stem of the message ids in the terminal's catalogues: ``refused.<words>.headline``, ``.happened``,
``.detail``, ``.next`` and ``.next_detail``; ``technician.<code>`` is the technician's step. Refusals whose
reason must not be told share one entry (``ASK_THE_DESK``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Money(StrEnum):
    """Whether money may be in the machine when this failure is met."""

    NONE = "none"
    MAY_BE_IN = "may-be-in"


class Issued(StrEnum):
    """Whether sheets of a certificate may be out when this failure is met."""

    NONE = "none"
    """Nothing was spooled."""
    COUNTED = "counted"
    """Sheets may be out; the settlement says how many."""
    UNCERTAIN = "uncertain"
    """Sheets may be out; where there is a claim, its settlement says only how many are proven."""


class Party(StrEnum):
    """Who has to act, which picks the icon and the drawing of the screen."""

    RESIDENT = "resident"
    DESK = "desk"
    STORE = "store"
    OPERATOR = "operator"


@dataclass(frozen=True)
class Failure:
    """One entry. ``closes_terminal``: the terminal goes out of service until a technician came.
    ``is_unexplained``: nobody can say why it happened, so the city hall is told even where the next try
    works."""

    code: str
    cause: str
    words: str
    party: Party
    money: Money = Money.NONE
    issued: Issued = Issued.NONE
    closes_terminal: bool = False
    is_unexplained: bool = False
    by_municipality: bool = False


CARD_NOT_MY_NUMBER = Failure(
    "E-CARD-001",
    "the card has no JPKI application",
    "card_not_usable",
    Party.RESIDENT,
)
CARD_UNREADABLE = Failure(
    "E-CARD-002",
    "the card does not answer as it should",
    "card_unreadable",
    Party.RESIDENT,
)
CARD_REMOVED = Failure(
    "E-CARD-003",
    "the card left the reader during the exchange",
    "card_removed",
    Party.RESIDENT,
)
CARD_CHANGED = Failure(
    "E-CARD-004",
    "another card than the one first read lies on the reader",
    "card_changed",
    Party.RESIDENT,
)
CARD_OLD_RESIDENT = Failure(
    "E-CARD-005",
    "the card is an old resident card (住民基本台帳カード)",
    "card_old_resident",
    Party.RESIDENT,
)
CARD_ANDROID = Failure(
    "E-CARD-006",
    "the token is an Android phone's; this terminal takes cards",
    "card_android",
    Party.RESIDENT,
)
CARD_IPHONE = Failure(
    "E-CARD-007",
    "the token is an iPhone's; this terminal takes cards",
    "card_iphone",
    Party.RESIDENT,
)
CARD_UNSUPPORTED = Failure(
    "E-CARD-008",
    "a JPKI card whose label or type of key this terminal does not know",
    "card_unsupported",
    Party.DESK,
)
CARD_EXPIRED = Failure(
    "E-CARD-012",
    "the user-authentication certificate has expired",
    "card_expired",
    Party.DESK,
    by_municipality=True,
)
CARD_REVOKED = Failure(
    "E-CARD-013",
    "the certificate is on the revocation list",
    "card_revoked",
    Party.DESK,
    by_municipality=True,
)
CARD_SUSPENDED = Failure(
    "E-CARD-014",
    "the card is suspended (一時停止, certificateHold)",
    "card_suspended",
    Party.DESK,
    by_municipality=True,
)
CARD_UNTRUSTED = Failure(
    "E-CARD-015",
    "the certificate is of no trusted authority or is no user-authentication certificate",
    "card_untrusted",
    Party.DESK,
    by_municipality=True,
)
CARD_SIGNATURE = Failure(
    "E-CARD-016",
    "the card's signature does not fit the challenge of this visit",
    "card_untrusted",
    Party.DESK,
    by_municipality=True,
)
CARD_UNKNOWN = Failure(
    "E-CARD-017",
    "no resident of this municipality is linked to the certificate",
    "not_resident",
    Party.DESK,
    by_municipality=True,
)
PIN_BLOCKED = Failure(
    "E-PIN-001",
    "no try is left for the PIN",
    "pin_blocked",
    Party.DESK,
)
PIN_WRONG = Failure(
    "E-PIN-002",
    "the PIN was wrong and nobody was there to enter another",
    "pin_wrong",
    Party.RESIDENT,
)
UNDER_FIFTEEN = Failure(
    "E-RES-001",
    "the holder is under 15",
    "under_fifteen",
    Party.DESK,
    by_municipality=True,
)
MOVED_OUT = Failure(
    "E-RES-002",
    "the holder has moved out or has filed a move",
    "moved_out",
    Party.DESK,
    by_municipality=True,
)
ASK_THE_DESK = Failure(
    "E-RES-010",
    "the city hall does not issue this certificate at terminals",
    "ask_the_desk",
    Party.DESK,
    by_municipality=True,
)
TAX_UNDECLARED = Failure(
    "E-TAX-001",
    "the income of that year has not been declared or no assessment exists",
    "tax_undeclared",
    Party.DESK,
    by_municipality=True,
)
PAYMENT_NOT_SHOWN = Failure(
    "E-TAX-002",
    "an instalment fell due in the last three weeks and its payment is not recorded yet",
    "payment_not_shown",
    Party.DESK,
    by_municipality=True,
)
NO_TAX_RECORD = Failure(
    "E-TAX-003",
    "the holder was not assessed here for that year, so there is no payment to certify",
    "no_tax_record",
    Party.DESK,
    by_municipality=True,
)
SEAL_NOT_REGISTERED = Failure(
    "E-SEAL-001",
    "the holder has no seal registered, or none any more",
    "seal_not_registered",
    Party.DESK,
    by_municipality=True,
)
SEAL_CARD_NOT_REGISTERED = Failure(
    "E-SEAL-002",
    "the card was not registered as 印鑑登録証, which this municipality asks for",
    "seal_card_not_registered",
    Party.DESK,
    by_municipality=True,
)
REGISTER_ELSEWHERE = Failure(
    "E-REG-001",
    "the holder's family register is kept by another municipality",
    "register_elsewhere",
    Party.DESK,
    by_municipality=True,
)
REGISTER_IN_PROCESS = Failure(
    "E-REG-002",
    "a notification about the family register was filed and is not recorded yet",
    "register_in_process",
    Party.DESK,
    by_municipality=True,
)
CHARACTER = Failure(
    "E-DOC-001",
    "a character of the document has no glyph, or a text does not fit its box",
    "not_printable",
    Party.DESK,
    by_municipality=True,
)
DOCUMENT_MISMATCH = Failure(
    "E-DOC-002",
    "the document is not of this visit, or what was drawn is not the document",
    "stopped_for_safety",
    Party.OPERATOR,
    money=Money.MAY_BE_IN,
    closes_terminal=True,
)
DOCUMENT_EXPIRED = Failure(
    "E-DOC-003",
    "the document expired before it was printed",
    "document_expired",
    Party.RESIDENT,
    money=Money.MAY_BE_IN,
)
SERVICE_OFF = Failure(
    "E-SVC-001",
    "the service is switched off",
    "service_off",
    Party.DESK,
    by_municipality=True,
)
SERVICE_HOURS = Failure(
    "E-SVC-002",
    "the service is outside its hours",
    "service_hours",
    Party.RESIDENT,
    by_municipality=True,
)
CHOICES_NOT_OFFERED = Failure(
    "E-SVC-003",
    "the kind or the choices are not offered to this person",
    "not_offered",
    Party.DESK,
    by_municipality=True,
)
VISIT_EXPIRED = Failure(
    "E-SVC-004",
    "the visit or its challenge is over or was used before",
    "visit_expired",
    Party.RESIDENT,
    by_municipality=True,
)
TERMINAL_UNKNOWN = Failure(
    "E-SVC-005",
    "the city hall does not know this terminal's certificate",
    "city_not_ready",
    Party.OPERATOR,
    by_municipality=True,
)
REVOCATION_OUTDATED = Failure(
    "E-SVC-006",
    "the city hall's revocation list is past its next update, so no card can be trusted",
    "city_not_ready",
    Party.OPERATOR,
    by_municipality=True,
)
CITY_UNREACHABLE = Failure(
    "E-NET-001",
    "the city hall does not answer in time",
    "city_unreachable",
    Party.RESIDENT,
)
CITY_NONSENSE = Failure(
    "E-NET-002",
    "the city hall's answer cannot be understood",
    "city_not_ready",
    Party.OPERATOR,
    is_unexplained=True,
)
READER_MISSING = Failure(
    "E-RDR-001",
    "no card reader answers",
    "reader_missing",
    Party.STORE,
)
PRINTER_OFFLINE = Failure(
    "E-PRN-001",
    "the printer does not answer",
    "printer_unavailable",
    Party.STORE,
)
PRINTER_NO_PAPER = Failure(
    "E-PRN-002",
    "no A4 paper is loaded",
    "no_paper",
    Party.STORE,
)
PRINTER_TROUBLE = Failure(
    "E-PRN-003",
    "the printer cannot print (jam, door, toner)",
    "printer_unavailable",
    Party.STORE,
)
PRINTER_ONE_SIDED = Failure(
    "E-PRN-004",
    "the form has a back and the printer prints on one side only",
    "printer_unavailable",
    Party.OPERATOR,
)
PRINT_FAILED = Failure(
    "E-PRN-010",
    "printing stopped after it had begun",
    "print_failed",
    Party.OPERATOR,
    money=Money.MAY_BE_IN,
    issued=Issued.COUNTED,
)
PRINT_UNKNOWN = Failure(
    "E-PRN-011",
    "it is not known how many sheets came out",
    "print_failed",
    Party.OPERATOR,
    money=Money.MAY_BE_IN,
    issued=Issued.UNCERTAIN,
)
CASH_UNAVAILABLE = Failure(
    "E-CSH-001",
    "the cash box takes no money",
    "cash_unavailable",
    Party.STORE,
)
CASH_FAULT = Failure(
    "E-CSH-002",
    "the cash box failed while money was in it, or gave too little back",
    "cash_fault",
    Party.OPERATOR,
    money=Money.MAY_BE_IN,
)
POWER_CUT = Failure(
    "E-TRM-001",
    "the terminal stopped in the middle of an order",
    "power_cut",
    Party.OPERATOR,
    money=Money.MAY_BE_IN,
    issued=Issued.UNCERTAIN,
)
TERMINAL_FAULT = Failure(
    "E-TRM-002",
    "the terminal's own program failed",
    "terminal_fault",
    Party.OPERATOR,
    money=Money.MAY_BE_IN,
    issued=Issued.UNCERTAIN,
)

_DEVICE_AREAS = frozenset({"RDR", "PRN", "CSH", "TRM"})


def is_device_fault(failure: Failure) -> bool:
    """Whether the terminal's own parts are at fault, by the area in the code."""
    return failure.code.split("-")[1] in _DEVICE_AREAS


CATALOGUE: dict[str, Failure] = {
    entry.code: entry for entry in tuple(globals().values()) if isinstance(entry, Failure)
}


def by_code(code: str) -> Failure:
    """The entry of ``code``. Raises KeyError for a code that is not in the catalogue."""
    return CATALOGUE[code]
