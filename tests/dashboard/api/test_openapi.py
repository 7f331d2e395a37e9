"""The API keeps to its own OpenAPI document, whatever is asked of it: the questions are made from the document."""

from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from dashboard.api.openapi import document, input_schema
from dashboard.api.registry import ENDPOINTS
from dashboard.app import create_app
from tracker.config import Home


@pytest.fixture(scope="module")
def api(world_home: Home) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", create_app(world_home).server)


@pytest.mark.parametrize("path", document()["paths"])
@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_answers_are_as_documented(api: Any, path: str, mode: schemathesis.GenerationMode) -> None:
    @settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=api[path]["GET"].as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        # its client without a network asks for gzip and cannot unpack it
        case.call_and_validate(
            headers={"Accept-Encoding": "identity"},
            # a day like 2025-02-30 keeps to its pattern, and is refused all the same
            excluded_checks=[schemathesis.checks.positive_data_acceptance],
        )

    check()


def test_every_schema_is_valid_and_every_door_is_in_the_document(world_home: Home) -> None:
    said = document()
    for one in said["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(one)
    for endpoint in ENDPOINTS.values():
        jsonschema.Draft202012Validator.check_schema(input_schema(endpoint))
    rules = create_app(world_home).server.url_map.iter_rules()
    doors = {rule.rule.removeprefix("/api/v1") for rule in rules if rule.rule.startswith("/api/v1/")}
    doors -= {"/", "/openapi.json", "/<path:nothing>"}
    assert {door.replace("<", "{").replace(">", "}") for door in doors} == set(said["paths"])
