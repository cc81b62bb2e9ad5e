"""The ccTalk commands that a cash box of this kind uses, by their numbers in part 2 of the specification."""

from __future__ import annotations

from enum import IntEnum

CREDIT_OR_ERROR_BYTES = 11
"""Length of the answer to both event commands: the counter and five pairs."""


class Header(IntEnum):
    """What the host asks; a device answers with :attr:`REPLY`, :attr:`NAK` or :attr:`BUSY`."""

    REPLY = 0
    NAK = 5
    BUSY = 6
    MODIFY_BILL_OPERATING_MODE = 153
    ROUTE_BILL = 154
    REQUEST_COUNTRY_SCALING_FACTOR = 156
    REQUEST_BILL_ID = 157
    READ_BUFFERED_BILL_EVENTS = 159
    REQUEST_CIPHER_KEY = 160
    TEST_HOPPER = 163
    ENABLE_HOPPER = 164
    REQUEST_HOPPER_STATUS = 166
    DISPENSE_HOPPER_COINS = 167
    REQUEST_HOPPER_DISPENSE_COUNT = 168
    EMERGENCY_STOP = 172
    REQUEST_COIN_ID = 184
    REQUEST_PAYOUT_STATUS = 217
    MODIFY_MASTER_INHIBIT = 228
    READ_BUFFERED_CREDIT_OR_ERROR_CODES = 229
    MODIFY_INHIBIT_STATUS = 231
    PERFORM_SELF_CHECK = 232
    REQUEST_SOFTWARE_REVISION = 241
    REQUEST_SERIAL_NUMBER = 242
    REQUEST_PRODUCT_CODE = 244
    REQUEST_EQUIPMENT_CATEGORY = 245
    REQUEST_MANUFACTURER = 246
    SIMPLE_POLL = 254
