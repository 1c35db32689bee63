"""The guided departure of a family: the day, what it ends, then done; and the paper that its next
town asks for."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.actions import noter_consultation
from famille.courriels.destinataires import et_le_foyer
from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.foyers.bureau.droits import MODIFIER
from famille.dossier.foyers.bureau.ecran import fil_du_foyer
from famille.dossier.papiers import Feuille, repondre
from famille.models import Enfant, Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de, en_lettres
from famille.socle.ecran import Formulaire, agir, page
from famille.socle.erreurs import Refus
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.bureau import ESPACE
from reservations.bureau.droits import FACTURER, GUICHET, exige
from reservations.models import Inscription

from .depart import DepartDeLaFamille, faire_partir, lire_le_depart

# The certificat de radiation: from when a child is no longer registered in the town's centres. His
# next town asks for it.


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


GABARIT = "reservations/guichet/depart.html"


class DepartForm(Formulaire):
    dernier_jour = JourDAgentField(
        label="Dernier jour des enfants dans les accueils", initial=timezone.localdate
    )
    arreter_le_mandat = forms.BooleanField(
        label="Arrêter aussi le prélèvement",
        required=False,
        help_text="La dernière facture se paiera alors autrement. Laissez-le pour qu’elle soit"
        " prélevée, et arrêtez-le ensuite.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
@exige(GUICHET)
def depart(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A first POST shows what the day ends; `confirmer`, and it is done."""
    foyer = get_object_or_404(Foyer, pk=pk)
    formulaire = DepartForm(request.POST or None)
    annonce: DepartDeLaFamille | None = None
    if request.method == "POST" and formulaire.is_valid():
        with agir(formulaire):
            if "confirmer" in request.POST:
                fait = faire_partir(foyer, par=request.user, **formulaire.cleaned_data)
                return _c_est_fait(request, fait)
            annonce = lire_le_depart(foyer, **formulaire.cleaned_data)
    contexte: dict[str, Any] = {
        "titre": "Départ de la commune",
        "foyer": foyer,
        "form": formulaire,
        "annonce": annonce,
        "retour": url_du_foyer(foyer),
        "breadcrumbs_items": fil_du_foyer(foyer),
    }
    return page(request, GABARIT, contexte, refusee=formulaire.errors)


def _c_est_fait(request: RequeteConnectee, fait: DepartDeLaFamille) -> HttpResponse:
    """The last invoice comes next, for whoever may send it."""
    foyer = fait.foyer
    prevenue = et_le_foyer(foyer, "La famille est prévenue par e-mail.")
    dite = f" Dernière facture : {fait.facture.dite}." if fait.facture else ""
    messages.success(
        request,
        f"Le départ est enregistré. {prevenue}{dite} Le certificat de radiation de"
        " chaque enfant est dans « Papiers ».",
    )
    if fait.facture and fait.facture.brouillons and request.user.has_perm(FACTURER):
        return redirect(f"{ESPACE}:derniere_facture", foyer.pk)
    return redirect(url_du_foyer(foyer, "reservations"))


@require_safe
@exige(GUICHET)
def radiation(
    request: RequeteConnectee, pk: int, enfant: int, *, pdf: bool = False
) -> HttpResponse:
    """`pk`: of the Foyer; `enfant`: one of its children."""
    foyer = get_object_or_404(Foyer, pk=pk)
    le_sien = get_object_or_404(Enfant.objects.du([foyer]), pk=enfant)
    with agir(request):
        feuille = feuille_de_radiation(
            foyer, le_sien, jour=timezone.localdate(), agent=str(request.user)
        )
        noter_consultation(foyer, f"certificat de radiation {de(le_sien)}", par=request.user)
        return repondre(request, feuille.avec(foyer=foyer, etapes=fil_du_foyer(foyer)), pdf=pdf)
    return redirect(url_du_foyer(foyer, "papiers"))
