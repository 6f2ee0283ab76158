"""Alembic's way to the database: the connection is handed in by tracker.store.migrations."""

from alembic import context
from sqlalchemy.types import TypeDecorator

from tracker.store.tables import Base


def plain(kind: str, value: object, _autogen: object) -> str | bool:
    """Our own column types are written as what the database sees."""
    if kind == "type" and isinstance(value, TypeDecorator):
        return f"sa.{type(value.impl_instance).__name__}()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=plain,
    # The queue makes and keeps its own tables in the same database.
    include_name=lambda name, kind, _parents: kind != "table" or not name.startswith("huey_"),
)
with context.begin_transaction():
    context.run_migrations()
