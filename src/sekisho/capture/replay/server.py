"""What an OPC UA server says about itself: build, state, namespaces, profiles, limits. Claims, every one of them.

A server's build information often describes the stack it was made with and no machine; it is told, never matched.
"""

from datetime import datetime
from typing import Any

from sekisho.capture.problem import Value
from sekisho.capture.replay.history import Connection, History

#: OPC 10000-5: what is told, by the number of its node in namespace 0.
TOLD = {
    "product_name": 2261, "product_uri": 2262, "manufacturer": 2263, "software_version": 2264, "build_number": 2265,
    "build_date": 2266, "started_at": 2257, "state": 2259, "service_level": 2267, "profiles": 2269, "namespaces": 2255,
    "diagnostics_enabled": 2294, "max_nodes_per_read": 11705, "max_nodes_per_browse": 11710,
    "max_items_per_call": 11714, "max_sessions": 24095, "max_items_per_subscription": 24104,
    "max_queue_size": 31916, "max_continuation_points": 2735, "max_nodes_per_translate": 11712,
    "max_subscriptions": 24096, "max_subscriptions_per_session": 24098, "max_monitored_items": 24097,
    "max_array_length": 11702, "max_string_length": 11703, "max_byte_string_length": 12911,
}  # fmt: skip


def server_of(history: History) -> dict[str, Value]:
    """Give what the server of the newest answered session says about itself; what it does not say is absent."""
    sessions = [session for session in history.sessions if session.values]
    return _told(sessions[-1]) if sessions else {}


def _told(session: Connection) -> dict[str, Value]:
    found = {name: _plain(session.about(number)) for name, number in TOLD.items()}
    return {name: value for name, value in found.items() if value is not None}


def _plain(value: Any) -> Value:
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | bool) else None
