"""The hours of one child, corrected by hand; a late pick-up that is not billed; who is in the
building now: the list to take out, and to call over on the pavement."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.actions import noter_modification
from famille.models import Enfant, LigneFacture, Utilisateur
from famille.regles.foyer import age_le
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de, en_lettres, heure_dite
from famille.socle.ecran import agir, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import PLANIFIER, exige
from reservations.models import Activite, Passage, Reservation, Structure
from reservations.planning.directions import reservations_de
from reservations.presences.choix import ChoixListe
from reservations.presences.entree import entree, liste_demandee
from reservations.regles.accueil.passages import la_depuis

from .actions import Depart, corriger_la_porte
from .formulaires import PassageForm
from .lecture import dire_le_retard, fin_attendue, lire_les_portes, portes_ouvertes, qui_peut_venir


@dataclass(frozen=True)
class EnfantLa:
    """`fin`: when he is due to leave; `en_retard`: it is past."""

    enfant: Enfant
    age: int
    groupe: str
    depuis: datetime
    fin: datetime | None
    en_retard: bool


@dataclass(frozen=True)
class EnClasse:
    """Who came for a morning that is over, and whose departure nobody noted: in class by the hour
    alone. `finie_a`: when that morning ended; `dehors_a`: when the school lets them go."""

    nom: str
    enfants: Sequence[EnfantLa]
    finie_a: str
    dehors_a: str


@dataclass(frozen=True)
class Batiment:
    """`activites`: (name, children there), the empty ones left out; `partis`: those who left;
    `en_classe`: apart, and in no count; `ecole_finie`: they have all left the school by now."""

    activites: Sequence[tuple[str, Sequence[EnfantLa]]]
    partis: int
    en_classe: Sequence[EnClasse] = ()
    ecole_finie: bool = False

    @property
    def total(self) -> int:
        return sum(len(enfants) for _nom, enfants in self.activites)


def lire_le_batiment(structure: Structure, *, par: Utilisateur) -> Batiment:
    """Of today, among the lists of this centre that `par` reads; four queries."""
    maintenant = timezone.now()
    jour = timezone.localdate(maintenant)
    lues = (
        reservations_de(par)
        .filter(creneau__jour=jour, creneau__activite__structure=structure)
        .select_related("enfant", "creneau__activite")
        .prefetch_related("creneau__activite__groupes")
        .order_by("creneau__activite__nom", "enfant__nom", "enfant__prenom", "pk")
    )
    siennes: dict[tuple[Activite, int], list[Reservation]] = defaultdict(list)
    for reservation in lues:
        siennes[reservation.creneau.activite, reservation.enfant_id].append(reservation)
    portes = lire_les_portes(lues)
    la: dict[Activite, list[EnfantLa]] = defaultdict(list)
    en_classe: dict[Activite, list[EnfantLa]] = defaultdict(list)
    partis = 0
    for (activite, _enfant), reservations in siennes.items():
        du_jour = [portes[une.pk] for une in reservations]
        passees = ((une.creneau.moment, portes[une.pk]) for une in reservations)
        depuis = la_depuis(portes_ouvertes(activite, passees, jour))
        sans_depart = la_depuis(du_jour)
        partis += sans_depart is None and any(porte.depart for porte in du_jour)
        if depuis:
            la[activite].append(_enfant_la(reservations, depuis, maintenant))
        elif sans_depart:
            en_classe[activite].append(_enfant_la(reservations, sans_depart, maintenant))
    heure = timezone.localtime(maintenant).time()
    return Batiment(
        [(activite.nom, enfants) for activite, enfants in la.items()],
        partis,
        [
            EnClasse(activite.nom, enfants, _dite(activite.midi_a), _dite(activite.reprend_a))
            for activite, enfants in en_classe.items()
        ],
        all(activite.reprend_a and activite.reprend_a <= heure for activite in en_classe),
    )


def _dite(heure: time | None) -> str:
    return heure_dite(heure) if heure else ""


def _enfant_la(
    reservations: Sequence[Reservation], depuis: datetime, maintenant: datetime
) -> EnfantLa:
    premiere = reservations[0]
    activite, jour = premiere.creneau.activite, premiere.creneau.jour
    fin = fin_attendue(activite, {une.creneau.moment for une in reservations}, jour)
    age = age_le(jour, premiere.enfant.naissance)
    groupe = next((g.nom for g in activite.groupes.all() if g.age_min <= age <= g.age_max), "")
    return EnfantLa(premiere.enfant, age, groupe, depuis, fin, bool(fin and maintenant > fin))


SANS_RAISON = "Écrivez pourquoi ce retard n’est pas facturé : la famille le lira."
PAS_EN_RETARD = "Aucun départ en retard n’est noté pour cet enfant ce jour-là."
DEJA_FACTURE = (
    "Ce retard est déjà sur la facture {numero} : corrigez-la par un avoir, qui dit pourquoi."
)


@transaction.atomic
def dispenser_du_retard(reservation: Reservation, *, motif: str, par: Utilisateur) -> None:
    """Not billed, whatever the hour is corrected to afterwards. Refus: no reason, nobody was late
    that day, or it is billed."""
    if not motif.strip():
        raise Refus(SANS_RAISON, champ="motif")
    _refuser_le_facture(reservation)
    depart = _departs(reservation).exclude(attendu_a=None).order_by("-note_le").first()
    if depart is None:
        raise Refus(PAS_EN_RETARD)
    depart.remis_motif, depart.remis_le, depart.remis_par = motif.strip()[:200], timezone.now(), par
    depart.save(update_fields=["remis_motif", "remis_le", "remis_par"])
    _noter(reservation, "", f"non facturé : {depart.remis_motif}", par=par)


@transaction.atomic
def annuler_la_dispense(reservation: Reservation, *, par: Utilisateur) -> None:
    """Billed again, as the tariff says."""
    motif = dispense_de(reservation)
    _departs(reservation).update(remis_motif="", remis_le=None, remis_par=None)
    if motif:
        _noter(reservation, f"non facturé : {motif}", "facturé selon le tarif", par=par)


def dispense_de(reservation: Reservation) -> str:
    """Why the late pick-up of this day is not billed, "" where it is. One query."""
    remis = _departs(reservation).exclude(remis_le=None).order_by("-remis_le")
    return remis.values_list("remis_motif", flat=True).first() or ""


def _departs(reservation: Reservation) -> QuerySet[Passage]:
    """The departures of this child in this activity on this day, on any list."""
    creneau = reservation.creneau
    return Passage.objects.filter(
        enfant=reservation.enfant_id,
        creneau__activite=creneau.activite_id,
        creneau__jour=creneau.jour,
        sens=Passage.Sens.DEPART,
    )


def _refuser_le_facture(reservation: Reservation) -> None:
    creneau = reservation.creneau
    fin = f":{reservation.enfant_id}:{creneau.activite_id}:{creneau.jour.isoformat()}"
    lignes = LigneFacture.objects.filter(
        source__in=[f"retard:{reservation.foyer_id}{fin}"], corrigee=False, facture__etat="publiee"
    )
    if numero := lignes.values_list("facture__numero", flat=True).first():
        raise Refus(DEJA_FACTURE.format(numero=numero))


def _noter(reservation: Reservation, avant: str, apres: str, *, par: Utilisateur) -> None:
    objet = f"retard {de(reservation.enfant.prenom)}, {en_lettres(reservation.creneau.jour)}"
    noter_modification(
        reservation.foyer, objet, par=par, avant={"Retard": avant}, apres={"Retard": apres}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@entree
def passage(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the booking. GET: what was noted; POST: corrects it, then the list at its line."""
    reservation = a_corriger(request, pk)
    jour = reservation.creneau.jour
    venants = qui_peut_venir([reservation], jour)[reservation.pk]
    porte = lire_les_portes([reservation])[reservation.pk]
    form = PassageForm(request.POST or None, venants=venants, jour=jour, porte=porte)
    if form.is_valid() and _corriger(request, reservation, form):
        messages.success(request, f"C’est noté pour {reservation.enfant}.")
        return redirect(adresse_de_la_ligne(reservation))
    contexte = {"form": form, "reservation": reservation, "jour": jour, "porte": porte}
    contexte["adresse"] = adresse_de_la_ligne(reservation)
    if porte.retard and request.user.has_perm(PLANIFIER):
        contexte |= {"retard": dire_le_retard(porte), "dispense": dispense_de(reservation)}
    return page(request, "reservations/presences/passage.html", contexte, refusee=form.errors)


def _corriger(request: RequeteConnectee, reservation: Reservation, form: PassageForm) -> bool:
    lues, part = form.cleaned_data, form.moment("depart")
    depart = Depart(
        reservation.pk,
        lues["qui"] if part else "",
        timezone.now(),
        nom=lues["nom"],
        motif=lues["motif"],
        a=part,
    )
    try:
        corriger_la_porte(
            reservation, arrivee=form.moment("arrivee"), depart=depart, par=request.user
        )
    except Refus as refus:
        form.add_error(None, str(refus))
        return False
    return True


@require_POST
@entree
@exige(PLANIFIER)
def retard(request: RequeteConnectee, pk: int) -> HttpResponse:
    """Say that this late pick-up is not billed (`motif`), or take that back (`annuler`)."""
    reservation = a_corriger(request, pk)
    with agir(request):
        if "annuler" in request.POST:
            annuler_la_dispense(reservation, par=request.user)
            messages.success(request, "Ce retard sera facturé selon le tarif.")
        else:
            motif = request.POST.get("motif", "")
            dispenser_du_retard(reservation, motif=motif, par=request.user)
            messages.success(request, "Ce retard ne sera pas facturé : la famille peut le lire.")
    return redirect("presences:passage", pk)


@require_safe
@entree
def batiment(request: RequeteConnectee) -> HttpResponse:
    """`?activite=3`: of the centre of this activity, now."""
    activite, _choix = liste_demandee(request)
    contexte = {
        "activite": activite,
        "batiment": lire_le_batiment(activite.structure, par=request.user),
        "maintenant": timezone.now(),
        "adresse": ChoixListe(activite=str(activite.pk)).adresse,
    }
    return render(request, "reservations/presences/batiment.html", contexte)


def a_corriger(request: RequeteConnectee, pk: int) -> Reservation:
    """The booking of a list of this account; 404: another's."""
    lignes = reservations_de(request.user)
    lignes = lignes.select_related("enfant", "foyer", "creneau__activite__structure")
    return get_object_or_404(lignes, pk=pk)


def adresse_de_la_ligne(reservation: Reservation) -> str:
    creneau = reservation.creneau
    choix = ChoixListe(activite=str(creneau.activite_id), jour=creneau.jour, moment=creneau.moment)
    return f"{reverse('presences:liste')}?{choix.adresse}#r{reservation.pk}"
