"""A file of tables read into an edition: what it says, what is carried over from the edition before, what is wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sekisho.domain.program.annex.comparison import compared
from sekisho.domain.program.annex.place import Place, note, problem
from sekisho.domain.program.annex.row import is_problem
from sekisho.domain.program.annex.sheet import Demand, Entry, ReadSheet, RowKind, SheetReader
from sekisho.domain.program.annex.words import Words
from sekisho.domain.program.edition import Category, Change, ChangeKind, Edition, Model
from sekisho.domain.program.specification import Minimum, shown
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.grid import Sheet, TableFile
from sekisho.domain.values.language import LocalizedText


@dataclass(frozen=True, slots=True)
class Given:
    """What a file is read with: the words, the editions there are, and what whoever imports it states beside it.

    ``day`` is the day from which the edition is in force, ``reference`` the publisher's paper, ``sheet`` the only
    sheet to read; each may be left to the file.
    """

    words: Words
    editions: tuple[Edition, ...] = ()
    day: date | None = None
    reference: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """What came of a file: the edition, where nothing keeps it back; every finding; and what each row is."""

    edition: Edition | None
    findings: tuple[Finding, ...]
    tally: Mapping[RowKind, int]
    before: Edition | None = None

    @property
    def problems(self) -> tuple[Finding, ...]:
        """Give what keeps the edition back."""
        return tuple(one for one in self.findings if is_problem(one))

    @property
    def notes(self) -> tuple[Finding, ...]:
        """Give what is only worth knowing."""
        return tuple(one for one in self.findings if not is_problem(one))

    @property
    def rows(self) -> int:
        """Give how many rows the file has."""
        return sum(self.tally.values())


class _Assembly:
    """Puts an edition together from the sheets of a file."""

    def __init__(self, file: TableFile, given: Given) -> None:
        self._file, self._given = file, given
        self.findings: list[Finding] = list(file.notes)
        self.tally: Counter[RowKind] = Counter()
        self._known = _categories_on(given.editions, given.day)
        self._sheets = self._read_all()
        self._said = [said for sheet in self._sheets for said in sheet.said]
        self.day = self._effective()
        self.before = _edition_before(given.editions, self.day)
        self._reference = given.reference.strip() or next((s.text for s in self._said if s.what == "reference"), "")

    def _chosen(self) -> list[Sheet]:
        wanted = self._given.sheet
        found = [sheet for sheet in self._file.sheets if wanted in ("", sheet.name)]
        if not found:
            known: list[Value] = [sheet.name for sheet in self._file.sheets]
            self.findings.append(problem("no_sheet", sheet=wanted, known=known))
        for sheet in (sheet for sheet in self._file.sheets if sheet not in found):
            self.findings.append(note("sheet_left_out", Place(sheet.name)))
        return found

    def _read_all(self) -> list[ReadSheet]:
        read: list[ReadSheet] = []
        for sheet in self._chosen():
            reader = SheetReader(
                sheet,
                self._given.words,
                self._known,
                read[-1] if read and sheet.continues else None,
                from_1904=self._file.from_1904,
            )
            read.append(reader.read())
        for one in read:
            self.tally += one.tally
            self.findings += one.findings
        self._unheaded(read)
        return read

    def _unheaded(self, read: list[ReadSheet]) -> None:
        """Name sheets without a table: a cover is worth a note, a file of nothing else is wrong."""
        make = note if any(one.heading for one in read) else problem
        for one in (one for one in read if one.heading is None):
            rows = sum(one.tally.values())
            self.findings.append(make("no_heading", Place(one.name), rows=rows))

    def _effective(self) -> date | None:
        days = {said.day for said in self._said if said.what == "effective" and said.day}
        given = self._given.day
        if given is None and not days:
            self.findings.append(problem("no_day"))
        if len(days | ({given} if given else set())) > 1:
            told = ", ".join(f"{said.day} ({said.place})" for said in self._said if said.what == "effective")
            self.findings.append(problem("two_days", days=told, given=given.isoformat() if given else ""))
            return given
        return given or next(iter(days), None)

    def _days(self) -> Iterator[Finding]:
        """Name editions that would hold on the same days."""
        if self.day is None:
            return
        until = next((said for said in self._said if said.what == "until" and said.day), None)
        for edition in self._given.editions:
            if edition.effective_from == self.day:
                yield problem("same_day", day=self.day.isoformat())
            elif until and until.day and self.day < edition.effective_from <= until.day:
                facts = {"until": until.day.isoformat(), "other": edition.effective_from.isoformat()}
                yield problem("overlaps", until.place, **facts)

    def _minima(self, demands: Iterable[Demand]) -> dict[str, dict[str, Minimum]]:
        """Give what the file demands by category; a demand stated twice and differently is wrong."""
        found: dict[str, dict[str, Minimum]] = {}
        for demand in demands:
            minima = found.setdefault(demand.category, {})
            if minima.setdefault(demand.minimum.name, demand.minimum) != demand.minimum:
                self.findings.append(problem("demand_twice", demand.place, quantity=demand.minimum.name))
        return found

    def categories(self, used: Iterable[str]) -> dict[str, Category]:
        """Give every category: its minimum from the file, else carried over with its papers, which is said."""
        known = dict(self.before.categories) if self.before else dict(self._known)
        stated = self._minima(demand for sheet in self._sheets for demand in sheet.demands)
        for name in dict.fromkeys((*known, *stated, *used)):
            old = known.get(name)
            if old is None and name not in stated:
                self.findings.append(problem("no_minimum", category=name))
            known[name] = _joined(name, old, stated.get(name, {}))
        self._carried([name for name in known if name not in stated], known)
        return known

    def _carried(self, names: list[str], known: Mapping[str, Category]) -> None:
        day = self.before.effective_from.isoformat() if self.before else ""
        carried: list[Value] = [*names]
        if names and day:
            self.findings.append(note("minimum_carried", categories=carried, day=day))
        if day and any(category.documents for category in known.values()):
            self.findings.append(note("papers_carried", day=day))

    def models(self, entries: list[Entry], categories: Mapping[str, Category]) -> dict[str, Model]:
        """Give the models, each held against its category; one that stands twice is named where it stands again."""
        found: dict[str, Entry] = {}
        notes = [text for sheet in self._sheets for text in sheet.notes]
        for entry in entries:
            count = len(entry.row.findings)
            entry.row.tell_untold_marks(notes)
            if entry.model.category in categories:
                entry.row.hold_against(categories[entry.model.category], entry.model.specification)
            first = found.setdefault(entry.model.key, entry)
            if first is not entry:
                name = f"{entry.model.maker} {entry.model.model}"
                entry.row.findings.append(problem("twice", entry.row.place, name=name, first=str(first.row.place)))
            if any(is_problem(one) for one in entry.row.findings[count:]):
                self.tally[RowKind.MODEL] -= 1
                self.tally[RowKind.REFUSED] += 1
            self.findings += entry.row.findings
        return {key: entry.model for key, entry in found.items()}

    def label(self) -> LocalizedText | None:
        """Give the label: the publisher's paper where one is named, else that of the edition before, which is said."""
        if self._reference:
            text = self._given.words.sentences["label"]
            return _filled(text, reference=self._reference)
        if self.before is None:
            self.findings.append(problem("no_label"))
            return None
        self.findings.append(note("label_carried", day=self.before.effective_from.isoformat()))
        return self.before.label

    def edition(self) -> Edition | None:
        """Give the edition; None where anything is wrong."""
        entries = [entry for sheet in self._sheets for entry in sheet.entries]
        categories = self.categories(entry.model.category for entry in entries)
        models, label = self.models(entries, categories), self.label()
        self.findings += self._days()
        if not entries and not self.tally[RowKind.REFUSED] and any(sheet.heading for sheet in self._sheets):
            self.findings.append(problem("no_models"))
        if self.day is None or label is None or any(is_problem(one) for one in self.findings):
            return None
        edition = Edition(self.day, label, categories, models, reference=self._reference)
        return replace(edition, revision=_revision(self.before, edition, self._given.words))


def _filled(text: LocalizedText, **facts: str) -> LocalizedText:
    return LocalizedText(text.ja.format(**facts), text.en.format(**facts), text.zh_hans.format(**facts))


def _edition_before(editions: Iterable[Edition], day: date | None) -> Edition | None:
    """Give the edition a new one follows; before the first, and without a day, the nearest there is."""
    ordered = sorted(editions, key=lambda one: one.effective_from)
    earlier = [one for one in ordered if day is None or one.effective_from < day]
    return earlier[-1] if earlier else (ordered[0] if ordered else None)


def _categories_on(editions: Iterable[Edition], day: date | None) -> Mapping[str, Category]:
    before = _edition_before(editions, day)
    return before.categories if before else {}


def _joined(name: str, old: Category | None, stated: Mapping[str, Minimum]) -> Category:
    """Put what a file demands in the place of what was demanded before, quantity by quantity."""
    before = old.minimum if old else ()
    kept = tuple(stated.get(one.name, one) for one in before)
    known = {one.name for one in before}
    new = tuple(one for quantity, one in stated.items() if quantity not in known)
    return Category(name, (*kept, *new), old.documents if old else ())


def _named(models: Iterable[Model]) -> tuple[str, ...]:
    return tuple(model.model for model in models)


def _change(kind: ChangeKind, names: tuple[str, ...], words: Words) -> Iterator[Change]:
    if names:
        text = words.sentences[kind.value]
        joined = LocalizedText("、".join(names), ", ".join(names), "、".join(names))
        yield Change(kind, names, _sentence(text, "models", joined))


def _sentence(text: LocalizedText, fact: str, value: LocalizedText) -> LocalizedText:
    return LocalizedText(
        text.ja.format(**{fact: value.ja}),
        text.en.format(**{fact: value.en}),
        text.zh_hans.format(**{fact: value.zh_hans}),
    )


def _demands(before: Edition, after: Edition, words: Words) -> Iterator[Change]:
    """Say which demands changed, quantity by quantity."""
    old = {(name, one.name): one for name, category in before.categories.items() for one in category.minimum}
    parts: list[tuple[str, str, str]] = []
    for name, category in after.categories.items():
        for one in (one for one in category.minimum if old.get((name, one.name)) != one):
            measured = words.measured(one.name)
            label = measured.label if measured else LocalizedText(one.name, one.name, one.name)
            demand = f" {one.sign} {shown(one.value)} {one.unit}"
            parts.append((label.ja + demand, label.en + demand, label.zh_hans + demand))
    if parts:
        ja, en, zh = zip(*parts, strict=True)
        joined = LocalizedText("、".join(ja), ", ".join(en), "、".join(zh))
        yield Change(ChangeKind.MINIMUM, (), _sentence(words.sentences["minima"], "demands", joined))


def _revision(before: Edition | None, after: Edition, words: Words) -> tuple[Change, ...]:
    """Say what an edition changes of the one before; the first edition changes nothing."""
    if before is None or before.effective_from > after.effective_from:
        return ()
    found = compared(before, after)
    changed = tuple(one.model for one in found.changed)
    return (
        *_demands(before, after, words),
        *_change(ChangeKind.ADDED, _named(found.added), words),
        *_change(ChangeKind.CHANGED, changed, words),
        *_change(ChangeKind.REMOVED, _named(found.removed), words),
    )


def transcribe(file: TableFile, given: Given) -> Transcript:
    """Read a file of tables into an edition; every row is counted, every cell that cannot be read is named."""
    assembly = _Assembly(file, given)
    edition = assembly.edition()
    return Transcript(edition, tuple(assembly.findings), dict(assembly.tally), assembly.before)
