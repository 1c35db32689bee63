"""The screens of seasons: a new one is chosen, read, made at one press, taken back from here; the
one that ends has its checklist and its close; what ends soon, with the file where to act."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.dossier.foyers.bureau import url_du_foyer
from famille.models import Foyer
from famille.mouvements.donnees.purge import lister, purger
from famille.regles.scolarite import dire_annee
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_lettres
from famille.socle.ecran import Formulaire, agir, page
from famille.socle.offres.restes import restes
from reservations.bureau.droits import (
    CONSERVER,
    PLANIFIER,
    VOIR_LES_INSCRIPTIONS,
    exige,
    exige_l_un_de,
)
from reservations.bureau.ecran import CLOTURE, SAISON
from reservations.models import Activite, SaisonClose, SaisonReprise, Structure
from reservations.regles.saison import bornes_de_saison

from .actions import annuler_la_saison, demander_la_saison, dire_ce_qui_est_fait
from .cloture import attentes_a_fermer, demander_la_cloture, inscriptions_a_finir, saison_a_clore
from .finit import HORIZON, FinProche
from .finit import ce_qui_finit as lire_ce_qui_finit
from .plan import Demande, prevoir, saison_a_preparer

SANTE = "sante"
MONTREES = 50  # of each group of what ends, unless all of it is asked for
QUOI = [
    ("creneaux", "Les créneaux, sur le calendrier scolaire de la nouvelle saison"),
    ("ouvertures", "Les ouvertures des réservations, un an après"),
    ("tarifs", "Les tarifs, aux mêmes prix tant que vous ne les changez pas"),
    ("reglements", "Les règlements intérieurs, que les familles accepteront de nouveau"),
]


class SaisonForm(Formulaire):
    structures = forms.ModelMultipleChoiceField(
        label="Structures", queryset=Structure.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    quoi = forms.MultipleChoiceField(
        label="À reprendre", choices=QUOI, widget=forms.CheckboxSelectMultiple
    )
    deliberation = forms.CharField(
        label="Délibération des nouveaux tarifs",
        max_length=120,
        required=False,
        help_text="Vide : celle des tarifs d’aujourd’hui.",
    )

    def demande(self, annee: int) -> Demande:
        """Of a valid form: the activities of these structures that are open to families, and those
        that are counted."""
        lu: dict[str, Any] = self.cleaned_data
        activites = Activite.objects.filter(structure__in=lu["structures"], active=True)
        return Demande(
            annee,
            tuple(activites.order_by("pk").values_list("pk", flat=True)),
            **{nom: nom in lu["quoi"] for nom, _dit in QUOI},
            deliberation=lu["deliberation"].strip(),
        )


@require_http_methods(["GET", "POST"])
@exige(PLANIFIER)
def saison(request: RequeteConnectee) -> HttpResponse:
    """The form in GET, with its preview once it is filled; the same in POST does it."""
    annee = saison_a_preparer(timezone.localdate())
    donnees = request.POST if request.method == "POST" else request.GET
    form = SaisonForm(
        donnees if "structures" in donnees or request.method == "POST" else None,
        initial={
            "structures": list(Structure.objects.values_list("pk", flat=True)),
            "quoi": [nom for nom, _dit in QUOI],
        },
    )
    plan = None
    if form.is_bound and form.is_valid():
        with agir(form):
            if request.method == "POST":
                travail = demander_la_saison(form.demande(annee), par=request.user)
                return redirect("travaux:travail", travail.pk)
            plan = prevoir(form.demande(annee))
    contexte: dict[str, Any] = {
        "form": form,
        "plan": plan,
        "envoye": list(donnees.lists()) if plan else [],
        "preparees": [
            (une, dire_ce_qui_est_fait(une))
            for une in SaisonReprise.objects.select_related("par").prefetch_related("elements")[:10]
        ],
        "annee": dire_annee(annee),
        "titre": f"Préparer la saison {dire_annee(annee)}",
        "breadcrumbs_items": [],
    }
    return page(request, "reservations/saisons/saison.html", contexte, refusee=form.errors)


@require_POST
@exige(PLANIFIER)
def annuler(request: RequeteConnectee, pk: int) -> HttpResponse:
    une = get_object_or_404(SaisonReprise, pk=pk)
    with agir(request):
        retires, gardees = annuler_la_saison(une, par=request.user)
        dit = compte(retires, "élément est retiré", "éléments sont retirés")
        grilles = compte(gardees, "grille tarifaire", "grilles tarifaires")
        suite = f" {grilles} aux prix changés depuis restent." if gardees else ""
        messages.success(request, f"{dit}.{suite}")
    return redirect(SAISON[1])


@require_safe
@exige_l_un_de(PLANIFIER, CONSERVER)
def cloture(request: RequeteConnectee) -> HttpResponse:
    """Counts only: no name is read here."""
    annee = saison_a_clore()
    debut, fin = bornes_de_saison(annee)
    lus = [(reste, request.user.has_perm(reste.permission)) for reste in restes(debut, fin)]
    contexte: dict[str, Any] = {
        "restes": lus,
        "tout_est_fait": all(reste.fait for reste, _peut in lus),
        "a_finir": [reste for reste, _peut in lus if not reste.fait],
        "close": SaisonClose.objects.select_related("par").filter(annee=annee).first(),
        "finie": timezone.localdate() > fin,
        "fin": en_lettres(fin),
        "inscriptions": inscriptions_a_finir(annee).count(),
        "attentes": attentes_a_fermer(annee).count(),
        "peut_clore": request.user.has_perm(PLANIFIER),
        # what the purge of health would delete today, kind by kind
        "sante": lister(duree=SANTE) if request.user.has_perm(CONSERVER) else None,
        "annee": dire_annee(annee),
        "titre": f"Clore la saison {dire_annee(annee)}",
    }
    return page(request, "reservations/saisons/cloture.html", contexte)


@require_POST
@exige(PLANIFIER)
def clore(request: RequeteConnectee) -> HttpResponse:
    with agir(request):
        travail = demander_la_cloture(saison_a_clore(), par=request.user)
        return redirect("travaux:travail", travail.pk)
    return redirect(CLOTURE[1])


@require_POST
@exige(CONSERVER)
def effacer_la_sante(request: RequeteConnectee) -> HttpResponse:
    """By the town's own period, and nothing else."""
    purge = purger(par=request.user, duree=SANTE)
    nombre = sum(purge.comptes.values())
    dit = compte(nombre, "élément est effacé", "éléments sont effacés")
    messages.success(request, f"Santé : {dit}." if nombre else "Rien n’est à effacer aujourd’hui.")
    return redirect(CLOTURE[1])


@dataclass(frozen=True)
class GroupeDeFins:
    """Those of one kind, the nearest first. `reste`: how many more there are than those shown."""

    titre: str
    ancre: str
    fins: list[FinProche]
    entier: bool

    @property
    def reste(self) -> int:
        return 0 if self.entier else max(0, len(self.fins) - MONTREES)

    def lignes(self) -> Iterable[tuple[FinProche, list[tuple[Foyer, str]]]]:
        """Each with its households and where they are."""
        for une in self.fins[: None if self.entier else MONTREES]:
            yield une, [(foyer, url_du_foyer(foyer)) for foyer in une.foyers]


@require_safe
@exige(VOIR_LES_INSCRIPTIONS)
def ce_qui_finit(request: RequeteConnectee) -> HttpResponse:
    jour = timezone.localdate()
    fins = lire_ce_qui_finit(jour)
    dits = (
        ("Trop grands pour leur activité", "ages", fins.trop_grands),
        ("Ceux qui partent", "departs", fins.partants),
        ("Inscriptions qui finissent avant l’été", "inscriptions", fins.inscriptions),
    )
    voulu = request.GET.get("tous")
    contexte = {
        "groupes": [
            GroupeDeFins(titre, ancre, siennes, ancre == voulu) for titre, ancre, siennes in dits
        ],
        "rien": fins.rien,
        "jours": HORIZON.days,
        "titre": "Ce qui finit",
    }
    return page(request, "reservations/saisons/finit.html", contexte)
