"""Months, children, activities, and on a phone the weeks, in HTML: links, so that the address keeps
what is shown (G27). Assembled in Python as the cells are: twenty links drawn by a template took a
fifteenth of the page.

Whatever comes from the database is escaped here, once, by `escape`.
"""

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString

from famille.socle.noms import nom_propre
from reservations.calendrier.grille_html import image, initiale

if TYPE_CHECKING:
    from reservations.calendrier.page import PageCalendrier

_AUTREMENT = (
    ("reservations:repetition", "calendrier", "Réserver plusieurs semaines"),
    ("reservations:semaine_type", "historique", "Ma semaine habituelle"),
    ("reservations:phrase", "modifier", "En une phrase"),
)


def dessiner(page: "PageCalendrier") -> SafeString:
    """Each part that has something to choose."""
    enfants = _enfants(page) if len(page.enfants) > 1 else ""
    options = _options(page) if page.activites or not page.grille.vide else ""
    return SafeString(
        f'{_titre(page)}<div class="cal-outils pf-pas-imprime">{enfants}{options}</div>'
        f"{_semaines(page)}"
    )


def _titre(page: "PageCalendrier") -> str:
    voisins = "".join(map(_voisin, page.autour))
    return (
        f'<div class="cal-titre"><h1><span>Réservations {page.mois.particule}</span>'
        f"<b>{page.mois}</b></h1>"
        f'<nav class="cal-mois pf-pas-imprime" aria-label="Mois">{voisins}</nav></div>'
    )


def _voisin(voisin: dict[str, Any]) -> str:
    """The month before, or after."""
    mois = voisin["mois"]
    dit = (
        f'<span><span class="visually-hidden">{voisin["dit"]} :</span>'
        f' <span class="cal-nom">{mois.nom}</span>'
        f'<span class="visually-hidden">{mois.annee}</span></span>'
    )
    avant = voisin["avant"]
    dedans = f"{image('chevron-gauche')} {dit}" if avant else f"{dit} {image('chevron-droite')}"
    return f'<a class="btn btn-outline-primary" href="{escape(voisin["lien"])}">{dedans}</a> '


def _enfants(page: "PageCalendrier") -> str:
    enfants = "".join(map(_enfant, page.enfants))
    return f'<ul class="cal-enfants" aria-label="Enfants affichés">{enfants}</ul>'


def _enfant(un: dict[str, Any]) -> str:
    enfant, montre = un["enfant"], un["montre"]
    etat, suite = (" cal-montre", "affiché : masquer") if montre else ("", "masqué : afficher")
    return (
        f'<li><a class="cal-enfant{etat}" href="{escape(un["lien"])}">'
        f"{initiale(enfant.pk, enfant.prenom[:1].upper())} <span>{nom_propre(enfant.prenom)}"
        f'<span class="visually-hidden">, {suite}</span></span>'
        f"{' ' + image('coche') if montre else ''}</a></li>"
    )


def _options(page: "PageCalendrier") -> str:
    """Folded on a phone, where days come first; with room they stand in the row."""
    autrement = "" if page.grille.vide else _autrement()
    return (
        '<details class="cal-options"><summary class="btn btn-outline-primary">Plus'
        '<span class="visually-hidden"> : activités et répétition</span></summary>'
        f"{_activites(page) if page.activites else ''}{autrement}</details>"
    )


def _activites(page: "PageCalendrier") -> str:
    choix = "".join(
        f'<li><a href="{escape(une["lien"])}"'
        f"{' aria-current="true"' if une['choisie'] else ''}>{escape(une['nom'])}</a></li>"
        for une in page.activites
    )
    return (
        '<details class="pf-deroulant cal-activites"><summary class="btn btn-outline-primary">'
        '<span><span class="visually-hidden">Activité :</span>'
        f" {escape(page.activite_choisie)}</span> {image('chevron-bas')}</summary>"
        f'<ul class="pf-volet list-unstyled">{choix}</ul></details> '
    )


@cache
def _autrement() -> str:
    """The other ways of booking."""
    return " ".join(
        f'<a class="btn btn-link cal-repeter" href="{reverse(vue)}">{image(dessin)} {dit}</a>'
        for vue, dessin, dit in _AUTREMENT
    )


def _semaines(page: "PageCalendrier") -> str:
    """The strip of weeks of a phone."""
    bandeau = page.grille.bandeau
    if not bandeau:
        return ""
    semaines = " ".join(
        f'<a href="#s{semaine.cle}"><span class="visually-hidden">Semaine du </span>'
        f"{semaine.bornes}</a>"
        for semaine in bandeau
    )
    return f'<nav class="cal-bandeau pf-pas-imprime" aria-label="Semaines du mois">{semaines}</nav>'
