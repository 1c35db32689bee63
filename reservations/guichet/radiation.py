"""The certificat de radiation: from when a child is no longer registered in the town's centres. His
next town asks for it."""

from datetime import date

from django.urls import reverse

from famille.models import Enfant, Foyer
from famille.papiers import Feuille
from famille.socle.dire import de, en_lettres
from famille.socle.erreurs import Refus
from reservations.bureau import ESPACE
from reservations.models import Inscription

ENCORE = (
    "{enfant} est encore inscrit ou inscrite à {activite}, sans date de fin : donnez d’abord une"
    " fin à cette inscription."
)
JAMAIS = "{enfant} n’a été inscrit ou inscrite à aucune activité de la ville."


def feuille_de_radiation(foyer: Foyer, enfant: Enfant, *, jour: date, agent: str) -> Feuille:
    """Refus: a registration has no end, or there was none."""
    inscriptions = list(
        Inscription.objects.filter(enfant=enfant)
        .select_related("activite__structure")
        .order_by("-debut", "-pk")
    )
    if not inscriptions:
        raise Refus(JAMAIS.format(enfant=enfant.prenom))
    if en_cours := next((une for une in inscriptions if une.fin is None), None):
        raise Refus(ENCORE.format(enfant=enfant.prenom, activite=en_cours.activite))
    fins = [une.fin for une in inscriptions if une.fin]
    return Feuille(
        titre="Certificat de radiation",
        reference=f"Dossier n° {foyer.numero}",
        date=f"Fait le {en_lettres(jour)}",
        corps="reservations/guichet/papiers/radiation.html",
        page="famille/foyers/bureau/papiers/papier.html",
        fichier="certificat-de-radiation",
        lien_html=reverse(f"{ESPACE}:radiation", args=[foyer.pk, enfant.pk]),
        lien_pdf=reverse(f"{ESPACE}:radiation_pdf", args=[foyer.pk, enfant.pk]),
        contexte={
            "enfant": enfant,
            "nomme": de(enfant),
            "inscriptions": inscriptions,
            "dernier_jour": max(fins),
            "agent": agent,
        },
    )
