"""The registry's tables.

``verbose_name`` is the standard item name (住民記録・個人住民税・収納・印鑑登録・戸籍システム標準仕様書): the
imports' headers and the certificates' rows are read from it, so that each name is written once. Names are
stored exactly as they came, never normalised.
"""

from kiosk.municipal.registry.models.registers import (
    AddressEntry,
    FamilyRegister,
    RegisterEntry,
    RegisterMember,
)
from kiosk.municipal.registry.models.residents import (
    HEAD_OF_HOUSEHOLD,
    Household,
    Municipality,
    Resident,
    ResidentStatus,
    Sex,
)
from kiosk.municipal.registry.models.seals import SealRegistration, SealStatus
from kiosk.municipal.registry.models.taxes import Assessment, Collection, TaxInstalment

__all__ = [
    "HEAD_OF_HOUSEHOLD",
    "AddressEntry",
    "Assessment",
    "Collection",
    "FamilyRegister",
    "Household",
    "Municipality",
    "RegisterEntry",
    "RegisterMember",
    "Resident",
    "ResidentStatus",
    "SealRegistration",
    "SealStatus",
    "Sex",
    "TaxInstalment",
]
