"""One setting says where the database lies."""

import duckdb
import pytest

from tracker.config import Home
from tracker.errors import ConfigurationError, StorageError
from tracker.storage.database import publish, writing
from tracker.storage.place import FILE, Lake, lake_of, masked


def said(home: Home, text: str) -> Lake | None:
    home.make_folders()
    (home.root / FILE).write_text(text)
    (home.root / FILE).chmod(0o600)
    return lake_of(home, {})


def test_without_a_setting_the_database_is_a_file(new_home: Home) -> None:
    assert lake_of(new_home, {}) is None
    assert said(new_home, "[storage]\n") is None


def test_a_lake_is_named_in_the_homes_own_file(new_home: Home) -> None:
    lake = said(
        new_home,
        '[storage]\nurl = "ducklake:postgres:dbname=ranks password=hidden"\ndata_path = "s3://ranks/charts"\n'
        '[s3]\nkey_id = "x"\nsecret = "hidden"\n',
    )
    assert lake is not None and lake.s3 is not None
    assert (lake.catalog, lake.data_path) == ("postgres:dbname=ranks password=hidden", "s3://ranks/charts/")
    assert "hidden" not in lake.name
    assert "hidden" not in repr(lake.s3)


def test_the_environment_comes_first(new_home: Home) -> None:
    said(new_home, '[storage]\nurl = "ducklake:sqlite:/srv/a.sqlite"\n')
    lake = lake_of(new_home, {"RANK_TRACKER_STORAGE": "ducklake:sqlite:{home}/b.sqlite"})
    assert lake is not None
    assert lake.catalog == f"sqlite:{new_home.root}/b.sqlite"
    assert lake.data_path == f"{new_home.root}/lake/"
    assert lake_of(new_home, {"RANK_TRACKER_STORAGE": ""}) is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[storage]\nurl = "postgres://db/ranks"\n', "wanted ducklake:postgres:"),
        ('[storage]\nurl = "md:ranks"\n', "MotherDuck .* is not supported.*wanted ducklake:postgres:"),
        ('[storage]\nurl = "ducklake:md:ranks"\n', "MotherDuck .* is not supported"),
        ('[storage]\nurl = "ducklake:mysql:db"\n', "wanted ducklake:postgres:"),
        ('[storage]\nuri = "ducklake:sqlite:a"\n', "storage.uri"),
        ("[storage\n", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named(new_home: Home, text: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        said(new_home, text)


def test_a_wrong_setting_does_not_show_a_password(new_home: Home) -> None:
    with pytest.raises(ConfigurationError) as wrong:
        said(new_home, '[storage]\nurl = "postgres:host=db password=hidden"\n')
    assert "hidden" not in str(wrong.value)


@pytest.mark.parametrize(
    "text",
    [
        'Unable to connect at "host=db password=hidden user=me"',
        "at password='hid den' x",
        "postgresql://me:hidden@db/x",
    ],
)
def test_what_an_engine_says_of_a_connection_shows_no_password(text: str) -> None:
    assert "hid" not in masked(text)


@pytest.mark.own_file
def test_a_home_that_lost_its_setting_begins_no_empty_history(home: Home) -> None:
    home.store_file.unlink()
    home.charts_file.unlink()
    with duckdb.connect(str(home.charts_file)) as connection:  # as a home of a lake has it
        connection.execute("CREATE MACRO surface_version() AS 'abc'")
    with pytest.raises(StorageError, match="are in a lake"), writing(home):
        publish(home)
