"""Where a card of the family's pages leads to be changed: a démarche, on that card's page."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from famille.models import Enfant, Foyer, Utilisateur, enfants_ouverts_a
from famille.regles.dossier import Piece, Point
from famille.socle.offres import lien_de_page, recues
from famille.socle.offres.caisse import VoieDeLaCaisse
from famille.socle.ville.phrases import dit

from . import fiche_enfant

INFORMATIONS, QUOTIENT = "informations-du-foyer", "quotient-familial"
# Where the town asks for the quotient by itself (famille.socle.offres.ParLaCaisse); said after a
# sentence that names it, to a family that never had one too.
PAR_ACCORD = dit(
    "Avec votre accord, {le_service} le demande à la CAF ou à la MSA chaque année : vous n’avez"
    " rien à envoyer."
)
LE_DEMANDER = "Le demander moi-même maintenant"
# Where she has not given her leave, and one press of hers would.
A_LA_CAISSE = "Le demander à la CAF ou à la MSA"
EN_UNE_PRESSION = (
    "La CAF ou la MSA peut nous donner votre quotient tout de suite, sans attestation."
)
# What is said of each, and the words of its link.
PAR_LA_CAISSE = {VoieDeLaCaisse.ACCORD: PAR_ACCORD, VoieDeLaCaisse.PRESSION: EN_UNE_PRESSION}
LIENS = {VoieDeLaCaisse.ACCORD: LE_DEMANDER, VoieDeLaCaisse.PRESSION: A_LA_CAISSE}


def de_l_enfant(enfant: Enfant, points: Iterable[Point]) -> dict[str, str]:
    """{card of the child's page: address}; "manques": of what his file lacks (`points`), or ""."""
    sante = f"sante-{enfant.pk}"
    return {
        "sante": lien_de_page(INFORMATIONS, sante),
        "autorisations": lien_de_page(INFORMATIONS, "autorisations") + f"#enfant-{enfant.pk}",
        "manques": ce_qui_manque(enfant, points),
    }


def du_foyer(utilisateur: Utilisateur) -> dict[str, Any]:
    """The same of the household's page; "sante": {child's key: address} where health is open."""
    ouverts = enfants_ouverts_a(utilisateur).values_list("pk", flat=True)
    return {
        "sante": {pk: lien_de_page(INFORMATIONS, f"sante-{pk}") for pk in ouverts},
        "contacts": lien_de_page(INFORMATIONS, "contacts"),
        "quotient": le_quotient(),
    }


def la_sante(utilisateur: Utilisateur) -> str:
    """The address of the pages of health of the children of this account whose record or insurance
    is wanted, or ends soon, and was not sent; of the demande that waits where all was; ""."""
    foyers = Foyer.objects.de(utilisateur).values_list("pk", flat=True)
    envoyees = recues(list(foyers), utilisateur)
    enfants = fiche_enfant.sans_sante_valable(Enfant.objects.de(utilisateur), envoyees)
    pages = [f"sante-{enfant.pk}" for enfant in enfants]
    if pages:
        return lien_de_page(INFORMATIONS, *pages)
    return next((une.lien for une in envoyees if une.quoi in fiche_enfant.DE_SANTE), "")


def le_quotient() -> str:
    return lien_de_page(QUOTIENT, "quotient")


def ou_le_demander(foyer: int) -> str:
    """Where one press asks for it: the card of this household (key) on the family's page."""
    return f"{reverse('famille:famille')}#quotient-{foyer}"


def le_demander(foyer: int, voie: VoieDeLaCaisse, classe: str = "") -> SafeString:
    """HTML: the link to that card."""
    html = '<a class="{}" href="{}">{}</a>' if classe else '<a{} href="{}">{}</a>'
    return format_html(html, classe, ou_le_demander(foyer), LIENS[voie])


def ce_qui_manque(enfant: Enfant, points: Iterable[Point]) -> str:
    """The address of the pages that give what this child's file lacks, and of no other."""
    pages = {
        Piece.FICHE: f"sante-{enfant.pk}",
        Piece.ASSURANCE: f"sante-{enfant.pk}",
        Piece.VACCINS: "vaccins",
        Piece.AUTORISATIONS: "autorisations",
    }
    manquent = [point.piece for point in points if point.a_faire]
    voulues = list(dict.fromkeys(pages[piece] for piece in manquent))
    if not voulues:
        return ""
    ancre = {Piece.ASSURANCE: "#assurance", Piece.AUTORISATIONS: f"#enfant-{enfant.pk}"}
    seul = ancre.get(manquent[0], "") if len(manquent) == 1 else ""
    return lien_de_page(INFORMATIONS, *voulues) + seul
