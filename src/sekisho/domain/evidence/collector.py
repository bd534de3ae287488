"""The collectors somebody has enrolled: whose key seals a capture (interop.md 3.5, step 5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: The purpose of a capture the inspector makes himself; of any other it is the commissioning's.
INSPECTION = "inspection"


@dataclass(frozen=True, slots=True)
class Collector:
    """A collector by the key that seals its captures, with the digest of the certificate it shows to machines."""

    public_key: str
    certificate: str
    name: str
    is_retired: bool = False


@dataclass(frozen=True, slots=True)
class CollectorRegister:
    """The collectors of one owner: an organisation by its number, or an inspector by his name."""

    owner: str
    state: str = "new"
    seq: int = 0
    collectors: Mapping[str, Collector] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A collector and who enrolled it, as a decision about one of its captures needs it."""

    owner: str
    collector: Collector
