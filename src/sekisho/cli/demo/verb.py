"""What a step's ``do`` means: a few verbs of their own, and every command of the transition table by its name."""

import base64
from collections.abc import Callable, Mapping

from sekisho.cli.demo.account import Entry, Remark
from sekisho.cli.demo.client import Json
from sekisho.cli.demo.road import SHOWN, Road, RoadError, entry, from_answer
from sekisho.cli.demo.scenario import Step
from sekisho.cli.demo.study import plan, quote, screen
from sekisho.cli.demo.visit import capture
from sekisho.domain.casework.declaration import parts_of
from sekisho.domain.casework.table import rows_of, track_of
from sekisho.domain.values.finding import Finding, Outcome, Value

Verb = Callable[[Road, Step], Entry]
#: Entries that come along with others and say nothing new to people.
NOT_TOLD = ("case.screened",)


def _text(step: Step, name: str) -> str:
    value = step.details.get(name)
    return value if isinstance(value, str) else ""


def _named(road: Road, step: Step, what: str) -> str:
    """Give a step's name with what it was about."""
    return road.account.text("demo.about", step=road.account.name(step.do), what=what)


def _both(road: Road, step: Step, other: str) -> str:
    """Name the two people a step takes."""
    return f"{road.member(step.by).name} → {road.member(_text(step, other)).name}"


def publish(road: Road, step: Step) -> Entry:
    """Propose an edition of Annex A as one officer and publish it as another."""
    name, second = _text(step, "edition"), _text(step, "second")
    proposed = road.client(step.by).json("POST", f"/editions/{name}", data=road.seed(name))
    digest = str(road.body(proposed)["blob"])
    road.client(second).json("POST", f"/editions/{digest}/publish")
    told = {"edition": name, "sha256": digest}
    who, named = _both(road, step, "second"), _named(road, step, name.removesuffix(".toml"))
    return entry(road, step, "done", name=named, who=who, facts=told, proof=f"sha256:{digest[:SHOWN]}")


def open_pool(road: Road, step: Step) -> Entry:
    """Open the pool with the cap the program states."""
    balances = road.client(step.by).json("POST", "/pool")["balances"]
    return entry(road, step, "done", yen=balances["appropriation"], facts=dict(balances))


def change_cap(road: Road, step: Step) -> Entry:
    """Propose another cap of the pool as one person and confirm it as another."""
    said = {name: step.details[name] for name in ("cap", "reason", "citation")}
    proposed = road.client(step.by).json("POST", "/pool/cap", body=said)
    balances = road.client(_text(step, "second")).json("POST", f"/pool/cap/{proposed['digest']}/confirm")["balances"]
    who, cap = _both(road, step, "second"), balances["appropriation"]
    return entry(road, step, "done", who=who, yen=cap, facts=dict(balances))


def register(road: Road, step: Step) -> Entry:
    """Apply for a registration, take it up and register it."""
    details = {name: step.details[name] for name in ("subject", "key", "particulars")}
    applied = road.client(step.by).json("POST", "/registrations", body={"command": "apply", "details": details})
    officer = road.client(_text(step, "officer"))
    name = applied["registration"]
    _complete(road, step, name)
    officer.json("POST", "/registrations", body={"command": "take_up", "registration": name, "details": {}})
    granted = {"valid_from": _text(step, "valid_from") or step.at.date().isoformat()}
    body: dict[str, Value] = {"command": "register", "registration": name, "details": dict(granted)}
    officer.json("POST", "/registrations", body=body)
    what = f"{road.account.word('subject', _text(step, 'subject'))}, {_registered(step)}"
    told = {"registration": name, "valid_from": granted["valid_from"]}
    proof, who = f"registration/{name}", _both(road, step, "officer")
    return entry(road, step, "done", name=_named(road, step, what), who=who, facts=told, proof=proof)


def _complete(road: Road, step: Step, registration: str) -> None:
    """File the papers a registration needs; what stands in them is said to be a rehearsal's."""
    kinds = step.details.get("papers")
    for kind in kinds if isinstance(kinds, list) else []:
        data = base64.b64encode(f"{kind}: {registration} — illustrative rehearsal paper\n".encode()).decode()
        said: dict[str, Value] = {"registration": registration, "kind": kind, "name": f"{kind}.txt", "data": data}
        road.client(step.by).json("POST", "/registrations/papers", body=said)


def _registered(step: Step) -> str:
    particulars = step.details.get("particulars")
    name = particulars.get("name") if isinstance(particulars, dict) else None
    return str(name or _text(step, "key"))


def open_case(road: Road, step: Step) -> Entry:
    """Open the case with its file as the draft."""
    content = road.scenario.cases[step.case].get("file")
    answer = road.client(step.by).json("POST", "/cases", body=content if isinstance(content, dict) else {})
    road.cases[step.case] = answer["case"]
    # The file is the draft's first version; later saves must name the version they were read at.
    road.drafts[step.case] = 1
    return from_answer(road, step, answer, name=_named(road, step, answer["case"]))


def _declared(road: Road, step: Step) -> dict[str, Value]:
    """Give what a side declares: what the step says, and none of everything else that is asked of it."""
    content = road.scenario.cases[step.case].get("file")
    applicant = content.get("applicant") if isinstance(content, dict) else {}
    number = applicant.get("corporate_number") if isinstance(applicant, dict) else ""
    asked = parts_of(is_applicant=number == road.member(step.by).organisation)
    return {"related": bool(step.details.get("relations")), **{part: [] for part in asked}, **step.details}


def declare(road: Road, step: Step) -> Entry:
    """Declare ties, rebates, commissions and other subsidies, signed by whoever declares."""
    answer = road.client(step.by).declare(road.case_id(step.case), _declared(road, step))
    return from_answer(road, step, answer)


def _to_sign(road: Road, answer: Json) -> tuple[Remark, ...]:
    """Tell the one hash that both sides will sign."""
    return (Remark(road.account.text("demo.to_sign", hash=str(answer["root"])[:SHOWN])),)


def lock(road: Road, step: Step) -> Entry:
    """Lock the draft for signing: what both sides sign is this one hash."""
    answer = road.client(step.by).json("POST", f"/cases/{road.case_id(step.case)}/lock")
    return from_answer(road, step, answer, yen=answer["amount"], shown=_to_sign(road, answer))


def correct(road: Road, step: Step) -> Entry:
    """Save a changed file as the draft of a returned case, and take it: both sides sign anew."""
    _redraft(road, step)
    answer = road.client(step.by).json("POST", f"/cases/{road.case_id(step.case)}/correct")
    return from_answer(road, step, answer, yen=answer["amount"], shown=_to_sign(road, answer))


def _redraft(road: Road, step: Step) -> None:
    content = step.details.get("file")
    if isinstance(content, dict):
        body: dict[str, Value] = {"content": content, "version": road.drafts[step.case]}
        saved = road.client(step.by).json("PUT", f"/cases/{road.case_id(step.case)}/draft", body=body)
        road.drafts[step.case] = saved["version"]


def request_change(road: Road, step: Step) -> Entry:
    """Save what the filing of a granted case would be, and ask for the change: both sides sign it."""
    _redraft(road, step)
    asked: dict[str, Value] = {name: _text(step, name) for name in ("change", "reason")}
    answer = road.client(step.by).json("POST", f"/cases/{road.case_id(step.case)}/change", body=asked)
    return from_answer(road, step, answer, shown=_to_sign(road, answer))


def screen_case(road: Road, step: Step) -> Entry:
    """Screen the open case and keep the result on it."""
    answer = road.client(step.by).json("POST", f"/cases/{road.case_id(step.case)}/screen")
    return from_answer(road, step, answer)


def _paper_named(road: Road, step: Step) -> str:
    return _named(road, step, road.account.word("document.kind", _text(step, "kind")))


def file(road: Road, step: Step) -> Entry:
    """File a paper."""
    told = {name: step.details[name] for name in ("kind", "name", "line", "about") if name in step.details}
    usual = f"{_text(step, 'kind')}: {step.case} ({_text(step, 'name')}) — illustrative rehearsal paper\n"
    data = base64.b64encode((_text(step, "text") or usual).encode()).decode()
    body: dict[str, Value] = {**told, "data": data, "media_type": "text/plain; charset=utf-8"}
    answer = road.client(step.by).json("POST", f"/cases/{road.case_id(step.case)}/documents", body=body)
    return from_answer(road, step, answer, name=_paper_named(road, step), facts={"kind": _text(step, "kind")})


def file_form(road: Road, step: Step) -> Entry:
    """File an installation log or a training record that was written as a form."""
    said = {name: step.details[name] for name in ("kind", "line", "content")}
    answer = road.client(step.by).json("POST", f"/cases/{road.case_id(step.case)}/forms", body=said)
    return from_answer(road, step, answer, name=_paper_named(road, step), facts={"kind": _text(step, "kind")})


def sign_form(road: Road, step: Step) -> Entry:
    """Sign the form of a kind as somebody who was present."""
    form = _filed(road, step)["digest"]
    client, case = road.client(step.by), road.case_id(step.case)
    answer = client.command(case, step.do, {"form": form}, signed=True)
    shown = (Remark(road.account.text("demo.signed", hash=str(form)[:SHOWN])),)
    return from_answer(road, step, answer, name=_paper_named(road, step), shown=shown)


def _filed(road: Road, step: Step) -> Json:
    """Give the newest paper of a kind."""
    view = road.view(step.case, step.by)
    kind, line = _text(step, "kind"), _text(step, "line")
    found = [d for d in view["case"]["documents"].values() if d["kind"] == kind and (not line or d["line"] == line)]
    if not found:
        facts: dict[str, Value] = {"case": step.case, "kind": kind, "day": step.at.date().isoformat()}
        raise RoadError(Finding("demo.no_paper", Outcome.NOT_MET, facts=facts))
    newest: Json = found[-1]
    return newest


def _judge(road: Road, step: Step, name: str, details: dict[str, Value]) -> Entry:
    said: dict[str, Value] = {"document": str(_filed(road, step)["id"]), **details}
    answer = road.client(step.by).command(road.case_id(step.case), name, said)
    return from_answer(road, step, answer, name=_paper_named(road, step), facts={"kind": _text(step, "kind")})


def accept(road: Road, step: Step) -> Entry:
    """Accept a paper, as an officer."""
    return _judge(road, step, "accept_document", {})


def reject(road: Road, step: Step) -> Entry:
    """Reject a paper with a reason, as an officer."""
    return _judge(road, step, "reject_document", {"reason": _text(step, "reason")})


def seal(road: Road, step: Step) -> Entry:
    """Seal what was written so far under a new checkpoint."""
    checkpoint = road.client(step.by).json("POST", "/log/seal").get("checkpoint") or {}
    proof = f"log#{checkpoint.get('size')}:{str(checkpoint.get('root'))[:SHOWN]}"
    return entry(road, step, "done", proof=proof, facts=dict(checkpoint))


#: The account a claim names where the scenario gives none; bank and holder are fictional.
PAYEE: Mapping[str, Value] = {"bank": "0902", "branch": "012", "kind": "1", "number": "0000147", "name": "カクウ"}


def _defaults(road: Road, step: Step) -> dict[str, Value]:
    """Fill in what a person would read off the case page: the root that is signed, the amount at stake."""
    fields = {field.name for row in rows_of(track_of(step.do), step.do) for field in row.takes}
    if not fields & {"root", "amount", "account"}:
        return {}
    view = road.view(step.case, step.by)
    # An integrator, who signs but may not see the price, is shown no money at all.
    held = view["case"].get("balance") or {}
    amounts = {"grant": held.get("reserved"), "fix_amount": view.get("earned"), "claim": held.get("payable")}
    signed = view["case"]["change"] or view["case"]
    filled: dict[str, Value] = {"root": signed["root"], "amount": amounts.get(step.do)}
    if "account" in fields:
        payee = step.details.get("payee")
        filled["account"] = road.keep_account(step.by, payee if isinstance(payee, dict) else PAYEE)
    return {name: value for name, value in filled.items() if name in fields and value is not None}


def command(road: Road, step: Step) -> Entry:
    """Carry any command of the transition table."""
    given: Mapping[str, Value] = {k: v for k, v in step.details.items() if k not in {"line", "payee"}}
    details = {**_defaults(road, step), **given}
    signed = any(row.signed for row in rows_of(track_of(step.do), step.do))
    case = road.case_id(step.case)
    answer = road.client(step.by).command(case, step.do, details, line=_text(step, "line"), signed=signed)
    root = str(details["root"])[:SHOWN] if signed and "root" in details else ""
    shown = (Remark(road.account.text("demo.signed", hash=root)),) if root else ()
    told = _told(road, step, answer)
    name = told.pop(0) if told else road.account.name(step.do)
    more = tuple(Remark(sentence) for sentence in told)
    return from_answer(road, step, answer, name=name, yen=_yen(step, answer, details), shown=(*shown, *more))


def _told(road: Road, step: Step, answer: Json) -> list[str]:
    """Say what happened, as the case's timeline does: what the command itself brought about comes first."""
    own = {row.event for row in rows_of(track_of(step.do), step.do)}
    side: dict[str, Value] = {"actor_side": road.member(step.by).side}
    events = [event for event in answer["events"] if event["type"] not in NOT_TOLD]
    ordered = sorted(events, key=lambda event: event["type"] not in own)
    return [road.account.tell(f"event.{event['type']}", {**side, **event["body"]}) for event in ordered]


def _yen(step: Step, answer: Json, details: Mapping[str, Value]) -> int | None:
    """Give the yen at stake: what the command named, else what it moved in the pool."""
    amounts = [details.get("amount"), *(event["body"].get("amount") for event in answer["events"])]
    moved = answer["balance"]["paid"] if step.do == "pay" else None
    return next((amount for amount in (moved, *amounts) if type(amount) is int), None)


VERBS: Mapping[str, Verb] = {
    "publish": publish,
    "open_pool": open_pool,
    "change_cap": change_cap,
    "register": register,
    "screen": screen,
    "plan": plan,
    "quote": quote,
    "open": open_case,
    "declare": declare,
    "lock": lock,
    "correct": correct,
    "request_change": request_change,
    "screen_case": screen_case,
    "file": file,
    "file_form": file_form,
    "sign_form": sign_form,
    "accept": accept,
    "reject": reject,
    "seal": seal,
    "capture": capture,
}
