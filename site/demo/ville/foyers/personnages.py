"""The households that have a story: made by the real actions, as an agent and a parent would, at
their own dates."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from demo.ville.comptes import FAMILLES
from demo.ville.jours import annee_scolaire, annees_de_la_foule, au_moment, il_y_a
from famille.actions import (
    ajouter_enfant,
    ajouter_quotient,
    ajouter_responsable,
    creer_foyer,
    rattacher_enfant,
)
from famille.comptes.adresse_prouvee import adresse_verifiee
from famille.models import Compteur, Courriel, Foyer, Rattachement, Utilisateur

Situation = Foyer.Situation
NUMERO_MARTIN = 417
# so that the file's number is 2026-00417, as in the mock-ups
OUVERTURE_MARTIN = datetime(2026, 3, 9, 14, 20)
NON_ACTIVE = "elodie.roussel@exemple.fr"
# Whose last mails are seen in the mailbox of the demo town.
MONTRES = [*(fiche["courriel"] for fiche in FAMILLES), NON_ACTIVE]


def creer_personnages(*, par: Utilisateur, mot_de_passe: str) -> SimpleNamespace:
    """The seven families that have a story, by name. `mot_de_passe`: already hashed."""
    _laisser_les_premiers_numeros_a_la_foule()
    with au_moment(timezone.make_aware(OUVERTURE_MARTIN)):
        martin = _martin(par)
    with au_moment(il_y_a(200, 9, 30)):
        lemoine, fontaine = _separes(par)
        vandenbroucke = _noms_longs(par)
        accueil = _famille_d_accueil(par)
    with au_moment(il_y_a(2, 16, 5)):
        benali = _benali(par)
    _activer(mot_de_passe)
    # These were read long ago; the one of the account still to be activated stays to be sent.
    Courriel.objects.filter(envoye_le=None).update(envoye_le=timezone.now())
    with au_moment(il_y_a(0, 9, 10)):
        _roussel(par)
    return SimpleNamespace(
        martin=martin,
        benali=benali,
        lemoine=lemoine,
        fontaine=fontaine,
        vandenbroucke=vandenbroucke,
        accueil=accueil,
    )


def _laisser_les_premiers_numeros_a_la_foule() -> None:
    """Every year whose numbers the crowd draws (below the Martins'): a file opened forty days ago
    may be of last year, one of two days ago of this one."""
    for annee in {OUVERTURE_MARTIN.year, *annees_de_la_foule(timezone.localdate())}:
        Compteur.objects.update_or_create(
            serie=f"foyer-{annee}", defaults={"dernier": NUMERO_MARTIN - 1}
        )


def _adresse(
    voie: str,
    code_postal: str = "36000",
    commune: str = "Châteauroux",
    complement: str = "",
    depuis: date = date(2021, 9, 1),
) -> dict[str, Any]:
    return {
        "voie": voie,
        "complement": complement,
        "code_postal": code_postal,
        "commune": commune,
        "depuis": depuis,
    }


def _ne(age_civil: int, mois: int, jour: int) -> date:
    """The birthday of a child who is `age_civil` at the end of the calendar year in which this
    school year began.

    The real today, not the moment in the past at which the file is opened: `date.today` is never
    patched.
    """
    return date(annee_scolaire(date.today()) - age_civil, mois, jour)


def _quotient(foyer: Foyer, valeur: int, par: Utilisateur) -> None:
    ajouter_quotient(
        foyer,
        valeur=Decimal(valeur),
        debut=date(timezone.localdate().year, 1, 1),
        par=par,
        source="atteste",
    )


def _martin(par: Utilisateur) -> Foyer:
    foyer = creer_foyer(
        nom="Martin", adresse=_adresse("7 rue de la Poste"), situation=Situation.MARIES, par=par
    )
    ajouter_responsable(
        foyer,
        prenom="Camille",
        nom="Martin",
        courriel="camille.martin@exemple.fr",
        telephone_portable="+33639980001",
        telephone_fixe="+33261910001",
        par=par,
        a_confirmer=False,
    )
    ajouter_responsable(
        foyer,
        prenom="Nicolas",
        nom="Martin",
        courriel="nicolas.martin@exemple.fr",
        telephone_portable="+33639980002",
        par=par,
        a_confirmer=False,
    )
    for prenom, age, mois, jour, classe in [("Léa", 8, 3, 14, "CE2"), ("Hugo", 5, 6, 2, "GS")]:
        naissance = _ne(age, mois, jour)
        ajouter_enfant(
            foyer,
            prenom=prenom,
            nom="Martin",
            naissance=naissance,
            ecole="École Jean-Zay",
            classe=classe,
            par=par,
        )
    _quotient(foyer, 915, par)  # before the one that they declare
    return foyer


def _benali(par: Utilisateur) -> Foyer:
    foyer = creer_foyer(
        nom="Benali",
        adresse=_adresse("3 rue des Pavillons"),
        situation=Situation.PARENT_SEUL,
        par=par,
    )
    ajouter_responsable(
        foyer,
        prenom="Nadia",
        nom="Benali",
        courriel="nadia.benali@exemple.fr",
        telephone_portable="+33639980003",
        par=par,
        a_confirmer=False,
    )
    ajouter_enfant(
        foyer,
        prenom="Sami",
        nom="Benali",
        naissance=_ne(7, 1, 20),
        ecole="École Lamartine",
        classe="CE1",
        par=par,
    )
    return foyer


def _separes(par: Utilisateur) -> tuple[Foyer, Foyer]:
    """One child, two households, alternating custody (D11)."""
    lemoine = creer_foyer(
        nom="Lemoine", adresse=_adresse("27 rue Grande"), situation=Situation.SEPARES, par=par
    )
    ajouter_responsable(
        lemoine,
        prenom="Julien",
        nom="Lemoine",
        courriel="julien.lemoine@exemple.fr",
        telephone_portable="+33639980004",
        par=par,
        a_confirmer=False,
    )
    fontaine = creer_foyer(
        nom="Fontaine",
        adresse=_adresse("8 allée Marie-Marvingt", "36130", "Déols", "Bâtiment C, appartement 31"),
        situation=Situation.SEPARES,
        par=par,
    )
    ajouter_responsable(
        fontaine,
        prenom="Aurélie",
        nom="Fontaine",
        courriel="aurelie.fontaine@exemple.fr",
        telephone_portable="+33639980005",
        par=par,
        a_confirmer=False,
    )
    noe = ajouter_enfant(
        lemoine,
        prenom="Noé",
        nom="Lemoine",
        naissance=_ne(6, 10, 4),
        ecole="École Buffon",
        classe="CP",
        garde=Rattachement.Garde.ALTERNEE,
        par=par,
    )
    rattacher_enfant(noe, fontaine, par=par, a_confirmer=False)
    _quotient(fontaine, 415, par)
    return lemoine, fontaine


def _noms_longs(par: Utilisateur) -> Foyer:
    nom = "Vandenbroucke-Deschamps de Saint-Aubin"
    foyer = creer_foyer(
        nom=nom,
        adresse=_adresse(
            "128 bis chemin du Val-de-l’Indre-et-des-Grandes-Prairies",
            "36120",
            "Sassierges-Saint-Germain",
            "Résidence du Parc-Balsan, bâtiment des Hortensias, escalier 3, 4e étage",
        ),
        situation=Situation.VIE_COMMUNE,
        par=par,
    )
    ajouter_responsable(
        foyer,
        prenom="Marie-Christine",
        nom=nom,
        courriel="marie-christine.vandenbroucke-deschamps@exemple.fr",
        telephone_portable="+33639980006",
        par=par,
        a_confirmer=False,
    )
    enfants = [
        ("Jean-Baptiste", 14, "3e"),
        ("Marie-Éléonore", 11, "6e"),
        ("Pierre-Louis-Augustin", 9, "CM1"),
    ]
    enfants += [("Apolline", 6, "CP"), ("Maximilien-Alexandre", 3, "PS")]
    for rang, (prenom, age, classe) in enumerate(enfants):
        ajouter_enfant(
            foyer,
            prenom=prenom,
            nom=nom,
            naissance=_ne(age, 2 + rang, 11),
            ecole="Groupe scolaire intercommunal Pierre-et-Marie-Curie – Jean-Racine",
            classe=classe,
            par=par,
        )
    return foyer


def _famille_d_accueil(par: Utilisateur) -> Foyer:
    foyer = creer_foyer(
        nom="Girault",
        adresse=_adresse("5 route de Blois", "36330", "Le Poinçonnet"),
        situation=Situation.ACCUEIL,
        par=par,
    )
    ajouter_responsable(
        foyer,
        prenom="Solène",
        nom="Girault",
        courriel="solene.girault@exemple.fr",
        lien="accueil",
        telephone_portable="+33639980007",
        par=par,
        a_confirmer=False,
    )
    ajouter_enfant(
        foyer,
        prenom="Timéo",
        nom="Aubrun",
        naissance=_ne(10, 5, 23),
        ecole="École Michelet",
        classe="CM2",
        debut=timezone.localdate() - timedelta(days=30),
        par=par,
    )
    return foyer


def _roussel(par: Utilisateur) -> None:
    """An account that waits for its owner: the activation link is in the mailbox of
    /demo/courriels/."""
    foyer = creer_foyer(
        nom="Roussel", adresse=_adresse("41 rue de Strasbourg"), situation=Situation.PACSES, par=par
    )
    ajouter_responsable(
        foyer,
        prenom="Élodie",
        nom="Roussel",
        courriel=NON_ACTIVE,
        telephone_portable="+33639980008",
        par=par,
        a_confirmer=False,
    )
    ajouter_enfant(
        foyer,
        prenom="Olympe",
        nom="Roussel",
        naissance=_ne(4, 8, 30),
        ecole="Maternelle Les Marins",
        classe="MS",
        par=par,
    )


def _activer(mot_de_passe: str) -> None:
    """What their owners did with the link of the mail."""
    for compte in Utilisateur.objects.filter(email__in=[fiche["courriel"] for fiche in FAMILLES]):
        compte.password = mot_de_passe
        compte.save(update_fields=["password"])
        adresse_verifiee(compte)
