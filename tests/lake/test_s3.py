"""The files of a lake in S3: a stand-in for the service, on loopback."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from tests.lake.conftest import LakeHome
from tests.tracker.stored_charts import HOUR, NOON, chart, rows, store
from tracker.storage.asking import Limits, asking
from tracker.storage.integrity import faults
from tracker.storage.lake import extension_file
from tracker.storage.place import FILE
from tracker.storage.upkeep import compact

pytestmark = pytest.mark.thorough  # a server is started: make lake
BUCKET = "lake"


@pytest.fixture
def endpoint() -> Iterator[str]:
    boto3 = pytest.importorskip("boto3")
    pytest.importorskip("moto.server")
    if extension_file("httpfs") is None:
        pytest.skip("DuckDB's extension httpfs is not installed: pip install '.[lake]'")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{one.getsockname()[1]}"
    host, port = address.split(":")
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", host, "-p", port],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until_it_answers(host, int(port))
        client = boto3.client(
            "s3", endpoint_url=f"http://{address}", aws_access_key_id="x", aws_secret_access_key="y",
            region_name="us-east-1",
        )  # fmt: skip
        client.create_bucket(Bucket=BUCKET)
        yield address
    finally:
        server.terminate()
        server.wait()


def until_it_answers(host: str, port: int) -> None:
    deadline = monotonic() + 60
    while monotonic() < deadline:
        with socket.socket() as one:
            if one.connect_ex((host, port)) == 0:
                return
        sleep(0.1)
    pytest.fail("the stand-in for S3 did not begin to answer")


def test_the_files_may_lie_in_s3(lake_home: LakeHome, endpoint: str) -> None:
    home = lake_home("a")
    file = home.root / FILE
    (line,) = [one for one in file.read_text().splitlines() if one.startswith("data_path")]
    file.write_text(
        file.read_text().replace(line, f'data_path = "s3://{BUCKET}/charts/"')
        + f'[s3]\nkey_id = "x"\nsecret = "y"\nendpoint = "{endpoint}"\nregion = "us-east-1"\n'
        'url_style = "path"\nuse_ssl = false\n'
    )
    store(home, chart("ABC"), chart("CAB", NOON + HOUR))
    compact(home)
    assert rows(home, "SELECT rank, app_name FROM chart_at('us')") == [(1, "App C"), (2, "App A"), (3, "App B")]
    with asking(home.charts_file, Limits()) as asker:
        answer = asker.ask("SELECT count(*) FROM observation")
        assert answer is not None
        assert [row for batch in answer.batches for row in batch] == [(6,)]
    assert faults(home) == []
