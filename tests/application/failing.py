"""A store that fails after so many calls of its ports, as a machine does that loses its power."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from sekisho.application.ports import Mode, Store
from sekisho.store.transaction import OpenTransaction

PORTS = tuple(field.name for field in fields(OpenTransaction))


class PowerCutError(Exception):
    """What interrupts a transaction."""


@dataclass
class Fuse:
    """Blows after so many calls of the ports; remembers which call was the last."""

    left: int
    last: str = ""

    def burn(self, call: str) -> None:
        """Count one call."""
        self.left, self.last = self.left - 1, call
        if self.left == 0:
            raise PowerCutError(call)


class Port:
    """A port whose calls are carried out and then counted."""

    def __init__(self, name: str, port: Any, fuse: Fuse) -> None:
        self._name, self._port, self._fuse = name, port, fuse

    def __getattr__(self, method: str) -> Any:
        real = getattr(self._port, method)

        def called(*arguments: Any, **named: Any) -> Any:
            result = real(*arguments, **named)
            self._fuse.burn(f"{self._name}.{method}")
            return result

        return called


@dataclass
class FailingStore:
    """The store it is given, until its fuse blows."""

    store: Store
    fuse: Fuse

    @property
    def mode(self) -> Mode:
        """Give the store's mode."""
        return self.store.mode

    @contextmanager
    def write(self) -> Iterator[OpenTransaction]:
        """Open a writing transaction."""
        with self.store.write() as tx:
            yield OpenTransaction(*(Port(name, getattr(tx, name), self.fuse) for name in PORTS))

    def read(self) -> Any:
        """Open a reading view; it never fails."""
        return self.store.read()
