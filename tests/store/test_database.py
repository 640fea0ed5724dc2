"""The database: its two handles, what they refuse, and how errors are told."""

import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, delete, insert, select, text

from tests.databases import PostgresServer
from trending_now.errors import SettingsError, Stopped, StoreError
from trending_now.store.database import Database, in_sentences
from trending_now.store.journal_tables import LockRow
from trending_now.store.migrate import migrate
from trending_now.store.tables import ChangeCountRow, PolicyRow, TitleRow

POLICY = {
    "name": "first", "display": True, "train": "no", "keep_full_text": True, "send_to_llm": True, "credit_text": "",
}  # fmt: skip


def test_a_database_without_tables_is_told_from_a_ready_one(empty_database_url: str) -> None:
    database = Database(empty_database_url, writable=True)
    with pytest.raises(StoreError, match="is not set up; run `trending-now ingest` once"):
        database.check()
    database.close()


def test_a_read_only_handle_is_refused_every_change(read_only_database: Database) -> None:
    with pytest.raises(StoreError, match=r"reading only|cannot be written"), read_only_database.write() as connection:
        connection.execute(insert(PolicyRow).values(POLICY))
    with pytest.raises(StoreError), read_only_database.read() as connection:
        connection.execute(text("CREATE TABLE stray (id INTEGER)"))


def test_a_read_only_handle_makes_no_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'none.sqlite'}", writable=False)
    with pytest.raises(StoreError):
        database.check()
    database.close()
    assert not (tmp_path / "none.sqlite").exists()


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    def half() -> None:
        with database.write() as connection:
            connection.execute(insert(PolicyRow).values(POLICY))
            connection.execute(text("SELECT nothing FROM nowhere"))

    with pytest.raises(StoreError):
        half()
    with database.read() as connection:
        assert connection.scalars(select(PolicyRow.name)).all() == []


def test_a_check_within_a_check_holds_for_its_block_alone(database: Database) -> None:
    asked: list[str] = []
    with database.checking(lambda _: asked.append("outer")):
        with database.checking(lambda _: asked.append("inner")), database.write():
            pass
        with database.write():
            pass
    with database.write():
        pass

    assert asked == ["inner", "outer"]


def test_a_transaction_is_counted_as_a_change_only_if_it_writes_a_row(database: Database) -> None:
    def changes() -> int | None:
        with database.read() as connection:
            return connection.scalar(select(ChangeCountRow.changes))

    before = changes()
    with database.write() as connection:
        connection.execute(delete(PolicyRow))
    unchanged = changes()
    with database.write() as connection:
        connection.execute(insert(PolicyRow).values(POLICY))
    assert (unchanged, changes()) == (before, (before or 0) + 1)


def test_a_reader_sees_one_state_however_long_it_reads(database: Database, read_only_database: Database) -> None:
    with read_only_database.read() as connection:
        before = connection.scalars(select(PolicyRow.name)).all()
        with database.write() as other:
            other.execute(insert(PolicyRow).values(POLICY))
        assert connection.scalars(select(PolicyRow.name)).all() == before
    with read_only_database.read() as connection:
        assert connection.scalars(select(PolicyRow.name)).all() == ["first"]


def test_programs_take_turns_and_who_waits_may_give_up(database_url: str, database: Database) -> None:
    first, tries = ExitStack(), []

    def give_up() -> None:
        raise Stopped("enough")

    def end_the_first() -> None:
        tries.append("waited")
        first.close()

    first.enter_context(database.turn(give_up))
    with closing(Database(database_url, writable=True)) as other:
        with pytest.raises(Stopped, match="enough"), other.turn(give_up):
            pytest.fail("two have the turn at once")
        with other.turn(end_the_first):
            pass
        with database.turn(give_up):
            assert tries == ["waited"]


def test_a_turn_whose_file_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "films.turn").mkdir()
    with (
        closing(Database(f"sqlite:///{tmp_path / 'films.sqlite'}", writable=True)) as database,
        pytest.raises(StoreError, match=r"films\.turn cannot be opened: Is a directory; "),
        database.turn(lambda: None),
    ):
        pytest.fail("there is no turn to have")


def test_a_turn_that_the_server_ended_is_no_error(postgres: PostgresServer, migrated_postgres: str) -> None:
    name = postgres.create(migrated_postgres)
    with closing(Database(postgres.url(name), writable=True)) as database:
        with database.turn(lambda: pytest.fail("nobody else is there")), database.read() as other:
            end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = :name AND pid <> "
            ended = other.scalar(text(f"{end} pg_backend_pid()").bindparams(name=name))
        assert ended == 1
    postgres.drop(name)


def test_a_row_of_no_title_is_refused(database: Database) -> None:
    lock = {"title_id": 7, "genre": "Drama", "holds": True, "locked_at": text("CURRENT_TIMESTAMP")}
    with pytest.raises(StoreError), database.write() as connection:
        connection.execute(insert(LockRow).values(**lock))


def test_an_id_of_a_title_is_never_given_twice(database: Database) -> None:
    row = {"name": "A", "name_key": "a", "newness": 0}
    with database.write() as connection:
        first = connection.scalar(insert(TitleRow).values(**row).returning(TitleRow.id))
        connection.execute(text("DELETE FROM titles"))
        second = connection.scalar(insert(TitleRow).values(**row).returning(TitleRow.id))
    assert first is not None
    assert second == first + 1


def test_a_catalogue_that_was_deleted_is_neither_read_nor_written_on_nor_made_again(tmp_path: Path) -> None:
    path = tmp_path / "films.sqlite"
    with closing(Database(f"sqlite:///{path}", writable=True)) as writer:
        migrate(writer)
        with closing(Database(f"sqlite:///{path}", writable=False)) as reader:
            reader.check()
            path.rename(tmp_path / "moved.sqlite")
            for use in (writer.write, writer.side_write, writer.read, reader.read):
                with pytest.raises(StoreError, match=r"films.sqlite cannot be opened"), use():
                    pass
            assert not path.exists()
            (tmp_path / "moved.sqlite").rename(path)
            reader.check()
            with writer.write() as connection:
                connection.execute(text("DELETE FROM titles"))


def test_what_the_driver_itself_raises_is_told_in_one_sentence_too() -> None:
    told = pytest.raises(StoreError, match=r"The disk that holds the database films.sqlite is full; free some space")
    with told, in_sentences(create_engine("sqlite:///films.sqlite")):
        raise sqlite3.OperationalError("database or disk is full")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite://", "in memory; give it a file"),
        ("not a url", "is not a database URL"),
        ("nothing+special://host/name", r"is not (a database URL|supported)"),
        ("mssql+pyodbc://host/name", r"(is not supported|is missing)"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_in_one_sentence(url: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        Database(url, writable=True)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.sqlite"
    path.write_bytes(b"These are only notes, and no database at all." * 50)
    with pytest.raises(StoreError, match=r"notes\.sqlite is not a database; move it away"):
        migrate(Database(f"sqlite:///{path}", writable=True))


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    database = Database("postgresql://me:secret@127.0.0.1:1/none", writable=True)
    with pytest.raises(StoreError, match=r"cannot be used: .* See that its server runs") as caught:
        migrate(database)
    assert "secret" not in str(caught.value) + database.name


def test_sqlite_keeps_readers_and_a_writer_apart(migrated_sqlite: Path) -> None:
    database = Database(f"sqlite:///{migrated_sqlite}", writable=True)
    with database.read() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    database.close()
    assert sqlite3.connect(migrated_sqlite).execute("PRAGMA quick_check").fetchone() == ("ok",)
