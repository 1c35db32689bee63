"""Léa's two homes, the home she has left, and a neighbour: each with one of everything, marked as
its own."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import time_machine
from django.urls import reverse
from django.utils import timezone

from demarches.models import Accuse, Demande
from famille import actions
from famille.models import (
    AdresseFoyer,
    Autorisation,
    Consultation,
    ContactFamille,
    CreancierSEPA,
    Enfant,
    FicheSanitaire,
    Foyer,
    Modification,
    QuotientFamilial,
    Rattachement,
    Responsable,
    Utilisateur,
)
from famille.socle.saisie.iban import lire_iban
from reservations.actions import soumettre
from tests.famille.documents.test_fichiers import PDF, envoi
from tests.famille.facturation import facturer, ligne
from tests.famille.prelevement.test_mandats import CREANCIER
from tests.famille.regie.scene import especes
from tests.reservations import outils
from tests.reservations.moteur import scene

IBANS = [
    "FR1420041010050500013M02606",
    "FR7630006000011234567890189",
    "DE89370400440532013000",
    "NL91ABNA0417164300",
]


@dataclass
class Maison:
    """A home with its things. `secrets`: what only it may read; `objets`: thing → address of it."""

    lettre: str
    foyer: Foyer
    compte: Utilisateur
    secrets: list[str] = field(default_factory=list)
    objets: dict[str, str] = field(default_factory=dict)


def batir(rang, agent):
    """Maison of this rank (0 to 3): its letter marks all that it owns."""
    lettre = "ABCD"[rang]
    foyer = Foyer.objects.create(numero=f"2026-0090{rang}", nom=f"Nomfoyer{lettre}")
    compte = Utilisateur.objects.create_user(
        f"adulte-{lettre.lower()}@exemple.fr",
        None,
        first_name=f"Prenom{lettre}",
        last_name=f"Nomadulte{lettre}",
    )
    maison = Maison(lettre, foyer, compte)
    adulte = Responsable.objects.create(
        foyer=foyer,
        utilisateur=compte,
        prenom=f"Prenom{lettre}",
        nom=f"Nomadulte{lettre}",
        telephone_portable=f"+3363998770{rang}",
    )
    AdresseFoyer.objects.create(
        foyer=foyer,
        voie=f"{rang + 1} rue Voie{lettre}",
        code_postal="36000",
        commune=f"Commune{lettre}",
        depuis=date(2020, 1, 1),
    )
    QuotientFamilial.objects.create(
        foyer=foyer, valeur=Decimal(f"{rang + 5}17.{rang}3"), debut=date(2026, 1, 1)
    )
    ContactFamille.objects.create(
        foyer=foyer, prenom="Mamie", nom=f"Contact{lettre}", telephone=f"+3363998880{rang}"
    )
    Modification.objects.create(
        foyer=foyer, objet=f"objet{lettre}", par=compte, apres={"Rue": f"Trace{lettre}"}
    )
    Consultation.objects.create(foyer=foyer, quoi=f"lecture{lettre}", par=agent)
    maison.secrets += [
        *(
            f"{mot}{lettre}"
            for mot in ("Nomfoyer", "Nomadulte", "Voie", "Commune", "Contact", "Trace")
        ),
        *(f"objet{lettre}", f"Objet{lettre}", f"lecture{lettre}", f"Lecture{lettre}"),
        *(foyer.numero, compte.email, f"06 39 98 77 0{rang}", f"{rang + 5}17,{rang}3"),
    ]
    _ecrire_les_papiers(maison, adulte, rang, agent)
    return maison


def _ecrire_les_papiers(maison, adulte, rang, agent):
    foyer, compte, lettre = maison.foyer, maison.compte, maison.lettre
    mandat = actions.creer_mandat(
        foyer,
        titulaire=adulte,
        compte=lire_iban(IBANS[rang]),
        services=["restauration"],
        texte="Vous autorisez la ville.",
        signe_le=timezone.now(),
        signe_par=compte,
        par=agent,
    )
    document = actions.deposer_document(envoi(PDF, f"papier{lettre}.pdf"), foyer=foyer, par=compte)
    facture = facturer(foyer, lignes=[ligne(f"{rang + 5}3.{rang}1")])
    paiement = especes(facture, "2.00", par=agent)
    fil = actions.ouvrir_fil(
        foyer, sujet=f"Sujet{lettre}", texte=f"Texte{lettre}", par=compte, auteur="La famille"
    )
    demande = _demande(maison, rang)
    maison.secrets += [
        mandat.iban_masque,
        mandat.rum,
        document.nom,
        f"{rang + 5}3,{rang}1",
        facture.numero,
    ]
    maison.secrets += [f"Sujet{lettre}", f"Texte{lettre}", demande.numero, paiement.numero_recu]
    maison.objets = {
        "mandat": reverse("famille:mandat", args=[mandat.rum]),
        "document": reverse("famille:document", args=[document.pk]),
        "apercu": reverse("famille:apercu", args=[document.pk]),
        "suppression": reverse("famille:supprimer_document", args=[document.pk]),
        "facture": reverse("famille:facture", args=[facture.numero]),
        "facture à imprimer": reverse("famille:facture_papier", args=[facture.numero]),
        "paiement": reverse("famille:paiement", args=[paiement.reference]),
        "reçu": reverse("famille:recu", args=[paiement.numero_recu]),
        "attestation fiscale": reverse("famille:attestation_fiscale", args=[foyer.numero, 2026]),
        "conversation": reverse("famille:fil", args=[fil.pk]),
        "demande": reverse("demarches:demande", args=[demande.pk]),
        "accuse": reverse("demarches:accuse", args=[demande.pk]),
    }


def _demande(maison, rang):
    demande = Demande.objects.create(
        code="changement-adresse",
        foyer=maison.foyer,
        par=maison.compte,
        numero=f"D-2026-0090{rang}",
        deposee_le=timezone.now(),
        statut=Demande.Statut.EN_ATTENTE,
    )
    Accuse.objects.create(demande=demande, mentions={})
    return demande


def batir_lea(maisons, agent):
    """Léa, in A and B by turns, in C until yesterday; never in D. (Enfant, {thing: address})."""
    a, b, c, _d = maisons
    lea = Enfant.objects.create(
        prenom="Léa", nom="Nomenfant", naissance=date(2018, 3, 14), ecole_dite="ÉcoleDeLéa"
    )
    for maison, fin in [(a, None), (b, None), (c, date(2026, 11, 24))]:
        Rattachement.objects.create(
            enfant=lea, foyer=maison.foyer, garde="alternee", debut=date(2022, 1, 1), fin=fin
        )
    carnet = actions.deposer_document(
        envoi(PDF, "carnetDeLéa.pdf"), foyer=a.foyer, par=a.compte, genre="vaccins"
    )
    actions.deposer_vaccins(lea, carnet, jour=timezone.localdate(), par=agent)
    FicheSanitaire.objects.create(
        enfant=lea,
        allergies="AllergieDeLéa",
        valable_jusqu_au=date(2027, 8, 31),
        vaccins_document=carnet,
    )
    Autorisation.objects.create(enfant=lea, genre="image", accordee=True, par=a.compte)
    for maison in (a, b):
        actions.noter_consultation(maison.foyer, "santéDeLéa", par=agent, sante_de=lea)
    _reserver(lea, a, b)
    return lea, {
        "enfant": reverse("famille:enfant", args=[lea.pk]),
        "carnet": reverse("famille:document", args=[carnet.pk]),
        "aperçu du carnet": reverse("famille:apercu", args=[carnet.pk]),
    }


def _reserver(lea, a, b):
    """One morning each, in the centre where she is registered, while both can still be booked."""
    centre = outils.creer_activite()
    outils.creer_calendrier()
    outils.ouvrir(centre)
    outils.creer_mercredis(centre, 2)
    outils.inscrire(lea, centre)
    FicheSanitaire.objects.filter(enfant=lea).update(assurance_fin=date(2027, 8, 31))
    for maison, jour in [(a, "2026-12-09"), (b, "2026-12-16")]:
        lignes = [scene.ligne(lea, centre, f"{jour}-matin")]
        with time_machine.travel("2026-11-25 10:00+01:00"):
            demande = soumettre(maison.foyer, lignes, par=maison.compte, cle=f"cle-{maison.lettre}")
        assert demande.acceptee
        maison.objets["reservations"] = reverse("reservations:demande", args=[demande.pk])


DE_LEA = ["ÉcoleDeLéa", "AllergieDeLéa", "carnetDeLéa", "antéDeLéa"]


def batir_tout(agent):
    """([A, B, C, D], Léa, her things)."""
    CreancierSEPA.objects.create(**CREANCIER)
    maisons = [batir(rang, agent) for rang in range(4)]
    return maisons, *batir_lea(maisons, agent)
