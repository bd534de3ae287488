"""The end of the account: where every case stands, what the checks say, and the doors that are left open."""

from collections.abc import Iterator

from sekisho import bootstrap
from sekisho.application.wording import plain_text
from sekisho.cli.demo.account import Remark
from sekisho.cli.demo.page import Page
from sekisho.cli.demo.proof import Check, Standing, standings
from sekisho.cli.demo.road import Road
from sekisho.cli.demo.scenario import Member
from sekisho.cli.output import Voice
from sekisho.domain.fund.account import Account
from sekisho.domain.values.finding import Outcome, Value

#: Sides that may see every case.
INSIDERS = ("office", "audit")
#: Those who supply machines begin with what these lack; a case does not exist for them.
SUPPLIER = "exporter"
INDENT = 1


def checks_as_json(checks: tuple[Check, ...]) -> dict[str, Value]:
    """Give the exit code of each check by its name, and what each said."""
    codes: dict[str, Value] = {check.name: check.code for check in checks}
    told: list[Value] = [{"command": check.command, "exit": check.code, "says": check.says} for check in checks]
    return {**codes, "commands": told}


def _word(said: Voice, family: str, value: str) -> str:
    return said.wording.word(family, value, said.language)


def _stands(said: Voice, one: Standing) -> str:
    state = _word(said, "state.paper", one.state)
    if not one.account:
        return said.text("demo.stands_without", case=one.case, number=one.number, state=state)
    account = _word(said, "account", one.account)
    return said.text("demo.stands", case=one.case, number=one.number, state=state, account=account, yen=one.yen)


def _judged(said: Voice, check: Check) -> Remark:
    told = said.text("demo.check", command=check.command, exit_code=check.code, says=check.says)
    return Remark(told, Outcome.MET if check.holds else Outcome.NOT_MET)


def _pool_stands(said: Voice, balances: dict[str, int]) -> str:
    """Say where every yen of the pool is; accounts that hold nothing are left out."""
    held = [(Account(name), yen) for name, yen in balances.items() if yen and name != Account.APPROPRIATION]
    parts = [said.text("demo.pool_part", account=_word(said, "account", name), yen=yen) for name, yen in held]
    cap = balances[Account.APPROPRIATION]
    return said.text("demo.pool_stands", appropriation=cap, parts=plain_text(parts, said.language))


def write_closing(said: Voice, road: Road, checks: tuple[Check, ...], seconds: int) -> None:
    """Print where every case and the pool stand, and how each check came out."""
    page = Page(said)
    said.heading(said.text("demo.how_they_stand"))
    for one in standings(road):
        page.remark(Remark(_stands(said, one)), INDENT)
    balances = road.office().json("GET", "/pool")["balances"]
    if balances["appropriation"]:
        page.remark(Remark(_pool_stands(said, balances)), INDENT)
    said.heading(said.text("demo.anybody"))
    for check in checks:
        page.remark(_judged(said, check), INDENT)
    said.heading(said.text("demo.ended", seconds=seconds, out=str(road.place)))


def _parties(road: Road, name: str) -> list[object]:
    content = road.scenario.cases[name].get("file")
    parties = [content.get("applicant"), content.get("partner")] if isinstance(content, dict) else []
    return [party.get("corporate_number") for party in parties if isinstance(party, dict)]


def _page_of(road: Road, member: Member) -> str:
    """Give the page a person begins on: the main case's where he may see it, else his own, else the first page."""
    main = road.scenario.main_case
    mine = [name for name in (main, *road.cases) if member.organisation in _parties(road, name)]
    name = main if member.side in INSIDERS else next((name for name in mine if name in road.cases), "")
    if member.side == SUPPLIER:
        return f"/{road.language}/supply/"
    return f"/{road.language}/cases/{road.cases[name]}/" if name else f"/{road.language}/"


def door_lines(said: Voice, road: Road) -> Iterator[str]:
    """Give the portal's address, the main case's page, and a link for each person that signs in once."""
    address, main = road.office().address, road.scenario.main_case
    page = f"/{road.language}/cases/{road.case_id(main)}/"
    yield ""
    yield said.text("demo.open", address=f"{address}/{road.language}/")
    yield said.text("demo.page", case=main, page=f"{address}{page}")
    yield said.text("demo.links")
    # In the order of the cast, because the scenario names first whom it is about.
    links = dict(bootstrap.sign_in_links(address, road.language, page))
    for member in road.scenario.cast:
        role, side = _word(said, "role", member.role), _word(said, "side", member.side)
        yield "  " + said.text("demo.sign_in", name=member.name, role=role, side=side)
        yield f"    {links[member.name].partition('?')[0]}?next={_page_of(road, member)}"
    yield ""
    yield said.text("demo.stop")
