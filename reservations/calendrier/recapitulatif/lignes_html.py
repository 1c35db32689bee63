"""The lines of the summary in HTML, assembled in Python as the grid's cells are: twenty of them
drawn by a template took a quarter of the page.

Whatever comes from the database is escaped here, once, by `escape`.
"""

from html import escape
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from famille.socle.noms import nom_propre
from reservations.calendrier.grille_html import image
from reservations.models.demandes import Action

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .lecture import LigneRecap

_ATTENDRE = "Nous vous prévenons par e-mail si une place se libère ; vous ne payez rien d’ici là."


def dessiner(lignes: "Iterable[LigneRecap]", *, chez: bool) -> SafeString:
    """The lines of one child. `chez`: each says its activity, since they have several."""
    return SafeString("".join(_ligne(une, chez=chez) for une in lignes))


def _ligne(une: "LigneRecap", *, chez: bool) -> str:
    """What is asked, its price, what is new, and what can still be changed."""
    montant = escape(une.montant)
    refus = " cal-recap-refus" if une.refus else ""
    return (
        f'<li class="cal-recap-ligne{refus}" id="ligne-{une.cle}">'
        f'<span class="cal-signe cal-{une.classe}">{une.mot}</span>'
        f'<div class="cal-recap-texte"><p class="pf-ligne-titre">{escape(une.libelle)}</p>'
        f"{''.join(_precisions(une, chez=chez))}</div>"
        f'<p class="cal-recap-montant">{f"<del>{montant}</del>" if une.refus else montant}</p>'
        f"{_gestes(une)}</li>"
    )


def _precisions(une: "LigneRecap", *, chez: bool) -> list[str]:
    dites = [_detail(nom_propre(une.activite))] if chez else []
    if une.ligne.auteur:
        dites.append(_detail(f"Ajouté par {nom_propre(une.ligne.auteur)}"))
    if une.refus:
        dites.append(_avis("raison", "erreur", une.refus))
    dites += [_avis("nouveau", "attention", phrase) for phrase in une.reste]
    if une.prix_dit:
        dites.append(_detail(escape(une.prix_dit)))
    if une.jusqu_au:
        quoi = "Réservable de nouveau" if une.ligne.action == Action.ANNULER else "Annulable"
        dites.append(_detail(f"{quoi} jusqu’au {escape(une.jusqu_au)}"))
    elif une.ligne.action == Action.ATTENDRE and not une.refus:
        dites.append(_detail(_ATTENDRE))
    return dites


def _detail(html: str) -> str:
    return f'<p class="pf-ligne-detail">{html}</p>'


def _avis(quoi: str, dessin: str, phrase: str) -> str:
    return f'<p class="cal-recap-{quoi}">{image(dessin)} <span>{escape(phrase)}</span></p>'


def _gestes(une: "LigneRecap") -> str:
    """Each says to the ear which line it is about."""
    qui = f"{nom_propre(une.ligne.enfant.prenom)}, {escape(une.libelle)}"
    gestes = _bouton("btn-link cal-recap-retirer", "retirer", "Retirer", f"{une.mot}, {qui}", une)
    if une.peut_attendre:
        return gestes + _autrement("attendre", "Passer en liste d’attente", qui, une)
    if une.peut_reserver:
        return gestes + _autrement("reserver", "Réserver cette place", qui, une)
    return gestes


def _autrement(nom: str, dit: str, qui: str, une: "LigneRecap") -> str:
    return _bouton("btn-outline-primary cal-recap-autrement", nom, dit, qui, une)


def _bouton(classe: str, nom: str, dit: str, qui: str, une: "LigneRecap") -> str:
    return (
        f'<button type="submit" class="btn {classe}" name="{nom}" value="{une.cle}">'
        f'{dit}<span class="visually-hidden"> : {qui}</span></button>'
    )
