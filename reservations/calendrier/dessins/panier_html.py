"""The basket in HTML, beside the calendar and at the bottom of a phone; a press sends it again.
Drawn by a template, a basket of one line took a quarter of a press.

Whatever comes from the database is escaped here, once, by `escape` or `nom_propre`.
"""

from functools import cache
from html import escape
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from famille.foyers.mises_a_jour import le_demander
from famille.socle.dire import pluriel
from famille.socle.noms import nom_propre
from reservations.calendrier.grille_html import image

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reservations.calendrier.panier import Panier, RangeePanier
    from reservations.lecture.filtres import Filtres

MONTREES = 6  # rows shown beside the calendar; the summary has them all
_HORS_BANDE = ' hx-swap-oob="true"'
_VERIFIER = "Vérifier et soumettre"
_VIDE = (
    '<p class="cal-petit">Touchez un jour libre pour le réserver, un jour réservé pour l’annuler.'
    " Vos choix s’ajoutent ici, avec leur prix.</p>"
)
_SANS_PRIX = "Certains prix ne sont pas encore publiés : ils ne sont pas comptés."
_APRES = (
    "Rien n’est envoyé avant que vous ayez soumis. Vous recevrez ensuite le récapitulatif par"
    " e-mail."
)


def dessiner_les_paniers(
    request: HttpRequest, paniers: "Sequence[Panier]", filtres: "Filtres", *, hors_bande: bool
) -> SafeString:
    """One a household. `filtres`: what the calendar shows, where one comes back once a basket is
    emptied; `hors_bande`: htmx puts each in its place."""
    oob = _HORS_BANDE if hors_bande else ""
    return SafeString(
        "".join(
            f'<section class="pf-carte cal-panier{"" if panier.lignes else " cal-panier-vide"}"'
            f' id="panier-{panier.foyer.pk}" aria-labelledby="panier-{panier.foyer.pk}-titre"{oob}>'
            f'<h2 id="panier-{panier.foyer.pk}-titre">Votre demande'
            f"{_de_qui(panier, paniers, avant=', ')}</h2>"
            f"{_plein(request, panier, filtres) if panier.lignes else _VIDE}</section>"
            for panier in paniers
        )
    )


def dessiner_la_barre(paniers: "Sequence[Panier]") -> SafeString:
    """What the changes come to, at the bottom of a phone; the basket says it on a large screen."""
    return _barre(paniers, annonce="", oob="", dans="")


def dessiner_la_suite(paniers: "Sequence[Panier]", *, geste: str, refus: str) -> SafeString:
    """The same after a press, for htmx, with what is read out: what was done (`geste`), or why not
    (`refus`)."""
    if refus:
        annonce = (
            f'<p class="pf-avis pf-avis-error">{image("erreur")} <span>{escape(refus)}</span></p>'
        )
    else:
        restent = " ".join(_annonce(panier, paniers) for panier in paniers)
        annonce = (
            f'<p class="visually-hidden">{escape(capfirst(geste))}. Votre demande : {restent}</p>'
        )
    return _barre(paniers, annonce=annonce, oob=_HORS_BANDE, dans=' hx-swap-oob="innerHTML"')


def _barre(paniers: "Sequence[Panier]", *, annonce: str, oob: str, dans: str) -> SafeString:
    barres = "".join(_une_barre(panier, paniers) for panier in paniers if panier.lignes)
    return SafeString(
        '<div class="cal-annonce" id="cal-annonce" role="status" aria-live="polite"'
        f"{dans}>{annonce}</div>"
        f'<div class="cal-barres pf-pas-imprime" id="cal-barres"{oob}>{barres}</div>'
    )


def _une_barre(panier: "Panier", paniers: "Sequence[Panier]") -> str:
    return (
        f'<div class="cal-barre"><p><strong>{_modifications(len(panier))}</strong>'
        f' <span class="pf-discret">{_de_qui(panier, paniers, apres=" · ")}'
        f"Environ {panier.total}</span></p>"
        f'<a class="btn btn-primary" href="{_adresses()["recapitulatif"]}">{_VERIFIER}</a></div>'
    )


def _annonce(panier: "Panier", paniers: "Sequence[Panier]") -> str:
    reste = (
        f"{_modifications(len(panier))}, {panier.total}."
        if panier.lignes
        else "aucune modification."
    )
    return f"{_de_qui(panier, paniers, apres=', ')}{reste}"


def _de_qui(
    panier: "Panier", paniers: "Sequence[Panier]", *, avant: str = "", apres: str = ""
) -> str:
    """Whose it is, where there are several."""
    return f"{avant}{nom_propre(panier.foyer)}{apres}" if len(paniers) > 1 else ""


def _modifications(nombre: int) -> str:
    return f"{nombre} modification{pluriel(nombre)}"


@cache
def _adresses() -> dict[str, str]:
    return {
        "recapitulatif": reverse("reservations:recapitulatif"),
        "vider": reverse("reservations:vider"),
        "quotient": reverse("reservations:suite", args=["quotient"]),
    }


def _plein(request: HttpRequest, panier: "Panier", filtres: "Filtres") -> str:
    rangees = panier.rangees
    autres = sum(len(rangee.lignes) for rangee in rangees[MONTREES:])
    s = pluriel(autres)
    reste = (
        f'<p class="cal-autres">et {autres} autre{s} changement{s}, à voir avant de soumettre</p>'
        if autres
        else ""
    )
    return (
        f'<ul class="cal-rangees">{"".join(map(_rangee, rangees[:MONTREES]))}</ul>{reste}'
        f'<p class="cal-total"><span>Environ</span> <strong>{panier.total}</strong></p>'
        f"{''.join(_petits(panier))}"
        f'<a class="btn btn-primary w-100" href="{_adresses()["recapitulatif"]}">{_VERIFIER}</a>'
        f"{_vider(request, panier, filtres)}{_petit(_APRES)}"
    )


def _rangee(une: "RangeePanier") -> str:
    """What is asked, for whom and when, where, and its price."""
    premiere = une.premiere
    quoi = f", {escape(une.quoi)}" if une.quoi != "semaine" else ""
    montant = f" · {une.montant}" if une.montant else ""
    auteur = f" · ajouté par {nom_propre(une.auteur)}" if une.auteur else ""
    return (
        f'<li class="cal-rangee"><span class="cal-signe cal-{une.classe}">'
        f'<span aria-hidden="true">{une.signe}</span>'
        f'<span class="visually-hidden">{une.mot} :</span></span>'
        f'<p><strong translate="no">{nom_propre(premiere.enfant.prenom)}</strong>,'
        f" {escape(une.quand)}{quoi}"
        f' <span class="pf-discret cal-prix">{nom_propre(premiere.activite.structure.nom)}'
        f"{montant}{auteur}</span></p></li>"
    )


def _petits(panier: "Panier") -> "Iterable[str]":
    """What there is to know of these prices."""
    if panier.aide:
        dite = f"{panier.aide} Le récapitulatif dira ce qui en est payé pour ces jours."
        yield _petit(escape(dite))
    if panier.prix_a_revoir:
        yield _petit(escape(panier.prix_a_revoir))
    if avis := panier.avis_quotient:
        voie = panier.voie
        lien = le_demander(panier.foyer.pk, voie) if voie else _declarer()
        yield _petit(f"{escape(avis)} {lien}")
    if panier.sans_prix:
        yield _petit(_SANS_PRIX)


def _petit(html: str) -> str:
    return f'<p class="cal-petit">{html}</p>'


def _declarer() -> str:
    return f'<a href="{_adresses()["quotient"]}">Déclarer mon quotient familial</a>'


def _vider(request: HttpRequest, panier: "Panier", filtres: "Filtres") -> str:
    """Asked once more, without another page: weeks of choices may be in it."""
    nombre = len(panier)
    dit = "Ce choix sera effacé" if nombre == 1 else f"Vos {nombre} choix seront effacés"
    return (
        '<details class="cal-vider"><summary>Tout effacer</summary>'
        f'<form method="post" action="{_adresses()["vider"]}{escape(filtres.questions)}">'
        f'<input type="hidden" name="csrfmiddlewaretoken" value="{get_token(request)}">'
        f"{_petit(f'{dit} ; vos réservations ne changent pas.')}"
        '<button type="submit" class="btn btn-outline-primary" name="foyer"'
        f' value="{panier.foyer.pk}">Oui, effacer</button></form></details>'
    )
