"""The capture library's drawings, for those who show them and know nothing of captures."""

from collections.abc import Mapping

from sekisho.capture.topology.layout import NARROW, WIDE
from sekisho.capture.topology.svg import draw
from sekisho.domain.values.finding import Value
from sekisho.domain.values.language import Language


def draw_topology(topology: Mapping[str, Value], language: Language, name: str, *, is_narrow: bool) -> str:
    """Draw the topology of an assessment as SVG, every text in it escaped; ``name`` is unique on its page."""
    return draw(topology, language.value, shape=NARROW if is_narrow else WIDE, name=name)
