"""What the API takes and answers about money out: accounts, transfer batches, the bank's answer, reconciliation."""

from datetime import date

from ninja import Field, Schema

from sekisho.portal.api.schema import Json, Taken


class AccountIn(Taken):
    """A payee's account; names in kana, kind 1 ordinary, 2 current, 4 savings, 9 other."""

    bank: str = Field(max_length=20)
    bank_name: str = Field("", max_length=100)
    branch: str = Field(max_length=20)
    branch_name: str = Field("", max_length=100)
    kind: str = Field(max_length=20)
    number: str = Field(max_length=20)
    name: str = Field(max_length=100)


class TransferIn(Taken):
    """The banking day on which a batch is transferred."""

    transfer_on: date


class WithdrawalIn(Taken):
    """Why a batch that was not sent is taken back."""

    reason: str = Field(max_length=4000)


class BatchOut(Schema):
    """A batch of transfers: its items by case, and what the bank answered (``answers`` by item: paid, or why not)."""

    number: int
    transfer_on: str
    items: list[Json]
    total: int
    file_sha256: str
    is_open: bool
    answers: dict[str, str] | None
    withdrawn: str


class MadeOut(Schema):
    """A batch as it was made, and the approved payments left out of it, each with its reasons."""

    batch: BatchOut
    held: list[Json]


class BatchesOut(Schema):
    """The newest batches by number; ``before`` asks for the page of older ones, and is 0 where there is none."""

    batches: list[BatchOut]
    before: int


class AnswerOut(Schema):
    """The bank's answer as it was taken: the batch, and what was paid and what came back."""

    batch: BatchOut
    paid: int
    returned: int


class ReconciliationOut(Schema):
    """Sums on every side and each difference; ``holds`` where nothing differs."""

    holds: bool
    batched: int
    paid_by_bank: int
    returned: int
    under_way: int
    paid_in_cases: int
    posted: int
    findings: list[Json]
