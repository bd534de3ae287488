"""Feed the plant's side of a capture: who else held a session on the machine, and what its gateway showed of itself."""

from dataclasses import dataclass
from datetime import datetime

from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.language import Language
from sekisho.domain.values.time import parse_instant
from sekisho.portal.inspect.problem import Record, finding_of, records_of

#: Of a digest so many signs are enough to tell two apart by eye.
SHOWN = 16


@dataclass(frozen=True, slots=True)
class ClientRow:
    """Another client of the machine, as its server lists it: since when, and in how many of how many readings."""

    name: str
    uri: str
    since: datetime | None
    seen: int
    readings: int


@dataclass(frozen=True, slots=True)
class GatewayRow:
    """The plant's gateway: its device, whether its own key signed the challenge, and what is wanting of that."""

    device: str
    endpoint: str
    is_bound: bool
    certificate: str
    problems: tuple[Finding, ...]

    @property
    def outcome(self) -> str:
        """Give whether the signature was observed; never more than that."""
        return "met" if self.is_bound else "undetermined"


@dataclass(frozen=True, slots=True)
class ConfigurationRows:
    """A configuration file of the gateway: its name, and what it sets up, each (item, said, status)."""

    name: str
    rows: tuple[tuple[str, str, str], ...]
    problems: tuple[Finding, ...]

    @property
    def observed(self) -> int:
        """Give how much of it was observed."""
        return sum(status == "observed" for _, _, status in self.rows)


@dataclass(frozen=True, slots=True)
class PlantPart:
    """The plant's side: the state of the machine's diagnostics, the clients seen there, the gateway and its files."""

    diagnostics: str
    clients: tuple[ClientRow, ...]
    gateway: GatewayRow | None
    configurations: tuple[ConfigurationRows, ...] = ()


def _whole(value: Value) -> int:
    return value if type(value) is int else 0


def _client(said: Record) -> ClientRow:
    since = said.get("since")
    name = str(said.get("application_name") or said.get("session_name") or "")
    return ClientRow(
        name=name or str(said.get("application_uri")),
        uri=str(said.get("application_uri") or ""),
        since=parse_instant(since) if isinstance(since, str) else None,
        seen=_whole(said.get("seen")),
        readings=_whole(said.get("readings")),
    )


def _gateway(said: Value, language: Language) -> GatewayRow | None:
    if not isinstance(said, dict):
        return None
    return GatewayRow(
        device=str(said.get("device")),
        endpoint=str(said.get("endpoint")),
        is_bound=said.get("challenge_bound") is True,
        certificate=str(said.get("certificate_sha256") or "")[:SHOWN],
        problems=tuple(finding_of(problem, language) for problem in records_of(said.get("problems"))),
    )


def _configuration(said: Record, language: Language) -> ConfigurationRows:
    rows = tuple(
        (str(row.get("item")), str(row.get("said")), str(row.get("status"))) for row in records_of(said["rows"])
    )
    problems = tuple(finding_of(problem, language) for problem in records_of(said.get("problems")))
    return ConfigurationRows(str(said.get("name")), rows, problems)


def plant_part(assessment: Record, language: Language) -> PlantPart | None:
    """Give the plant's side; None where the capture had neither diagnostics nor a gateway nor its files to look at."""
    said = assessment.get("integration")
    if not isinstance(said, dict):
        return None
    clients, gateway = said.get("clients"), _gateway(said.get("gateway"), language)
    files = tuple(_configuration(one, language) for one in records_of(said.get("configurations")))
    if not isinstance(clients, dict):
        return PlantPart("", (), gateway, files) if gateway or files else None
    rows = tuple(_client(one) for one in records_of(clients.get("foreign")))
    return PlantPart(str(clients.get("diagnostics")), rows, gateway, files)
