"""A rehearsal office for tests: real notary, real scribe, any store; people, models and a case file."""

import copy
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from PIL import Image, ImageDraw

from sekisho.application.act import act
from sekisho.application.declare import Prepared, declare, prepare_declaration
from sekisho.application.desk import Desk
from sekisho.application.file_document import Paper, file_document
from sekisho.application.fix_content import lock_case
from sekisho.application.keep_account import keep_account
from sekisho.application.keep_blob import keep
from sekisho.application.open_case import open_case
from sekisho.application.open_pool import open_pool
from sekisho.application.ports import Person
from sekisho.application.prepare_statement import prepare_statement
from sekisho.application.program_time import advance_clock
from sekisho.application.register import act_on_registration, apply_for_registration, file_registration_paper
from sekisho.application.request import Accepted, Request
from sekisho.application.run_due import Due, run_due
from sekisho.domain.casework.table import rows_of, track_of
from sekisho.domain.values.finding import Finding, Refusal
from sekisho.domain.values.time import parse_instant
from sekisho.seal.key import new_key

USER, PARTNER, MAKER, OTHER = "7123456789012", "8990000000001", "7990000000002", "6990000000003"
OFFICE = "5990000000004"
CAST = {
    "user": ("signatory", "end_user", USER),
    "partner": ("signatory", "integrator", PARTNER),
    "maker": ("staff", "exporter", MAKER),
    "seller": ("signatory", "exporter", MAKER),
    "stranger": ("signatory", "end_user", OTHER),
    "officer": ("officer", "office", OFFICE),
    "officer2": ("officer", "office", OFFICE),
    "inspector": ("inspector", "office", OFFICE),
    "finance": ("finance", "office", OFFICE),
    "finance2": ("finance", "office", OFFICE),
    "auditor": ("auditor", "audit", "4990000000005"),
}
LISTED = {"maker": "Hailan Precision Machinery (fictional)", "model": "HLM-650V", "category": "cnc"}
FILE: dict[str, Any] = {
    "channel": "portal",
    "applicant": {"name": "Aoba (fictional)", "corporate_number": USER, "side": "end_user"},
    "partner": {"name": "Tsubame (fictional)", "corporate_number": PARTNER, "side": "integrator"},
    "lines": [
        {"id": "L1", **LISTED, "origin": "CN", "price": 20_000_000, "incoterm": "CIF", "yearly_saving": 5_000_000}
    ],
}
PAYEE = {"bank": "0902", "branch": "012", "kind": "1", "number": "7654321", "name": "アオバセイキ(カクウ"}
BODY = {"body": "Toa Anzen Hyoka (fictional)", "valid_from": "2026-01-01", "valid_until": "2029-12-31"}
PAPERS = (("pse_certificate", {}), ("jis_b9700_evidence", {}), ("conformity_certificate", BODY))
#: What an inspector looks at on a machining center, and what of it he photographs.
CHECKLIST = dict.fromkeys(
    ("nameplate", "serial", "safety_architecture", "power_unit_mark", "network", "training", "trial_part"), True
)
PHOTOS = ("nameplate", "power_unit_mark")
#: What a side declares that has nothing to declare; the applicant is asked of other subsidies as well.
NOTHING: dict[str, Any] = {"related": False, "relations": [], "rebates": [], "commissions": []}
OF_APPLICANT: dict[str, Any] = {"other_subsidies": []}
#: The import permit of the usual machine.
PERMIT: dict[str, Any] = {
    "permitted_on": "2026-08-19", "permit_number": "1", "importer": "Aoba", "importer_number": USER,
    "columns": [{"hs_code": "845710000", "customs_value": 20_000_000, "quantity": 1, "origin": "CN"}],
}  # fmt: skip
#: The acceptance of it after its trial run.
ACCEPTANCE = {"trial_run_on": "2026-09-03", "commissioned_on": "2026-09-10", "accepted_by": "Aoba"}
#: Papers that show the import, the acceptance and the payment; without them nothing is paid.
PURCHASE = ("import_permit", "acceptance_record", "payment_proof")
EVIDENCE = ("installation_log", "network_topology", "training_record", "gateway_configuration", "inspector_observation")

#: The papers each kind of registration needs.
REGISTRATION_PAPERS = {
    "model": ("function_sheet", "price_list"),
    "integrator": ("registry_extract",),
    "distributor": ("registry_extract", "authorisation_letter"),
    "agreement": ("collaboration_agreement",),
}


def photo(*, turned: bool = False) -> bytes:
    """A photo of a machine, or its copy: half as large, compressed and a quarter turn on."""
    image = Image.new("L", (320, 240), 90)
    draw = ImageDraw.Draw(image)
    for n in range(14):
        x, y = n * 53 % 290, n * 37 % 210
        draw.rectangle((x, y, x + 20 + n * 5, y + 15 + n * 3), fill=n * 71 % 256)
    if turned:
        image = image.resize((160, 120)).transpose(Image.Transpose.ROTATE_90)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=50 if turned else 90)
    return kept.getvalue()


@dataclass
class Office:
    """A desk with people; every verb does its work for real and gives what came of it."""

    desk: Desk
    people: dict[str, Person] = field(default_factory=dict)
    keys: dict[str, bytes] = field(default_factory=dict)
    #: What the invoice of the usual machine comes to.
    invoiced: int = 19_500_000

    def admit(self) -> None:
        """Enter the cast, each with a key."""
        for name, (role, side, organisation) in CAST.items():
            self.keys[name], public = new_key()
            self.people[name] = Person(name, role, side, organisation, public, rehearsal=True)
            with self.desk.store.write() as tx:
                tx.people.put(self.people[name])

    def at(self, instant: str) -> Due:
        """Move the program clock forward and run what is due."""
        moved = advance_clock(self.desk, parse_instant(instant))
        assert not isinstance(moved, Refusal), moved
        return run_due(self.desk)

    def request(self, case: str, who: str, command: str, line: str = "", **details: Any) -> Request:
        """Make a request, signed by the person where the table wants it."""
        request = Request(command, details, line)
        if not any(row.signed for row in rows_of(track_of(command), command)):
            return request
        statement = prepare_statement(self.desk, case, self.people[who], request)
        envelope = self.desk.notary.sign(statement, self.keys[who])
        return Request(command, {**details, "envelope": keep(self.desk, envelope)}, line)

    def tries(self, case: str, who: str, command: str, line: str = "", **details: Any) -> Accepted | Refusal:
        """Try a command."""
        return act(self.desk, case, self.people[who], self.request(case, who, command, line, **details))

    def does(self, case: str, who: str, command: str, line: str = "", **details: Any) -> Accepted:
        """Carry a command that must be accepted."""
        done = self.tries(case, who, command, line, **details)
        assert isinstance(done, Accepted), done
        return done

    def codes(self, case: str, who: str, command: str, line: str = "", **details: Any) -> set[str]:
        """Give the reasons for which a command is refused."""
        done = self.tries(case, who, command, line, **details)
        assert isinstance(done, Refusal), done
        return {finding.code for finding in done.findings}

    def registers(self, who: str, subject: str, key: str, **particulars: str) -> None:
        """Apply for a registration, review and grant it."""
        details = {"subject": subject, "key": key, "particulars": {"name": key, **particulars}}
        made = apply_for_registration(self.desk, self.people[who], Request("apply", details))
        assert not isinstance(made, Refusal), made
        self.completes_registration(who, made.id, subject)
        for command, said in (("take_up", {}), ("register", {"valid_from": "2026-05-11"})):
            done = act_on_registration(self.desk, made.id, self.people["officer2"], Request(command, said))
            assert not isinstance(done, Refusal), done

    def completes_registration(self, who: str, registration: str, subject: str) -> None:
        """File every paper the program asks of a registration."""
        for kind in REGISTRATION_PAPERS.get(subject, ()):
            paper = Paper(kind, f"{kind}.txt", kind.encode())
            done = file_registration_paper(self.desk, registration, self.people[who], paper)
            assert not isinstance(done, Refusal), done

    def opens(self, **changes: Any) -> str:
        """Open the office, and a case."""
        self.opens_registers()
        return self.case(**changes)

    def opens_registers(self) -> None:
        """Open the office: pool, partner and model registered."""
        self.at("2026-05-11T09:00:00+09:00")
        assert not isinstance(open_pool(self.desk, self.people["finance"]), Refusal)
        self.registers("partner", "integrator", PARTNER)
        self.registers("maker", "model", "hlm-650v", maker=LISTED["maker"], model=LISTED["model"])

    def case(self, who: str = "user", **changes: Any) -> str:
        """Open a case from the usual file with changes."""
        opened = open_case(self.desk, self.people[who], {**copy.deepcopy(FILE), **changes})
        assert isinstance(opened, Accepted), opened
        return opened.case.id

    def files(self, case: str, kind: str, who: str = "user", **about: Any) -> None:
        """File a paper; an invoice names itself, one for each case where nothing else is said."""
        invoice = {"issuer": MAKER, "number": f"INV-{case}", "amount": self.invoiced}
        named = invoice if kind == "purchase_invoice" else {}
        said = {**named, **about}
        filed = file_document(self.desk, case, self.people[who], Paper(kind, f"{kind}.txt", kind.encode(), about=said))
        assert isinstance(filed, Accepted), filed

    def prepares(self, case: str, who: str, **said: Any) -> Prepared | Refusal:
        """Write a declaration; what is not said is declared as none."""
        own = OF_APPLICANT if self.people[who].organisation == USER else {}
        return prepare_declaration(self.desk, case, self.people[who], {**NOTHING, **own, **said})

    def declares(self, case: str, who: str, **said: Any) -> Accepted:
        """Declare, signed by the person; what is not said is declared as none."""
        prepared = self.prepares(case, who, **said)
        assert isinstance(prepared, Prepared), prepared
        envelope = self.desk.notary.sign(prepared.statement, self.keys[who])
        done = declare(self.desk, case, self.people[who], prepared.declaration, keep(self.desk, envelope))
        assert isinstance(done, Accepted), done
        return done

    def all_declare(self, case: str) -> None:
        """Have both sides declare that there is nothing to declare."""
        for who in ("user", "partner"):
            self.declares(case, who)

    def tries_to_file(self, case: str, kind: str, who: str, **about: Any) -> tuple[Finding, ...]:
        """Try to file a paper and give the reasons it is refused for; none: it was filed."""
        filed = file_document(self.desk, case, self.people[who], Paper(kind, f"{kind}.txt", kind.encode(), about=about))
        return filed.findings if isinstance(filed, Refusal) else ()

    def signs(self, case: str, *, papers: bool = True) -> str:
        """File the papers, declare, lock, sign on both sides; give what they signed."""
        self.all_declare(case)
        for kind, about in PAPERS if papers else ():
            self.files(case, kind, **about)
        locked = lock_case(self.desk, case, self.people["user"])
        assert isinstance(locked, Accepted), locked
        root = locked.case.root
        self.does(case, "user", "sign", root=root)
        self.does(case, "partner", "sign", root=root)
        return root

    def submits(self, case: str, *, papers: bool = True) -> Accepted:
        """File the papers, declare, lock, sign on both sides and submit."""
        return self.does(case, "user", "submit", root=self.signs(case, papers=papers))

    def accepts(self, case: str) -> None:
        """Accept every paper that is filed."""
        with self.desk.store.read() as tx:
            from_case = tx.journal.read(f"case/{case}")
        count = sum(row.type == "document.filed" for row in from_case)
        done = {row.event.text("document") for row in from_case if row.type == "document.accepted"}
        for n in range(1, count + 1):
            if f"D{n:03d}" not in done:
                self.does(case, "officer", "accept_document", document=f"D{n:03d}")

    def grants(self, case: str) -> Accepted:
        """Take a submitted case up, accept its papers and grant it."""
        taken = self.does(case, "officer", "take_up")
        self.accepts(case)
        return self.does(case, "officer", "grant", amount=taken.case.balance.reserved.yen)

    def installs(self, *cases: str, lines: Sequence[str] = ("L1",), machines: Sequence[Any] = ()) -> None:
        """Carry the machines of each case from the order to their commissioning."""
        steps = (
            ("2026-06-22", "order", {"ordered_on": "2026-06-22", "order_number": "PO"}),
            ("2026-08-04", "ship", {"shipped_on": "2026-08-04", "bill_of_lading": "BL"}),
            ("2026-08-19", "permit_import", PERMIT),
            ("2026-08-24", "deliver", {"delivered_on": "2026-08-24"}),
            ("2026-09-10", "commission", {**ACCEPTANCE, **({"machines": [*machines]} if machines else {})}),
        )  # fmt: skip
        for day, command, details in steps:
            self.at(f"{day}T10:00:00+09:00")
            for case, line in product(cases, lines):
                serial = f"SN-{case}" if line == "L1" else f"SN-{case}-{line}"
                self.does(
                    case, "user", command, line, **details, **({"serial": serial} if command == "deliver" else {})
                )

    def photographs(self, case: str, who: str = "inspector", line: str = "L1") -> None:
        """File the photos of a visit."""
        for item in PHOTOS:
            photo = Paper("visit_photo", f"{item}.jpg", f"{case} {item}".encode(), line=line, about={"item": item})
            filed = file_document(self.desk, case, self.people[who], photo)
            assert isinstance(filed, Accepted), filed

    def verifies(self, case: str, on: str = "2026-10-20") -> None:
        """File and accept the evidence, visit on a day, and confirm."""
        self.equips(case)
        self.visits(case, on)

    def equips(self, case: str) -> None:
        """File and accept the evidence of a machine that runs."""
        for kind in EVIDENCE:
            self.files(case, kind, "inspector" if kind == "inspector_observation" else "user")
        self.files(case, "purchase_invoice", amount=self.invoiced)
        for kind in PURCHASE:
            self.files(case, kind)
        self.accepts(case)

    def visits(self, case: str, on: str = "2026-10-20") -> None:
        """Visit on a day, verify the machine, and confirm the case."""
        self.does(case, "officer", "schedule_visit", "L1", visit_on=on, inspector="inspector")
        self.at(f"{on}T15:00:00+09:00")
        self.photographs(case)
        self.does(case, "inspector", "verify_line", "L1", visited_on=on, checklist=CHECKLIST)
        self.does(case, "officer", "confirm_verification")

    def claims(self, case: str) -> int:
        """Fix the amount and claim it."""
        amount = self.invoiced * 18 // 100
        self.does(case, "officer", "fix_amount", amount=amount)
        self.does(case, "user", "claim", amount=amount, account=self.account())
        return amount

    def approves(self, *cases: str) -> None:
        """Have two finance officers approve the payment of each case."""
        for case in cases:
            self.does(case, "finance", "approve_payment")
            self.does(case, "finance2", "approve_payment")

    def pays(self, case: str) -> None:
        """Claim, approve by two persons, and pay."""
        self.claims(case)
        self.approves(case)
        self.does(case, "finance2", "pay", transfer="T-1")

    def approved(self, count: int = 1, **changes: Any) -> list[str]:
        """Carry some cases to a payment that two persons approved."""
        cases = [self.opens(**changes), *(self.case(**changes) for _ in range(count - 1))]
        for case in cases:
            self.submits(case)
            self.grants(case)
        self.installs(*cases)
        for case in cases:
            self.verifies(case)
            self.claims(case)
        self.approves(*cases)
        return cases

    def account(self, **changes: str) -> str:
        """Keep a fictional payee's account and give its digest."""
        kept = keep_account(self.desk, {**PAYEE, **changes})
        assert isinstance(kept, str), kept
        return kept

    def balances(self) -> dict[str, int]:
        """Give the pool's stored balances."""
        with self.desk.store.read() as tx:
            return dict(tx.pool.balances(self.desk.program_id))
