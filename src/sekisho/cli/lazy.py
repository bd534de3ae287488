"""The top group: loads a command's module only when it is called, so that a gateway needs no Django."""

import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from sekisho.cli import stream
from sekisho.cli.usage import Group, NotInstalledError, keep_line, refuse_usage

#: What a command leaves with when it was interrupted, and when it is itself at fault (sysexits: EX_SOFTWARE).
INTERRUPTED, BROKEN = 130, 70


class LazyGroup(Group):
    """Commands named ``module:attribute``; listing them loads nothing."""

    def __init__(self, *args: object, lazy: Mapping[str, str], **kwargs: object) -> None:
        """Take the commands by name."""
        super().__init__(*args, **kwargs)
        self._lazy = dict(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give every command's name, in the order a newcomer needs them."""
        return [*self._lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command. Raises NotInstalledError where a part it needs is not there."""
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, attribute = self._lazy[cmd_name].split(":")
        try:
            command = getattr(import_module(module), attribute)
        except ModuleNotFoundError as error:
            raise NotInstalledError(f"sekisho {cmd_name}", error.name or "?") from error
        return command if isinstance(command, click.Command) else None

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep the whole line before it is taken apart."""
        keep_line(ctx, args)
        return super().parse_args(ctx, args)

    def main(self, args: Sequence[str] | None = None, *_: Any, standalone_mode: bool = True, **extra: Any) -> Any:
        """Run a line; what click itself would refuse in English is refused in the language and form of the line."""
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **extra)
        stream.prepare()
        extra["prog_name"] = "sekisho"
        line = list(sys.argv[1:] if args is None else args)
        try:
            done = super().main(line, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.ClickException as error:
            refuse_usage(error, line)
        except click.Abort:
            sys.exit(INTERRUPTED)
        except Exception:  # noqa: BLE001 - because Python's own exit code, 1, would say "does not hold"
            traceback.print_exc()
            sys.exit(BROKEN)
        sys.exit(done if isinstance(done, int) else 0)
