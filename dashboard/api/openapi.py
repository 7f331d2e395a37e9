"""The registry → an OpenAPI 3.1 document. Pure."""

from collections.abc import Mapping
from typing import Any

from dashboard.api.endpoint import Column, Endpoint, Parameter
from dashboard.api.registry import ENDPOINTS
from tracker import __version__

PREFIX = "/api/v1"
ABOUT = (
    "Chart positions of chat assistants in app stores, as they were captured. Ranks are positions in a store's chart,"
    " not downloads. What was not observed is said to be not observed; it is never an absence. Read only; times in UTC."
)
TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date-time": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
    "strings": {"type": "array", "items": {"type": "string"}},
}
FORMAT = {
    "name": "format", "in": "query", "description": "The form of the answer",
    "schema": {"type": "string", "enum": ["json", "csv", "parquet"], "default": "json"},
}  # fmt: skip
ERRORS = {
    "400": "A parameter is unknown, missing or wrong: which one, and what would be right",
    "413": "The answer needs more time or memory than it may take: ask for less",
    "503": "There is no data yet, or too many questions at once: ask again later",
}
ETAG = {"ETag": {"description": "Names the data and the question", "schema": {"type": "string"}}}
UNCHANGED = {"description": "With If-None-Match: the answer is the one that is known", "headers": ETAG}


def parameter_schema(one: Parameter) -> dict[str, Any]:
    if one.kind == "whole":
        schema: dict[str, Any] = {"type": "integer", "minimum": one.least, "maximum": one.most}
    else:
        schema = {"type": "string"}
        if one.one_of:
            schema["enum"] = list(one.one_of)
        if one.pattern:
            schema["pattern"] = one.pattern
    return schema if one.default is None else schema | {"default": one.default}


def column_schema(one: Column) -> dict[str, Any]:
    schema = dict(TYPES[one.kind])
    if one.one_of:
        schema["enum"] = list(one.one_of)
    if one.may_be_null:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return schema | {"description": one.text}


def row_schema(endpoint: Endpoint) -> dict[str, Any]:
    return _object({one.name: column_schema(one) for one in endpoint.columns})


def input_schema(endpoint: Endpoint) -> dict[str, Any]:
    """The parameters as one JSON Schema object, for tools."""
    return {
        "type": "object",
        "properties": {one.name: parameter_schema(one) | {"description": one.text} for one in endpoint.every_parameter},
        "required": [one.name for one in endpoint.every_parameter if one.required],
        "additionalProperties": False,
    }


def answer_schema(endpoint: Endpoint) -> dict[str, Any]:
    return _object(
        {
            "meta": {"$ref": "#/components/schemas/meta"},
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{endpoint.name}"}},
        }
    )


def document(root: str = "") -> dict[str, Any]:
    """The whole document; `root` is the path below which the server answers, without a closing slash."""
    moment = {"anyOf": [{"type": "string", "format": "date-time"}, {"type": "null"}]}
    meta = _object(
        {
            "rows": {"type": "integer"},
            "was_cut": {"type": "boolean", "description": "There are more rows than the limit"},
            "simulated": {"type": "boolean", "description": "The charts are invented"},
            "published_at": moment,
            "last_observed_at": moment,
            "sql": {"type": "string", "description": "The query that made it: rank-tracker sql runs it"},
        }
    )
    error = _object(
        {
            "error": _object(
                {"parameter": {"anyOf": [{"type": "string"}, {"type": "null"}]}, "message": {"type": "string"}}
            )
        }
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rank Tracker", "version": __version__, "description": ABOUT},
        "servers": [{"url": f"{root}{PREFIX}"}],
        "paths": {f"/{one.name}": {"get": _operation(one)} for one in ENDPOINTS.values()}
        | {"/claims/{claim_id}": {"get": _claim()}},
        "components": {
            "schemas": {"meta": meta, "error": error} | {one.name: row_schema(one) for one in ENDPOINTS.values()}
        },
    }


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "properties": dict(properties), "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    parameters = [
        {
            "name": one.name, "in": "query", "required": one.required, "description": one.text,
            "schema": parameter_schema(one),
        }
        for one in endpoint.every_parameter
    ]  # fmt: skip
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [*parameters, FORMAT],
        "responses": {
            "200": {
                "description": "The rows, with a column `simulated` in CSV and Parquet",
                "headers": ETAG,
                "content": {
                    "application/json": {"schema": answer_schema(endpoint)},
                    "text/csv": {"schema": {"type": "string"}},
                    "application/vnd.apache.parquet": {"schema": {"type": "string", "format": "binary"}},
                },
            },
            "304": UNCHANGED,
            **_errors("400", "413", "503"),
        },
    }


def _claim() -> dict[str, Any]:
    where = {
        "name": "claim_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9-]{1,40}$"},
    }
    return {
        "operationId": "claim",
        "summary": "One claim: what the charts say of it, country by country, and how we read the sources.",
        "parameters": [where],
        "responses": {
            "200": {
                "description": "The claim",
                "headers": ETAG,
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "properties": {"claim_id": {"type": "string"}, "sentence": {"type": "string"}},
                            "required": ["claim_id", "sentence"],
                        }
                    }
                },
            },
            "304": UNCHANGED,
            "404": _error("There is no such claim"),
            **_errors("503"),
        },
    }


def _errors(*codes: str) -> dict[str, Any]:
    return {code: _error(ERRORS[code]) for code in codes}


def _error(text: str) -> dict[str, Any]:
    return {"description": text, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}}
