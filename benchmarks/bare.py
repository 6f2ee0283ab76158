"""The reference: a bare Flask view that inserts one row, served as the product is served."""

from __future__ import annotations

import sys

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from tracker.cli.serve import serve_app
from tracker.store.database import engine_options, prepare


class Base(DeclarativeBase):
    """Base of the one table."""


class Row(Base):
    """One row."""

    __tablename__ = "benchmark"
    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


def bare(url: str) -> Flask:
    """The application: POST / adds a row and commits."""
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    Base.metadata.create_all(engine)
    app = Flask("bare")

    @app.post("/")
    def add() -> str:
        with Session(engine) as session:
            session.add(Row(text="one row"))
            session.commit()
        return "ok"

    @app.get("/healthz")
    def alive() -> str:
        return "ok"

    return app


if __name__ == "__main__":
    serve_app(bare(sys.argv[1]), "127.0.0.1", int(sys.argv[2]))
