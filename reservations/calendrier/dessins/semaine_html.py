"""The week of the dashboard in HTML, and what one presses to say an absence: thirty children drawn
by a template took a fifth of the page.

Whatever comes from the database is escaped here, once, by `escape` or `nom_propre`.
"""

from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.text import capfirst

from famille.socle.dire import JOURS, MOIS
from famille.socle.noms import nom_propre
from reservations.calendrier.grille_html import image, initiale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from reservations.calendrier.absence_du_jour import GesteDAbsence
    from reservations.calendrier.repas.lecture import RepasDuJour
    from reservations.calendrier.semaine import Jour, VenueDite
    from reservations.lecture.presences_dites import PresenceDite


def dessiner_la_semaine(
    jours: "Iterable[Jour]", repas: "Mapping[date, list[RepasDuJour]]"
) -> SafeString:
    """One row a day; `repas`: what is eaten there."""
    rangs = "".join([_jour(jour, repas.get(jour.le, [])) for jour in jours])
    return SafeString(f'<ul class="pf-semaine">{rangs}</ul>')


def dessiner_les_gestes(gestes: "Iterable[GesteDAbsence]") -> SafeString:
    """A button each."""
    return SafeString("".join(map(_geste, gestes)))


def _geste(un: "GesteDAbsence") -> str:
    return (
        f'<li><button class="btn btn-outline-primary" type="submit" name="{un.action}"'
        f' value="{un.valeur}">{nom_propre(un.phrase)}</button></li>'
    )


def _jour(jour: "Jour", repas: "list[RepasDuJour]") -> str:
    abrege = f"{JOURS[jour.le.weekday()][:3]}. {jour.le.day}"
    venues = "".join(map(_venue, jour.ensembles))
    menus = "".join([_menu(un, seul=len(repas) == 1) for un in repas])
    return (
        f'<li><p class="pf-semaine-jour"><span class="visually-hidden">{jour.nom}</span>'
        f' <span aria-hidden="true"><strong>{abrege}</strong>'
        f" <span>{MOIS[jour.le.month - 1]}</span></span></p><ul>{venues}{menus}</ul></li>"
    )


def _venue(une: "VenueDite") -> str:
    """Those who come alike, what for, and where."""
    enfants = "".join([f"{initiale(enfant.pk, enfant.lettres)} " for enfant in une.enfants])
    pastilles = "" if une.reserve else f"<p>{' '.join(map(_pastille, une.dites))}</p>"
    return (
        f'<li><p>{enfants}<span><span class="visually-hidden">{nom_propre(une.noms)} : </span>'
        f"{escape(une.quoi)}</span>{_reserve() if une.reserve else ''}</p>"
        f'<p class="pf-discret">{nom_propre(" · ".join(une.lieux))}</p>{pastilles}</li>'
    )


def _reserve() -> str:
    return f' <span class="pf-semaine-etat">{image("coche")} <span>réservé</span></span>'


def _pastille(dite: "PresenceDite") -> str:
    """As the tag `pastille` of the templates draws it."""
    mot = f"{image(dite.icone)} {escape(dite.dite)}"
    return f'<span class="pf-pastille pf-pastille-{dite.classe}">{mot}</span>'


def _menu(un: "RepasDuJour", *, seul: bool) -> str:
    """What is eaten, and whom it harms."""
    ou = "" if seul else f", {nom_propre(un.lieu)}"
    alertes = "".join(
        f'<p class="pf-menus-alerte">{image("attention")} {escape(capfirst(une.allergene))} :'
        f" {nom_propre(une.qui)}, allergie déclarée ({escape(une.plat)})</p>"
        for une in un.alertes
    )
    return (
        f'<li><p class="pf-discret"><span><a href="{escape(un.lien)}">Menu{ou}</a> :'
        f" {escape(', '.join(un.plats))}</span></p>{alertes}</li>"
    )
