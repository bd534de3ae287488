"""The page of captures asks for nothing that could not be issued."""

import pytest
from django.test import Client

from tests.application.scene import FILE


@pytest.fixture
def page(service, settings):
    """The page of a case's line as its applicant opens it."""
    settings.ROLE_LINKS = True
    client = Client()
    client.post("/en/sign-in/user/")

    return lambda case: client.get(f"/en/cases/{case}/lines/L1/captures/").content.decode()


def test_before_the_serial_number_is_known_the_page_says_what_to_do_and_asks_nothing(service, page):
    """A plan names the serial number the machine must show: until the delivery is on record nothing is to be typed."""
    line = {name: value for name, value in FILE["lines"][0].items() if name != "serial"}
    shown = page(service.office.case(lines=[line]))
    assert "Record the delivery with the serial number" in shown
    assert 'name="device_1"' not in shown
