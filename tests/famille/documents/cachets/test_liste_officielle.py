"""The official list put in the town's folder: what stands in it, and nothing else, is believed."""

import base64
import io
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import CommandError, call_command

from demo.ville.papiers.emetteur import AU, DU, _certificat, _nom, nouvel_emetteur
from famille.dossier.documents.cachets.confiance import signataires
from famille.dossier.documents.cachets.liste_officielle import deballer, lire_la_liste
from famille.socle.erreurs import Refus

UN, AUTRE = ("FR03", "EDF0"), ("FR06", "DGE1")
INACCORD = "http://uri.etsi.org/TrstSvc/Svcstatus/inaccord"
ESPACE = "http://uri.etsi.org/02231/v2#"


def der(certificat):
    return certificat.public_bytes(Encoding.DER)


def liste(*emetteurs, statut=INACCORD):
    """As France Titres publishes it (sequence 23), shortened to what is read."""
    fournisseurs = "".join(
        f"""<tsl:TrustServiceProvider><tsl:TSPInformation><tsl:TSPInformationURI>
        <tsl:URI xml:lang="fr">https://exemple.fr/{un.codes[0]}.der</tsl:URI>
        </tsl:TSPInformationURI></tsl:TSPInformation><tsl:TSPServices><tsl:TSPService>
        <tsl:ServiceInformation><tsl:ServiceDigitalIdentity><tsl:DigitalId><tsl:X509Certificate>
        {base64.b64encode(der(un.autorite)).decode()}
        </tsl:X509Certificate></tsl:DigitalId></tsl:ServiceDigitalIdentity>
        <tsl:ServiceStatus>{statut}</tsl:ServiceStatus></tsl:ServiceInformation>
        </tsl:TSPService></tsl:TSPServices></tsl:TrustServiceProvider>"""
        for un in emetteurs
    )
    return (
        f'<tsl:TrustServiceStatusList xmlns:tsl="{ESPACE}"><tsl:TrustServiceProviderList>'
        f"{fournisseurs}</tsl:TrustServiceProviderList></tsl:TrustServiceStatusList>"
    ).encode()


def paquet(*certificats):
    """What an authority publishes: a "multipart" of certificates."""
    parts = b"".join(
        b"--End\r\nContent-Type: application/pkix-cert\r\n\r\n" + der(un) + b"\r\n"
        for un in certificats
    )
    return b'Content-Type: multipart/mixed; boundary="End"\r\n\r\n' + parts + b"--End--\r\n"


@pytest.fixture
def commande(settings, tmp_path, db):
    """commande(list, *files) -> what it said; the folder is `tmp_path / "2ddoc"`."""
    settings.CERTIFICATS_2DDOC = str(tmp_path / "2ddoc")

    def _commande(*contenus):
        chemins = []
        for rang, contenu in enumerate(contenus):
            chemin = tmp_path / f"fichier-{rang}"
            chemin.write_bytes(contenu)
            chemins.append(str(chemin))
        sortie = io.StringIO()
        call_command("certificats_2ddoc", *chemins, stdout=sortie, stderr=sortie)
        return sortie.getvalue()

    return _commande


def test_the_list_alone_says_what_to_download(commande, tmp_path):
    dit = commande(liste(nouvel_emetteur(codes=UN)))
    assert "FR03, Autorité de démonstration, empreinte SHA-256 " in dit
    assert "https://exemple.fr/FR03.der" in dit
    assert not (tmp_path / "2ddoc").exists()


def test_those_that_the_list_vouches_for_are_believed_and_no_other(commande):
    un, autre = nouvel_emetteur("Énergie", codes=UN), nouvel_emetteur("Impôts", codes=AUTRE)
    usurpe = nouvel_emetteur("Faux", codes=UN)
    dit = commande(liste(un), paquet(un.certificat, autre.certificat), der(usurpe.certificat))
    assert "1 signataire en qui le portail croit." in dit
    assert dit.count("Écarté") == 2
    [(codes, signataire)] = signataires().items()
    assert (codes, signataire.nom) == (UN, "Énergie")
    assert signataire.du <= date(2026, 11, 1) <= signataire.au


def test_an_authority_names_no_other_authority(commande, tmp_path):
    """One that the list vouches for makes a second "FR06": neither it nor its issuer is believed,
    and the true one stays."""
    un, autre = nouvel_emetteur(codes=UN), nouvel_emetteur(codes=AUTRE)
    cles = [ec.generate_private_key(ec.SECP256R1()) for _une in range(3)]
    fr03, fr06, dge1 = (_nom(code, "Lié") for code in ("FR03", "FR06", "DGE1"))
    menteuse = _certificat(fr03, fr03, cles[0], cles[0], (DU, AU), autorite=True)
    fausse = _certificat(fr06, fr03, cles[1], cles[0], (DU, AU), autorite=True)
    papier = _certificat(dge1, fr06, cles[2], cles[1], (DU, AU), autorite=False)
    dit = commande(
        liste(replace(un, autorite=menteuse), autre), paquet(fausse, papier, autre.certificat)
    )
    assert "Écarté" in dit
    assert not (tmp_path / "2ddoc" / "FR03_FR06.der").exists()
    [(codes, signataire)] = signataires().items()
    assert codes == AUTRE
    assert signataire.cle == autre.cle.public_key()


def test_who_has_left_the_list_is_believed_no_more(commande, tmp_path):
    un, autre = nouvel_emetteur(codes=UN), nouvel_emetteur(codes=AUTRE)
    commande(liste(un, autre), paquet(un.certificat, autre.certificat))
    assert set(signataires()) == {UN, AUTRE}
    dit = commande(liste(autre), paquet(autre.certificat))
    assert set(signataires()) == {AUTRE}
    assert "FR03_EDF0.der" in dit
    assert sorted(un.name for un in (tmp_path / "2ddoc").iterdir()) == [
        "FR06.der",
        "FR06_DGE1.der",
    ]


@pytest.mark.parametrize(
    "contenu",
    [
        b"",
        b"abc",
        b"<a/>",
        liste(),
        liste(nouvel_emetteur(codes=("FR00", "0001"))),
        liste(nouvel_emetteur(codes=UN), statut="http://uri.etsi.org/TrstSvc/Svcstatus/withdrawn"),
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
        + liste(nouvel_emetteur(codes=UN)),
    ],
)
def test_what_is_not_the_list_is_refused(contenu, commande):
    with pytest.raises(Refus, match="liste de confiance"):
        lire_la_liste(contenu)
    with pytest.raises(CommandError):
        commande(contenu)


def test_without_a_folder_nothing_is_written(commande, settings):
    settings.CERTIFICATS_2DDOC = ""
    un = nouvel_emetteur(codes=UN)
    with pytest.raises(CommandError, match="PORTAIL_2DDOC"):
        commande(liste(un), paquet(un.certificat))


def test_certificates_come_in_each_of_three_ways():
    un, autre = nouvel_emetteur(codes=UN).certificat, nouvel_emetteur(codes=AUTRE).certificat
    pem = un.public_bytes(Encoding.PEM) + autre.public_bytes(Encoding.PEM)
    assert deballer(der(un)) == [un]
    assert deballer(pem) == deballer(paquet(un, autre)) == [un, autre]
    assert deballer(b"<html>") == []


def test_a_folder_that_is_not_there_believes_nobody(settings, tmp_path, caplog):
    settings.CERTIFICATS_2DDOC = str(tmp_path / "absent")
    assert signataires() == {}
    assert "PORTAIL_2DDOC" in caplog.text
