"""Devices in plain words."""

import pytest

from famille.comptes.sessions.appareils import decrire


@pytest.mark.parametrize(
    ("agent", "attendu"),
    [
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605"
                " Version/18.0 Safari/604"
            ),
            "iPhone, avec Safari",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156.0 Safari/537.36 Edg/156.0",
            "Ordinateur Windows, avec Edge",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0",
            "Ordinateur Linux, avec Firefox",
        ),
        ("curl/8.0", "Appareil non reconnu"),
        ("", "Appareil non reconnu"),
    ],
    ids=["iPhone", "Windows", "Linux", "curl", "nothing"],
)
def test_a_browser_is_named_as_people_do(agent, attendu):
    assert decrire(agent) == attendu
