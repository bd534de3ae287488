"""Trust policies: which witnesses have to have signed, and every way of writing it wrongly."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.seal.log.cosignature import ED25519, ML_DSA_44, new_cosigning_key
from sekisho.seal.log.note import new_signer
from sekisho.seal.log.policy import PolicyError, parse_policy

LOG, LATE = new_signer("log.example").verifier, new_cosigning_key("log.example", ML_DSA_44).verifier
KEYS = {
    f"{who}-{kind}": new_cosigning_key(f"{who}.example", {"e": ED25519, "m": ML_DSA_44}[kind]).verifier
    for who in ("audit", "notary", "si")
    for kind in "em"
}
#: As the reference has it: one operator's two keys count once.
WHOLE = "\n".join(
    [
        "# 2 of 3, whatever keys they sign with",
        f"log {LOG.vkey}",
        f"\tlog {LATE.vkey} https://log.example/ ",
        *(f"witness {name} {key.vkey}" for name, key in KEYS.items()),
        "group audit any audit-e audit-m",
        "group notary any notary-e notary-m",
        "group si all si-e si-m",
        "",
        "group witnesses 2 audit notary si",
        "quorum witnesses",
    ]
)


def test_a_quorum_counts_operators_not_keys():
    """Two keys of one operator never fill two places; two operators do, and `all` wants both keys."""
    policy = parse_policy(WHOLE.encode())
    for names in itertools.chain.from_iterable(itertools.combinations(KEYS, n) for n in range(7)):
        met = {
            "audit": any(name.startswith("audit") for name in names),
            "notary": any(name.startswith("notary") for name in names),
            "si": {"si-e", "si-m"} <= set(names),
        }
        signed = [KEYS[name] for name in names]
        assert policy.is_witnessed(signed) == (sum(met.values()) >= 2)
        assert set(policy.absent(signed)) == set(KEYS) - set(names)


def test_a_policy_knows_its_logs_and_their_addresses():
    """Both keys of a log are read, with the address where one stands."""
    policy = parse_policy(WHOLE.encode())
    assert [(log.key, log.url) for log in policy.logs] == [(LOG, ""), (LATE, "https://log.example/")]
    assert len(policy.keys) == 8


def test_none_asks_for_no_witness():
    """`quorum none` is met by nobody's signature."""
    assert parse_policy(b"quorum none\n").is_witnessed([])


W = f"witness w {KEYS['audit-e'].vkey}"
V = f"witness v {KEYS['si-e'].vkey}"


WRONG = [
    ("", "no quorum"),
    (f"{W}\nquorum w\nquorum w", "line 3: one quorum"),
    ("quorum w", "line 1: 'w' is defined in no line above"),
    (f"quorum w\n{W}", "line 1: 'w' is defined in no line above"),
    (f"{W}\n{W.replace('witness w', 'witness x')}\nquorum w", "line 2: this key is listed already"),
    (f"log {LOG.vkey}\nlog {LOG.vkey}\nquorum none", "line 2: this key is listed already"),
    (f"{W}\n{V.replace('witness v', 'witness w')}\nquorum w", "the name 'w' is taken"),
    (f"{W.replace('witness w', 'witness none')}\nquorum none", "the name 'none' is taken"),
    (f"{W}\ngroup g 0 w\nquorum g", "write all, any or a number from 1 to 1"),
    (f"{W}\ngroup g 2 w\nquorum g", "write all, any or a number from 1 to 1"),
    (f"{W}\ngroup g 01 w\nquorum g", "write all, any or a number"),
    (f"{W}\ngroup g \u0661 w\nquorum g", "write all, any or a number"),
    (f"{W}\ngroup g any\nquorum g", "write: group NAME"),
    (f"{W}\ngroup g any w w\nquorum g", "w is a member already"),
    (f"{W}\ngroup g any w\ngroup h any w\nquorum h", "w is a member already"),
    (f"{W}\ngroup g any none\nquorum g", "'none' is defined in no line above"),
    (f"{W}\ngroup g any g\nquorum g", "'g' is defined in no line above"),
    (f"witness w {LOG.vkey}\nquorum w", "no key of a cosigner"),
    (f"log {KEYS['si-e'].vkey}\nquorum none", "no Ed25519 key"),
    ("witness w\nquorum w", "write: witness NAME VKEY"),
    ("log\nquorum none", "write: log VKEY"),
    ("quorums none", "a line begins with log, witness, group, quorum"),
    ("quorum none\r\n", "a control character"),
    ("quorum none\n" * 600, "at most"),
]


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_a_policy_that_is_wrong_is_refused_with_its_line(number):
    """Every rule of the format is kept, and what breaks it is named."""
    text, reason = WRONG[number]
    with pytest.raises(PolicyError, match=reason):
        parse_policy(text.encode())


def test_names_are_bytes():
    """A name in another encoding, or of signs that only look alike, is a name of its own."""
    text = W.encode().replace(b"witness w", b"witness \xe2\x84\xaa") + b"\nquorum K"
    with pytest.raises(PolicyError, match="defined in no line above"):
        parse_policy(text)
    assert parse_policy(W.encode().replace(b"witness w", b"witness \xff") + b"\nquorum \xff").witnesses


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_no_policy_or_one(data):
    """Whatever bytes come, a policy is read or refused; nothing else happens."""
    try:
        parse_policy(data)
    except PolicyError:
        return


@given(st.lists(st.sampled_from(WHOLE.split("\n")), max_size=14))
def test_lines_in_any_order_are_read_or_refused(lines):
    """A policy put together from true lines never names what it does not know."""
    try:
        policy = parse_policy("\n".join(lines).encode())
    except PolicyError:
        return
    assert policy.is_witnessed(list(KEYS.values())) or policy.quorum == "none"
