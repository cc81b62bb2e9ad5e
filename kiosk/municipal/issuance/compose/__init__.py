"""What a certificate says, as texts exactly as they are to be printed: one file a kind.

Pure: whoever calls has read the registry and hands over the rows in their order; nothing here queries.
"""

from kiosk.municipal.issuance.compose.address_history import compose_address_history
from kiosk.municipal.issuance.compose.family_register import compose_family_register
from kiosk.municipal.issuance.compose.income_tax import compose_income_tax
from kiosk.municipal.issuance.compose.resident_record import compose_resident_record
from kiosk.municipal.issuance.compose.seal_registration import compose_seal_registration
from kiosk.municipal.issuance.compose.tax_payment import compose_tax_payment
from kiosk.municipal.issuance.compose.texts import CertificateTexts

__all__ = [
    "CertificateTexts",
    "compose_address_history",
    "compose_family_register",
    "compose_income_tax",
    "compose_resident_record",
    "compose_seal_registration",
    "compose_tax_payment",
]
