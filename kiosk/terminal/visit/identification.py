"""Effects on card and city hall that say who stands here."""

from __future__ import annotations

from typing import assert_never

import structlog

from drivers.card import contract as card
from kiosk.certificates import failures
from kiosk.certificates.failures import Failure
from kiosk.certificates.messages import CardProof, VisitOpened, challenge_message
from kiosk.terminal.visit.casefile import CaseFile
from kiosk.terminal.visit.events import Authenticated, CardRead, EffectFailed, Event, PinRefused

_log = structlog.get_logger()

_NOT_TAKEN = {
    card.TokenKind.OLD_RESIDENT_CARD: failures.CARD_OLD_RESIDENT,
    card.TokenKind.ANDROID: failures.CARD_ANDROID,
    card.TokenKind.IPHONE: failures.CARD_IPHONE,
}


def read_card(case: CaseFile, reader: card.CardReader) -> Event:
    """Identify the card and keep its certificate for this visit."""
    match reader.identify():
        case card.CardIdentified(certificate, tries_left):
            case.certificate = certificate
            return CardRead(case.serial, tries_left)
        case card.NotUsable(token):
            return EffectFailed(case.serial, _NOT_TAKEN[token])
        case card.CardUnsupported(reason):
            _log.warning("card not supported", reason=reason)
            return EffectFailed(case.serial, failures.CARD_UNSUPPORTED)
        case card.NotMyNumberCard():
            return EffectFailed(case.serial, failures.CARD_NOT_MY_NUMBER)
        case card.CardRemoved():
            return EffectFailed(case.serial, failures.CARD_REMOVED)
        case card.CardUnreadable(reason):
            _log.warning("card not readable", reason=reason)
            return EffectFailed(case.serial, failures.CARD_UNREADABLE)
        case card.CardHeldElsewhere() | card.ReaderMissing():
            return EffectFailed(case.serial, failures.READER_MISSING)
        case other:
            assert_never(other)


def authenticate(case: CaseFile, reader: card.CardReader, pin: card.Pin, terminal_id: str) -> Event:
    """One VERIFY, one signature over the municipality's challenge, and the municipality's answer."""
    try:
        opened = _opened_visit(case)
        certificate = case.certificate
        if isinstance(opened, Failure):
            return EffectFailed(case.serial, opened)
        if certificate is None:
            return EffectFailed(case.serial, failures.CARD_REMOVED)
        message = challenge_message(opened.visit_id, terminal_id, opened.challenge)
        answer = reader.authenticate(certificate, pin, message)
    finally:
        pin.wipe()
    match answer:
        case card.Signed(signature):
            proof = CardProof.model_construct(certificate=certificate, signature=signature)
            return _ask_city_hall(case, opened.visit_id, proof)
        case card.PinWrong(left):
            return PinRefused(case.serial, left)
        case card.PinBlocked():
            return EffectFailed(case.serial, failures.PIN_BLOCKED)
        case card.OtherCard():
            return EffectFailed(case.serial, failures.CARD_CHANGED)
        case card.CardRemoved():
            return EffectFailed(case.serial, failures.CARD_REMOVED)
        case card.CardUnreadable(reason):
            _log.warning("card not readable", reason=reason)
            return EffectFailed(case.serial, failures.CARD_UNREADABLE)
        case card.CardHeldElsewhere() | card.ReaderMissing():
            return EffectFailed(case.serial, failures.READER_MISSING)
        case other:
            assert_never(other)


def _opened_visit(case: CaseFile) -> VisitOpened | Failure:
    """The visit opened meanwhile, or a new one where that has failed or expired (no VERIFY yet)."""
    if case.city_hall is None:
        return failures.CITY_UNREACHABLE
    opening = case.opened
    opened = opening.result() if opening is not None else failures.CITY_UNREACHABLE
    if isinstance(opened, VisitOpened) and opened.expires > case.city_hall.now():
        return opened
    return case.city_hall.open_visit()


def _ask_city_hall(case: CaseFile, visit_id: str, proof: CardProof) -> Event:
    if case.city_hall is None:
        return EffectFailed(case.serial, failures.CITY_UNREACHABLE)
    answer = case.city_hall.authenticate(visit_id, proof)
    if isinstance(answer, Failure):
        return EffectFailed(case.serial, answer)
    case.visit_id = visit_id
    return Authenticated(case.serial, answer)
