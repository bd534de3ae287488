"""What of the network a capture looks at beside the machine: the options of ``sekisho capture run``."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from sekisho.capture.collect.network import Survey
from sekisho.capture.configuration import reading
from sekisho.capture.problem import Problem, Refused
from sekisho.capture.topology.declared import LARGEST, Declared, parse
from sekisho.cli.reader import read_bytes, read_text
from sekisho.cli.usage import Option
from sekisho.domain.values.finding import Finding, Outcome, Refusal


@dataclass(frozen=True, slots=True)
class SurveyWish:
    """What was asked for: files that declare, and whether switches and announcements are asked for as well."""

    topology: Path | None
    configurations: tuple[Path, ...]
    with_lldp: bool
    with_mdns: bool


def with_survey(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of a survey; it takes them as one ``wish``."""

    @click.option("--topology", cls=Option, type=click.Path(path_type=Path), help="topology")
    @click.option(
        "--gateway-config", "configurations", cls=Option, type=click.Path(path_type=Path), multiple=True, help="gateway"
    )
    @click.option("--lldp", cls=Option, is_flag=True, help="lldp")
    @click.option("--mdns", cls=Option, is_flag=True, help="mdns")
    @wraps(function)
    def wished(
        *args: Any, topology: Path | None, configurations: tuple[Path, ...], lldp: bool, mdns: bool, **others: Any
    ) -> Any:
        return function(*args, wish=SurveyWish(topology, configurations, lldp, mdns), **others)

    return wished


def finding(problem: Problem) -> Finding:
    """Give a problem of the capture library as the command line says it."""
    return Finding(problem.code, Outcome.NOT_MET, problem.place, facts=dict(problem.facts))


def declared_in(path: Path) -> tuple[bytes, Declared] | Refusal:
    """Read a topology file: its bytes as they stand, and what they declare. Or refuse it with every reason."""
    data = read_text(path, LARGEST)
    if isinstance(data, Refusal):
        return data
    declared = parse(data)
    return Refusal.of(map(finding, declared.problems)) if isinstance(declared, Refused) else (data, declared)


def _sealable(path: Path) -> bytes | Refusal:
    """Give a configuration file as it is sealed, without its secrets."""
    data = read_bytes(path, reading.LARGEST)
    if isinstance(data, Refusal):
        return data
    sealed = reading.sealable(path.name, data)
    return Refusal.of(map(finding, sealed.problems)) if isinstance(sealed, Refused) else sealed


def survey_of(wish: SurveyWish) -> Survey | Refusal:
    """Give the survey that was asked for; files that cannot be used are refused together, before anything begins."""
    read = declared_in(wish.topology) if wish.topology else (b"", None)
    sealed = [_sealable(path) for path in wish.configurations]
    refused = [one for one in (read, *sealed) if isinstance(one, Refusal)]
    if refused or isinstance(read, Refusal):
        return Refusal.of(found for refusal in refused for found in refusal.findings)
    whole = tuple(one for one in sealed if not isinstance(one, Refusal))
    return Survey(read[0], whole, with_lldp=wish.with_lldp, with_mdns=wish.with_mdns)
