"""Trust policies (C2SP tlog-policy): which logs and witnesses are known, and how many of them have to have signed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sekisho.seal.log.cosignature import ML_DSA_44, Cosigner, parse_cosigner
from sekisho.seal.log.note import NoteError, NoteKey, Verifier, parse_vkey, read_vkey

LARGEST, MOST_LINES = 256 * 1024, 500
NONE = "none"


class PolicyError(ValueError):
    """A policy that cannot be used; says in which line and why."""


@dataclass(frozen=True, slots=True)
class KnownLog:
    """A log of a policy: its key, and where it can be reached if that is said."""

    key: Verifier | Cosigner
    url: str = ""


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """A witness of a policy: its key, and where it can be reached if that is said."""

    key: Cosigner
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Names of witnesses and groups, of which so many have to have signed."""

    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Which logs are accepted, which witnesses are known by which name, and the name that has to have witnessed."""

    logs: tuple[KnownLog, ...]
    witnesses: Mapping[str, KnownWitness]
    groups: Mapping[str, Group]
    quorum: str

    @property
    def keys(self) -> list[NoteKey]:
        """Give every key whose lines count."""
        return [*(log.key for log in self.logs), *(witness.key for witness in self.witnesses.values())]

    def is_witnessed(self, signed: Collection[NoteKey]) -> bool:
        """Say whether those who signed are enough for the quorum."""
        return self.quorum == NONE or self._has(self.quorum, signed)

    def _has(self, name: str, signed: Collection[NoteKey]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name].key in signed
        group = self.groups[name]
        return sum(self._has(member, signed) for member in group.members) >= group.least

    def absent(self, signed: Collection[NoteKey]) -> list[str]:
        """Name the witnesses that have not signed."""
        return [name for name, witness in self.witnesses.items() if witness.key not in signed]


def parse_log_key(text: str) -> Verifier | Cosigner:
    """Read a log's key: Ed25519, or ML-DSA-44 in the form of a cosignature of its own. Raises NoteError."""
    return parse_cosigner(text) if read_vkey(text)[1] == ML_DSA_44 else parse_vkey(text)


class _Draft:
    """A policy while its lines are read."""

    def __init__(self) -> None:
        self.logs: list[KnownLog] = []
        self.witnesses: dict[str, KnownWitness] = {}
        self.groups: dict[str, Group] = {}
        self.quorums: list[str] = []
        self._members: set[str] = set()
        self._publics: set[tuple[str, bytes]] = set()

    def take(self, kind: str, *words: str) -> None:
        kinds = {"log": self.log, "witness": self.witness, "group": self.group, "quorum": self.quorum}
        if kind not in kinds:
            raise PolicyError(f"{kind[:40]!r}: a line begins with {', '.join(kinds)}")
        kinds[kind](list(words))

    def log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise PolicyError("write: log VKEY [URL]")
        key = parse_log_key(words[0])
        self._once("log", key.public)
        self.logs.append(KnownLog(key, *words[1:]))

    def witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise PolicyError("write: witness NAME VKEY [URL]")
        self._new(words[0])
        key = parse_cosigner(words[1])
        self._once("witness", key.public)
        self.witnesses[words[0]] = KnownWitness(key, *words[2:])

    def group(self, words: list[str]) -> None:
        if len(words) < 3:
            raise PolicyError("write: group NAME all|any|NUMBER MEMBER...")
        name, least, *members = words
        self._new(name)
        for member in members:
            self._defined(member)
            # Otherwise one witness could fill a quorum by counting twice.
            if member in self._members:
                raise PolicyError(f"{member} is a member already")
            self._members.add(member)
        self.groups[name] = Group(_least(least, len(members)), tuple(members))

    def quorum(self, words: list[str]) -> None:
        if len(words) != 1 or self.quorums:
            raise PolicyError("one quorum of one name")
        if words[0] != NONE:
            self._defined(words[0])
        self.quorums.append(words[0])

    def _new(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise PolicyError(f"the name {name!r} is taken")

    def _defined(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise PolicyError(f"{name!r} is defined in no line above")

    def _once(self, kind: str, public: bytes) -> None:
        if (kind, public) in self._publics:
            raise PolicyError("this key is listed already")
        self._publics.add((kind, public))

    def finished(self) -> Policy:
        if not self.quorums:
            raise PolicyError("no quorum line")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorums[0])


def _least(word: str, count: int) -> int:
    if word in ("all", "any"):
        return count if word == "all" else 1
    if not word.isascii() or not word.isdecimal() or word.startswith("0") or int(word[:9]) > count:
        raise PolicyError(f"{word!r}: write all, any or a number from 1 to {count}")
    return int(word)


def _words(data: bytes) -> list[list[str]]:
    """Give the words of each line; comments and empty lines have none."""
    if len(data) > LARGEST or data.count(b"\n") > MOST_LINES:
        raise PolicyError(f"at most {LARGEST} bytes and {MOST_LINES} lines")
    if any((byte < 0x20 and byte not in b"\t\n") or byte == 0x7F for byte in data):
        raise PolicyError("a control character")
    # Names are bytes to the specification; surrogates carry those that are no UTF-8 and can never meet.
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    words = [[word for word in line.replace("\t", " ").split(" ") if word] for line in lines]
    return [[] if line and line[0].startswith("#") else line for line in words]


def parse_policy(data: bytes) -> Policy:
    """Read a policy file. Raises PolicyError."""
    draft = _Draft()
    for number, words in enumerate(_words(data), 1):
        if not words:
            continue
        try:
            draft.take(*words)
        except (PolicyError, NoteError) as error:
            raise PolicyError(f"line {number}: {error}") from error
    return draft.finished()
