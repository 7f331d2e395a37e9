"""The read API, and what assistants may ask: one registry, one endpoint a file.

endpoint.py    what an endpoint is: parameters, columns, a query
ranks.py …     one endpoint each
registry.py    all of them
asked.py       words of a request → checked values            pure
answer.py      an endpoint and its values → rows, JSON, CSV, Parquet
openapi.py     the registry → an OpenAPI document             pure
routes.py      the server's doors
tools.py       the same as tools for assistants (MCP); without Flask
"""
