"""What is compared: every property of an interface, how each sheet says it, how it is judged, and where it is written.

The rows follow interop.md 6; sections of OPC 10000 are those of version 1.05. What no specification says is an
assumption and called so.
"""

from dataclasses import dataclass

from sekisho.capture.readiness.judge import (
    Enough,
    Judge,
    Ranked,
    Shared,
    Within,
    borne,
    inside,
    modelled,
    needed,
    readable,
    understood,
)
from sekisho.capture.readiness.value import Names, OneOf, Reading, Said, Span, Whole, models, truth, version, versions
from sekisho.capture.readiness.verdict import Verdict

#: What a machine can be spoken to by. Only the first two are judged property by property; the others are declared.
OPCUA, MTCONNECT = "opcua", "mtconnect"
INTERFACES = (
    OPCUA, MTCONNECT, "opc_da", "cc_link", "cc_link_ie", "slmp", "modbus_tcp", "modbus_rtu", "ethernet_ip", "profinet",
    "profibus", "ethercat", "focas", "fins", "s7", "mqtt", "csv_file",
)  # fmt: skip
JUDGED = (OPCUA, MTCONNECT)
DEPRECATED = ("Basic128Rsa15", "Basic256")
POLICIES = ("None", *DEPRECATED, "Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss")
MODES = ("None", "Sign", "SignAndEncrypt")
TOKENS = ("anonymous", "username", "certificate", "issued")
NODE_ID_KINDS = ("numeric", "string", "guid", "opaque")
CHARACTERS = ("ascii", "latin1", "unicode")
#: OPC 10000-6 §5.1.2 by number, then what is made of them.
BUILT_IN = (
    "Null", "Boolean", "SByte", "Byte", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Float", "Double",
    "String", "DateTime", "Guid", "ByteString", "XmlElement", "NodeId", "ExpandedNodeId", "StatusCode", "QualifiedName",
    "LocalizedText", "ExtensionObject", "DataValue", "Variant", "DiagnosticInfo",
)  # fmt: skip
DATA_TYPES = (*BUILT_IN[1:22], "Structure", "Enumeration", "Array")
MILLISECONDS, MOST = 86_400_000, 2**31


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its name in the machine's sheet and in the client's, how each is read, and how both are judged.

    Where the machine says ``fine_if_offered`` or the client ``fine_if_asked`` the property is fine whatever the other
    says or leaves unsaid.
    """

    interface: str
    name: str
    asked: str
    says: Reading
    asks: Reading
    judge: Judge
    citation: str
    fine_if_offered: Said | None = None
    fine_if_asked: Said | None = None

    @property
    def code(self) -> str:
        """Give the code of its texts."""
        return f"{self.interface}.{self.name}"


def _names(interface: str, name: str, known: tuple[str, ...], judge: Judge, citation: str) -> Property:
    return Property(interface, name, name, Names(known), Names(known), judge, citation)


def _limit(name: str, short: Verdict, citation: str, interface: str = OPCUA) -> Property:
    limit = Whole(0, MOST)
    return Property(interface, name, name, limit, limit, Enough(short), citation, fine_if_asked=0)


def _interval(name: str, citation: str) -> Property:
    span = Whole(0, MILLISECONDS)
    return Property(OPCUA, name, name, span, span, Within(Verdict.WARNS), citation)


def _need(interface: str, name: str, citation: str) -> Property:
    return Property(interface, name, name, truth, truth, needed, citation, fine_if_offered=True, fine_if_asked=False)


_SECURITY = (
    _names(OPCUA, "policies", POLICIES, Shared(frozenset({"None", *DEPRECATED})), "OPC 10000-4 §5.5.4; OPC 10000-7"),
    _names(OPCUA, "modes", MODES, Shared(frozenset({"None"})), "OPC 10000-4 §5.5.4"),
    _names(OPCUA, "user_tokens", TOKENS, Shared(frozenset({"anonymous"})), "OPC 10000-4 §5.7.3"),
    Property(OPCUA, "certificate_key_bits", "certificate_key_bits", Whole(512, 16_384), Span(512, 16_384), inside,
             "OPC 10000-6 §6.2.2; OPC 10000-7"),
    Property(OPCUA, "certificate_days", "certificate_days_most", Whole(1, 100_000), Whole(1, 100_000),
             Within(Verdict.WARNS), "OPC 10000-4 §6.1.3"),
)  # fmt: skip
_DATA = (
    _names(OPCUA, "node_id_kinds", NODE_ID_KINDS, understood, "OPC 10000-3 §8.2"),
    Property(OPCUA, "node_id_longest", "node_id_longest", Whole(1, 4096), Whole(1, 4096), Within(Verdict.BLOCKS),
             "OPC 10000-3 §8.2"),
    Property(OPCUA, "node_id_characters", "node_id_characters", OneOf(CHARACTERS), OneOf(CHARACTERS),
             Ranked(CHARACTERS), "OPC 10000-3 §8.2"),
    _names(OPCUA, "data_types", DATA_TYPES, understood, "OPC 10000-6 §5.1.2"),
    Property(OPCUA, "models", "models", models, models, modelled, "OPC 10000-5 §6.3.13", fine_if_asked=()),
)  # fmt: skip
_LIMITS = (
    _limit("sessions", Verdict.BLOCKS, "OPC 10000-5 §6.3.2"),
    _limit("subscriptions", Verdict.BLOCKS, "OPC 10000-5 §6.3.2"),
    _limit("items", Verdict.BLOCKS, "OPC 10000-5 §6.3.2"),
    _limit("queue_size", Verdict.WARNS, "OPC 10000-4 §5.13.1.5"),
    _interval("publishing_interval_ms", "OPC 10000-4 §5.14.2"),
    _interval("sampling_interval_ms", "OPC 10000-4 §5.13.1.2"),
    _limit("nodes_per_read", Verdict.BLOCKS, "OPC 10000-5 §6.3.11"),
    _limit("nodes_per_browse", Verdict.BLOCKS, "OPC 10000-5 §6.3.11"),
    _limit("items_per_call", Verdict.BLOCKS, "OPC 10000-5 §6.3.11"),
    _limit("continuation_points", Verdict.WARNS, "OPC 10000-4 §5.9.3"),
)
_SERVICES = (
    _need(OPCUA, "events", "OPC 10000-4 §5.13.1"),
    _need(OPCUA, "alarms", "OPC 10000-9"),
    _need(OPCUA, "history", "OPC 10000-11"),
    _names(OPCUA, "time_sync", ("ntp", "ptp", "opcua", "manual"), Shared(frozenset({"manual"}), Verdict.WARNS),
           "OPC 10000-6 §6.3"),
    _names(OPCUA, "connects", ("client", "machine"), Shared(), "OPC 10000-6 §7.1"),
    _names(OPCUA, "transports", ("tcp_binary", "https_binary", "https_json", "wss_binary", "wss_json"), Shared(),
           "OPC 10000-6 §5, §7"),
)  # fmt: skip
_MTCONNECT = (
    Property(MTCONNECT, "version", "versions", version, versions, readable, "MTConnect Part 1.0 (Fundamentals)"),
    _names(MTCONNECT, "transfer", ("poll", "stream"), Shared(), "MTConnect Part 1.0 (Fundamentals)"),
    Property(MTCONNECT, "chunked", "chunked", truth, truth, borne, "RFC 9112 §7.1", False, True),
    _names(MTCONNECT, "schemes", ("http", "https"), Shared(frozenset({"http"})), "assumption"),
    _limit("buffer_size", Verdict.WARNS, "MTConnect Part 1.0 (Fundamentals)", MTCONNECT),
    _need(MTCONNECT, "assets", "MTConnect Part 4.0 (Assets)"),
)
#: Every property in the order of the matrix.
PROPERTIES = (*_SECURITY, *_DATA, *_LIMITS, *_SERVICES, *_MTCONNECT)


def properties_of(interface: str) -> tuple[Property, ...]:
    """Give the properties of an interface; of one that is only declared there are none."""
    return tuple(one for one in PROPERTIES if one.interface == interface)
