"""`tracker timelines`: the expected recoveries."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.recovery.timeline import TimelineError, all_timelines, read_text


@click.group(invoke_without_command=True)
@click.pass_context
def timelines(ctx: click.Context) -> None:
    """List the recovery timelines with version and sources."""
    if ctx.invoked_subcommand is None:
        for line in all_timelines():
            click.echo(f"{line.modality:16} {line.version:12} {', '.join(line.sources)}")


@timelines.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def check(files: tuple[Path, ...]) -> None:
    """Validate the data files, and FILES that are to become some."""
    try:
        count = len(all_timelines()) + len([read_text(file.name, file.read_text("utf-8"))
                                            for file in files])
    except TimelineError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{count} timelines are well formed.")


@timelines.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="docs")
def docs(folder: Path) -> None:
    """Write timelines.md and its pictures into FOLDER."""
    from tracker.cli.timeline_docs import pages

    for name, text in pages().items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
        click.echo(place)
