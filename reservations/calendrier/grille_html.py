"""The grid's HTML, assembled in Python: a template that loops over cells takes much longer
(docs/comprendre/calendrier.md).

Whatever comes from the database is escaped here, once, by `escape`.
"""

from functools import cache, lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from famille.socle.dire import JOURS, en_jour, enumerer
from reservations.lecture.attentes_dites import SUITES
from reservations.regles.cases import A_REVOIR, BOUTONS, PRESSES, Case, EtatCase
from reservations.regles.juge import Nature, Suite

from .grille import INCONNU, PASSE, SANS_ACCUEIL
from .grille_pieces import Choix, Ensemble, GrilleMois, JourGrille, RangEnfant, SemaineGrille

if TYPE_CHECKING:
    from .repas.lecture import RepasDuJour

ICONES = {
    EtatCase.RESERVE: "coche",
    EtatCase.FIXE: "verrou",
    EtatCase.PASSE: "coche",
    EtatCase.AILLEURS: "coche",
    EtatCase.AJOUT: "ajouter",
    EtatCase.ANNULATION: "moins",
    EtatCase.ATTENDRE: "attente",
    EtatCase.EN_ATTENTE: "attente",
    EtatCase.PROPOSEE: "alerte",
    EtatCase.COMPLET: "attente",
}


_BREFS = {"garderie du matin": "Gard. matin", "garderie du soir": "Gard. soir"}
# What unfolds below the cells that cannot be pressed, many of which say the same.
type Bulles = dict[Case, str]
TEINTES = 8  # pf-teinte-0 … pf-teinte-7, as portail's filter `teinte`


def table(grille: GrilleMois) -> SafeString:
    """Head and body of the month's table. Its pieces are put together once: each copy of all of
    them is felt."""
    etroites = grille.etroites
    tetes = "".join(
        f'<th scope="col"{' class="cal-etroite"' if rang in etroites else ""}>{nom}</th>'
        for rang, nom in enumerate(map(str.capitalize, JOURS[: grille.colonnes]))
    )
    bulles: Bulles = {}
    corps = [_semaine(semaine, grille.colonnes, bulles) for semaine in grille.semaines]
    return SafeString("".join([f"<thead><tr>{tetes}</tr></thead><tbody>", *corps, "</tbody>"]))


def bouton(choix: Choix, *, attributs: str = "", hors_bande: bool = False) -> SafeString:
    """One choice: a button to press, a disclosure that says why not, or plain words for a day that
    is over. `<i>`: what is read out only. `hors_bande`: htmx puts it in its place beside what was
    pressed."""
    oob = ' hx-swap-oob="true"' if hors_bande else ""
    return SafeString(_bouton(choix, {}, attributs, oob))


def _bouton(choix: Choix, bulles: Bulles, attributs: str = "", oob: str = "") -> str:
    """Escaped piece by piece."""
    une, ident = choix.case, identifiant(choix.cle)
    dessin = _dessiner(une, choix.mot)
    dedans = f"<i>{_qui(choix.quand, choix.qui)}</i>{dessin.dedans}"
    if dessin.presse:
        return (
            f'<button class="{dessin.classe}" id="{ident}" name="choix"'
            f' value="{valeur(choix.cle)}.{dessin.geste}"'
            f' aria-pressed="{dessin.presse}"{attributs}{oob}>{dedans}</button>'
        )
    if une.etat is EtatCase.PASSE:
        return f'<span class="{dessin.classe}" id="{ident}"{oob}>{dedans}</span>'
    return (
        f'<details class="cal-d pf-deroulant" id="{ident}"{oob}><summary'
        f' class="{dessin.classe}"{attributs}>{dedans}</summary>{_bulle(choix, bulles)}</details>'
    )


def _bulle(choix: Choix, bulles: Bulles) -> str:
    """Why it cannot be pressed, and the next step; that of a queue names the child."""
    une = choix.case
    if une.suite == Suite.ATTENTE:
        suite = _demander_une_place(choix)
        return f'<div class="cal-bulle"><p>{escape(une.phrase)}</p>{suite}</div>'
    if une not in bulles:
        bulles[une] = f'<div class="cal-bulle"><p>{escape(une.phrase)}</p>{_suite(une)}</div>'
    return bulles[une]


class _Dessin(NamedTuple):
    """What of a choice is the same whoever the child is. `presse`: "" for what is no button."""

    classe: str
    presse: str
    dedans: str
    geste: str


@lru_cache(maxsize=2048)
def _dessiner(une: Case, mot: str) -> _Dessin:
    icone = _icone(une.etat)
    # The lock stands beside its word, whatever the room.
    verrou, icone = (icone, "") if une.etat == EtatCase.FIXE else ("", icone)
    note = f'<small aria-hidden="true">{verrou}{escape(une.note)}</small>' if une.note else ""
    presse = "true" if une.etat in PRESSES else "false"
    return _Dessin(
        f"cal-b cal-{une.etat}" + (" cal-revoir" if une.note == A_REVOIR else ""),
        presse if une.etat in BOUTONS else "",
        f"{icone}{_mot(mot)}<i>{escape(f' : {une.dit}')}</i>{note}",
        une.geste,
    )


def geste(ensemble: Ensemble, *, attributs: str = "") -> SafeString:
    """The button of one gesture for a day or a week: its name says which."""
    return SafeString(
        f'<button class="cal-tout cal-tout-{ensemble.action}" id="e{ensemble.cle}" name="ensemble"'
        f' value="{ensemble.cle}.{ensemble.action}"{attributs}>{ensemble.mot}'
        f"<i>{escape(f' : {ensemble.quand}')}</i></button>"
    )


def identifiant(cle: tuple[int, int, int, str]) -> str:
    return "c%s-%s-%s-%s" % cle  # noqa: UP031 - a third of the time of a join, for each cell


def valeur(cle: tuple[int, int, int, str]) -> str:
    """What the button sends: household, child, activity, bloc; the action comes after it."""
    return "%s.%s.%s.%s" % cle  # noqa: UP031 - the same


def _semaine(semaine: SemaineGrille, colonnes: int, bulles: Bulles) -> str:
    jours = "".join([_jour(jour, bulles) for jour in semaine.jours])
    html = f'<tr id="s{semaine.cle}">{jours}</tr>'
    if ensemble := semaine.ensemble:
        html = f'<tr class="cal-semaine"><td colspan="{colonnes}">{geste(ensemble)}</td></tr>{html}'
    if semaine.rangs:
        rangs = "".join([_rang(rang, bulles) for rang in semaine.rangs])
        titre = f'<h2 class="cal-date">{escape(semaine.titre)}</h2>'
        html += (
            f'<tr class="cal-hebdo"><td colspan="{colonnes}"'
            f' class="cal-jour">{titre}{rangs}</td></tr>'
        )
    return html


def _jour(jour: JourGrille, bulles: Bulles) -> str:
    if not jour.dedans:
        return f'<td class="cal-dehors"><span aria-hidden="true">{jour.jour.day}</span></td>'
    nom, numero, mois = en_jour(jour.jour).split(" ", 2)
    titre = "h2" if jour.rangs else "p"
    classes = f"cal-jour cal-{jour.nature}"
    classes += " cal-hier" if jour.passe else " cal-ce-jour" if jour.aujourdhui else ""
    classes += "" if jour.rangs else " cal-sans"
    etiquette = ", ".join(filter(None, [jour.etiquette, "aujourd’hui" if jour.aujourdhui else ""]))
    tag = f' <span class="cal-tag">{escape(etiquette)}</span>' if etiquette else ""
    # What is so most of the year is read out, not drawn in every cell.
    ordinaire = jour.nature in (Nature.SCOLAIRE, Nature.INCONNUE) and jour.rien in (
        SANS_ACCUEIL,
        PASSE,
        INCONNU,
    )
    discret = " visually-hidden" if ordinaire else ""
    rien = f'<p class="cal-rien{discret}">{escape(jour.rien)}</p>' if jour.rien else ""
    date = (
        f'<{titre} class="cal-date"><time datetime="{jour.jour}"><span'
        f' class="cal-mot">{nom} </span>{numero}<span class="cal-mot">'
        f" {mois}</span></time>{tag}</{titre}>"
    )
    gestes = _gestes(jour)
    tete = f'<div class="cal-tete">{date}{gestes}</div>' if gestes else date
    return (
        f'<td class="{classes}">{tete}{rien}'
        + "".join([_rang(rang, bulles) for rang in jour.rangs])
        + (_repas(jour) if jour.repas else "")
        + "</td>"
    )


def _repas(jour: JourGrille) -> str:
    """What is eaten that day, folded behind one word; which says whom a dish of it harms."""
    prenoms = dict.fromkeys(
        prenom for un in jour.repas for une in un.alertes for prenom in une.prenoms
    )
    illisibles = dict.fromkeys(prenom for un in jour.repas for prenom in un.illisibles)
    qui = f", allergie : {_nom(enumerer(prenoms))}" if prenoms else ""
    if illisibles:
        qui += f", allergies illisibles : {_nom(enumerer(illisibles))}"
    mot = f"<span>{image('attention') + ' ' if qui else ''}Menu{qui}</span>"
    dits = "".join(_un_repas(un, seul=len(jour.repas) == 1) for un in jour.repas)
    return (
        '<div class="cal-rang"><div class="cal-choix"><details class="cal-d pf-deroulant">'
        f'<summary class="cal-tout">{mot}<i>{escape(f" : {en_jour(jour.jour)}")}</i></summary>'
        f'<div class="cal-bulle">{dits}</div></details></div></div>'
    )


def _un_repas(un: "RepasDuJour", *, seul: bool) -> str:
    ou = "" if seul else f", {_nom(un.lieu)}"
    plats = escape(" : " + ", ".join(un.plats))
    alertes = "".join(
        f'<p class="pf-menus-alerte">{image("attention")}'
        f"{escape(f' {une.allergene.capitalize()} : ')}{_nom(une.qui)}"
        f"{escape(f', allergie déclarée ({une.plat})')}</p>"
        for une in un.alertes
    )
    if un.illisibles:
        alertes += (
            f'<p class="pf-menus-alerte">{image("attention")}'
            " Nous ne pouvons plus lire les allergies déclarées : "
            f"{_nom(enumerer(un.illisibles))}. Lisez chaque plat.</p>"
        )
    return f'<p><a href="{escape(un.lien)}">Menu{ou}</a>{plats}</p>{alertes}'


def _nom(nom: str) -> str:
    return f'<span translate="no">{escape(nom)}</span>'


def _gestes(jour: JourGrille) -> str:
    """What is done of the whole day: book it for all, say an absence."""
    if not jour.rangs:
        return ""
    ensemble = jour.ensemble
    gestes = geste(ensemble) if ensemble else ""
    if jour.fixe:
        lien = f"{_adresse_des_absences()}#jour-{jour.jour}"
        dit = escape(f" : {en_jour(jour.jour)}")
        gestes += f'<a class="cal-tout" href="{lien}">Absence<i>{dit}</i></a>'
    return gestes


def _rang(rang: RangEnfant, bulles: Bulles) -> str:
    qui = _dire_l_enfant(rang.enfant.id, rang.enfant.prenom, rang.foyer, rang.activite)
    return qui + "".join([_bouton(un, bulles) for un in rang.choix]) + "</div></div>"


@lru_cache(maxsize=512)  # asked again for each day of the month
def _dire_l_enfant(pk: int, prenom: str, foyer: str, activite: str) -> str:
    chez = f" <span>{escape(foyer)}</span>" if foyer else ""
    ou = f" <span>{escape(activite)}</span>" if activite else ""
    classe = "cal-rang" if ou else "cal-rang cal-ecole"
    return (
        f'<div class="{classe}">{initiale(pk, prenom[:1].upper())}<p class="cal-qui"'
        f' translate="no"><b>{escape(prenom)}</b>{chez}{ou}</p><div class="cal-choix">'
    )


def initiale(pk: int, lettres: str) -> str:
    """The first letters of a child's name in his colour, for the eye alone."""
    return (
        f'<span class="pf-initiale pf-teinte-{pk % TEINTES}" aria-hidden="true">'
        f"{escape(lettres)}</span>"
    )


def _qui(quand: str, qui: str) -> str:
    return f'{escape(quand)}, <span translate="no">{escape(qui)}</span>, '


def _mot(mot: str) -> str:
    if mot == "après-midi":
        return (
            '<span class="cal-long">Après-midi</span><span class="cal-bref"'
            ' aria-hidden="true">Ap.-m.</span>'
        )
    if mot in _BREFS:
        return (
            f'<span class="cal-long">{mot.capitalize()}</span><span class="cal-bref"'
            f' aria-hidden="true">{_BREFS[mot]}</span>'
        )
    return f"<span>{mot.capitalize()}</span>"


def _demander_une_place(choix: Choix) -> str:
    """The next step of a day that is full."""
    return (
        f'<button class="btn btn-primary" name="choix" value="{valeur(choix.cle)}.attendre">'
        "Demander une place en liste d’attente"
        f"<i> : {_qui(choix.quand, choix.qui)}{choix.mot}</i></button>"
    )


def _suite(une: Case) -> str:
    """The next step: never a refusal without one."""
    if une.reference:
        libelle = (
            "Répondre" if une.etat == EtatCase.PROPOSEE else "Voir ma place en liste d’attente"
        )
        lien = reverse("reservations:attente", args=[une.reference])
        return f'<a class="btn btn-primary" href="{lien}">{libelle}</a>'
    if une.suite in SUITES:
        return (
            '<a class="btn btn-outline-primary"'
            f' href="{_adresses()[une.suite]}">{SUITES[une.suite]}</a>'
        )
    if une.suite == Suite.AUTRE_JOUR:
        return "<p>Vous pouvez choisir un autre jour.</p>"
    return ""


@cache
def image(nom: str) -> str:
    """A drawing of the sprite, for the eye alone."""
    feuille = static("portail/icones.svg")
    return (
        '<svg class="pf-icone" aria-hidden="true" focusable="false">'
        f'<use href="{feuille}#{nom}"></use></svg>'
    )


def _icone(etat: EtatCase) -> str:
    return image(ICONES[etat]) if etat in ICONES else ""


@cache
def _adresse_des_absences() -> str:
    return reverse("reservations:absences")


@cache
def _adresses() -> dict[str, str]:
    return {suite: reverse("reservations:suite", args=[suite.value]) for suite in SUITES}
