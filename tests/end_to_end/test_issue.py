"""A resident lays a card on the reader and takes a certificate home: ``kiosk issue`` with real parts.

pyscard → pcscd → virtual reader → the card in software; the city hall over HTTPS with client
certificates; IPP to ``ippeveprinter``, whose spool holds the very bytes that were sent.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime

import pytest

from kiosk.terminal.visit.journal import Entry, Journal
from tests.end_to_end.bench import Bench
from tests.end_to_end.papers import assert_fonts_embedded, assert_looks_like, pages
from tests.end_to_end.store import folder_printer, simulated_reader
from tests.real_parts.city_hall import AOBA, SHARED_TERMINAL, WAKABA
from tests.visit.town import prepared

HANAKO = "葛\U000e0102城　花子"
RECORD = ("--kind", "resident-record")
TAX = ("--kind", "income-tax")


def test_hanako_takes_her_households_record_home(bench: Bench, request: pytest.FixtureRequest) -> None:
    done = bench.issue("hanako", *RECORD, "--scope", "household")
    assert (done.exit_code, done.said) == (0, "printed: 1 sheet(s), ¥200\n")
    [page] = pages(bench.received())
    for name in (HANAKO, "葛\U000e0102城　一郎", "葛\U000e0102城　さくら", "葛\U000e0102城　そら"):
        assert name in page
    assert "令和8年11月24日" in page
    assert "この写しは、世帯全員の住民票の原本と相違ないことを証明する。" in page
    assert_fonts_embedded(bench.received())
    assert_looks_like(bench.received(), "household", request)


def test_a_card_of_the_next_generation_gets_its_holders_record(bench: Bench) -> None:
    done = bench.issue("next", *RECORD, "--scope", "household")
    assert (done.exit_code, done.said) == (0, "printed: 1 sheet(s), ¥200\n")
    [page] = pages(bench.received())
    assert "牧野　未来" in page


def test_every_yen_and_sheet_is_in_the_journal_and_at_the_city_hall(bench: Bench) -> None:
    bench.issue("hanako", *RECORD)
    assert bench.store.entries() == [
        Entry.PREPARED,
        Entry.ACCEPTING,
        Entry.INSERTED,
        Entry.INSERTED,
        Entry.SPOOLING,
        Entry.SHEET,
        Entry.ENDED,
        Entry.REPORTED,
    ]
    assert list(bench.printed().values()) == [1]
    order_id = bench.store.journal()[0].order_id
    with sqlite3.connect(bench.hall.directory / "city-hall.sqlite3") as database:
        reported = database.execute(
            "SELECT outcome, sheets, received, returned FROM issuance_orderoutcome AS outcome"
            " JOIN issuance_order AS placed ON placed.id = outcome.order_id WHERE placed.order_id = ?",
            (order_id,),
        ).fetchall()
    assert reported == [("printed", 1, 200, 0)]
    assert len(bench.store.slips()) == 1


def test_everything_but_what_was_asked_for_is_left_out(bench: Bench, request: pytest.FixtureRequest) -> None:
    bench.issue("hanako", *RECORD)
    [page] = pages(bench.received())
    assert HANAKO in page
    assert "一郎" not in page
    assert "緑ケ丘１２０番地" not in page
    assert "【省略】" in page
    assert_looks_like(bench.received(), "oneself", request)


def test_a_part_of_the_household_with_every_item_that_was_asked_for(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    items = "head-and-relationship,domicile,my-number"
    done = bench.issue("ichiro", *RECORD, "--scope", "part", "--persons", "1,3", "--items", items)
    assert done.exit_code == 0
    [page] = pages(bench.received())
    assert "一郎" in page
    assert "さくら" in page
    assert "花子" not in page
    assert "そら" not in page
    assert "架空県青葉市緑ケ丘１２０番地" in page
    assert "世帯の一部" in page
    assert_looks_like(bench.received(), "part-with-every-item", request)


def test_the_income_of_a_year_is_certified(bench: Bench, request: pytest.FixtureRequest) -> None:
    done = bench.issue("ichiro", *TAX, "--year", "2025")
    assert (done.exit_code, done.said) == (0, "printed: 1 sheet(s), ¥300\n")
    [page] = pages(bench.received())
    assert "葛\U000e0102城　一郎" in page
    assert "令和7年度" in page
    assert_fonts_embedded(bench.received())
    assert_looks_like(bench.received(), "income", request)


def test_the_latest_year_is_taken_where_none_is_named(bench: Bench) -> None:
    bench.issue("kiyo", *TAX)
    [page] = pages(bench.received())
    assert "令和8年度" in page
    assert "非課税" in page


def test_a_household_of_five_takes_two_sheets_that_say_so(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    done = bench.issue("five", *RECORD, "--scope", "household")
    assert (done.exit_code, done.said) == (0, "printed: 2 sheet(s), ¥200\n")
    first, second = pages(bench.received())
    assert "誠" in first
    assert "髙橋　陽葵" in second
    assert "1/2" in first
    assert "2/2" in second
    assert list(bench.printed().values()) == [2]
    assert_looks_like(bench.received(), "two-sheets", request)


def test_a_resident_from_abroad_is_printed_by_both_names(
    bench: Bench, request: pytest.FixtureRequest
) -> None:
    items = "nationality,residence-status,residence-card-number"
    done = bench.issue("rin", *RECORD, "--items", items, pin="5678")
    assert done.exit_code == 0
    [page] = pages(bench.received())
    for text in ("NGUYEN THI LINH", "グエン・リン", "ベトナム", "技術・人文知識・国際業務"):
        assert text in page
    assert_looks_like(bench.received(), "resident-from-abroad", request)


def test_two_copies_are_two_papers_for_twice_the_fee(bench: Bench) -> None:
    done = bench.issue("hanako", *RECORD, "--copies", "2")
    assert (done.exit_code, done.said) == (0, "printed: 2 sheet(s), ¥400\n")
    first, second = pages(bench.received())
    assert first == second
    assert HANAKO in first


def test_where_certificates_are_free_nobody_is_asked_for_money(bench: Bench) -> None:
    store = bench.equipped(terminal_id=SHARED_TERMINAL, municipalities=(AOBA, WAKABA))
    done = bench.issue("wakaba", *RECORD, "--scope", "household", "--municipality", WAKABA)
    assert (done.exit_code, done.said) == (0, "printed: 1 sheet(s), ¥0\n")
    assert not any("Insert" in prompt for prompt in done.prompts)
    assert store.entries() == [
        Entry.PREPARED,
        Entry.SPOOLING,
        Entry.SHEET,
        Entry.ENDED,
        Entry.REPORTED,
    ]
    assert store.slips() == []
    assert "芦\U000e0102田　達也" in pages(bench.received())[0]


def test_a_terminal_on_the_border_asks_the_city_hall_that_was_chosen(bench: Bench) -> None:
    bench.equipped(terminal_id=SHARED_TERMINAL, municipalities=(AOBA, WAKABA))
    done = bench.issue("hanako", *RECORD, "--municipality", AOBA)
    assert done.exit_code == 0
    assert HANAKO in pages(bench.received())[0]


def test_the_result_is_json_for_a_program(bench: Bench) -> None:
    card = simulated_reader(bench.hall.card_file("hanako"))
    store = bench.equipped(reader=card, printer=folder_printer())
    done = store.issue(*RECORD, "--json")
    assert (done.exit_code, done.prompts) == (0, ())
    assert json.loads(done.said) == {"outcome": "printed", "fee": 200, "sheets": 1, "change": 0}
    assert len(store.papers()) == 1


def test_what_became_of_the_last_payer_does_not_keep_the_next_visit_from_its_paper(bench: Bench) -> None:
    card = simulated_reader(bench.hall.card_file("hanako"))
    store = bench.equipped(reader=card, printer=folder_printer())
    cut = Journal(store.journal_file, lambda: datetime.now(UTC))
    cut.write("a" * 32, Entry.PREPARED, **prepared(200))
    cut.write("a" * 32, Entry.ACCEPTING, after=0)
    cut.write("a" * 32, Entry.INSERTED, yen=100, sequence=1)
    cut.close()
    assert store.issue(*RECORD).exit_code == 0
    assert len(store.papers()) == 1


def test_papers_go_into_a_folder_where_one_is_named(bench: Bench) -> None:
    folder = bench.store.directory / "out"
    assert bench.issue("hanako", *RECORD, "--output", str(folder)).exit_code == 0
    assert bench.printed() == {}
    [print_id] = bench.store.print_ids()
    assert HANAKO in pages((folder / f"{print_id}.pdf").read_bytes())[0]
