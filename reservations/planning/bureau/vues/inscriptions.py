"""Register a child, change when it ends: an earlier end says first how many bookings it cancels."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.models import Enfant, Foyer, Rattachement
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de, en_lettres
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import INSCRIRE, exige
from reservations.bureau.ecran import INSCRIPTIONS
from reservations.models import Attente, Inscription, Reservation
from reservations.planning.bureau.formulaires_inscription import FinForm, InscriptionForm
from reservations.planning.inscrire import desinscrire, effacer_inscription, inscrire, prolonger

LISTE = "inscriptions_modeladmin_index"
MODIFIER = "reservations.change_inscription"
_TROUVES = 20


@require_http_methods(["GET", "POST"])
@exige(INSCRIRE)
def ajouter(request: RequeteConnectee) -> HttpResponse:
    """Find the child (`?q=`), then the activity and the dates."""
    texte = request.GET.get("q", "").replace("\0", "")[:100].strip()
    formulaire = InscriptionForm(
        request.POST or None, enfants=(trouves := _trouver_un_enfant(texte))
    )
    if request.method == "POST" and formulaire.is_valid():
        donnees = formulaire.cleaned_data
        enfant, activite = donnees.pop("enfant"), donnees.pop("activite")
        with agir(formulaire):
            faite = inscrire(enfant, activite, **donnees, par=request.user)
            depuis = en_lettres(faite.debut)
            messages.success(
                request, f"C’est enregistré : {enfant}, {activite}, à partir du {depuis}."
            )
            return redirect(LISTE)
    contexte = {
        "titre": "Inscrire un enfant",
        "texte": texte,
        "trouves": trouves,
        "form": formulaire,
        "breadcrumbs_items": fil(INSCRIPTIONS),
    }
    return page(
        request,
        "reservations/planning/bureau/inscriptions/inscription_nouvelle.html",
        contexte,
        refusee=formulaire.errors,
    )


def _trouver_un_enfant(texte: str) -> list[Any]:
    """list[Enfant] with `rattaches`: the children of the households that answer this search."""
    if not texte:
        return []
    ouvertes = Rattachement.objects.filter(fin=None).select_related("foyer")
    enfants = Enfant.objects.du(Foyer.objects.cherches(texte)).order_by("nom", "prenom", "pk")
    return list(
        enfants.prefetch_related(Prefetch("rattachements", ouvertes, to_attr="rattaches"))[
            :_TROUVES
        ]
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    """The form; with its value in the address, what it cancels; sent, the action."""
    inscription = _trouver(pk)
    saisie = request.POST if request.method == "POST" else request.GET
    formulaire = FinForm(
        saisie if "fin" in saisie else None,
        inscription=inscription,
        initial={"fin": inscription.fin},
    )
    apercu = None
    if formulaire.is_valid():
        if request.method == "POST":
            with agir(formulaire):
                return _terminer(request, inscription, formulaire.cleaned_data)
        else:
            apercu = _ce_que_cela_annule(inscription, formulaire.cleaned_data["fin"])
    contexte = {
        "titre": "Modifier l’inscription",
        "retour": "inscriptions_modeladmin_index",
        "inscription": inscription,
        "form": formulaire,
        "apercu": apercu,
        "effacable": inscription.debut > timezone.localdate(),
        "breadcrumbs_items": fil(INSCRIPTIONS),
    }
    return page(
        request,
        "reservations/planning/bureau/inscriptions/inscription.html",
        contexte,
        refusee=formulaire.errors,
    )


def _terminer(
    request: RequeteConnectee, inscription: Inscription, donnees: dict[str, Any]
) -> HttpResponse:
    fin, avant = donnees["fin"], inscription.fin
    if fin and (avant is None or fin < avant):
        demandes = desinscrire(inscription, fin=fin, par=request.user, motif=donnees["motif"])
        annulees = sum(len(demande.lignes) for demande in demandes)
        suite = (
            f" {annulees} réservation{'s' * (annulees > 1)} annulée{'s' * (annulees > 1)}."
            if annulees
            else ""
        )
        messages.success(request, f"L’inscription finit le {en_lettres(fin)}.{suite}")
    else:
        prolonger(inscription, fin=fin, par=request.user)
        phrase = (
            f"L’inscription va jusqu’au {en_lettres(fin)}."
            if fin
            else "L’inscription n’a plus de fin."
        )
        messages.success(request, phrase)
    return redirect(LISTE)


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def effacer(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A registration made by mistake, while it has not begun."""
    inscription, refus = _trouver(pk), ""
    if request.method == "POST":
        try:
            effacer_inscription(inscription, par=request.user)
        except Refus as erreur:
            refus = str(erreur)
        else:
            messages.success(request, f"L’inscription {de(inscription.enfant)} est effacée.")
            return redirect(LISTE)
    contexte = {
        "titre": "Effacer l’inscription",
        "inscription": inscription,
        "refus": refus,
        "apercu": _ce_que_cela_annule(inscription, inscription.debut - timedelta(days=1)),
        "breadcrumbs_items": fil(INSCRIPTIONS),
    }
    return page(
        request,
        "reservations/planning/bureau/inscriptions/inscription_effacee.html",
        contexte,
        refusee=refus,
    )


def _trouver(pk: int) -> Inscription:
    return get_object_or_404(
        Inscription.objects.select_related("enfant", "activite__structure"), pk=pk
    )


def _ce_que_cela_annule(inscription: Inscription, dernier_jour: date) -> dict[str, Any]:
    """dict(reservations, attentes): how many go when this day (None: never) is the last one."""
    if dernier_jour is None:
        return {"reservations": 0, "attentes": 0}
    reservations = Reservation.objects.filter(
        creneau__activite=inscription.activite,
        creneau__jour__gt=dernier_jour,
        presence=Reservation.Presence.PREVU,
        enfant=inscription.enfant,
    )
    attentes = Attente.objects.en_cours().filter(
        activite=inscription.activite, debut__gt=dernier_jour, enfant=inscription.enfant
    )
    return {"reservations": reservations.count(), "attentes": attentes.count()}
