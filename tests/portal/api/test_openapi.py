"""What the API says of itself: complete, consistent, and true."""

import re

import pytest

from sekisho.bootstrap.package import all_wording
from sekisho.portal.api.site import api

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def description():
    """The OpenAPI description."""
    return api.get_openapi_schema(path_prefix="api/v1/")


@pytest.fixture(scope="module")
def operations(description):
    """Every operation with its path and method."""
    return [(path, method, told) for path, each in description["paths"].items() for method, told in each.items()]


def references(value):
    """Give every reference in a description."""
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [ref for item in value.values() for ref in references(item)]
    return [ref for item in value for ref in references(item)] if isinstance(value, list) else []


def test_the_description_is_served_to_everybody(service):
    """Before sign-in the description is served as JSON, the same as the program builds it."""
    answer = service.ask("", "GET", "/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json()["openapi"].startswith("3.1")


def test_every_operation_has_a_name_and_words(operations):
    """Operations have unique names, a summary and a description."""
    names = [told["operationId"] for _, _, told in operations]
    assert len(names) == len(set(names)) >= 37
    assert all(told["summary"] and told["description"] for _, _, told in operations)
    assert {method for _, method, _ in operations} <= METHODS


def test_every_operation_says_who_may_call_it(operations):
    """Each names its audience; each but the public ones wants a token and answers 401 without."""
    for path, method, told in operations:
        assert told["x-audience"], path
        is_public = told["x-audience"] == "anybody"
        assert is_public == ("security" not in told), (path, method)
        assert is_public == (401 not in told["responses"]), (path, method)


def test_every_operation_describes_what_it_gives(operations):
    """Each describes the content of its answer and of every refusal."""
    for path, _, told in operations:
        assert 200 in told["responses"], path
        for status, answer in told["responses"].items():
            schemas = [content["schema"] for content in answer["content"].values()]
            assert any(schemas), (path, status)


def test_every_operation_that_takes_something_describes_it(operations):
    """Whatever is sent has a body described or none to send, and takes an idempotency key."""
    bodiless = {"screen_case", "lock_case", "correct_case", "publish_edition", "open_pool", "seal_journal"}
    bodiless |= {"ask_observation", "confirm_cap", "publish_change", "finish_upload", "give_up_upload"}
    for path, method, told in operations:
        has_effect = method != "get"
        assert ("requestBody" in told) == (has_effect and told["operationId"] not in bodiless), path
        assert any(p["name"] == "Idempotency-Key" for p in told["parameters"]) == has_effect, path


def test_every_parameter_of_an_address_is_described(operations):
    """Each name in braces stands among the parameters, required."""
    for path, _, told in operations:
        described = {p["name"] for p in told["parameters"] if p["in"] == "path" and p["required"]}
        assert set(re.findall(r"{(\w+)}", path)) == described, path


def test_every_refusal_has_an_example_with_its_remedy(operations):
    """Each reason stands as an example under its status, with words and a remedy."""
    for path, _, told in operations:
        for code, status in told["x-refusals"].items():
            example = told["responses"][status]["content"]["application/json"]["examples"][code]
            reason = example["value"]["refused"][0]
            assert (reason["code"], bool(reason["text"]), bool(reason["remedy_text"])) == (code, True, True), (
                path,
                code,
            )
            assert all_wording().has(code)


def test_every_reference_leads_somewhere(description):
    """No schema names another that is not there, and none stands there unused."""
    known = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}
    assert set(references(description)) == known


def test_requests_name_every_field(description):
    """Bodies of requests refuse fields they do not name."""
    taken = {name: told for name, told in description["components"]["schemas"].items() if name.endswith("In")}
    assert len(taken) >= 10
    assert all(told["additionalProperties"] is False for told in taken.values())
