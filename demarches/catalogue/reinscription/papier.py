"""The form of one child on paper: what his file holds, and room to change it. For who has no
screen; an agent then enters it, as at the counter (D8)."""

from typing import Any

from django.urls import reverse

from demarches.catalogue.informations_du_foyer.sante import PLUS_LU
from demarches.models import CampagneReinscription
from famille.dossier.papiers import Feuille
from famille.models import Autorisation, Enfant, FicheSanitaire
from famille.socle.dire import de, en_chiffres, en_lettres

from .inscriptions import activites_de_l_an_dernier, hors_d_age, proposees

VIDE = "…………………………………………"
NON_LU = "à compléter par la famille"


def feuille_de_reinscription(
    enfant: Enfant, campagne: CampagneReinscription, *, avec_sante: bool
) -> Feuille:
    """`avec_sante`: who prints it may read the child's health; else it is left blank."""
    gardees = {une.pk for une in activites_de_l_an_dernier(campagne, enfant)}
    return Feuille(
        titre=f"Réinscription {campagne.saison}",
        reference=f"{enfant}, naissance le {en_chiffres(enfant.naissance)}",
        date=f"À rendre avant le {en_lettres(campagne.fin)}",
        corps="demarches/catalogue/reinscription/papier.html",
        page="demarches/catalogue/reinscription/bureau/papier.html",
        fichier="reinscription",
        lien_html=reverse("reinscriptions_formulaire", args=[enfant.pk]),
        lien_pdf=reverse("reinscriptions_formulaire_pdf", args=[enfant.pk]),
        contexte={
            "enfant": enfant,
            "campagne": campagne,
            "activites": [(une, une.pk in gardees) for une in proposees(campagne, enfant)],
            "hors_d_age": hors_d_age(campagne, enfant),
            "sante": _sante(enfant, avec_sante=avec_sante) if campagne.fiche_demandee else [],
            "assurance": _assurance(enfant) if campagne.assurance_demandee else [],
            "autorisations": _autorisations(enfant) if campagne.autorisations_demandees else [],
            "titre_sante": f"La santé {de(enfant.prenom)}",
        },
    )


def _fiche(enfant: Enfant) -> FicheSanitaire | None:
    return FicheSanitaire.objects.filter(enfant=enfant).first()


def _sante(enfant: Enfant, *, avec_sante: bool) -> list[tuple[str, str]]:
    libelles = ("Régime alimentaire", "Allergies", "PAI", "Médecin traitant", "Son téléphone")
    if not avec_sante:
        return [(libelle, NON_LU) for libelle in libelles]
    fiche = _fiche(enfant)
    if fiche is None:
        return [(libelle, VIDE) for libelle in libelles]
    if fiche.illisible:
        return [(libelle, f"{PLUS_LU}\u00a0: {VIDE}") for libelle in libelles]
    valeurs: tuple[Any, ...] = (
        fiche.get_regime_display(),
        " ; ".join(fiche.allergies_dites) or "aucune",
        "oui" if fiche.pai else "non",
        fiche.medecin,
        fiche.medecin_telephone,
    )
    return [(nom, str(valeur or VIDE)) for nom, valeur in zip(libelles, valeurs, strict=True)]


def _assurance(enfant: Enfant) -> list[tuple[str, str]]:
    """Its end is left blank: it is what changes each year."""
    fiche = _fiche(enfant)
    return [
        ("Compagnie", (fiche and fiche.assurance_compagnie) or VIDE),
        ("Numéro de contrat", (fiche and fiche.assurance_numero) or VIDE),
        ("Valable jusqu’au", VIDE),
    ]


def _autorisations(enfant: Enfant) -> list[tuple[str, str]]:
    """[(label, what is in force)]; "" where nothing was said."""
    dites = {une.genre: une.accordee for une in enfant.autorisations.order_by("le", "pk")}
    reponses = {True: "oui", False: "non", None: ""}
    return [(genre.label, reponses[dites.get(genre.value)]) for genre in Autorisation.Genre]
