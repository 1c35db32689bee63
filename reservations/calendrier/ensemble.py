"""One gesture for a day of all the children, or for a whole week: what the page offers there, asked
of the basket at once (G28)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from famille.models import Utilisateur
from famille.socle.dire import pluriel
from famille.socle.erreurs import Refus
from reservations.lecture.filtres import Filtres, Mois
from reservations.moteur.demande import LigneDemandee
from reservations.regles.cases import EtatCase
from reservations.regles.juge import etendue

from . import actions
from .choix import Choix
from .grille import JourGrille, SemaineGrille, communs
from .page import PageCalendrier, lire_page

RESERVER, RETIRER = "reserver", "retirer"
# What each gesture changes: nothing else of the day or the week is touched.
_VISES = {RESERVER: EtatCase.LIBRE, RETIRER: EtatCase.AJOUT}
_PLUS_RIEN = "Il ne reste rien à réserver ici : chaque jour dit pourquoi."


@dataclass(frozen=True)
class PresseEnsemble:
    """ "2026-12-09.reserver", "2026-S50.retirer": a day or a week, and the state that is wanted."""

    cle: str
    action: str
    jours: tuple[date, date]

    @classmethod
    def lire(cls, texte: str) -> "PresseEnsemble | None":
        """None for what no page of ours sends."""
        cle, _, action = texte.partition(".")
        try:
            jours = etendue(cle)
        except ValueError:
            return None
        return cls(cle, action, jours) if action in _VISES and len(cle) <= 10 else None


@dataclass
class Fait:
    """The page once done (None: no household), the day or the week of the gesture, the choices that
    it has changed, and what was refused, in a sentence."""

    page: PageCalendrier | None
    groupe: JourGrille | SemaineGrille | None = None
    changes: Iterable[Choix] = ()
    refus: str = ""


def presser(utilisateur: Utilisateur, filtres: Filtres, presse: PresseEnsemble) -> Fait:
    """Put in the baskets all that is free there, among the children and activities shown; or take
    it out again. What the rules refuse meanwhile is left aside, and said."""
    filtres = filtres if filtres.mois else replace(filtres, mois=Mois.du(presse.jours[0]))
    page = lire_page(utilisateur, filtres, jours=presse.jours)
    groupe = page.grille.groupe(presse.cle) if page else None
    if not (page and groupe):
        return Fait(page)
    vises = [un for un in communs(groupe.choix) if un.case.etat == _VISES[presse.action]]
    refus = _changer(page, vises, presse.action, par=utilisateur)
    apres = lire_page(utilisateur, filtres, jours=presse.jours)
    groupe = apres.grille.groupe(presse.cle) if apres else None
    cles = {un.cle for un in vises}
    changes = [un for un in groupe.choix if un.cle in cles] if groupe else []
    return Fait(apres, groupe, changes, refus)


def _changer(page: PageCalendrier, vises: list[Choix], action: str, *, par: Utilisateur) -> str:
    """ "" when all of it is done, else what was not, in a sentence."""
    if action == RETIRER:
        for panier in page.paniers:
            voulues = {un.cle for un in vises}
            lignes = [ligne.pk for ligne in panier.lignes if ligne.cle in voulues]
            actions.retirer(panier.foyer, lignes)
        return ""
    if not vises:
        return _PLUS_RIEN
    par_foyer: dict[int, list[LigneDemandee]] = defaultdict(list)
    for foyer, enfant, activite, bloc in (un.cle for un in vises):
        par_foyer[foyer].append(LigneDemandee(enfant, activite, bloc))
    try:
        ajoutes = sum(
            actions.ajouter(foyer, par_foyer[foyer.pk], par=par)
            for foyer in page.foyers
            if foyer.pk in par_foyer
        )
    except Refus as refus:
        return str(refus)
    return _rediger(len(vises) - ajoutes)


def _rediger(manquent: int) -> str:
    """What the rules have refused since the page was shown, most often for want of places."""
    if not manquent:
        return ""
    ont = "n’ont" if manquent > 1 else "n’a"
    s = pluriel(manquent)
    return f"{manquent} choix {ont} pas pu être ajouté{s} : chaque jour dit pourquoi."
