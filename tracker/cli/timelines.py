"""`tracker timelines`: the expected recoveries."""

from __future__ import annotations

import click

from tracker.recovery.timeline import TimelineError, all_timelines


@click.group(invoke_without_command=True)
@click.pass_context
def timelines(ctx: click.Context) -> None:
    """List the recovery timelines with version and sources."""
    if ctx.invoked_subcommand is None:
        for line in all_timelines():
            click.echo(f"{line.modality:8} {line.version:12} {', '.join(line.sources)}")


@timelines.command()
def check() -> None:
    """Validate the data files."""
    try:
        count = len(all_timelines())
    except TimelineError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} timelines are well formed.")
