"""Comparing what an interface claims a machine is with what the registration and the invoice say.

The documented normalisation: Unicode NFKC, upper case, no white space. Nothing else is forgiven; hyphens count.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from sekisho.capture.mtconnect.document import is_weak_uuid
from sekisho.capture.plan.capture_plan import Identity
from sekisho.capture.problem import Problem, Value
from sekisho.capture.replay.history import History

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
    """What one interface says: each of the three, empty where it says nothing; and an instance name of its own."""

    source: str
    said: Mapping[str, str]
    instance: str

    def differing(self, expected: Identity) -> list[str]:
        """Name the fields that are claimed and differ."""
        wanted = {"manufacturer": expected.manufacturer, "model": expected.model, "serial": expected.serial}
        return [name for name in FIELDS if self.said[name] and normalised(self.said[name]) != normalised(wanted[name])]

    @property
    def missing(self) -> list[str]:
        """Name what this source has to claim and does not."""
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
        return {"source": self.source, **self.said, "instance": self.instance}


def claims_of(history: History, device: str) -> list[Claim]:
    """Give what each interface claims of this device; where several machines stand, the one of this name."""
    claims = []
    for session in history.sessions:
        found = session.identifications()
        claims += [_opcua(said) for said in found if len(found) == 1 or said["Machine"] == device]
    for _, document in history.documents:
        devices = [d for d in document.devices if not d.is_agent]
        claims += [
            Claim("mtconnect", {"manufacturer": d.manufacturer, "model": d.model, "serial": d.serial}, d.uuid)
            for d in devices
            if len(devices) == 1 or d.name == device
        ]
    several = {(claim.source, *claim.said.values(), claim.instance): claim for claim in claims}
    return list(several.values())[: MOST_CLAIMS + 1]


def _opcua(said: Mapping[str, str]) -> Claim:
    names = {"manufacturer": "Manufacturer", "model": "Model", "serial": "SerialNumber"}
    return Claim(
        "opcua", {name: said.get(theirs, "") for name, theirs in names.items()}, said.get("ProductInstanceUri", "")
    )


def mismatches(claims: list[Claim], expected: Identity) -> list[Problem]:
    """Say what keeps the identity from being matched; empty where a source says all and none says otherwise."""
    if not claims:
        return [Problem("l2.no_identification")]
    if len(claims) > MOST_CLAIMS:
        return [Problem("l2.too_many_claims", facts={"most": MOST_CLAIMS})]
    wanted = {"manufacturer": expected.manufacturer, "model": expected.model, "serial": expected.serial}
    problems = [
        Problem("l2.differs", name, {"source": claim.source, "claimed": claim.said[name], "expected": wanted[name]})
        for claim in claims
        for name in claim.differing(expected)
    ]
    # One whole claim suffices where none contradicts: a gateway need not repeat what the machine says.
    if problems or any(not claim.missing for claim in claims):
        return problems
    return [Problem("l2.incomplete", name, {"source": claim.source}) for claim in claims for name in claim.missing]
