"""Put a letter into words: frozen in all three languages when it is issued, so that no later text changes what it said.

What tells a price stands apart: whoever may not see it reads a dash in its place. Both parts are salted, so that nobody
can try guesses on their digests.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sekisho.application.citing import citation_text, cited
from sekisho.application.conceal import conceal, conceal_facts
from sekisho.application.wording import UNKNOWN_FACT, Wording
from sekisho.domain.letter.head import Head
from sekisho.domain.letter.letter import Block, Letter, Line, Saying, Way
from sekisho.domain.values.finding import Finding, Value
from sekisho.domain.values.language import Language

#: The version of the layout of a letter's content.
LAYOUT = 1
Words = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Worded:
    """A letter in words: what every party may read, and what tells the price, by the place where it belongs."""

    content: Mapping[str, Value]
    amounts: Mapping[str, Value]


def _where(citation: str, wording: Wording, language: Language) -> str:
    """Give the places of a citation within a sentence, which says itself what kind of source they are."""
    between = "; " if language is Language.EN else "；"
    return between.join(part.place for part in cited(citation, wording, language))


def _in_language(facts: Mapping[str, Value], wording: Wording, language: Language) -> dict[str, Value]:
    """Give facts as one language says them: a citation spoken, a name that is kept by language chosen."""
    said: dict[str, Value] = {}
    for name, value in facts.items():
        if name == "citation" and isinstance(value, str):
            said[name] = _where(value, wording, language)
        elif isinstance(value, dict) and set(value) == {one.value for one in Language}:
            said[name] = value[language.value]
        else:
            said[name] = value
    return said


def _finding_words(saying: Saying, finding: Finding, wording: Wording, language: Language) -> str:
    say = wording.remedy if saying.way is Way.REMEDY else wording.say_finding
    return say(finding, language)


def _spoken(saying: Saying, wording: Wording, language: Language) -> str:
    if saying.finding:
        return _finding_words(saying, saying.finding, wording, language)
    if saying.way is Way.WRITTEN:
        # Not said as a text: a reason that begins like a date would be written over.
        return str(saying.facts["text"]) or UNKNOWN_FACT
    if saying.way is Way.CITATION:
        return citation_text(str(saying.facts["citation"]), wording, language)
    return wording.tell(saying.code, language, _in_language(saying.facts, wording, language))


def _concealed(saying: Saying) -> Saying:
    """Give a saying without what tells the price."""
    facts = conceal(dict(saying.facts), sees_price=False)
    finding = conceal_facts(saying.finding, sees_price=False) if saying.finding else None
    return Saying(saying.code, facts if isinstance(facts, dict) else {}, saying.way, finding)


def words(saying: Saying, wording: Wording) -> Words:
    """Give what is said, by language."""
    return {language.value: _spoken(saying, wording, language) for language in Language}


def _tells_price(saying: Saying, wording: Wording) -> bool:
    """Say whether what is said changes when the price is left out of its facts."""
    concealed = _concealed(saying)
    return concealed != saying and words(concealed, wording) != words(saying, wording)


def _places(letter: Letter) -> Iterator[tuple[str, Saying]]:
    """Give every saying of a letter's blocks with its place: block, line, cell."""
    for b, block in enumerate(letter.blocks):
        for n, line in enumerate(block.lines):
            yield from ((f"{b}.{n}.{c}", saying) for c, saying in enumerate(line))


def _line(line: Line, wording: Wording) -> list[Value]:
    return [words(_concealed(saying), wording) for saying in line]


def _block(block: Block, wording: Wording) -> dict[str, Value]:
    title = words(Saying(block.title), wording)
    lines: list[Value] = [_line(line, wording) for line in block.lines]
    return {"name": block.name, "shape": block.shape.value, "title": title, "lines": lines}


def _head(head: Head, wording: Wording) -> dict[str, Value]:
    return {part: [words(saying, wording) for saying in said] for part, said in head.items()}


def reword_head(content: Mapping[str, Value], head: Head, wording: Wording) -> dict[str, Value]:
    """Give a letter's content with some parts of its head said anew."""
    before = content.get("head")
    return {**content, "head": {**(before if isinstance(before, dict) else {}), **_head(head, wording)}}


def word_letter(letter: Letter, wording: Wording, salts: tuple[str, str], facts: Mapping[str, Value]) -> Worded:
    """Give a letter in words; ``facts`` are what a program reads of it beside the words. Raises UnsaidError."""
    content: dict[str, Value] = {
        **facts,
        "layout": LAYOUT,
        "salt": salts[0],
        "letter": str(letter.number),
        "kind": letter.kind,
        "issued_on": letter.issued_on.isoformat(),
        "head": _head(letter.head, wording),
        "blocks": [_block(block, wording) for block in letter.blocks],
    }
    priced: dict[str, Value] = {
        place: words(saying, wording) for place, saying in _places(letter) if _tells_price(saying, wording)
    }  # fmt: skip
    amounts: dict[str, Value] = {"layout": LAYOUT, "salt": salts[1], "letter": str(letter.number), "words": priced}
    return Worded(content, amounts if priced else {})


def with_amounts(content: Mapping[str, Value], amounts: Mapping[str, Value]) -> dict[str, Value]:
    """Give a letter's content with the words that tell the price in their places."""
    priced = amounts.get("words")
    blocks = content.get("blocks")
    if not isinstance(priced, dict) or not isinstance(blocks, list):
        return dict(content)
    return {**content, "blocks": [_filled(b, block, priced) for b, block in enumerate(blocks)]}


def _filled(b: int, block: Value, priced: Mapping[str, Value]) -> Value:
    if not isinstance(block, dict) or not isinstance(lines := block.get("lines"), list):
        return block
    filled: list[Value] = [
        [priced.get(f"{b}.{n}.{c}", cell) for c, cell in enumerate(line)]
        for n, line in enumerate(lines)
        if isinstance(line, list)
    ]
    return {**block, "lines": filled}
