"""Read a program's files one after the other, gathering every problem with its file, line and entry."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeVar

from sekisho.domain.program.body import Body, parse_body
from sekisho.domain.program.calendar import CALENDAR_PREFIX, HolidayCalendar, parse_calendar
from sekisho.domain.program.checklist import CheckItem, parse_item
from sekisho.domain.program.edition import Edition, EditionError, Model, parse_edition, parse_model, unique
from sekisho.domain.program.history import parse_parameter
from sekisho.domain.program.means import Means, parse_means
from sekisho.domain.program.question import Fact, Question, parse_fact, parse_question
from sekisho.domain.program.table import TableError, read_table, record, records, string, strings, texts
from sekisho.domain.program.typed import value_of
from sekisho.domain.rules.datatype import OTHER, enum_values, is_scalar, problem_of
from sekisho.domain.rules.grammar import Vocabulary
from sekisho.domain.rules.parameter import Parameter
from sekisho.domain.rules.problem import Problem, line_of
from sekisho.domain.rules.ruleset import LANGUAGE_VERSION, RuleSet
from sekisho.domain.rules.source import RuleSetError, load_rules
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import LocalizedText, MissingTextError

EDITION_PREFIX = "annex-a-"
#: The files of a program, without its editions and calendars.
FILES = (
    *("program.toml", "parameters.toml", "questions.toml", "rules.toml"),
    *("bodies.toml", "catalogue.toml", "checklist.toml"),
)
#: What each file may say: a misspelt table passed over would take a criterion out of the program without a word.
TABLES: Mapping[str, tuple[str, ...]] = {
    "program.toml": ("program", "fact", "roles"),
    "parameters.toml": ("parameter",),
    "questions.toml": ("question",),
    "rules.toml": ("ruleset", "enums", "fields", "means", "rule"),
    "bodies.toml": ("body",),
    "catalogue.toml": ("model",),
    "checklist.toml": ("item",),
}
EDITION_TABLES = ("edition", "category", "model")
Entry = TypeVar("Entry")


class Reading:
    """Reads the files of one program; what is wrong with them stands in ``problems``."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Take the files by name and read them as tables."""
        self._files = files
        self.problems: list[Problem] = []
        #: What could not be read at all: it is said once, and nothing is judged by what would stand in it.
        self._unread: set[str] = set()
        # Every file is read before any is judged, so that one broken file hides no other's faults.
        self._tables = {name: self._table(name) for name in (*FILES, *self._dated_files())}
        self._enums = {k: strings(v) for k, v in record(self._tables["rules.toml"].get("enums")).items()}
        self._parameters: dict[str, Parameter] = {}

    def _edition_files(self) -> list[str]:
        return sorted(name for name in self._files if name.startswith(EDITION_PREFIX))

    def _calendar_files(self) -> list[str]:
        return sorted(name for name in self._files if name.startswith(CALENDAR_PREFIX))

    def _dated_files(self) -> list[str]:
        return [*self._edition_files(), *self._calendar_files()]

    def _table(self, name: str) -> dict[str, Value]:
        try:
            table = read_table(self._files, name)
        except TableError as error:
            self.problems += error.problems
            self._unread.add(name)
            return {}
        self._strange_tables(name, table)
        return table

    def _strange_tables(self, name: str, table: Mapping[str, Value]) -> None:
        known = TABLES.get(name, EDITION_TABLES if name.startswith(EDITION_PREFIX) else ())
        for strange in sorted(set(table) - set(known)) if known else ():
            meant = next(iter(get_close_matches(strange, known, 1)), "")
            hint = f"did you mean {meant}?" if meant else f"its tables are {', '.join(known)}"
            text = f"no table of this file; {hint}"
            lines = self._files[name].decode(errors="replace").splitlines()
            at = next((n for n, line in enumerate(lines, 1) if line.strip().strip("[]").strip() == strange), 0)
            self.problems.append(Problem(name, strange, text, at))

    def _wrong(self, file: str, entry: str, text: str, key: str = "", name: str = "") -> None:
        if file in self._unread:
            return
        source = self._files.get(file, b"").decode(errors="replace")
        self.problems.append(Problem(file, entry, text, line_of(source, key, name) if key else 0))

    def _entries(
        self, file: str, name: str, key: str, parse: Callable[[Mapping[str, Value]], Entry]
    ) -> dict[str, Entry]:
        """Read the records of a kind by their key, noting what is wrong or stands twice."""
        found: dict[str, Entry] = {}
        for item in records(self._tables[file].get(name)):
            here = string(item.get(key)) or "?"
            try:
                if here in found:
                    self._wrong(file, f"{name} {here}", "stands twice", key, here)
                found[here] = parse(item)
            except ValueError as error:
                self._wrong(file, f"{name} {here}", str(error), key, here)
        return found

    def head(self) -> dict[str, str]:
        """Read the program's id and the prefix of its case numbers."""
        program = record(self._tables["program.toml"].get("program"))
        head = {name: string(program.get(name)) for name in ("id", "case_prefix")}
        for name in (name for name, value in head.items() if not value):
            self._wrong("program.toml", "program", f"{name} is missing")
        return head

    def name(self) -> LocalizedText | None:
        """Read the program's name."""
        try:
            return texts(record(self._tables["program.toml"].get("program")).get("name"))
        except MissingTextError as error:
            self._wrong("program.toml", "program", f"name: {error}")
            return None

    def switched_off(self) -> tuple[str, ...]:
        """Read the rows of the transition table the program switches off."""
        return strings(record(self._tables["program.toml"].get("program")).get("switched_off"))

    def roles(self) -> dict[str, tuple[str, ...]]:
        """Read who may act where the program says otherwise than the table."""
        return {k: strings(v) for k, v in record(self._tables["program.toml"].get("roles")).items()}

    def facts(self) -> tuple[Fact, ...]:
        """Read what the source says."""
        return tuple(self._entries("program.toml", "fact", "id", parse_fact).values())

    def questions(self) -> tuple[Question, ...]:
        """Read what the source leaves open; every path named must be a parameter."""
        questions = self._entries("questions.toml", "question", "id", parse_question)
        for one in questions.values():
            known = one.parameters if "parameters.toml" in self._unread else self._parameters
            for path in (path for path in one.parameters if path not in known):
                self._wrong("questions.toml", f"question {one.id}", f"there is no parameter {path}", "id", one.id)
        return tuple(questions.values())

    def bodies(self) -> dict[str, Body]:
        """Read the assessment bodies."""
        return self._entries("bodies.toml", "body", "name", parse_body)

    def checklist(self) -> tuple[CheckItem, ...]:
        """Read what an inspector looks at, in the order in which it is looked at."""
        return tuple(self._entries("checklist.toml", "item", "id", parse_item).values())

    def parameters(self) -> dict[str, Parameter]:
        """Read the parameters."""
        file = "parameters.toml"
        for item in records(self._tables[file].get("parameter")):
            parameter, problems = parse_parameter(item, self._enums)
            if parameter.path in self._parameters:
                problems.append("stands twice")
            # Without the enums nobody can say whether a value is one of them.
            judged = "enum:" not in parameter.type or "rules.toml" not in self._unread
            for text in problems if judged else ():
                self._wrong(file, f"parameter {parameter.path}", text, "path", parameter.path)
            self._parameters[parameter.path] = parameter
        return self._parameters

    def vocabulary(self) -> Vocabulary:
        """Read what rules may name."""
        fields = {k: string(v) for k, v in record(self._tables["rules.toml"].get("fields")).items()}
        for name, kind in fields.items():
            if not is_scalar(kind, self._enums):
                self._wrong("rules.toml", f"field {name}", f"{kind!r} is no type", name, kind)
            elif kind.startswith("enum:") and OTHER not in enum_values(kind, self._enums):
                # A fact takes this value where a case says what the program does not name; without it none could.
                said = f"a fact of {kind} may be what the program does not name; add {OTHER!r} to the enum"
                self._wrong("rules.toml", f"field {name}", said, name, kind)
        stated = records(self._tables["parameters.toml"].get("parameter"))
        return Vocabulary(fields, {string(p.get("path")): string(p.get("type")) for p in stated}, self._enums)

    def _unknown_readings(self, unless: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        for path, values in unless.items() if "parameters.toml" not in self._unread else ():
            parameter = self._parameters.get(path)
            if parameter is None:
                near = next(iter(get_close_matches(path, self._parameters, 1)), "")
                yield f"except: there is no parameter {path}" + (f"; did you mean {near}?" if near else "")
                continue
            kind, choices = parameter.type, parameter.choices
            for value in values:
                fits = value in choices if choices else not problem_of(value_of(value, kind), kind, self._enums)
                if not fits:
                    yield f"except: {value!r} is no value of {path}; {', '.join(choices) or kind} is"

    def means(self, vocabulary: Vocabulary) -> dict[str, Means]:
        """Read what can change each fact; a program may say nothing of it, and then nothing is ever proposed."""
        file, found = "rules.toml", dict[str, Means]()
        for name, item in record(self._tables[file].get("means")).items():
            try:
                if name not in vocabulary.fields:
                    self._wrong(file, f"means {name}", "is no field")
                found[name] = parse_means(record(item))
                for text in self._unknown_readings(found[name].unless):
                    self._wrong(file, f"means {name}", text)
            except ValueError as error:
                self._wrong(file, f"means {name}", str(error))
        return found

    def rules(self, vocabulary: Vocabulary) -> RuleSet | None:
        """Read the criteria."""
        file = "rules.toml"
        if self._unread & {file, "parameters.toml"}:
            return None
        # Rules of a newer language could mean another thing with the same words, so they are refused, not tried.
        head = record(self._tables[file].get("ruleset"))
        if head.get("language") != LANGUAGE_VERSION:
            self._wrong(file, "ruleset", f"language {head.get('language')}; this version reads {LANGUAGE_VERSION}")
        version, source = head.get("version"), (file, self._files.get(file, b"").decode(errors="replace"))
        found = records(self._tables[file].get("rule"))
        try:
            return load_rules(found, vocabulary, version if isinstance(version, int) else 0, source)
        except RuleSetError as error:
            self.problems += error.problems
            return None

    def editions(self) -> tuple[Edition, ...]:
        """Read the editions of Annex A, oldest first."""
        editions: list[Edition] = []
        for name in (name for name in self._edition_files() if self._tables[name]):
            try:
                editions.append(parse_edition(self._tables[name]))
            except EditionError as error:
                self._wrong(name, "", str(error))
        days = [edition.effective_from for edition in editions]
        # Two editions of one day would leave it to the order of file names which of them decides.
        if len(days) != len(set(days)):
            self._wrong("annex-a", "", "two editions take effect on the same day")
        return tuple(sorted(editions, key=lambda edition: edition.effective_from))

    def calendars(self) -> dict[str, HolidayCalendar]:
        """Read the calendars, one a country."""
        found: dict[str, HolidayCalendar] = {}
        for name in (name for name in self._calendar_files() if self._tables[name]):
            try:
                calendar = parse_calendar(self._tables[name])
                if name != f"{CALENDAR_PREFIX}{calendar.country.lower()}.toml":
                    self._wrong(name, "calendar", f"country {calendar.country} is not the one the file is named after")
                found[calendar.country] = calendar
            except ValueError as error:
                self._wrong(name, "", str(error))
        return found

    def catalogue(self) -> dict[str, Model]:
        """Read the makers' catalogue."""
        try:
            return unique(parse_model(item) for item in records(self._tables["catalogue.toml"].get("model")))
        except EditionError as error:
            self._wrong("catalogue.toml", "", str(error))
            return {}
