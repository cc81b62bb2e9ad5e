"""What a seal registration certificate says."""

from __future__ import annotations

from datetime import date

from kiosk.municipal.issuance.compose import compose_seal_registration
from kiosk.municipal.registry.models import Municipality, Resident, SealRegistration

AOBA = Municipality(mayor_title="架空県青葉市長", mayor_name="木漏日　豊")


def test_the_names_are_those_of_the_registration_and_sex_is_nowhere() -> None:
    linh = Resident(name="NGUYEN THI LAN", birth_date=date(1997, 3, 15), sex="女", nationality="ベトナム")
    seal = SealRegistration(resident=linh, name="NGUYEN THI LINH", alias="グエン・リン", imprint=b"imprint")

    texts = compose_seal_registration(
        AOBA, address="架空県青葉市駅前通一丁目", seal=seal, issue_date=date(2026, 11, 22)
    )

    assert (texts.fields["name"], texts.fields["alias"]) == ("NGUYEN THI LINH", "グエン・リン")
    assert texts.fields["birth_date"] == "1997年3月15日"
    assert texts.fields["address"] == "架空県青葉市駅前通一丁目"
    assert texts.pictures == {"imprint": b"imprint"}
    assert "女" not in texts.fields.values()


def test_an_old_surname_is_shown_beside_the_present_one() -> None:
    hanako = Resident(name="葛\U000e0102城　花子", birth_date=date(1926, 12, 25), sex="女")
    seal = SealRegistration(resident=hanako, name=hanako.name, old_name="渡邉\U000e010f", imprint=b"imprint")

    fields = compose_seal_registration(AOBA, address="", seal=seal, issue_date=date(2026, 11, 22)).fields

    assert (fields["old_name"], fields["birth_date"]) == ("渡邉\U000e010f", "昭和元年12月25日")
    assert fields["certification"] == "この写しは、登録されている印影と相違ないことを証明する。"
