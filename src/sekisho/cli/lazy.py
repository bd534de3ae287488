"""A command group that loads a command's module only when it is called, so that a gateway needs no Django."""

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """Commands named ``module:attribute``; listing them loads nothing but their short help."""

    def __init__(self, *args: object, lazy: Mapping[str, str], **kwargs: object) -> None:
        """Take the commands by name."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # click passes its own arguments through
        self._lazy = dict(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give every command's name."""
        return sorted({*super().list_commands(ctx), *self._lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command. A part that is not installed is said plainly, with what to install."""
        if cmd_name not in self._lazy:
            return super().get_command(ctx, cmd_name)
        module, attribute = self._lazy[cmd_name].split(":")
        try:
            command = getattr(import_module(module), attribute)
        except ModuleNotFoundError as error:
            remedy = "pip install 'sekisho[server,capture]'"
            message = f"`sekisho {cmd_name}` needs {error.name}, which is not installed: {remedy}"
            raise click.ClickException(message) from error
        return command if isinstance(command, click.Command) else None
