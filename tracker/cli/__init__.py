"""The `tracker` command; each part is imported only when it is called."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = {
    "assess": "tracker.cli.assess:assess",
    "timelines": "tracker.cli.timelines:timelines",
    "serve": "tracker.cli.serve:serve",
    "worker": "tracker.cli.worker:worker",
    "db": "tracker.cli.db:db",
    "demo": "tracker.cli.demo:demo",
    "doctor": "tracker.cli.doctor:doctor",
    "keys": "tracker.cli.keys:keys",
    "audit": "tracker.cli.audit:audit",
    "photos": "tracker.cli.photos:photos",
    "clinic": "tracker.cli.admin:clinic",
    "user": "tracker.cli.admin:user",
    "token": "tracker.cli.tokens:token",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; whatever fails in it is told in one line, without a traceback."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            from tracker.cli.faults import end_of_pipe

            end_of_pipe()
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if ctx.params["traceback"]:
                raise
            from tracker.cli.faults import in_plain_words

            raise click.ClickException(in_plain_words(error)) from error


@click.command(cls=LazyGroup)
@click.version_option(package_name="tracker")
@click.option("--traceback", is_flag=True, help="Show where an unexpected failure came from.")
def main(traceback: bool) -> None:
    """Recovery after skin treatment, watched over every day."""
