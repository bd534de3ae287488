"""Help and errors of usage in the reader's language: commands and options whose ``help`` is a code of the catalogue."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from functools import cache
from typing import Any

import click

from sekisho.cli.language import LINE, language_of, line_of
from sekisho.domain.values.finding import Finding, Outcome, Refusal
from sekisho.domain.values.language import Language

#: click quotes the value it could not take.
_QUOTED = re.compile(r"'([^']*)'")


@cache
def _wording() -> Any:
    # Only help and errors need it here, and a command that imports this module speaks through its own voice.
    from sekisho.bootstrap.package import all_wording  # noqa: PLC0415

    return all_wording()


def _say(code: str, context: click.Context) -> str:
    """Say a text of the help in the language of the line."""
    return str(_wording().say(f"help.{code}", language_of(line_of(context))))


def _path(context: click.Context) -> str:
    """Give the code of a command: its names below the top, as in ``annex.show``."""
    names: list[str] = []
    at: click.Context | None = context
    while at is not None and at.parent is not None:
        names.insert(0, at.info_name or "")
        at = at.parent
    return ".".join(names) or "sekisho"


class Option(click.Option):
    """An option whose ``help`` is a code below ``help.option``."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Give the option as help shows it."""
        record = super().get_help_record(ctx)
        needed = f" {_say('required', ctx)}" if self.required else ""
        return (record[0], _say(f"option.{self.help}", ctx) + needed) if record else None


class _Spoken(click.Command):
    """A command whose help stands in the catalogue."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{_say('usage', ctx)} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(_say(f"command.{_path(ctx)}", ctx))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx))]
        with formatter.section(_say("options", ctx)):
            formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _say("option.help", ctx)
        return found


class Command(_Spoken):
    """A command of the line."""


def language_option(**more: Any) -> Option:
    """Make the option ``--lang``."""
    known = click.Choice([language.value for language in Language])
    return Option(["--lang"], type=known, help="lang", **more)


class Group(_Spoken, click.Group):
    """A group of commands; listing them loads none. It takes ``--lang`` as well, for its own help and what follows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the option to what the group takes."""
        super().__init__(*args, **kwargs)
        self.params.append(language_option(expose_value=False))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then each command with its sentence."""
        super().format_options(ctx, formatter)
        below = "" if ctx.parent is None else f"{_path(ctx)}."
        with formatter.section(_say("commands", ctx)):
            formatter.write_dl([(name, _say(f"command.{below}{name}", ctx)) for name in self.list_commands(ctx)])


class NotInstalledError(click.ClickException):
    """A command whose parts are not installed."""

    def __init__(self, command: str, part: str) -> None:
        super().__init__(f"{command} needs {part}")
        self.command, self.part = command, part


def _choices(error: click.BadParameter) -> str:
    kind = error.param.type if error.param else None
    return ", ".join(str(choice) for choice in kind.choices) if isinstance(kind, click.Choice) else ""


def _place(error: click.BadParameter) -> str:
    hint = error.param_hint or (error.param.get_error_hint(error.ctx) if error.param else "")
    return (hint if isinstance(hint, str) else " / ".join(hint)).strip("'")


def _bad(error: click.BadParameter) -> Finding:
    place, choices = _place(error), _choices(error)
    if isinstance(error, click.MissingParameter):
        return Finding("usage.missing", Outcome.NOT_MET, place, facts={"name": place})
    remedy = "usage.bad_value.choices" if choices else ""
    value = _QUOTED.search(error.message)
    facts = {"name": place, "value": value[1] if value else "", "known": choices, "problem": error.message}
    return Finding("usage.bad_value", Outcome.NOT_MET, place, facts=dict(facts), remedy=remedy)


def _unknown(code: str, name: str, near: Sequence[str]) -> Finding:
    remedy = f"usage.{code}.near" if near else ""
    return Finding(f"usage.{code}", Outcome.NOT_MET, facts={"name": name, "near": ", ".join(near)}, remedy=remedy)


def _near_commands(error: click.NoSuchCommand) -> list[str]:
    known = error.ctx.command.list_commands(error.ctx) if error.ctx and isinstance(error.ctx.command, Group) else []
    return get_close_matches(error.command_name, known)


def finding_of(error: click.ClickException) -> Finding:
    """Give an error of usage as a finding."""
    if isinstance(error, NotInstalledError):
        return Finding("usage.not_installed", Outcome.NOT_MET, facts={"command": error.command, "part": error.part})
    if isinstance(error, click.BadParameter):
        return _bad(error)
    if isinstance(error, click.NoSuchOption):
        return _unknown("no_option", error.option_name, error.possibilities or [])
    if isinstance(error, click.NoSuchCommand):
        return _unknown("no_command", error.command_name, _near_commands(error))
    return Finding("usage.other", Outcome.NOT_MET, facts={"problem": error.format_message()})


def refuse_usage(error: click.ClickException, line: Sequence[str]) -> None:
    """Say what is wrong with a line, in its language and form, and leave with 2: unusable."""
    from sekisho.cli.output import voice  # noqa: PLC0415 - because the voice's own options come from this module

    said = voice(language_of(line).value, as_json="--json" in line)
    said.refuse(Refusal.of([finding_of(error)]))


def keep_line(context: click.Context, line: Sequence[str]) -> None:
    """Keep the words of a line for help, errors and defaults."""
    context.meta[LINE] = list(line)
