"""Comparing what an interface claims a machine is with what the registration and the invoice say.

The documented normalisation: Unicode NFKC, upper case, no white space. Nothing else is forgiven; hyphens count.

First comes what names the machine itself: the identification of OPC 40001-1, and MTConnect's device. Where neither says
whole who it is, the devices of DeviceSet are taken (OPC 10000-100, OPC 40010-1, OPC 30000). There may be several, and
parts among them: the one that claims the expected serial number is the machine, and which one that was is said.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sekisho.capture.mtconnect.document import is_weak_uuid
from sekisho.capture.plan.capture_plan import Identity
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import Connection, History

FIELDS = ("manufacturer", "model", "serial")


#: Letters of other scripts that look like Latin ones; a serial number is written in one script.
_LOOKS = str.maketrans(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "ABESIJKMHOPCTYXABEZHIKMNOPTYX",
)
#: What shows nothing of its own: controls, signs that turn or join others, marks above and below.
_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me"})
#: A capture that shows more machines under one device's name shows no machine.
MOST_CLAIMS = 100
#: So many devices are named in one sentence, each with so many signs of what it says.
NAMED, LONGEST_NAMED = 8, 100
#: ProductInstanceUri has 255 characters at most (OPC 40001-1 §8.6).
LONGEST = 500


def told_by(text: str) -> str:
    """Give a text in the form by which a machine is found again in other cases: what looks the same is the same."""
    signs = (sign for sign in normalised(text).translate(_LOOKS) if unicodedata.category(sign) not in _UNSEEN)
    return "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in signs)[:LONGEST]


def normalised(text: str) -> str:
    """Give a text in the form in which nameplates are compared."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


@dataclass(frozen=True, slots=True)
class Claim:
    """What one interface says: each of the three, empty where it says nothing; and an instance name of its own.

    ``place`` is where in DeviceSet it stands, empty for what names the machine itself.
    """

    source: str
    said: Mapping[str, str]
    instance: str
    place: str = ""

    def differing(self, expected: Identity) -> list[str]:
        """Name the fields that are claimed and differ."""
        wanted = {"manufacturer": expected.manufacturer, "model": expected.model, "serial": expected.serial}
        return [name for name in FIELDS if self.said[name] and normalised(self.said[name]) != normalised(wanted[name])]

    @property
    def missing(self) -> list[str]:
        """Name what this source has to claim and does not."""
        if self.place:
            # OPC 40010-1 and OPC 30000 make all three mandatory, and an instance name only DI's own option.
            return [name for name in FIELDS if not self.said[name]]
        # What OPC 40001-1 §8.6 makes mandatory; MTConnect makes nothing so, and its maker is often left out.
        needed = ("manufacturer", "serial") if self.source == "opcua" else ("model", "serial")
        absent = [name for name in needed if not self.said[name]]
        if self.source == "opcua":
            return absent if self.instance else [*absent, "ProductInstanceUri"]
        return [*absent, "uuid"] if is_weak_uuid(self.instance) else absent

    def identifiers(self, maker: str) -> set[str]:
        """Give what tells the machine from every other: a serial number of its maker, an instance name that is none's.

        ``maker`` is whose machine it is where the source leaves that out.
        """
        serial, by = told_by(self.said["serial"]), told_by(self.said["manufacturer"] or maker)
        # Weak names are shared by whoever left a setting as it came; of them no two machines are the same.
        is_own = self.instance and not (self.source == "mtconnect" and is_weak_uuid(self.instance))
        return {
            *([f"serial {by}/{serial}"] if serial else []),
            *([f"instance {told_by(self.instance)}"] if is_own else []),
        }

    def as_json(self) -> dict[str, Value]:
        """Give the claim as plain values."""
        return {"source": self.source, **self.said, "instance": self.instance, "place": self.place}

    @property
    def shown(self) -> str:
        """Give place and serial number as they stand in a sentence."""
        return f"{self.place[:LONGEST_NAMED]}: {self.said['serial'][:LONGEST_NAMED] or '-'}"


def claims_of(history: History, device: str, expected: Identity | None = None) -> list[Claim]:
    """Give what each interface claims of this device; where several machines stand, the one of this name.

    Of the devices in DeviceSet, those that claim the ``expected`` serial number, or all of them where none does.
    """
    claims = [*_machines(history, device), *_agents(history, device)]
    if not _is_named(history, claims):
        found = [claim for session in history.sessions for claim in _chosen(_devices(session), device, expected)]
        is_found = expected is not None and any(_has_serial(claim, expected) for claim in found)
        # A list of parts contradicts nobody who says which machine it is.
        claims += found if is_found or not any(claim.said["serial"] for claim in claims) else []
    several = {(claim.source, *claim.said.values(), claim.instance, claim.place): claim for claim in claims}
    return list(several.values())[: MOST_CLAIMS + 1]


def _machines(history: History, device: str) -> Iterator[Claim]:
    for session in history.sessions:
        found = session.identifications()
        yield from (_opcua(said) for said in found if len(found) == 1 or said["Machine"] == device)


def _agents(history: History, device: str) -> Iterator[Claim]:
    for _, document in history.documents:
        devices = [d for d in document.devices if not d.is_agent]
        yield from (
            Claim("mtconnect", {"manufacturer": d.manufacturer, "model": d.model, "serial": d.serial}, d.uuid)
            for d in devices
            if len(devices) == 1 or d.name == device
        )


def _is_named(history: History, claims: Sequence[Claim]) -> bool:
    """Say whether a machine says whole who it is, or a server names its machines by OPC 40001-1, whichever they are."""
    named = (said for session in history.sessions for said in session.identifications())
    return any(not claim.missing for claim in claims) or any(said.get("SerialNumber") for said in named)


def _devices(session: Connection) -> list[tuple[str, Claim]]:
    """Give the devices of a session's DeviceSet: the name of what stands directly in it, and the claim."""
    return [(path[0], _opcua(said, "/".join(["DeviceSet", *path])[:LONGEST])) for path, said in session.nameplates()]


def _chosen(devices: Sequence[tuple[str, Claim]], device: str, expected: Identity | None) -> Sequence[Claim]:
    """Give the devices of one session that may be the machine: of its name, and with its serial number, if any is."""
    claims = [claim for name, claim in devices if name == device] or [claim for _, claim in devices]
    if expected is None:
        return claims
    same = [claim for claim in claims if _has_serial(claim, expected)]
    return [claim for claim in same if not claim.differing(expected)] or same or claims


def _has_serial(claim: Claim, expected: Identity) -> bool:
    return bool(claim.said["serial"]) and normalised(claim.said["serial"]) == normalised(expected.serial)


def _opcua(said: Mapping[str, str], place: str = "") -> Claim:
    names = {"manufacturer": "Manufacturer", "model": "Model", "serial": "SerialNumber"}
    fields = {name: said.get(theirs, "") for name, theirs in names.items()}
    return Claim("opcua", fields, said.get("ProductInstanceUri", ""), place)


def remarks_of(history: History, claims: Sequence[Claim], expected: Identity) -> Iterator[Problem]:
    """Say which device of DeviceSet was taken for the machine, and where those that were not say otherwise than it."""
    beside = [claim for session in history.sessions for _, claim in _devices(session)]
    for claim in claims:
        if claim.place and _has_serial(claim, expected):
            facts: dict[str, Value] = {"place": claim.place, "devices": len({one.place for one in beside})}
            yield Problem("l2.device", facts=facts)
    first = next((claim for claim in claims if not claim.place and claim.said["serial"]), None)
    if first and beside and not any(_agree(first, other) for other in beside):
        yield Problem("l2.devices_differ", facts={"claimed": first.said["serial"], "devices": _listed(beside)})


def _agree(one: Claim, other: Claim) -> bool:
    return bool(other.said["serial"]) and all(
        not other.said[name] or not one.said[name] or normalised(other.said[name]) == normalised(one.said[name])
        for name in FIELDS
    )


def _listed(claims: Sequence[Claim]) -> str:
    return ", ".join([*dict.fromkeys(claim.shown for claim in claims)][:NAMED])


def mismatches(claims: list[Claim], expected: Identity) -> list[Problem]:
    """Say what keeps the identity from being matched; empty where a source says all and none says otherwise."""
    if not claims:
        return [Problem("l2.no_identification")]
    if len(claims) > MOST_CLAIMS:
        return [Problem("l2.too_many_claims", facts={"most": MOST_CLAIMS})]
    devices = [claim for claim in claims if claim.place]
    if len(devices) > 1 and not all(_has_serial(claim, expected) for claim in devices):
        facts: dict[str, Value] = {"expected": expected.serial, "devices": _listed(devices)}
        return [Problem("l2.no_such_device", "serial", facts)]
    wanted = {"manufacturer": expected.manufacturer, "model": expected.model, "serial": expected.serial}
    problems = [
        Problem("l2.differs", name, {"source": claim.source, "claimed": claim.said[name], "expected": wanted[name]})
        for claim in claims
        for name in claim.differing(expected)
    ]
    # One whole claim suffices where none contradicts: a gateway need not repeat what the machine says.
    return problems or incomplete(claims)


def incomplete(claims: Sequence[Claim]) -> list[Problem]:
    """Say what no claim says that has to be said; of several devices in DeviceSet, of the one that says most."""
    if any(not claim.missing for claim in claims):
        return []
    devices = [claim for claim in claims if claim.place]
    nearest = [min(devices, key=lambda claim: len(claim.missing))] if devices else []
    told = [*(claim for claim in claims if not claim.place), *nearest]
    return [Problem("l2.incomplete", name, {"source": claim.source}) for claim in told for name in claim.missing]
