"""Fold the signatures under the forms of commissioning."""

from dataclasses import replace

from sekisho.domain.casework.case import Case, FormSignature
from sekisho.domain.casework.event import Event


def form_signed(case: Case, event: Event) -> Case:
    """Keep who signed a form, with every paper that has its bytes."""
    digest, actor = event.text("form"), event.actor
    signature = FormSignature(actor.side.value, actor.person, event.text("envelope"), event.occurred_at)
    signed = {
        name: replace(one, signatures=(*one.signatures, signature))
        for name, one in case.documents.items()
        if one.digest == digest
    }
    return replace(case, documents={**case.documents, **signed})
