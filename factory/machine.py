"""A machine as a secured OPC UA server: Machinery identification (OPC 40001-1) and the signals of the cycle.

The identification nodes are built by hand with the published namespaces and type identifiers, because the library's
importer loses nodes of the companion models.
"""

from datetime import datetime
from pathlib import Path
from typing import cast

from asyncua import ua
from asyncua.common.node import Node
from asyncua.common.utils import ServiceError
from asyncua.server.server import Server
from asyncua.ua.object_ids import ObjectIds
from asyncua.ua.status_codes import StatusCodes
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from factory.category import Signal
from factory.certificate import write_certificate
from factory.document import Nameplate

DI = "http://opcfoundation.org/UA/DI/"
MACHINERY = "http://opcfoundation.org/UA/Machinery/"
#: OPC 40001-1: the folder of machines and the type of a machine's identification.
MACHINES, MACHINE_IDENTIFICATION_TYPE = 1001, 1012
PRODUCT = "TEST machine of the Sekisho loopback factory"
SECURE = [ua.SecurityPolicyType.Basic256Sha256_SignAndEncrypt]


def _node(identifier: int | str, namespace: int) -> ua.NodeId:
    known = ua.Int32(identifier) if isinstance(identifier, int) else ua.String(identifier)
    return ua.NodeId(known, ua.Int16(namespace))


class Trust:
    """The certificates of clients this machine trusts: files of a folder, read anew at each connection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def __call__(self, certificate: x509.Certificate, _application: ua.ApplicationDescription) -> None:
        """Refuse a client whose certificate is not in the folder. Raises ServiceError."""
        der = certificate.public_bytes(Encoding.DER)
        # Read anew each time, so that an operator can give trust while the machine runs.
        if not any(path.read_bytes() == der for path in self.folder.glob("*.der")):
            raise ServiceError(StatusCodes.BadCertificateUntrusted)


class Machine:
    """One machine; listens on the loopback interface only."""

    def __init__(self, place: Path, plate: Nameplate, signals: tuple[Signal, ...]) -> None:
        self._place, self._plate, self._signals = place, plate, signals
        self.application_uri = f"urn:test:sekisho:factory:{plate.device}"
        self.namespace = f"urn:test:sekisho:factory:{plate.device}:signals"
        self.trust = Trust(place / "trusted")
        self.certificate = place / "own" / "certificate.der"
        self._server = Server()
        self._nodes: dict[str, Node] = {}

    async def start(self, port: int = 0, policies: list[ua.SecurityPolicyType] | None = None) -> None:
        """Build the address space and listen on a port of the loopback interface; 0 takes a free one."""
        server = self._server
        await server.init()
        await server.set_application_uri(self.application_uri)
        server.set_endpoint(f"opc.tcp://127.0.0.1:{port}/UA/machine")
        server.set_server_name(PRODUCT)
        server.set_security_policy(policies or SECURE)
        # Anonymous, because the certificate is what is trusted; a password would have to stand in the plan.
        server.set_identity_tokens([ua.AnonymousIdentityToken])
        server.set_certificate_validator(self.trust)
        self.certificate, key = write_certificate(self._place / "own", self.application_uri, self._plate.device)
        await server.load_certificate(self.certificate)
        await server.load_private_key(key)
        await server.set_build_info(self.application_uri, "TEST", PRODUCT, "1.0", "1", datetime.now().astimezone())
        await self._build()
        await server.start()

    async def stop(self) -> None:
        """Stop listening."""
        await self._server.stop()

    @property
    def listens_on(self) -> tuple[str, int]:
        """The address the server is bound to. Raises RuntimeError before it was started."""
        if self._server.bserver is None:
            raise RuntimeError("the machine was not started")
        return self._server.bserver.hostname, self._server.bserver.port

    @property
    def endpoint(self) -> str:
        """The address a client connects to."""
        host, port = self.listens_on
        return f"opc.tcp://{host}:{port}/UA/machine"

    def node_of(self, signal: str) -> str:
        """Give the node id of a signal, with its namespace's URI."""
        return f"nsu={self.namespace};s={signal}"

    async def show(self, at: datetime, values: dict[str, str | float]) -> None:
        """Publish the signals' values with the instant at which the control had them."""
        # The library writes naive instants as UTC.
        instant = cast("ua.DateTime", at.replace(tzinfo=None))
        for name, value in values.items():
            variant = ua.Variant(value, ua.VariantType.String if isinstance(value, str) else ua.VariantType.Double)
            data = ua.DataValue(variant, SourceTimestamp=instant, ServerTimestamp=instant)
            await self._nodes[name].write_value(data)

    async def _build(self) -> None:
        server = self._server
        di, machinery = await server.register_namespace(DI), await server.register_namespace(MACHINERY)
        own = await server.register_namespace(self.namespace)
        objects = server.get_objects_node()
        machines = await objects.add_object(
            _node(MACHINES, machinery), ua.QualifiedName("Machines", machinery), ObjectIds.FolderType
        )
        types = server.get_node(ObjectIds.BaseObjectType)
        kind = await types.add_object_type(
            _node(MACHINE_IDENTIFICATION_TYPE, machinery), ua.QualifiedName("MachineIdentificationType", machinery)
        )
        machine = await machines.add_object(_node(self._plate.device, own), ua.QualifiedName(self._plate.device, own))
        place = ua.QualifiedName("Identification", di)
        identification = await machine.add_object(_node("Identification", own), place, kind.nodeid)
        await self._identify(identification, own, di)
        monitoring = await machine.add_object(_node("Monitoring", own), ua.QualifiedName("Monitoring", own))
        for signal in self._signals:
            start: str | float = 0.0 if signal.kind == "number" else ""
            name = ua.QualifiedName(signal.name, own)
            self._nodes[signal.name] = await monitoring.add_variable(_node(signal.name, own), name, start)

    async def _identify(self, identification: Node, own: int, di: int) -> None:
        plate = self._plate
        said: dict[str, str | ua.LocalizedText] = {
            "Manufacturer": ua.LocalizedText(plate.manufacturer),
            "Model": ua.LocalizedText(plate.model),
            "SerialNumber": plate.serial,
            "ProductInstanceUri": f"urn:test:sekisho:factory:{plate.model}:{plate.serial}",
            "SoftwareRevision": "TEST 1.0",
        }
        for name, value in said.items():
            node = _node(f"Identification.{name}", own)
            await identification.add_property(node, ua.QualifiedName(name, di), value)
