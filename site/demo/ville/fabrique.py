"""Makes the town: first what opens it, all or nothing, then all the rest by lots."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

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
from famille.dossier.doublons.chercher import chercher_les_doublons
from famille.models import (
    CommuneMembre,
    Compteur,
    Courriel,
    Foyer,
    ReglageConservation,
    Travail,
    Utilisateur,
)
from reservations.models import Rappel
from reservations.regles.rappel import SemaineRappelee
from reservations.taches import tenir_la_file

from . import remplissage
from .activites.campagne import preparer_la_reinscription
from .activites.centres import creer_centres, retrouver_les_centres
from .activites.fins import finir_et_preparer
from .activites.inscrits import inscrire_la_ville
from .activites.places import attendre_une_place, ecrire_les_reglements
from .activites.reponses import repondre_a_la_campagne
from .activites.saison import remplir_la_saison
from .activites.voeux import faire_des_voeux
from .comptes import MOT_DE_PASSE, PERSONNEL
from .demandes.histoires import de_la_foule, des_personnages, nombre_de_demandes
from .demandes.jeu import jouer
from .demandes.messages import remplir_la_boite, vieillir
from .demandes.quotidien import vivre_le_quotidien
from .facturation.comptages import compter_les_repas
from .facturation.factures import DE_LA_FACTURATION
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
SEMAINES_RAPPELEES = 4  # this one and the next three
# What creer_personnages makes by itself.
FOYERS_NOMMES, ENFANTS_NOMMES = 7, 11
PAR_LOT = 4  # demandes: under a second of the only writer of SQLite
# In the time that one household takes, so that what is left is told truly.
D_UNE_DEMANDE = 20
A_L_OUVERTURE = {"personnages": 400, "saison": 780, "histoires": 420, "repas": 100}


@dataclass(frozen=True)
class Ville:
    """What is known of the town once it is open: by the named households, the staff, the crowd."""

    personnages: SimpleNamespace
    personnel: list[Utilisateur]  # in the order of PERSONNEL
    foule: list[Foyer]
    jour: date

    @property
    def agente(self) -> Utilisateur:
        return self.personnel[0]

    def en_donnees(self) -> dict[str, Any]:
        """Keys, in JSON."""
        return {
            "personnages": {nom: foyer.pk for nom, foyer in vars(self.personnages).items()},
            "foule": [foyer.pk for foyer in self.foule],
        }

    @classmethod
    def lire(cls, donnees: dict[str, Any]) -> "Ville":
        """Of what `en_donnees` has kept; the day is the one that is played."""
        nommes = Foyer.objects.in_bulk(donnees["personnages"].values())
        personnages = {nom: nommes[pk] for nom, pk in donnees["personnages"].items()}
        comptes = {un.email: un for un in Utilisateur.objects.exclude(groups=None)}
        return cls(
            SimpleNamespace(**personnages),
            [comptes[fiche["courriel"]] for fiche in PERSONNEL],
            list(Foyer.objects.filter(pk__in=donnees["foule"]).order_by("pk")),
            timezone.localdate(),
        )


def lots() -> list[tuple[int, Callable[[Ville], object]]]:
    """What is left to make once the town is open, in order: (how long, what does it). Each is a
    transaction of its own, of a few seconds."""
    combien = nombre_de_demandes(FOYERS)
    demandes = [
        (
            min(PAR_LOT, combien - de) * D_UNE_DEMANDE,
            partial(_jouer_la_foule, rangs=slice(de, de + PAR_LOT)),
        )
        for de in range(0, combien, PAR_LOT)
    ]
    return [
        *demandes,
        (90, _attendre),
        (640, _souhaiter),
        *((duree, partial(_facturer, etape=etape)) for duree, etape in DE_LA_FACTURATION),
        (85, _finir),
    ]


def etapes(*, seulement_ouvrir: bool = False) -> int:
    """How many `avancer` will count."""
    ensuite = 0 if seulement_ouvrir else sum(duree for duree, _lot in lots())
    return FOYERS - FOYERS_NOMMES + sum(A_L_OUVERTURE.values()) + ensuite


@transaction.atomic
def creer_la_ville(*, avancer: Callable[[int], object]) -> None:
    """Write the whole town, all or nothing. `avancer(n)` is called as n more of `etapes` are
    done."""
    travail = ouvrir_la_ville(avancer=avancer)
    deja = 0

    def compter(fait: int, _total: int) -> None:
        nonlocal deja
        avancer(fait - deja)
        deja = fait

    while un_lot(travail, compter):
        pass
    resultat = {"phrase": remplissage.REMPLIE}
    fini = {"etat": Travail.Etat.FINI, "fini_le": timezone.now(), "resultat": resultat}
    Travail.objects.filter(pk=travail.pk).update(**fini)


@dessines_ici()
@transaction.atomic
def ouvrir_la_ville(*, avancer: Callable[[int], object]) -> Travail:
    """Whom people sign in as, with what /demo/ says of each, and the season that they are in; the
    job that makes all the rest (`lots`)."""
    # one hash for everybody: a slow one is slow on purpose
    mot_de_passe = make_password(MOT_DE_PASSE)
    marque = marquer()
    _regler()
    personnel = list(creer_personnel(mot_de_passe=mot_de_passe).values())
    agente, _collegue, directrice, *_autres = personnel
    creer_les_ecoles(par=agente)
    personnages = creer_personnages(par=agente, mot_de_passe=mot_de_passe)
    avancer(A_L_OUVERTURE["personnages"])
    foule = Foule(FOYERS - FOYERS_NOMMES, ENFANTS - ENFANTS_NOMMES, timezone.localdate())
    autres = ecrire(
        foule, par=marque, mot_de_passe=mot_de_passe, dernier_numero=NUMERO_MARTIN, avancer=avancer
    )
    ville = Ville(personnages, personnel, autres, timezone.localdate())
    dire_les_etats_civils(personnages, autres, par=agente)
    dire_les_regimes([*vars(personnages).values(), *autres], msa=personnages.benali)
    centres = creer_centres(ville.jour, directrice=directrice)
    inscrits = inscrire_la_ville(centres, par=agente)
    remplir_la_saison(centres, inscrits, ville.jour, martin=personnages.martin)
    ecrire_les_reglements(centres)
    preparer_la_reinscription(centres, ville.jour, agent=agente)
    _rappeler_la_foule()
    avancer(A_L_OUVERTURE["saison"])
    _vivre_les_histoires(ville)
    avancer(A_L_OUVERTURE["histoires"])
    compter_les_repas(personnages, agent=agente, jour=ville.jour)
    avancer(A_L_OUVERTURE["repas"])
    _laisser_partir_les_courriels()
    return remplissage.demander(ville.en_donnees(), par=marque)


def un_lot(travail: Travail, avancer: Callable[[int, int], object]) -> bool:
    """The next of `lots`, whole or not at all, at the moment when the town was opened: whoever
    comes back another day finds one town. `avancer` gets (what is done, all). False: there is none
    left."""
    tous = lots()
    durees = [duree for duree, _lot in tous]
    with transaction.atomic():
        tenu = Travail.objects.select_for_update().get(pk=travail.pk)
        rang = tenu.parametres[remplissage.LOT]
        if rang < len(tous):
            with au_moment(tenu.cree_le):
                faire(tous[rang][1], tenu.parametres)
            tenu.parametres[remplissage.LOT] = rang + 1
            tenu.save(update_fields=["parametres"])
    avancer(sum(durees[: rang + 1]), sum(durees))
    return rang < len(tous)


@dessines_ici()
def faire(lot: Callable[[Ville], object], donnees: dict[str, Any]) -> None:
    """One of `lots`, in the caller's transaction. `donnees`: of Ville.en_donnees."""
    lot(Ville.lire(donnees))
    _laisser_partir_les_courriels()


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


def _vivre_les_histoires(ville: Ville) -> None:
    """What the named families have sent, asked, kept and read."""
    personnages, martin = ville.personnages, ville.personnages.martin
    agente, _collegue, directrice, redactrice, *_autres = ville.personnel
    Compteur.objects.get_or_create(serie=f"demande-{ville.jour.year}", defaults={"dernier": 147})
    _jouer(des_personnages(personnages), ville)
    anciens = Courriel.objects.filter(cree_le__lt=il_y_a(8), envoye_le=None)
    anciens.update(envoye_le=F("cree_le"))
    vivre_le_quotidien(personnages, agent=agente, jour=ville.jour)
    prelever_les_personnages(personnages, agent=agente)
    ranger_les_papiers(personnages, agent=agente, directrice=directrice, jour=ville.jour)
    declarer_leur_quotient(martin, agent=agente)
    mettre_leur_dossier_a_jour(martin, ville.jour)
    reserver_sur_le_portail(martin, ville.jour)
    publier_les_menus(ville.jour, martin, par=redactrice)
    remplir_la_boite(personnages, agent=agente, jour=ville.jour)
    with au_moment(il_y_a(6, 9, 2)):
        noter_consultation(martin, "fiche du foyer", par=agente)


def _jouer(histoires: list[Histoire], ville: Ville, rangs: slice = slice(None)) -> None:
    """Those of these ranks in the order of their sending, so that their numbers follow."""
    dans_l_ordre = sorted(histoires, key=lambda histoire: histoire.deposee_le)
    for rang, histoire in list(enumerate(dans_l_ordre))[rangs]:
        jouer(histoire, agent=ville.personnel[rang % 3 == 2])


def _jouer_la_foule(ville: Ville, rangs: slice) -> None:
    _jouer(de_la_foule(ville.foule, agent=ville.agente, combien=FOYERS), ville, rangs)


def _attendre(ville: Ville) -> None:
    attendre_une_place(retrouver_les_centres(ville.jour), ville.jour)


def _souhaiter(ville: Ville) -> None:
    """The wishes for the holidays, and the answers to the campaign."""
    centres, martin = retrouver_les_centres(ville.jour), ville.personnages.martin
    faire_des_voeux(centres, ville.jour, martin=martin, agent=ville.agente)
    repondre_a_la_campagne(ville.jour, martin=martin)


def _facturer(ville: Ville, etape: Callable[..., None]) -> None:
    etape(agent=ville.agente, jour=ville.jour)


def _finir(ville: Ville) -> None:
    finir_et_preparer(ville.jour, agent=ville.agente)
    vieillir(ville.personnages)
    tenir_la_file()  # an offer of the days that were played may have run out since
    chercher_les_doublons()  # the night's list, of a town that has had no night


def _laisser_partir_les_courriels() -> None:
    """What was written until the moment that is played was sent then, but to the families of the
    mailbox; what visitors are writing meanwhile is theirs."""
    ecrits = Courriel.objects.filter(envoye_le=None, cree_le__lte=timezone.now())
    ecrits.exclude(destinataire__in=MONTRES).update(envoye_le=F("cree_le"))
