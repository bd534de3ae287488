"""The HTTP API: the same use cases as the pages, for programs; described by OpenAPI at ``/api/v1/openapi.json``."""
