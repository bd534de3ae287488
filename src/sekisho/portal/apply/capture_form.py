"""The form that asks for a capture plan: machines, how each is reached, whom to trust, and which signals to look at."""

import re
from collections.abc import Mapping
from dataclasses import replace

from sekisho.domain.casework.field import Field, Kind
from sekisho.domain.values.finding import Finding, Outcome, Refusal, Value
from sekisho.domain.values.language import Language
from sekisho.portal.components.question import Choice, Question
from sekisho.portal.words import wording

#: More machines than this are planned for over the API: no form of one page holds them.
MOST_MACHINES = 12
FIRST_USE, THUMBPRINT = "first_use", "thumbprint"
#: What a signal line may say beside name and kind.
_WHERE = ("node", "path", "item")
_STEP = " > "
_SIGNAL_PARTS = 3
#: Which question asks for what the plan's reader finds wrong.
_ASKED = {
    "device": "device", "identity.serial": "serial", "identity.model": "model", "identity.manufacturer": "serial",
    "opcua": "endpoint", "opcua.endpoint": "endpoint", "opcua.server_certificate_sha256": "certificate",
    "mtconnect.agent": "agent", "mtconnect.device": "agent_device",
    "action": "action_values", "action.signal": "action", "action.window_s": "action_values",
    "action.step": "action_values", "action.least": "action_values", "action.most": "action_values",
    "action.values": "action_values", "action.letters": "action_values", "action.count": "action_values",
}  # fmt: skip
_SPAN = re.compile(r"(-?\d{1,7}) *\.\. *(-?\d{1,7})(?: */ *(\d{1,7}))?")
_CODE = re.compile(r"code +(\d{1,2})")
_PLACE = re.compile(r"machines?(?:\[(\d+)\])?\.?(.*)")


def _ask(
    name: str, n: int, *, kind: Kind = Kind.TEXT, required: bool = False, choices: tuple[Choice, ...] = ()
) -> Question:
    hint = f"page.capturing.{name}.hint"
    return Question(
        Field(f"{name}_{n}", kind, required),
        f"page.capturing.{name}",
        hint if wording().has(hint) else "",
        choices=choices,
        few=bool(choices),
        value=FIRST_USE if choices else "",
    )


def _trust(language: Language) -> tuple[Choice, ...]:
    return tuple(Choice(one, wording().say(f"page.capturing.trust.{one}", language)) for one in (FIRST_USE, THUMBPRINT))


def questions_of(n: int, language: Language, *, of_several: bool) -> tuple[Question, ...]:
    """Ask about the ``n``-th machine, from 1; of several each is told apart by its serial number."""
    plate = (_ask("serial", n, required=True), _ask("model", n)) if of_several else ()
    return (
        _ask("device", n, required=True),
        *plate,
        _ask("endpoint", n),
        _ask("trust", n, choices=_trust(language)),
        _ask("certificate", n),
        _ask("agent", n),
        _ask("agent_device", n),
        _ask("signals", n, kind=Kind.LIST),
        _ask("action", n),
        _ask("action_values", n),
    )


def _signal(line: str) -> dict[str, Value] | None:
    """Read ``name | kind | node=… | path=A > B | item=…``; None where it is not written so."""
    parts = [part.strip() for part in line.split("|")]
    told = dict(part.partition("=")[::2] for part in parts[2:] if "=" in part)
    if len(parts) < _SIGNAL_PARTS or len(told) != len(parts) - 2 or not set(told) <= set(_WHERE):
        return None
    where: dict[str, Value] = {name: value.strip() for name, value in told.items() if name != "path"}
    if "path" in told:
        where["path"] = [step.strip() for step in told["path"].split(_STEP)]
    return {"name": parts[0], "kind": parts[1], **where}


def _signals(details: Mapping[str, Value], n: int) -> tuple[list[Value], list[Finding]]:
    lines = details.get(f"signals_{n}")
    signals: list[Value] = []
    found = []
    for line in lines if isinstance(lines, list) else []:
        signal = _signal(str(line))
        if signal is None:
            facts: dict[str, Value] = {"line": str(line)[:80]}
            found.append(Finding("page.capturing.signal_unread", Outcome.NOT_MET, f"signals_{n}", facts=facts))
        else:
            signals.append(signal)
    return signals, found


def _values(text: str) -> dict[str, Value]:
    """Read what an operator can set: ``40..100 / 5``, names set apart by commas, or ``code 6``, a code of letters."""
    span, code = _SPAN.fullmatch(text), _CODE.fullmatch(text)
    if span:
        return {"least": int(span[1]), "most": int(span[2]), "step": int(span[3] or 1)}
    return {"letters": int(code[1])} if code else {"values": [name.strip() for name in re.split("[,、]", text)]}


def _action(details: Mapping[str, Value], n: int) -> dict[str, Value]:
    """Give the operator's action where one is asked for; how many values and for how long the office fills in."""
    signal, values = str(details.get(f"action_{n}") or ""), str(details.get(f"action_values_{n}") or "")
    if not signal and not values:
        return {}
    return {"action": {**({"signal": signal} if signal else {}), **(_values(values) if values else {})}}


def _said(details: Mapping[str, Value], n: int, *names: str) -> dict[str, Value]:
    return {name: details[f"{name}_{n}"] for name in names if details.get(f"{name}_{n}")}


def _machine(details: Mapping[str, Value], n: int, signals: list[Value]) -> dict[str, Value]:
    machine: dict[str, Value] = {"device": details.get(f"device_{n}"), "signals": signals}
    machine["identity"] = _said(details, n, "serial", "model")
    if f"endpoint_{n}" in details:
        certificate = str(details.get(f"certificate_{n}") or "").replace(":", "").lower()
        trust: dict[str, Value] = {"trust_on_first_use": True}
        if details.get(f"trust_{n}") == THUMBPRINT:
            trust = {"server_certificate_sha256": certificate}
        machine["opcua"] = {"endpoint": details[f"endpoint_{n}"], **trust}
    if f"agent_{n}" in details:
        device = details.get(f"agent_device_{n}")
        machine["mtconnect"] = {"agent": details[f"agent_{n}"], **({"device": device} if device else {})}
    return {**machine, **_action(details, n)}


def machines_from(details: Mapping[str, Value], count: int) -> list[Mapping[str, Value]] | Refusal:
    """Give the machines a form describes, or every signal line that could not be read."""
    read = [_signals(details, n) for n in range(1, count + 1)]
    found = [finding for _, findings in read for finding in findings]
    if found:
        return Refusal.of(found)
    return [_machine(details, n, signals) for n, (signals, _) in enumerate(read, 1)]


def at_its_question(finding: Finding) -> Finding:
    """Hang what the plan's reader found on the question that asks for it."""
    match = _PLACE.fullmatch(finding.place)
    if match is None:
        return finding
    n, below = match[1] or "1", match[2]
    name = "signals" if below.startswith("signals") else _ASKED.get(below, "")
    return replace(finding, place=f"{name}_{n}") if name else finding
