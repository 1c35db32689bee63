"""A subscription names a server: the portal posts to those of the browsers' makers, no other."""

import pytest

from famille.alertes.push.adresses import est_permise

FAUX = "http://127.0.0.1:8020"


@pytest.mark.parametrize(
    "adresse",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://web.push.apple.com/QABC",
        "https://wns2-par02p.notify.windows.com/w/?token=abc%2b",
        "https://web.push.apple.com:443/QABC",
    ],
)
def test_the_makers_of_browsers_are_posted_to(adresse):
    assert est_permise(adresse)


@pytest.mark.parametrize(
    "adresse",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com.exemple.fr/",
        "https://exemple.fr/fcm.googleapis.com",
        "https://fcm.googleapis.com@exemple.fr/",
        "https://moi@fcm.googleapis.com/",
        "https://exemple.fr\\@fcm.googleapis.com/",
        "https://fcm.googleapis.com:8443/",
        "https://fcm.googleapis.com:huit/",
        "https://notify.windows.com.exemple.fr/",
        "https://mechantnotify.windows.com/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:8020/demo",
        "file:///etc/passwd",
        "//fcm.googleapis.com/",
        "",
        "https://fcm.googleapis.com/" + "a" * 1000,
        "https://fcm.googleapis.com/\r\nHost: exemple.fr",
        "https://fcm.googleapis.com /",
        "https://fcm.googléapis.com/",
    ],
)
def test_nobody_else_is(adresse):
    assert not est_permise(adresse)


def test_the_pretend_service_is_posted_to_where_there_is_one():
    assert est_permise(f"{FAUX}/demo/push/1/", en_plus=FAUX)
    assert not est_permise("http://127.0.0.1:80201/", en_plus=FAUX)
    assert not est_permise(f"{FAUX}@exemple.fr/", en_plus=FAUX)
