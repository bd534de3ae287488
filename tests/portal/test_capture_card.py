"""The card of a capture: what was observed, what the next level lacks and how to mend it, and never more than that."""

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape

from sekisho.domain.values.finding import Outcome
from sekisho.domain.values.language import Language
from sekisho.portal.inspect.capture import IN_FULL, SECTIONS, capture_card, captures_part
from sekisho.portal.inspect.capture_model import model_part
from sekisho.portal.inspect.capture_next import next_part
from sekisho.portal.inspect.capture_plant import plant_part
from sekisho.portal.inspect.capture_topology import topology_part
from sekisho.portal.inspect.problem import finding_of
from sekisho.portal.words import wording
from tests.portal.assessment import ASSESSMENT, VISIT, entry, model, row

CLAIM = {"code": "l2.differs", "place": "serial", "facts": {"source": "opcua", "claimed": "A1", "expected": "B2"}}


def shown(assessment, language=Language.EN):
    """Give the card as the page writes it."""
    card = capture_card(assessment, language)
    return render_to_string("inspect/capture.html", {"capture": card, "visit": VISIT[language]})


def test_the_first_level_that_was_not_observed_says_what_it_lacks():
    """Of the levels that are missing the lowest is named, with every reason it was not observed for."""
    part = next_part(ASSESSMENT, Language.EN)
    assert (part.level, [finding.code for finding in part.missing]) == ("L2", ["l2.differs", "l2.incomplete"])


def test_what_was_not_observed_is_never_called_failed():
    """A problem of a capture is undetermined as a finding: it may still be shown by another capture."""
    assert finding_of(CLAIM, Language.EN).outcome is Outcome.UNDETERMINED


def test_an_inspection_stands_beside_the_earlier_capture():
    """What differs is named with both values and is for the officer; what was not observed is not compared."""
    card = shown(ASSESSMENT)
    assert "HL-2026-0418" in card
    assert "for the officer to look into and no verdict" in card
    assert "Not seen" in card
    assert "enrolled by i-tanaka" in card


def test_who_enrolled_the_collector_is_named_where_the_case_knows_him():
    """A party is called by its name, not by its number; whoever the case does not know stands as he is."""
    said = ASSESSMENT | {"collector_owner": "7123456789012"}
    for names, owner in (({"7123456789012": "Aoba"}, "Aoba"), ({}, "7123456789012")):
        card = capture_card(said, Language.EN, names)
        assert f"enrolled by {owner}" in render_to_string(
            "inspect/capture.html", {"capture": card, "visit": VISIT[Language.EN]}
        )


def test_a_collector_nobody_enrolled_is_said_to_be_nobodys():
    """A whole capture by an unknown collector says so; one that was not held against any is not said to differ."""
    card = shown(ASSESSMENT | {"collector_owner": "", "comparison": {"with": "", "rows": []}})
    assert "enrolled by nobody" in card
    assert "no earlier capture" in card


def test_an_action_without_the_machines_signature_is_said_to_be_weaker():
    """Where only the gateway showed the action, the card says when each value was set and how improbable it is."""
    card = shown(ASSESSMENT)
    assert "once in 1872 times" in card
    assert "weaker evidence" in card
    assert "12:13:10" in card


def test_other_clients_of_the_machine_are_named_and_counted():
    """Who else held a session stands there with since when and how often it was seen; the gateway's own key as well."""
    card = shown(ASSESSMENT)
    assert "MES (fictional)" in card
    assert "Observed in 180 of 181 readings" in card
    assert "GW-2" in card
    assert "agent.cfg: 1 of 2 observed" in card
    assert "192.0.2.11:7878" in card
    assert "that an MES works with the machine is not shown" in card


@pytest.mark.parametrize("state", ["read", "off", "not_readable", "not_read"])
@pytest.mark.parametrize("language", Language)
def test_diagnostics_without_another_client_are_told_apart(state, language):
    """Nobody else seen, diagnostics off, not allowed, not read: each is said, and none is a failure."""
    clients = {"diagnostics": state, "sessions": None, "foreign": []}
    card = shown(ASSESSMENT | {"integration": {"clients": clients, "gateway": None}}, language)
    assert plant_part({"integration": {"clients": clients}}, language).clients == ()
    assert escape(wording().word("page.plant.diagnostics", state, language)) in card
    assert plant_part({"integration": {"clients": None, "gateway": None}}, language) is None
    assert plant_part({}, language) is None


def test_an_action_that_was_not_observed_names_what_is_wanting():
    """How far the operator came is said, and what to do; the chance is not, because nothing was hit."""
    presence = ASSESSMENT["presence"] | {"observed": False, "streams": ASSESSMENT["presence"]["streams"][:1]}
    card = shown(ASSESSMENT | {"presence": presence})
    assert "Of the 3 values asked of override, 1 were observed in order." in card.replace("OPC UA: of", "Of")
    assert "chance hits" not in card


@pytest.mark.parametrize("language", list(Language))
def test_a_card_is_written_in_every_language(language):
    """Level, flags, remedies and agreement of signals stand on the card in the reader's language."""
    card = shown(ASSESSMENT, language)
    assert "L1" in card
    assert "97.5 %" in card
    assert "execution" in card


def test_a_page_stays_short_however_much_is_wrong_with_a_capture():
    """Of ten thousand reasons, gaps and nodes the first stand on the card, with how many there are beyond them."""
    streams = [{"stream": "opcua", "gaps": [{"stream": "opcua", "kind": "transport-lost", "ms": 100}] * 10_000}]
    vector = [entry("L0"), entry("L1"), entry("L2", *[CLAIM] * 10_000)]
    checked = {"profiles": [model("OPC 40001-1", "1.04", *[row(f"N{n}", "absent") for n in range(10_000)])]}
    card = shown(ASSESSMENT | {"streams": streams, "vector": vector, "model": ASSESSMENT["model"] | checked})
    assert len(card) < 100_000
    assert card.count("9950 more") == 3
    assert "9995 more" in card


def test_of_many_captures_the_newest_stand_in_full_and_the_one_that_is_wanted():
    """Two hundred captures are no page of two hundred drawings: the others are listed, and each can be asked for."""
    taken = [ASSESSMENT | {"digest": f"{n:064x}"} for n in range(200)]
    card = lambda one: capture_card(one, Language.EN)  # noqa: E731 - because it is one word of the test
    newest = captures_part(taken, "", card)
    assert [card.digest for card in newest.cards] == [f"{n:064x}" for n in range(199, 199 - IN_FULL, -1)]
    assert len(newest.others) == 200 - IN_FULL
    asked = captures_part(taken, f"{7:064x}", card)
    assert [card.digest for card in asked.cards] == [f"{7:064x}"]
    page = render_to_string("inspect/captures.html", {"captures": asked, "visit": VISIT[Language.EN]})
    assert page.count("?capture=") == 199
    assert len(page) < 200_000


def test_a_capture_of_an_older_edition_is_shown_as_far_as_it_goes():
    """An assessment without parts that came later leaves their sections out, and its unknown codes show as they are."""
    bare = {
        "started_at": "2026-06-01T01:00:00+00:00",
        "ended_at": "2026-06-01T01:00:10+00:00",
        "vector": [{"level": "L0", "met": False, "reasons": [{"code": "l0.of_yesterday"}]}],
    }
    card = shown(bare)
    assert "l0.of_yesterday" in card
    assert "Not even the first level" in card


@pytest.mark.parametrize("language", list(Language))
def test_the_network_is_drawn_and_listed_item_by_item(language):
    """The card shows the diagram for both widths, names written by others as text, and what differs first."""
    card = shown(ASSESSMENT, language)
    assert card.count("<svg xmlns=") == 2
    assert "&lt;ゲートウェイ&gt;" in card
    assert "<ゲートウェイ>" not in card
    part = topology_part(ASSESSMENT, language)
    assert [row.status for row in part.rows][:2] == ["differs", "not_declared"]
    assert part.rows[0].subject == "立形マシニングセンタ HL-500"


@pytest.mark.parametrize("language", list(Language))
def test_companion_models_are_told_with_what_was_not_observed(language):
    """Each model stands with its count; what was not observed is listed with its status and code."""
    part = model_part(ASSESSMENT, language)
    assert [(one.name, one.observed, one.of) for one in part.models] == [
        ("OPC 40001-1", 1, 2),
        ("OPC 40501-1", 2, 2),
        ("MTConnect", 1, 2),
    ]
    card = shown(ASSESSMENT, language)
    assert "Machines/MC-1/SerialNumber" in card
    assert "0x808B0000" in card
    assert "Linear/POSITION" in card
    assert "aff166128c652f41…" in card
    assert "OPC 10031-4" not in card


def test_every_section_is_left_out_where_its_part_is_absent():
    """A section whose part the assessment does not have says nothing, instead of an empty heading."""
    fed = {template: part({}, Language.EN) for template, part in SECTIONS}
    assert fed.pop("inspect/capture_next.html").level == ""
    assert set(fed.values()) <= {None}
