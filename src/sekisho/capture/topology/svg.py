"""The diagram of a topology as SVG: the same bytes for the same topology, text as text, nothing that could run.

Colour never speaks alone: an observed link is solid, an unobserved one dashed, an undeclared or differing one carries a
mark, and every box says in words how it came out.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sekisho.capture.text import say
from sekisho.capture.topology.layout import (
    LINE_SMALL,
    MARGIN,
    SMALL,
    WIDE,
    Band,
    Box,
    Diagram,
    Label,
    NodeWish,
    Shape,
    ZoneWish,
    lay_out,
)
from sekisho.capture.topology.measure import wrapped
from sekisho.capture.topology.wire import Point, Wire, WireWish

FONT = (
    "'Noto Sans JP','Noto Sans CJK JP','Noto Sans SC','Hiragino Sans','Yu Gothic UI','Microsoft YaHei',"
    "'DejaVu Sans',sans-serif"
)
MOST_ADDRESSES, MOST_SERVICES = 3, 5
CORNER, BADGE = 5, 7
SAMPLE = 40
INK, QUIET, PAPER = "#1a1a1a", "#4d4d4d", "#ffffff"
BAND_FILLS = ("#f2f2f2", "#e8f1fe")


@dataclass(frozen=True, slots=True)
class Style:
    """How one status is drawn: the colour, the dashes of its line, the sign before a port and in a badge."""

    colour: str
    dashes: str
    sign: str
    badge: str


STYLES = {
    "declared": Style("#4d4d4d", "", "○", ""),
    "agrees": Style("#0017c1", "", "●", ""),
    "observed": Style("#0017c1", "", "●", ""),
    "not_observed": Style("#666666", "6 4", "○", ""),
    "not_declared": Style("#a90000", "", "●", "+"),
    "differs": Style("#a90000", "", "●", "≠"),
}
#: What an XML document cannot hold, and what would turn or hide the text around it.
_HIDDEN = {0x2028, 0x2029, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF}


def visible(text: str) -> str:
    """Give a text as it can be drawn: a sign that is none, or that hides or turns others, shows as a question mark."""
    return "".join("\ufffd" if not _is_drawn(ord(sign)) else sign for sign in text)


def _is_drawn(code: int) -> bool:
    is_control = code < 0x20 or 0x7F <= code < 0xA0
    is_none = 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE
    return not is_control and not is_none and code not in _HIDDEN


def draw(topology: Mapping[str, Any], language: str, *, shape: Shape = WIDE, name: str = "topology") -> str:
    """Draw a topology as ``Compared.as_json`` gives it; ``name`` tells several drawings of one page apart."""
    nodes = [_node(table, language) for table in _tables(topology, "nodes")]
    names = {table["id"]: _name_of(table, language) for table in _tables(topology, "nodes")}
    links = [_link(table, names, language) for table in _tables(topology, "links")]
    zones = [_zone(table, language) for table in _tables(topology, "zones")]
    diagram = lay_out(zones, nodes, links, shape, say("topology.no_zone", language, {}))
    statuses = {node.status for node in nodes} | {link.status for link in links}
    legend = _legend(diagram, [status for status in STYLES if status in statuses], language)
    height = diagram.height + (LINE_SMALL * len(legend) + MARGIN if legend else 0)
    parts = [*_diagram(diagram), *(_legend_line(*line) for line in legend)]
    return "\n".join([*_opening(topology, diagram.width, height, language, name), *parts, "</g>", "</svg>", ""])


def _tables(topology: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = topology.get(name)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _name_of(table: Mapping[str, Any], language: str) -> str:
    kind = say(f"topology.kind.{table['kind']}", language, {})
    return visible(str(table["name"])) or kind


def _node(table: Mapping[str, Any], language: str) -> NodeWish:
    kind, name = say(f"topology.kind.{table['kind']}", language, {}), _name_of(table, language)
    status = say(f"topology.status.{table['status']}", language, {})
    how = say(f"topology.how.{table['how']}", language, {}) if table["how"] else ""
    texts = [("small", kind)] if kind != name else []
    texts += [("name", name), *(("code", text) for text in _first(map(str, table["addresses"]), MOST_ADDRESSES))]
    services = [f"{STYLES[service['status']].sign} {service['text']}" for service in table["services"]]
    texts += [("code", text) for text in _first(services, MOST_SERVICES)]
    texts += [("tag", status), *([("small", how)] if how else [])]
    shown = tuple((role, visible(text)) for role, text in texts)
    return NodeWish(str(table["id"]), str(table["zone"]), str(table["status"]), f"{name}: {status}", shown)


def _first(texts: Iterable[str], most: int) -> list[str]:
    listed = list(texts)
    return [*listed[:most], *([f"+{len(listed) - most}"] if len(listed) > most else [])]


def _link(table: Mapping[str, Any], names: Mapping[str, str], language: str) -> WireWish:
    source, target = str(table["from"]), str(table["to"])
    status = say(f"topology.status.{table['status']}", language, {})
    ends = f"{names.get(source, source)} → {names.get(target, target)}"
    return WireWish(source, target, str(table["status"]), f"{ends}, {visible(str(table['label']))}: {status}")


def _zone(table: Mapping[str, Any], language: str) -> ZoneWish:
    level = str(table["level"])
    text = say("topology.zone", language, {"level": level, "name": visible(str(table["name"]))})
    return ZoneWish(str(table["id"]), level, text)


def _opening(topology: Mapping[str, Any], width: int, height: int, language: str, name: str) -> Iterator[str]:
    declared = topology.get("declared")
    title = visible(str(declared.get("title") or "")) if isinstance(declared, Mapping) else ""
    counts = _counts(topology)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="group" xml:lang="{language}" aria-labelledby="{name}-title {name}-desc" font-family="{FONT}">'
    )
    yield f'<title id="{name}-title">{escape(title or say("topology.title", language, {}))}</title>'
    yield f'<desc id="{name}-desc">{escape(say("topology.desc", language, counts))}</desc>'
    yield f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    yield f'<g fill="{INK}">'


def _counts(topology: Mapping[str, Any]) -> dict[str, int]:
    statuses = [str(node["status"]) for node in _tables(topology, "nodes")]
    seen = {"agrees", "observed"}
    return {
        "nodes": len(statuses), "observed": sum(status in seen for status in statuses),
        "unobserved": statuses.count("not_observed"), "undeclared": statuses.count("not_declared"),
        "differing": statuses.count("differs"),
    }  # fmt: skip


def _diagram(diagram: Diagram) -> Iterator[str]:
    """Draw bands, then links, then what stands before them."""
    for number, band in enumerate(diagram.bands):
        fill = BAND_FILLS[number % len(BAND_FILLS)]
        yield f'<rect y="{band.y}" width="{band.width}" height="{band.height}" fill="{fill}"/>'
    for wire in diagram.wires:
        yield _wire(wire)
    for number, band in enumerate(diagram.bands):
        yield from _band_labels(band, BAND_FILLS[number % len(BAND_FILLS)])
    for box in diagram.boxes:
        yield from _box(box)


def _band_labels(band: Band, fill: str) -> Iterator[str]:
    for label in band.labels:
        # A halo, so that a link that runs behind the name of a zone is hidden by its signs and nowhere else.
        halo = f'<g stroke="{fill}" stroke-width="6" stroke-linejoin="round" paint-order="stroke">'
        yield f"{halo}{_label(label)}</g>"


def _box(box: Box) -> Iterator[str]:
    style = STYLES[box.wish.status]
    dashes = f' stroke-dasharray="{style.dashes}"' if style.dashes else ""
    yield f"<g><title>{escape(box.wish.title)}</title>"
    yield (
        f'<rect x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" rx="6" fill="{PAPER}" '
        f'stroke="{style.colour}" stroke-width="2"{dashes}/>'
    )
    yield from (_label(label, style.colour if label.role == "tag" else "") for label in box.labels)
    yield "</g>"


def _label(label: Label, colour: str = "") -> str:
    weight = ' font-weight="700"' if label.role in {"name", "zone", "tag"} else ""
    fill = colour or (QUIET if label.role == "small" else "")
    painted = f' fill="{fill}"' if fill else ""
    return f'<text x="{label.x}" y="{label.y}" font-size="{label.size}"{weight}{painted}>{escape(label.text)}</text>'


def _wire(wire: Wire) -> str:
    style = STYLES[wire.wish.status]
    dashes = f' stroke-dasharray="{style.dashes}"' if style.dashes else ""
    x, y = wire.points[-1]
    before = wire.points[-2][1]
    turn = -1 if before < y else 1
    head = f"M{x} {y}l-4 {turn * 7}h8z"
    line = f'<path d="{_rounded(wire.points)}" fill="none" stroke="{style.colour}" stroke-width="2"{dashes}/>'
    arrow = f'<path d="{head}" fill="{style.colour}"/>'
    return f"<g><title>{escape(wire.wish.title)}</title>{line}{arrow}{_badge(wire, style)}</g>"


def _badge(wire: Wire, style: Style) -> str:
    """Mark a line in the middle of its longest stretch across."""
    if not style.badge:
        return ""
    pairs = zip(wire.points, wire.points[1:], strict=False)
    (x1, y1), (x2, y2) = max(pairs, key=lambda pair: abs(pair[0][0] - pair[1][0]) + abs(pair[0][1] - pair[1][1]))
    x, y = (x1 + x2) // 2, (y1 + y2) // 2
    return (
        f'<circle cx="{x}" cy="{y}" r="{BADGE}" fill="{PAPER}" stroke="{style.colour}" stroke-width="2"/>'
        f'<text x="{x}" y="{y + 4}" font-size="{SMALL}" font-weight="700" text-anchor="middle" '
        f"fill={quoteattr(style.colour)}>{escape(style.badge)}</text>"
    )


def _rounded(points: tuple[Point, ...]) -> str:
    """Write a way with its corners rounded as far as its stretches allow."""
    path = [f"M{points[0][0]} {points[0][1]}"]
    for before, at, after in zip(points, points[1:], points[2:], strict=False):
        near = min(CORNER, _length(before, at) // 2, _length(at, after) // 2)
        (x1, y1), (x2, y2) = _towards(at, before, near), _towards(at, after, near)
        path.append(f"L{x1} {y1}Q{at[0]} {at[1]} {x2} {y2}")
    return "".join([*path, f"L{points[-1][0]} {points[-1][1]}"])


def _length(one: Point, other: Point) -> int:
    return abs(one[0] - other[0]) + abs(one[1] - other[1])


def _towards(at: Point, other: Point, by: int) -> Point:
    """Give the point so many pixels from one towards another, which stands straight above, below or beside it."""
    sign = [(other[n] > at[n]) - (other[n] < at[n]) for n in (0, 1)]
    return at[0] + sign[0] * by, at[1] + sign[1] * by


def _legend(diagram: Diagram, statuses: Iterable[str], language: str) -> list[tuple[Label, str]]:
    """Give the lines of the legend; the first line of each entry carries the status whose sample is drawn before it."""
    x, y, found = MARGIN + SAMPLE + 10, diagram.height + MARGIN, []
    for status in statuses:
        text = say(f"topology.legend.{status}", language, {})
        for number, line in enumerate(wrapped(text, SMALL, diagram.width - x - MARGIN, 3)):
            y += LINE_SMALL
            found.append((Label(x, y - 4, line, SMALL, "legend"), "" if number else status))
    return found


def _legend_line(label: Label, status: str) -> str:
    if not status:
        return _label(label)
    middle, wish = label.y - 4, WireWish("", "", status, "")
    ends = ((MARGIN, middle), (MARGIN + SAMPLE, middle))
    style = STYLES[status]
    dashes = f' stroke-dasharray="{style.dashes}"' if style.dashes else ""
    line = f'<path d="{_rounded(ends)}" fill="none" stroke="{style.colour}" stroke-width="2"{dashes}/>'
    return f"{line}{_badge(Wire(wish, ends), style)}{_label(label)}"
