"""Another family's keys, everywhere a parent may put one: in every address, in every field, beside
every form.

The keys are those of rows that exist (tests/securite/voisine.py), which their owner opens: what is
refused is refused because it is another's. An address with a parameter that nobody has thought of
fails here.
"""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse

from demarches.models import Demande
from famille.models import Courriel, Facture, Fil, Paiement, Utilisateur
from tests.acces.adresses import toutes
from tests.famille.facturation import Prestataire, facturer
from tests.securite.voisine import batir, empreinte

pytestmark = pytest.mark.django_db
# What an address names that is nobody's, or whose secret is its own right
# (docs/comprendre/acces.md).
SANS_CLE = {
    "activation": "a signed link of one's own mail",
    "account_reset_password_from_key": "a signed link of one's own mail",
    "relier_franceconnect": "a signed link, in the one browser that waits for it",
    "account_confirm_email": "a signed link of one's own mail",
    "demarches:presentation": "the code of a démarche",
    "famille:communes": "a postal code",
    "reservations:suite": "the name of a next step",
    "reservations:consommation_du_mois": "a month",
    "cms_pages:menus_du": "a day",
    "famille:contester_adresse": "a signed link is its own right",
    "reservations:rappel": "a signed link is its own right",
    "reservations:annuler_depuis_le_rappel": "a signed link is its own right",
    "reservations:confirmer_le_rappel": "a signed link is its own right",
    "reservations:voeux": "an opening of the town; each sees its own wishes there",
    "reservations:regles_des_voeux": "the rules of an opening of the town",
    "reservations:regles_appliquees": "each reads there how they were applied to its own wishes",
    "reservations:fichier_du_tirage": "pseudonyms, to whoever is signed in",
    "flux_agenda": "a secret address is its own right",
    "retour_sms": "a secret address is its own right",
    "famille:invitation_code": "the code of a letter is its own right",
    "demo:paiement": "the demo’s bank",
    "demo:push": "the demo’s telephones",
    "api:journees": "a day, with a key of other software (tests/famille/api/test_porte.py)",
    "donnees_ouvertes": "open data: nobody's",
    "retour_paiement": "tells nothing: leads to a page of its own",
    "cms_pages:avis": "a public page",
    "cms_pages:media": "a public picture",
    "demo:courriel": "the demo's mailbox",
    "demo:courriel_html": "the demo's mailbox",
}
PARAMETRE = re.compile(r"<(?:\w+:)?(\w+)>")
# What no form of a parent has: written under every name that a model gives it.
EN_TROP = {
    "montant": "0.01",
    "solde": "0",
    "total": "0",
    "etat": "clos",
    "statut": "validee",
    "numero": "D-2026-99999",
    "agent": "1",
    "par": "1",
    "auteur": "La mairie",
    "du_service": "on",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "est_staff": "on",
    "groups": "1",
    "user_permissions": "1",
    "qualite": "maire",
    "service": "Mairie",
    "utilisateur": "1",
    "valeur": "1",
    "quotient": "1",
}


@pytest.fixture(autouse=True)
def un_mercredi(time_machine, settings):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    Prestataire.oublier()
    cache.clear()


@pytest.fixture
def cible(agent, regisseur):
    return batir(agent, regisseur)


def du_parent(adresse):
    return (
        not adresse.motif.startswith(("gestion/", "documents-publics/", "_util/"))
        and adresse.nom not in SANS_CLE
    )


def a_cle(cible):
    """[Adresse] of every pattern with a parameter, filled with the neighbour's keys; a failure for
    one without."""
    inconnues = []

    def cle(nom, parametre):
        return cible.cles.get((nom, parametre)) or cible.cles.get(("", parametre))

    adresses = [
        une for une in toutes(cle) if du_parent(une) and une.nom and PARAMETRE.search(une.motif)
    ]
    for une in adresses:
        inconnues += [
            f"{une.nom}: {p}" for p in PARAMETRE.findall(une.motif) if cle(une.nom, p) is None
        ]
    assert inconnues == [], "which row of the neighbour's has this key? (tests/securite/voisine.py)"
    return adresses


def test_every_address_that_takes_a_key_is_404_with_the_neighbour_s(cible, client, connecter):
    adresses, avant = a_cle(cible), empreinte(cible.foyer, cible.compte)
    connecter(cible.intrus)
    vus = {}
    for une in adresses:
        reponses = (
            client.get(une.exemple).status_code,
            client.post(une.exemple, cible.champs).status_code,
        )
        if not (set(reponses) <= {404, 405} and 404 in reponses):
            vus[f"{une.nom} {une.exemple}"] = reponses
    assert vus == {}
    assert empreinte(cible.foyer, cible.compte) == avant
    connecter(cible.compte)
    # each has its page, and takes a second
    lues = [une for une in adresses if not une.exemple.endswith(".pdf")]
    fermees = {une.nom: client.get(une.exemple).status_code for une in lues}
    assert [nom for nom, code in fermees.items() if code == 404] == [], (
        "a key that opens nothing to its owner"
    )


def sans_cle():
    """[Adresse] of the parent's pages that take no key, but the one that signs out."""
    return [
        une
        for une in toutes()
        if du_parent(une)
        and une.nom
        and not PARAMETRE.search(une.motif)
        and une.nom != "account_logout"
    ]


def test_the_neighbour_s_keys_in_every_field_and_fields_that_no_form_has_change_nothing(
    cible, client, connecter
):
    """Each page as its own form would post it, with every name that a row could take."""
    connecter(cible.intrus)
    avant = empreinte(cible.foyer, cible.compte)
    moi = droits(cible.intrus)
    for une in sans_cle():
        champs = (
            cible.champs
            | EN_TROP
            | {"nettoyer": "1", "retirer": "1", "cle": "x", "action": "retirer"}
        )
        reponse = client.post(une.exemple, champs)
        assert reponse.status_code < 500, une.nom
        htmx = client.post(une.exemple, champs, headers={"HX-Request": "true"})
        assert htmx.status_code < 500, une.nom
        for secret in (cible.foyer.nom, "VoieA", "AllergieDeLéa"):
            assert secret not in reponse.text + htmx.text, une.nom
    assert empreinte(cible.foyer, cible.compte) == avant
    assert droits(cible.intrus) == moi
    assert not Paiement.objects.filter(par=cible.intrus).exists()


def droits(compte):
    lu = Utilisateur.objects.get(pk=compte.pk)
    noms = (
        "is_superuser",
        "is_active",
        "email",
        "first_name",
        "last_name",
        "qualite",
        "service",
        "password",
    )
    return {nom: getattr(lu, nom) for nom in noms} | {
        "groupes": list(lu.groups.all()),
        "permissions": list(lu.user_permissions.all()),
        "foyers": list(lu.responsabilites.values_list("foyer", flat=True)),
    }


def test_a_neighbour_s_invoice_is_not_shown_by_its_number(famille_martin, voisin, connecter):
    sienne, mienne = facturer(voisin.foyer, "53.01"), facturer(famille_martin.foyer, "20.00")
    client = connecter(famille_martin.camille)
    for numeros in ([sienne.numero], [mienne.numero, sienne.numero]):
        page = client.get(reverse("famille:payer"), {"facture": numeros}, follow=True).text
        assert "53,01" not in page
        assert client.post(reverse("famille:payer"), {"facture": numeros}).status_code in (302, 409)
    assert not Paiement.objects.exists()


def test_a_neighbour_s_line_is_not_told_by_its_key(famille_martin, voisin, connecter):
    """The question about an invoice begins with the line asked about: of this invoice only."""
    sienne = facturer(voisin.foyer, "53.01", enfant=voisin.sami)
    mienne = facturer(famille_martin.foyer, "20.00", enfant=famille_martin.lea)
    client = connecter(famille_martin.camille)
    adresse = reverse("famille:question_facture", args=[mienne.numero])
    assert "Léa" in client.get(adresse, {"ligne": mienne.lignes.get().pk}).text
    page = client.get(adresse, {"ligne": sienne.lignes.get().pk}).text
    assert not [mot for mot in ("53,01", "Sami") if mot in page]


def test_who_read_the_health_of_a_neighbour_s_child_is_not_chosen_by_his_key(
    famille_martin, voisin, agent, connecter
):
    """Nor even his first name, in the title of the choice."""
    client = connecter(famille_martin.camille)
    adresse = reverse("famille:consultations")
    assert "Léa" in client.get(adresse, {"enfant": famille_martin.lea.pk}).text
    assert "Sami" not in client.get(adresse, {"enfant": voisin.sami.pk}).text


# Forms that are accepted: the names too many are left aside, the rest is kept


def test_the_amount_that_is_paid_is_never_the_browser_s(famille_martin, connecter):
    facture = facturer(famille_martin.foyer, "42.00")
    client = connecter(famille_martin.camille)
    client.post(reverse("famille:payer"), EN_TROP | {"facture": facture.numero})
    assert str(Paiement.objects.get().montant) == "42.00"
    assert str(Prestataire.demandes[0]["montant"]) == "42.00"
    assert str(Facture.objects.get().solde) == "42.00"


def test_a_message_is_the_family_s_whatever_is_posted_beside_it(famille_martin, voisin, connecter):
    client = connecter(famille_martin.camille)
    page = client.get(reverse("famille:ecrire"))
    sujets = [
        cle for cle, _mot in getattr(page.context["form"].fields["sujet"], "choices", [])
    ] or ["Cantine"]
    champs = EN_TROP | {"sujet": sujets[0], "texte": "Bonjour", "foyer": voisin.foyer.pk}
    client.post(reverse("famille:ecrire"), champs | {"enfant": voisin.sami.pk})
    assert not Fil.objects.exists()
    client.post(reverse("famille:ecrire"), champs | {"enfant": ""})
    fil = Fil.objects.get()
    assert (fil.foyer, fil.clos, fil.agent) == (famille_martin.foyer, False, None)
    message = fil.messages.get()
    assert (message.du_service, message.auteur != "La mairie") == (False, True)


def test_telephones_change_and_nothing_else(famille_martin, connecter):
    avant = droits(famille_martin.camille)
    champs = EN_TROP | {
        "telephone_portable": "06 39 98 00 02",
        "telephone_fixe": "",
        "email": "x@y.fr",
        "foyer": "1",
    }
    connecter(famille_martin.camille).post(reverse("mes_telephones"), champs)
    assert droits(famille_martin.camille) == avant
    adulte = famille_martin.foyer.responsables.get()
    assert (str(adulte.telephone_portable), adulte.nom) == ("06 39 98 00 02", "Martin")


def test_a_draft_is_neither_sent_nor_numbered_by_what_is_posted(famille_martin, connecter):
    from demarches.actions import commencer
    from demarches.reglages.initiaux import creer_reglages
    from tests.demarches.outils import Navigateur, nouvelle_adresse

    creer_reglages(demo=True)
    brouillon = commencer(
        "changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    navigateur = Navigateur(connecter(famille_martin.camille), brouillon)
    for action in ("enregistrer", "valider"):
        navigateur.caches |= EN_TROP
        navigateur.poster("adresse", nouvelle_adresse(brouillon) | EN_TROP, action)
    relue = Demande.objects.get()
    assert (relue.statut, relue.numero, relue.agent, relue.par) == (
        "brouillon",
        None,
        None,
        famille_martin.camille,
    )
    assert set(relue.donnees["adresse"]) & set(EN_TROP) == set()  # kept as typed, never read
    assert not Courriel.objects.exists()
