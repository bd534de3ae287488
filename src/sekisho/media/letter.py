"""A letter on A4: Japanese left and the other language right, tables in both, the marks above everything else."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files

from sekisho.application.printed_letter import Pair, PrintedBlock, PrintedLetter
from sekisho.domain.letter.letter import Shape
from sekisho.media.print import print_pdf, safe

Cells = tuple[Pair, ...]
#: Tables with a longer cell, or with more in all, get columns of equal width: finding the best ones takes minutes.
LONG_CELL, LONG_TABLE = 200, 4_000
#: A digest or a file's name of the store is set small: it is compared, never read.
_DIGEST = re.compile(r"(?:\d+ )?[0-9a-f]{64}")
_YEN = re.compile(r"[−]?[\d,]+円")


@cache
def _style() -> str:
    return (files("sekisho.media") / "letter.css").read_text(encoding="utf-8")


class _Page:
    """Writes one letter as HTML; every word goes through ``safe``."""

    def __init__(self, letter: PrintedLetter) -> None:
        self.letter = letter
        self.tag = letter.beside.value

    def both(self, pair: Pair, element: str = "p") -> str:
        """Write both languages one after the other; what they write alike stands once."""
        ja = f'<{element} lang="ja" class="ja">{safe(pair.ja)}</{element}>'
        return ja if pair.is_same else f"{ja}{self.beside(pair, element)}"

    def beside(self, pair: Pair, element: str) -> str:
        return f'<{element} lang="{self.tag}" class="beside">{safe(pair.beside)}</{element}>'

    def pair(self, pair: Pair) -> str:
        """Set both languages side by side; what they write alike stands once, over the whole width."""
        if pair.is_same:
            return f'<p lang="ja" class="alone">{safe(pair.ja)}</p>'
        return f'<div class="pair">{self.both(pair)}</div>'

    def cell(self, pair: Pair) -> str:
        kind = "digest" if _DIGEST.fullmatch(pair.ja) else ("yen" if _YEN.fullmatch(pair.ja) else "")
        return f'<td class="{kind}">{self.both(pair, "span")}</td>' if kind else f"<td>{self.both(pair, 'span')}</td>"

    def _head_cells(self, cells: Iterable[Pair]) -> str:
        return "".join(f'<th scope="col">{self.both(cell, "span")}</th>' for cell in cells)

    def paragraphs(self, lines: tuple[Cells, ...]) -> str:
        return "".join(self.pair(cell) for line in lines for cell in line)

    def numbered(self, lines: tuple[Cells, ...]) -> str:
        items = (f"<li>{self.pair(said)}{''.join(self._cite(one) for one in rest)}</li>" for said, *rest in lines)
        return f"<ol>{''.join(items)}</ol>"

    def _cite(self, cite: Pair) -> str:
        return f'<div class="cite">{self.pair(cite)}</div>'

    def pairs(self, lines: tuple[Cells, ...]) -> str:
        rows = (f'<tr><th scope="row">{self.both(a, "span")}</th>{self.cell(b)}</tr>' for a, b in lines)
        return f"{_table(lines)}<tbody>{''.join(rows)}</tbody></table>"

    def table(self, lines: tuple[Cells, ...]) -> str:
        heads, *rows = lines
        body = "".join(f"<tr>{''.join(self.cell(cell) for cell in row)}</tr>" for row in rows)
        return f"{_table(rows)}<thead><tr>{self._head_cells(heads)}</tr></thead><tbody>{body}</tbody></table>"

    def block(self, block: PrintedBlock) -> str:
        shapes: Mapping[str, Callable[[tuple[Cells, ...]], str]] = {
            Shape.PARAGRAPHS: self.paragraphs,
            Shape.NUMBERED: self.numbered,
            Shape.PAIRS: self.pairs,
            Shape.TABLE: self.table,
        }
        title = f"<h2>{self.both(block.title, 'span')}</h2>"
        return f"<section>{title}{shapes[block.shape](block.lines)}</section>"

    def _part(self, name: str) -> str:
        said = "".join(f"<div>{self.both(one)}</div>" for one in self.letter.line(name))
        return f'<div class="{name}">{said}</div>' if said else ""

    def head(self) -> str:
        letter = self.letter
        marks = "".join(self.pair(mark) for mark in (*letter.marks, *letter.line("correction")))
        number = "".join(f"<div>{self.both(one)}</div>" for one in (*letter.line("number"), *letter.line("date")))
        title = "".join(self.both(one, "span") for one in letter.line("title"))
        return (
            f'<p class="place">{safe(letter.number)}</p><div class="marks">{marks}</div>'
            f'<div class="number">{number}</div>{self._part("to")}{self._part("from")}<h1>{title}</h1>'
        )

    def html(self) -> str:
        letter = self.letter
        title = " ".join([*(one.ja for one in letter.line("title")), letter.number])
        author = next((one.ja for one in letter.line("from")), "")
        blocks = "".join(self.block(block) for block in letter.blocks)
        return (
            f'<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>{safe(title)}</title>'
            f'<meta name="author" content="{safe(author)}">'
            f'<meta name="dcterms.created" content="{safe(letter.issued_on)}">'
            f'<meta name="dcterms.modified" content="{safe(letter.issued_on)}"></head>'
            f"<body>{self.head()}{blocks}</body></html>"
        )


def _table(rows: Iterable[Cells]) -> str:
    lengths = [len(cell.ja) + (0 if cell.is_same else len(cell.beside)) for row in rows for cell in row]
    is_long = sum(lengths) > LONG_TABLE or max(lengths, default=0) > LONG_CELL
    return '<table class="long">' if is_long else "<table>"


class LetterPrinter:
    """Prints letters (``desk.Printer``)."""

    def letter(self, letter: PrintedLetter) -> bytes:
        """Print a letter as a tagged PDF; the same letter gives the same bytes."""
        page = _Page(letter).html()
        return print_pdf(page, _style(), page)
