"""What is posted is what the RFCs say: their own test vector, and a browser written apart."""

import json
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from demo.alertes.telephone import Mauvais, Telephone, verifier_l_expediteur
from famille.alertes.push.message import COURBE, TEXTE_MAX, chiffrer, de_base64, en_base64
from famille.alertes.push.vapid import autorisation, cle_privee, nouvelle_cle, publique

# RFC 8291, appendix A
TEXTE = b"When I grow up, I want to be a watermelon"
EPHEMERE = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SEL = "DGv6ra1nlYgDCS1FRnbzlw"
P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
PRIVEE = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
CORPS = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc"
    "InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLV"
    "WGNWQexSgSxsj_Qulcy4a-fN"
)
ADRESSE = "https://updates.push.services.mozilla.com/wpush/v2/abc"


def test_the_body_is_that_of_the_appendix_of_rfc_8291():
    ephemere = ec.derive_private_key(int.from_bytes(de_base64(EPHEMERE), "big"), COURBE)
    corps = chiffrer(
        TEXTE,
        p256dh=de_base64(P256DH),
        auth=de_base64(AUTH),
        sel=de_base64(SEL),
        ephemere=ephemere,
    )
    assert en_base64(corps) == CORPS


def test_a_browser_written_apart_reads_that_body_too():
    telephone = Telephone(ADRESSE, cle=de_base64(PRIVEE).hex(), auth=de_base64(AUTH).hex())
    assert telephone.abonnement()["p256dh"] == P256DH
    assert telephone.dechiffrer(de_base64(CORPS)) == TEXTE.decode()


@pytest.mark.parametrize("longueur", [0, 1, 200, TEXTE_MAX])
def test_each_message_is_read_by_its_browser_alone_and_never_looks_the_same(longueur):
    telephone, autre = Telephone(ADRESSE), Telephone(ADRESSE)
    cles = {"p256dh": telephone.point, "auth": telephone.auth}
    premier, second = (chiffrer(b"a" * longueur, **cles) for _ in range(2))
    assert premier != second
    assert len(premier) <= 4096
    assert telephone.dechiffrer(premier) == telephone.dechiffrer(second) == "a" * longueur
    with pytest.raises(Mauvais):
        autre.dechiffrer(premier)


def test_a_message_that_no_service_must_take_is_not_made():
    telephone = Telephone(ADRESSE)
    with pytest.raises(ValueError, match="3993"):
        chiffrer(b"a" * (TEXTE_MAX + 1), p256dh=telephone.point, auth=telephone.auth)


def test_the_sender_is_signed_for_that_service_and_for_half_a_day():
    cle, maintenant = nouvelle_cle(), int(time.time())
    entete = autorisation(cle, "mailto:dsi@exemple.fr", ADRESSE, maintenant=maintenant)
    assert verifier_l_expediteur(entete, ADRESSE) == "mailto:dsi@exemple.fr"
    assert f"k={publique(cle)}" in entete
    dit = json.loads(de_base64(entete.split(".")[1]))
    assert dit == {
        "aud": "https://updates.push.services.mozilla.com",
        "exp": maintenant + 12 * 3600,
        "sub": "mailto:dsi@exemple.fr",
    }
    with pytest.raises(Mauvais, match="aud"):
        verifier_l_expediteur(entete, "https://fcm.googleapis.com/fcm/send/abc")
    with pytest.raises(Mauvais, match="signature"):
        verifier_l_expediteur(entete.replace(publique(cle), publique(nouvelle_cle())), ADRESSE)


def test_the_public_key_is_a_point_as_browsers_want_it():
    cle = nouvelle_cle()
    point = publique(cle)
    assert point.startswith("B")
    assert len(de_base64(point)) == 65


@pytest.mark.parametrize("texte", ["", "abc", "é" * 43, "A" * 43, "_" * 43])
def test_what_is_no_private_key_is_refused(texte):
    with pytest.raises(ValueError, match=r"bytes|base64|ASCII|key|padded|private"):
        cle_privee(texte)
