"""An invoice has one name, however issuer and number are written."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sekisho.domain.evidence.invoice import LONGEST, invoice_of, is_invoice, plain

TOLD = {"issuer": "T7990000000002", "number": "INV-147"}
SIGNS = st.text(alphabet="T79０ｔ７株式会社あ -－ー\u200b/№", max_size=30)


def key(**said):
    """Give the text a purchase invoice is found by."""
    invoice = invoice_of("purchase_invoice", {**TOLD, **said})
    assert invoice is not None
    return invoice.key


@pytest.mark.parametrize(
    "number",
    [
        "inv 147",
        "ＩＮＶ－１４７",
        "INV‐147",
        "INV−147",
        "I N V—1 4 7",
        "inv\u200b147",
        "INVー147",
        "INV\u3000147",
        "INV\u00ad147",
    ],
)
def test_a_number_is_one_in_every_spelling(number):
    """Full width, case, spaces, every dash and signs nobody sees make no other number."""
    assert key(number=number) == key() == "7990000000002 inv147"


@pytest.mark.parametrize(
    "issuer",
    ["7990000000002", "ｔ７９９０-0000-00002", "海岚出口（虚构） T7990000000002", "T 799 0000 000 002", 7990000000002],
)
def test_a_corporate_number_names_its_issuer(issuer):
    """With or without the T of its registration, alone or behind a name, the number is the issuer."""
    assert key(issuer=issuer) == key()


@pytest.mark.parametrize(
    "issuer", ["㈱青葉精密工業", "青葉精密工業（株）", "株式会社 青葉精密工業", "青葉精密工業 株式会社"]
)
def test_a_name_is_one_in_every_spelling(issuer):
    """Where no number is said, the name is the issuer; the form of the company tells nobody apart."""
    assert key(issuer=issuer) == "青葉精密工業 inv147"


@pytest.mark.parametrize("said", [{"number": "INV-148"}, {"number": "INV/147"}, {"issuer": "T7990000000003"}])
def test_another_number_or_issuer_is_another_invoice(said):
    """Folding never guesses: another digit or another sign between them is another invoice."""
    assert key(**said) != key()


@pytest.mark.parametrize("nothing", ["", " ", "—", "\u3000\u200b", None, True, [], {"a": 1}])
@pytest.mark.parametrize("part", ["issuer", "number"])
def test_an_invoice_that_names_itself_by_half_is_unnamed(part, nothing):
    """Blank, a dash or no text at all is neither issuer nor number."""
    invoice = invoice_of("purchase_invoice", {**TOLD, part: nothing})
    assert invoice is not None
    assert not invoice.is_named


@pytest.mark.parametrize("kind", ["purchase_invoice", "installation_invoice", "invoice", "Purchase_Invoice "])
def test_every_kind_of_invoice_is_one(kind):
    """Whatever it is for, a paper called an invoice has to name itself."""
    assert is_invoice(kind)


@pytest.mark.parametrize("kind", ["quotation", "import_permit", "invoice_list", ""])
def test_other_papers_are_none(kind):
    """A paper that is no invoice names none, whatever it says."""
    assert invoice_of(kind, TOLD) is None


@given(SIGNS | st.text(), SIGNS | st.text())
@example("", "A´")
def test_any_words_give_a_name_that_can_be_kept(issuer, number):
    """Whatever is written, the parts hold no space, fit the index, and are folded once and for all."""
    invoice = invoice_of("purchase_invoice", {"issuer": issuer, "number": number})
    assert invoice is not None
    assert len(invoice.key.split()) == sum(map(bool, (invoice.issuer, invoice.number)))
    assert len(invoice.key) <= 2 * LONGEST + 1
    assert plain(plain(number)) == plain(number)
