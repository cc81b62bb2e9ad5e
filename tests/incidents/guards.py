"""Every guard that keeps one resident's data from another's paper, and a proof that it is one: each is
taken out of a copy of the program, and its tests have to fail there.

    python -m tests.incidents.guards            # a table of all
    python -m tests.incidents.guards digest     # of those whose name has this in it

The program itself has no switch: what is shipped is what was tested. That the tests pass where the guard
stands is seen beside this, where all tests are run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("kiosk", "drivers", "layouts", "tests", "pyproject.toml")
_WIDTH = 180
PATIENCE = 120.0
"""Seconds after which tests without a guard are given up."""

SEALED = "kiosk/certificates/sealed_document.py"
ORDERING = "kiosk/terminal/visit/ordering.py"
ORDERS = "kiosk/municipal/issuance/orders.py"
STEP = "kiosk/terminal/visit/step.py"
TILL = "kiosk/terminal/visit/till.py"

MUNAKATA = "tests/incidents/test_munakata_previous_customer.py"
TOKUSHIMA = "tests/incidents/test_tokushima_swapped_sheet.py"
NIIGATA = "tests/incidents/test_niigata_cancelled_meanwhile.py"
KAWASAKI = "tests/incidents/test_kawasaki_same_second.py"
ADACHI = "tests/incidents/test_adachi_sync_during_issue.py"
UNIT = "tests/incidents/test_single_guards.py"
SEALS = "tests/certificates/test_sealed_document.py"
KINDS = "tests/municipal/issuance/test_every_kind.py"
ROW_LOCKS = "tests/municipal/test_row_locks.py"


@dataclass(frozen=True)
class Guard:
    """A piece of the program that stands between somebody and the wrong paper.

    ``text`` is just that piece as it stands once in ``file``; ``without`` stands there when it is gone.
    ``tests`` are those that must fail then, each ``file::name`` as pytest takes it; ``fails_with`` what
    one of them says: an assertion, unless a second guard behind this one speaks first.
    """

    name: str
    file: str
    text: str
    without: str
    tests: tuple[str, ...]
    fails_with: str = r"AssertionError|DID NOT RAISE|^E +assert "


def _binding(name: str) -> Guard:
    return Guard(
        f"binding: {name}",
        SEALED,
        f'        "{name}": (document.{name}, binding.{name}),\n',
        "",
        (f"{SEALS}::test_a_document_of_another_visit_is_told_apart_by_every_binding",),
    )


GUARDS = (
    Guard(
        "signature of the document",
        SEALED,
        "opened = jws.deserialize_compact(sealed, keys, algorithms=[_ALGORITHM])",
        "opened = jws.extract_compact(sealed.encode())",
        (f"{SEALS}::test_another_key_with_the_same_id_is_not_believed",),
    ),
    _binding("order_id"),
    _binding("visit_id"),
    _binding("terminal_id"),
    _binding("municipality_code"),
    _binding("card_hash"),
    _binding("choices"),
    _binding("fee"),
    Guard(
        "bindings are asked at all",
        ORDERING,
        "if mismatches(document, binding) or unfit(",
        "if unfit(",
        (f"{UNIT}::test_a_document_that_the_city_hall_signed_for_another_visit_is_not_drawn",),
    ),
    Guard(
        "the order is the visit's own",
        ORDERING,
        "if not _is_of(order, case) or ",
        "if ",
        (
            f"{MUNAKATA}::test_the_order_of_the_last_visit_is_neither_paid_for_nor_printed_in_the_next",
            f"{MUNAKATA}::test_an_order_that_was_given_up_for_another_of_the_same_visit_is_not_printed",
        ),
    ),
    Guard(
        "the bytes are those that were proven",
        ORDERING,
        " or order.proof != Proof.of(order.order_id, order.paper.pdf)",
        "",
        (f"{TOKUSHIMA}::test_bytes_that_changed_after_they_were_proven_are_neither_paid_for_nor_printed",),
    ),
    Guard(
        "expiry before the spool",
        ORDERING,
        """    if document.expires <= city_hall.now():
        return failures.DOCUMENT_EXPIRED
""",
        "",
        (f"{UNIT}::test_a_document_that_expires_after_money_is_paid_back_and_not_printed",),
    ),
    Guard(
        "a late answer is not the order that is wanted",
        ORDERING,
        """        if effect.attempt >= case.wanted_attempt:
            case.order_id = answer.order_id
""",
        "        case.order_id = answer.order_id\n",
        (f"{UNIT}::test_an_answer_that_comes_after_that_of_the_next_order_does_not_stop_the_terminal",),
    ),
    Guard(
        "the document is checked before the spool",
        "kiosk/terminal/visit/press.py",
        "        broken = still_good(case, city_hall, order)\n",
        "        broken = None\n",
        (f"{MUNAKATA}::test_the_order_of_the_last_visit_is_neither_paid_for_nor_printed_in_the_next",),
    ),
    Guard(
        "the gate is asked",
        "kiosk/terminal/studio.py",
        "            proof = check(paper, document, form, calibration=self._calibration)\n",
        """            from kiosk.certificates.proof import Proof

            proof = Proof.of(document.order_id, paper.pdf)
""",
        (f"{TOKUSHIMA}::test_what_draws_is_not_believed",),
    ),
    Guard(
        "the gate compares each box",
        "kiosk/rendering/gate/check.py",
        'if "".join(glyph.shape.text for glyph in glyphs) != text.text or not _is_set(glyphs, text):',
        "if not _is_set(glyphs, text):",
        (
            "tests/rendering/test_gate.py::test_another_persons_paper_is_stopped",
            "tests/rendering/test_gate.py::test_sheet_two_of_another_household_is_stopped",
        ),
    ),
    Guard(
        "the gate compares each picture",
        "kiosk/rendering/gate/pictures.py",
        "if index >= len(ink.pictures) or not _is(*ink.pictures[index], one, ink.height):",
        "if index >= len(ink.pictures):",
        (
            "tests/rendering/test_gate_sides.py::test_the_symbols_of_another_document_are_stopped",
            "tests/rendering/test_gate_sides.py::test_backs_in_each_others_place_are_stopped",
        ),
    ),
    Guard(
        "the gate compares what is read aloud",
        "kiosk/rendering/gate/check.py",
        "if list(ink.elements) != _expected_elements(page, marks, expected, ink):",
        "if False:",
        ("tests/rendering/test_gate_bytes.py::test_tags_that_tell_otherwise_than_the_ink_are_refused",),
    ),
    Guard(
        "confirmation before money",
        TILL,
        " or city_hall.confirm(order.order_id)",
        "",
        (
            f"{NIIGATA}::test_before_money_the_city_hall_is_asked_whether_the_document_would_still_say_the_same",
            f"{NIIGATA}::test_of_a_person_protected_meanwhile_no_money_is_taken",
        ),
    ),
    Guard(
        "a confirmation compares what the document says",
        ORDERS,
        """        if content.digest(order.order_id) != order.content_sha256:
            raise Refused(DOCUMENT_EXPIRED)
""",
        "",
        (
            f"{NIIGATA}::test_before_money_the_city_hall_is_asked_whether_the_document_would_still_say_the_same",
        ),
    ),
    Guard(
        "purge before money",
        TILL,
        """        if not self.printer.purge():
            return failures.PRINTER_OFFLINE
""",
        "",
        (f"{MUNAKATA}::test_what_stands_in_the_printer_from_before_is_out_of_it_before_anybody_pays",),
    ),
    Guard(
        "purge after a print that failed",
        "kiosk/terminal/visit/press.py",
        "        self.left_over = self.left_over and not self.machine.purge()\n",
        "        self.left_over = False\n",
        (
            f"{UNIT}::test_a_print_of_which_nothing_is_known_any_more_is_out_of_the_printer_or_keeps_it_closed",
        ),
    ),
    Guard(
        "answers count for their own visit only",
        STEP,
        "if visit is None or event.serial != visit.serial or given_up:",
        "if visit is None or given_up:",
        (f"{MUNAKATA}::test_an_answer_to_the_last_visit_changes_nothing_of_the_next",),
    ),
    Guard(
        "answers count for the order that is wanted only",
        STEP,
        "given_up = visit is not None and attempt not in (None, visit.attempt)\n",
        "given_up = False\n",
        (f"{MUNAKATA}::test_a_paper_of_choices_that_were_changed_meanwhile_is_not_shown",),
    ),
    Guard(
        "a late paper is not put into the case file",
        "kiosk/terminal/visit/effect_runner.py",
        "late = case.over.is_set() or effect.attempt < case.wanted_attempt",
        "late = False",
        (f"{MUNAKATA}::test_a_paper_that_is_ready_after_another_was_ordered_does_not_take_its_place",),
    ),
    Guard(
        "one print id is one job (IPP)",
        "drivers/printer/ipp.py",
        """                if self._find(job.print_id) is not None:
                    return Submitted()
""",
        "                self._find(job.print_id)\n",
        ("tests/drivers/printer/test_contract.py::test_a_print_id_is_printed_once_however_often_it_is_sent",),
    ),
    Guard(
        "intent of a payout in the journal",
        TILL,
        "        self.journal.write(order_id, Entry.PAYING_OUT, payout_id=payout_id, yen=yen)\n",
        "",
        (f"{UNIT}::test_a_payout_in_which_the_power_fails_is_known_to_have_begun",),
    ),
    Guard(
        "intent of a print in the journal",
        "kiosk/terminal/visit/press.py",
        "        self.journal.write(order.order_id, Entry.SPOOLING, print_id=print_id, sides=paper.sides)\n",
        "",
        (f"{UNIT}::test_a_print_in_which_the_power_fails_is_known_to_have_begun",),
    ),
    Guard(
        "idempotency key of an order",
        ORDERS,
        """        if earlier is not None:
            return _again(earlier, request, now)
""",
        "",
        (f"{KAWASAKI}::test_the_same_request_sent_again_is_one_order_and_another_under_its_key_is_refused",),
        fails_with="IntegrityError: UNIQUE constraint failed",
    ),
    Guard(
        "an order is its terminal's own",
        ORDERS,
        "    asked = Visit.objects.filter(orders__order_id=order_id, terminal=terminal)\n",
        "    asked = Visit.objects.filter(orders__order_id=order_id)\n",
        (f"{UNIT}::test_an_order_is_confirmed_to_the_terminal_that_placed_it_only",),
    ),
    Guard(
        "persons are still those who were shown",
        "kiosk/municipal/issuance/content.py",
        " or list(asked.circle.keys) != shown:",
        ":",
        (
            f"{ADACHI}::test_persons_who_changed_their_places_meanwhile_are_not_taken_for_each_other",
            f"{KINDS}::test_a_register_that_changed_since_the_screen_is_not_guessed_at",
        ),
    ),
    Guard(
        "a seal that was cancelled is none",
        "kiosk/municipal/issuance/eligibility.py",
        "[seal for seal in seals if seal.status != SealStatus.CANCELLED]",
        "list(seals)",
        (
            f"{KINDS}::test_a_seal_is_certified_only_while_it_stands",
            f"{KINDS}::test_a_seal_cancelled_before_money_is_refused_by_its_own_words",
        ),
    ),
    Guard(
        "a seal that is suspended is not certified",
        "kiosk/municipal/issuance/eligibility.py",
        " or any(seal.status == SealStatus.SUSPENDED for seal in standing)",
        "",
        (f"{KINDS}::test_a_seal_is_certified_only_while_it_stands",),
    ),
    Guard(
        "the imprint that is printed is the one that is registered when money is taken",
        "kiosk/municipal/issuance/content.py",
        "name: hashlib.sha256(picture).hexdigest() for name, picture",
        'name: "" for name, picture',
        (f"{KINDS}::test_an_imprint_changed_before_money_is_another_document",),
    ),
    Guard(
        "one protected member stops a register whole",
        "kiosk/municipal/issuance/eligibility.py",
        " or any(member.resident and member.resident.protected for member in members)",
        "",
        (f"{KINDS}::test_a_register_elsewhere_or_in_process_is_said_so_and_a_protected_member_is_not",),
    ),
    Guard(
        "the holder is still the one who was shown",
        "kiosk/municipal/issuance/content.py",
        "if holder.pk != visit.holder_id or ",
        "if ",
        (
            "tests/municipal/issuance/test_inside_a_visit.py"
            "::test_a_card_linked_to_another_of_the_household_confirms_nothing",
        ),
    ),
    Guard(
        "one outcome of one order",
        "kiosk/municipal/issuance/outcomes.py",
        """        if _as_message(held) != outcome:
            raise OutcomeContradicted
        return
""",
        "        pass\n",
        (f"{UNIT}::test_an_order_has_one_outcome",),
        fails_with="IntegrityError: UNIQUE constraint failed",
    ),
    Guard(
        "all that happens to an order happens one after the other",
        ORDERS,
        '.select_related("municipality").select_for_update(of=("self",)).first()',
        '.select_related("municipality").first()',
        (f"{ROW_LOCKS}::test_an_outcome_reported_twice_in_the_same_instant_is_one_outcome",),
    ),
    Guard(
        "a reissue is locked by whoever asks for it",
        "kiosk/municipal/issuance/reissues.py",
        "list(Claim.objects.select_for_update().filter(",
        "list(Claim.objects.filter(",
        (f"{ROW_LOCKS}::test_a_reissue_asked_for_at_two_terminals_in_the_same_instant_is_one_paper",),
    ),
    Guard(
        "a challenge is used once",
        "kiosk/municipal/issuance/visits.py",
        "visit_id=visit_id, terminal=terminal, state=VisitState.OPENED, expires__gt=now",
        "visit_id=visit_id, terminal=terminal, expires__gt=now",
        (f"{UNIT}::test_a_challenge_is_answered_once",),
    ),
    Guard(
        "a stop outlives a restart",
        "kiosk/terminal/visit/conductor.py",
        "Terminal(tuple(city_halls), stopped=closed_by),",
        "Terminal(tuple(city_halls)),",
        (f"{UNIT}::test_a_terminal_that_stopped_for_safety_is_closed_when_it_starts_again",),
    ),
    Guard(
        "an unexplained error is an alarm",
        "kiosk/terminal/visit/ending.py",
        "alarm = (RaiseAlarm(failure),) if failure.is_unexplained else ()",
        "alarm = ()",
        (f"{UNIT}::test_what_nobody_can_explain_is_told_to_the_city_hall",),
    ),
    Guard(
        "a print that stands still has an end",
        "kiosk/terminal/visit/timing.py",
        """        case Printing() if waited >= STALL_LIMIT:
            return replace(state, entered=state.now), (CancelPrint(state.ongoing.serial),)
""",
        "",
        (
            "tests/visit/test_paying.py"
            "::test_a_printer_that_stands_still_without_a_word_is_waited_for_as_long_as_one_that_jams",
        ),
    ),
)


@dataclass(frozen=True)
class Verdict:
    """What the tests said without a guard. ``survived`` are those that passed all the same; ``said`` is
    the end of what pytest wrote."""

    found: int
    failed: tuple[str, ...]
    survived: tuple[str, ...]
    as_expected: bool
    said: str

    @property
    def is_proven(self) -> bool:
        """Whether every named test fails without the guard, and for the reason that it names."""
        return self.found == 1 and bool(self.failed) and not self.survived and self.as_expected


@contextmanager
def program_without(guard: Guard) -> Iterator[tuple[Path, int]]:
    """A copy of the program in which the guard is gone, and how often its text stood there."""
    with tempfile.TemporaryDirectory(prefix="without-a-guard-") as directory:
        copy = Path(directory)
        for part in PARTS:
            if (ROOT / part).is_dir():
                ignored = shutil.ignore_patterns("__pycache__", "golden")
                shutil.copytree(ROOT / part, copy / part, ignore=ignored)
            else:
                shutil.copy(ROOT / part, copy / part)
        file = copy / guard.file
        content = file.read_text(encoding="utf-8")
        file.write_text(content.replace(guard.text, guard.without), encoding="utf-8")
        yield copy, content.count(guard.text)


def tried_without(guard: Guard) -> Verdict:
    """Run the guard's tests where it is gone."""
    with program_without(guard) as (copy, found):
        if found != 1:
            return Verdict(found, (), guard.tests, as_expected=False, said="")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                *guard.tests,
                "-rA",
                "-q",
                "-p",
                "no:cacheprovider",
                "-p",
                "no:xdist",
            ],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(copy)},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    said = done.stdout + done.stderr
    outcomes = re.findall(r"^(PASSED|FAILED|ERROR) (\S+)", said, re.MULTILINE)
    failed = {name.partition("[")[0] for outcome, name in outcomes if outcome == "FAILED"}
    return Verdict(
        found,
        tuple(sorted(failed)),
        tuple(test for test in guard.tests if test not in failed),
        as_expected=done.returncode == 1 and bool(re.search(guard.fails_with, said, re.MULTILINE)),
        said="\n".join(said.splitlines()[-30:]),
    )


def main(wanted: str = "") -> int:
    """Print a table of the guards with ``wanted`` in their names; 1 where one is not proven."""
    from rich.console import Console
    from rich.table import Table

    table = Table("guard", "file", "red without it", "proven")
    unproven = 0
    for guard in GUARDS:
        if wanted in guard.name:
            verdict = tried_without(guard)
            unproven += not verdict.is_proven
            red = "\n".join(test.rpartition("::")[2] for test in verdict.failed)
            table.add_row(guard.name, guard.file, red, "yes" if verdict.is_proven else "NO")
    Console(width=_WIDTH).print(table)
    return min(unproven, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
