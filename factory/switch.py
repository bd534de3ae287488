"""What the agent does wrong on command; as it stands, nothing but being a marked test."""

from dataclasses import dataclass

#: A document whose entities would grow to gigabytes where somebody expands them.
BOMB = (
    b'<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">'
    + b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%s;" % (b"%d" % (n - 1) if n else b"") * 10) for n in range(9))
    + b"]><a>&b8;</a>"
)


@dataclass
class Switches:
    """What stands here the agent does; each line is one way real agents have been seen to go wrong."""

    schema: str = "1.7"
    is_test: bool = True
    uuid: str = ""
    has_agent_device: bool = False
    agent_uuid: str = "agent-0a1b2c3d"
    #: Documents: bytes instead of one, so many bytes more in the next one, error codes told twice
    malformed: bytes = b""
    padding: int = 0
    errors_repeat_code: bool = True
    clock_offset_s: float = 0.0
    #: Data: nothing new, every observation twice, stamped so long ago, unavailable every other time
    stalls: bool = False
    duplicates: bool = False
    backwards_s: float = 0.0
    flaps: bool = False
    #: Runs
    keeps_instance: bool = False
    #: The wire: half a body, a pause after every byte, a length that is off by so many
    truncates: bool = False
    slow_s: float = 0.0
    wrong_length: int = 0
    #: Streams: whether there are any, of which type, how their parts are marked off
    streams: bool = True
    multipart: str = "x-mixed-replace"
    quotes_boundary: bool = False
    names_boundary: bool = True
    marks_boundary: bool = True
    tells_length: bool = True
    head: tuple[str, str] = ("Content-type", "Content-length")
    ends_after: int = 0
    mutes_after: int = 0
