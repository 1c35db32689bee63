"""Makes the town, all of it or nothing, and says how far it is."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from demo.ville.demandes.histoires import Histoire
from famille.actions import noter_consultation
from famille.comptes.second_facteur.facteurs import enroler_totp
from famille.dossier.documents.laboratoire import dessines_ici
from famille.models import (
    CommuneMembre,
    Compteur,
    Courriel,
    Foyer,
    ReglageConservation,
    Utilisateur,
)
from reservations.models import Rappel
from reservations.regles.rappel import SemaineRappelee
from reservations.taches import tenir_la_file

from .activites.campagne import preparer_la_reinscription
from .activites.centres import creer_centres
from .activites.fins import finir_et_preparer
from .activites.inscrits import inscrire_la_ville
from .activites.places import attendre_une_place, ecrire_les_reglements
from .activites.reponses import repondre_a_la_campagne
from .activites.saison import remplir_la_saison
from .activites.voeux import faire_des_voeux
from .comptes import MOT_DE_PASSE, PERSONNEL
from .demandes.histoires import de_la_foule, des_personnages, nombre_de_demandes
from .demandes.jeu import jouer
from .demandes.messages import remplir_la_boite
from .demandes.quotidien import vivre_le_quotidien
from .facturation.comptages import compter_les_repas
from .facturation.factures import facturer_la_ville
from .facturation.prelevements import prelever_les_personnages
from .foyers.ecoles import creer_les_ecoles
from .foyers.ecriture import ecrire
from .foyers.etat_civil import dire_les_etats_civils, dire_les_regimes
from .foyers.foule import Foule
from .foyers.martin import declarer_leur_quotient, mettre_leur_dossier_a_jour
from .foyers.personnages import MONTRES, NUMERO_MARTIN, creer_personnages
from .jours import au_moment, il_y_a
from .marque import marquer
from .noms import COMMUNES
from .papiers.coffre import ranger_les_papiers
from .papiers.recu import reserver_sur_le_portail
from .restauration import publier_les_menus


def creer_personnel(*, mot_de_passe: str) -> dict[str, Utilisateur]:
    """By e-mail. `mot_de_passe`: already hashed. An account that exists is taken as it is, but for
    its group."""
    comptes = {}
    for fiche in PERSONNEL:
        compte, nouveau = Utilisateur.objects.get_or_create(
            email=fiche["courriel"],
            defaults={
                "first_name": fiche["prenom"],
                "last_name": fiche["nom"],
                "password": mot_de_passe,
                "qualite": fiche["qualite"],
                "service": fiche["service"],
            },
        )
        compte.groups.add(
            *Group.objects.filter(name__in=[fiche["groupe"], *fiche.get("autres_groupes", [])])
        )
        if nouveau:
            EmailAddress.objects.create(
                user=compte, email=compte.email, primary=True, verified=True
            )
            enroler_totp(compte, fiche["secret"])
        comptes[compte.email] = compte
    return comptes


DUREES = {  # those that docs/droit/conservation.md proposes
    "decidees_le": date(2026, 1, 1),
    "sante": 1,
    "lectures": 12,
    "courriels": 6,
    "notifications": 12,
    "conversations": 24,
    "demandes": 36,
    "demandes_sans_suite": 12,
    "voeux": 12,
    "reservations": 4,
    "modifications": 36,
    "factures": 10,
    "foyers": 2,
}
FOYERS, ENFANTS = 300, 500  # the tests make a smaller one
# of the staff, those by whom the town's life is played
JOUENT = ("agent@exemple.fr", "directrice@exemple.fr", "redactrice@exemple.fr")
SEMAINES_RAPPELEES = 4  # this one and the next three
# What creer_personnages makes by itself.
FOYERS_NOMMES, ENFANTS_NOMMES, DEMANDES_NOMMEES = 7, 11, 6
# In the time that one household takes, so that what is left is told truly.
D_UNE_DEMANDE = 13
MOMENTS = {"saison": 600, "voeux": 600, "comptages": 600, "factures": 2400}


def etapes() -> int:
    """How many `avancer` will count."""
    demandes = nombre_de_demandes(FOYERS) + DEMANDES_NOMMEES
    return FOYERS - FOYERS_NOMMES + demandes * D_UNE_DEMANDE + sum(MOMENTS.values())


@dessines_ici()
@transaction.atomic
def creer_la_ville(*, avancer: Callable[[int], object]) -> None:
    """Write the whole town. `avancer(n)` is called as n more of `etapes` are done."""
    # one hash for everybody: a slow one is slow on purpose
    mot_de_passe = make_password(MOT_DE_PASSE)
    ville = marquer()
    _regler()
    personnel = creer_personnel(mot_de_passe=mot_de_passe)
    agente, directrice, _redactrice = (personnel[adresse] for adresse in JOUENT)
    creer_les_ecoles(par=agente)
    personnages = creer_personnages(par=agente, mot_de_passe=mot_de_passe)
    foule = Foule(FOYERS - FOYERS_NOMMES, ENFANTS - ENFANTS_NOMMES, timezone.localdate())
    autres = ecrire(
        foule, par=ville, mot_de_passe=mot_de_passe, dernier_numero=NUMERO_MARTIN, avancer=avancer
    )
    dire_les_etats_civils(personnages, autres, par=agente)
    dire_les_regimes([*vars(personnages).values(), *autres], msa=personnages.benali)
    de_la_ville = [
        *de_la_foule(autres, agent=agente, combien=FOYERS),
        *des_personnages(personnages),
    ]
    centres = creer_centres(timezone.localdate(), directrice=directrice)
    inscrits = inscrire_la_ville(centres, par=agente)
    remplir_la_saison(centres, inscrits, timezone.localdate(), martin=personnages.martin)
    avancer(MOMENTS["saison"])
    ecrire_les_reglements(centres)
    preparer_la_reinscription(centres, timezone.localdate(), agent=agente)
    _rappeler_la_foule()
    _jouer(de_la_ville, list(personnel.values())[:2], avancer)
    attendre_une_place(centres, timezone.localdate())
    faire_des_voeux(centres, timezone.localdate(), martin=personnages.martin, agent=agente)
    repondre_a_la_campagne(timezone.localdate(), martin=personnages.martin)
    avancer(MOMENTS["voeux"])
    vivre_le_quotidien(personnages, agent=agente, jour=timezone.localdate())
    prelever_les_personnages(personnages, agent=agente)
    _ranger_et_facturer(personnages, personnel, avancer)
    finir_et_preparer(timezone.localdate(), agent=agente)
    remplir_la_boite(personnages, agent=agente, jour=timezone.localdate())
    with au_moment(il_y_a(6, 9, 2)):
        noter_consultation(personnages.martin, "fiche du foyer", par=agente)
    tenir_la_file()  # an offer of the days that were played may have run out since


def _ranger_et_facturer(
    personnages: SimpleNamespace,
    personnel: dict[str, Utilisateur],
    avancer: Callable[[int], object],
) -> None:
    """The papers of the Martins, then what the town serves, counts and invoices."""
    agente, directrice, redactrice = (personnel[adresse] for adresse in JOUENT)
    ranger_les_papiers(personnages, agent=agente, directrice=directrice, jour=timezone.localdate())
    declarer_leur_quotient(personnages.martin, agent=agente)
    mettre_leur_dossier_a_jour(personnages.martin, timezone.localdate())
    reserver_sur_le_portail(personnages.martin, timezone.localdate())
    publier_les_menus(timezone.localdate(), personnages.martin, par=redactrice)
    compter_les_repas(personnages, agent=agente, jour=timezone.localdate())
    avancer(MOMENTS["comptages"])
    facturer_la_ville(agent=agente, jour=timezone.localdate())
    avancer(MOMENTS["factures"])


def _regler() -> None:
    """What the town has voted."""
    communes = [CommuneMembre(nom=nom, code_postal=code) for nom, code in COMMUNES]
    CommuneMembre.objects.bulk_create(communes, ignore_conflicts=True)
    ReglageConservation.objects.update_or_create(defaults=DUREES)


def _rappeler_la_foule() -> None:
    """Reminders of the weeks to come have left, but for the families of the mailbox: they will get
    theirs."""
    montres = Foyer.objects.filter(responsables__utilisateur__email__in=MONTRES)
    lundi = SemaineRappelee.de(timezone.localdate()).lundi
    Rappel.objects.bulk_create(
        Rappel(foyer=foyer, semaine=lundi + timedelta(weeks=rang))
        for foyer in Foyer.objects.exclude(pk__in=montres)
        for rang in range(SEMAINES_RAPPELEES)
    )


def _jouer(
    histoires: list[Histoire], agents: list[Utilisateur], avancer: Callable[[int], object]
) -> None:
    """In the order of their sending, so that their numbers follow. Mails of a week ago and more
    were sent then."""
    Compteur.objects.get_or_create(
        serie=f"demande-{timezone.localdate().year}", defaults={"dernier": 147}
    )
    for rang, histoire in enumerate(sorted(histoires, key=lambda histoire: histoire.deposee_le)):
        jouer(histoire, agent=agents[rang % 3 == 2])
        avancer(D_UNE_DEMANDE)
    anciens = Courriel.objects.exclude(destinataire__in=MONTRES) | Courriel.objects.filter(
        cree_le__lt=il_y_a(8)
    )
    anciens.filter(envoye_le=None).update(envoye_le=F("cree_le"))
