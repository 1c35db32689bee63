"""The agents' screens of the quotients that the CAF and the MSA give: the lines of a batch, a new
one, one taken up again, its lines applied or taken back."""

from functools import partial
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.ui.components import Component

from demarches.caisses import application, lot
from demarches.caisses.service import SANS_IDENTITE, api
from demarches.models import LotDeQuotients, QuotientDemande
from demarches.regles.quotient import est_a_proposer
from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.models import Foyer, Travail, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_mois
from famille.socle.ecran import QuiRefuse, agir, fil, page
from famille.socle.erreurs import Refus

LISTE = "quotients_transmis"
Issue = QuotientDemande.Issue
TROUVES = Q(issue=Issue.TROUVE)
PREMIERS = "premiers"  # the tab of those whose file holds no quotient
RAISONS = {
    Issue.ABSENT: "ni la CAF ni la MSA n’a de dossier",
    Issue.INCONNU: "la CAF et la MSA ne reconnaissent personne sous cet état civil",
    Issue.PANNE: "le service n’a pas répondu : à reprendre",
    Issue.A_DEMANDER: "pas encore demandé",
}
REFUSEE = "le service refuse la question (code {code}) : vérifiez l’état civil, puis reprenez"
A_APPLIQUER, A_RELIRE = "à appliquer", "à relire, puis à cocher"
LE_PREMIER = "à appliquer : le dossier n’en a aucun aujourd’hui"
RAISON_SANS_IDENTITE = "l’état civil des adultes manque au dossier"


class FiltreQuotientsForm(Filtres):
    fields: dict[str, Any]

    q = forms.CharField(
        label="Dossier ou nom", help_text="Dossier, nom", required=False, max_length=100
    )
    lot = forms.ModelChoiceField(
        label="Lot",
        queryset=LotDeQuotients.objects.all(),
        required=False,
        empty_label="Le dernier",
    )


def raison(ligne: QuotientDemande) -> str:
    """Why there is no quotient, or what became of it."""
    if ligne.issue == Issue.TROUVE:
        return _suite(ligne)
    if ligne.code == SANS_IDENTITE:
        return RAISON_SANS_IDENTITE
    if ligne.par_adulte and ligne.issue != Issue.A_DEMANDER:
        return " ; ".join(
            f"pour {prenom}, {_pourquoi(issue, code)}" for prenom, issue, code in ligne.par_adulte
        )
    return _pourquoi(ligne.issue, ligne.code)


def _suite(ligne: QuotientDemande) -> str:
    if ligne.suite == QuotientDemande.Suite.INCHANGE:
        return "déjà au dossier : rien ne change"
    if ligne.suite:
        return ligne.get_suite_display()
    if ligne.valeur == ligne.avant:
        return "à appliquer : le même montant, valable plus longtemps"
    if ligne.avant is None:
        return LE_PREMIER
    return A_RELIRE if ligne.fort else A_APPLIQUER


def _pourquoi(issue: str, code: str) -> str:
    return REFUSEE.format(code=code) if issue == Issue.REFUSE else RAISONS[Issue(issue)]


class ListeDesQuotients(Liste):
    titre = "Quotients de la CAF et de la MSA"
    adresse = LISTE
    gabarit = "demarches/caisses/bureau/liste.html"
    cellules = "demarches/caisses/bureau/colonnes.html"
    colonnes = (
        Colonne("foyer", "Foyer", lambda li: str(li.foyer), tri=("foyer__nom", "foyer__numero")),
        Colonne("numero", "Dossier", lambda li: li.foyer.numero),
        Colonne("avant", "Au dossier", lambda li: li.avant, classe="pfg-nombre"),
        Colonne("valeur", "Trouvé", lambda li: li.valeur, tri=("valeur",), classe="pfg-nombre"),
        Colonne("mois", "Mois", lambda li: en_mois(li.mois) if li.mois else ""),
        Colonne("regime", "Caisse", lambda li: li.regime),
        Colonne("suite", "Où en est-on", raison),
    )
    ecran = ("foyer", "avant", "valeur", "mois", "regime", "suite")
    fichier = ("foyer", "numero", "avant", "valeur", "mois", "regime", "suite")
    genre, adresse_du_fichier = "quotients-transmis", "quotients_transmis_exporter"
    onglets = (
        Onglet("", "Trouvés, 20 % d’écart au plus", TROUVES & QuotientDemande.PROCHE),
        Onglet("changes", "Trouvés, plus de 20 % : à relire", TROUVES & QuotientDemande.LOIN),
        Onglet(PREMIERS, "Trouvés, aucun au dossier", TROUVES & QuotientDemande.PREMIER),
        Onglet("absents", "Pas allocataires", Q(issue=Issue.ABSENT)),
        Onglet("inconnus", "Non identifiés", Q(issue=Issue.INCONNU)),
        Onglet("pannes", "Sans réponse", Q(issue__in=QuotientDemande.A_REPRENDRE)),
        Onglet("tous", "Tous"),
    )
    filtres = FiltreQuotientsForm
    coche = "ligne"
    par_page = 50
    une_ligne, des_lignes = "foyer", "foyers"

    def __init__(self, agent: Utilisateur) -> None:
        super().__init__(agent)
        self.lot = LotDeQuotients.objects.select_related("travail", "par").first()

    def base(self) -> QuerySet[QuotientDemande]:
        return QuotientDemande.objects.filter(lot__isnull=False).select_related("foyer")

    def filtrer(
        self, lignes: QuerySet[QuotientDemande], valeurs: dict[str, Any]
    ) -> QuerySet[QuotientDemande]:
        """The lines of the latest batch, unless another is chosen."""
        self.lot = valeurs.get("lot") or self.lot
        if self.lot:
            lignes = lignes.filter(lot=self.lot)
        if q := valeurs.get("q"):
            lignes = lignes.filter(foyer__in=Foyer.objects.cherches(q))
        return lignes

    def preparer(self, objets: list[Any]) -> list[Any]:
        for ligne in objets:
            ligne.dit = raison(ligne)
        return objets

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, ...]:
        return ("foyer__nom", "foyer__numero", "pk")


ACCORDS, TOUS = "accords", "tous"


class LotForm(QuiRefuse, forms.Form):
    qui = forms.ChoiceField(
        label="De quels foyers ?",
        choices=[
            (ACCORDS, "Ceux qui ont donné leur accord sur leur page"),
            (
                TOUS,
                "Tous ceux qui ont un enfant au dossier, sauf accord retiré (CRPA, L. 114-8)",
            ),
        ],
        help_text="« Tous » demande que la collectivité en ait informé les familles.",
        widget=forms.RadioSelect,
        initial=ACCORDS,
        error_messages={"required": "Choisissez de quels foyers."},
    )


CHEMIN = ("Quotients de la CAF", LISTE)
RIEN_DE_COCHE = "Cochez d’abord des lignes, puis choisissez quoi en faire."
CLES_MAX = 500


@require_safe
@exige(MODIFIER)
def liste(request: RequeteConnectee) -> HttpResponse:
    dernier = LotDeQuotients.objects.select_related("travail").first()
    travail = dernier.travail if dernier else None
    return montrer(
        request,
        ListeDesQuotients,
        dernier=dernier,
        ouvert=api() is not None,
        travail_en_cours=travail if travail and travail.etat in application.EN_COURS else None,
        restent=_restent(dernier) if dernier else 0,
        pas_fini=application.PAS_FINI,
    )


def _restent(dernier: LotDeQuotients) -> int:
    return dernier.lignes.filter(issue__in=QuotientDemande.A_REPRENDRE).count()


@require_POST
@exige(MODIFIER)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesQuotients)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(MODIFIER)
def nouveau(request: RequeteConnectee) -> HttpResponse:
    mois = timezone.localdate().replace(day=1)
    form = LotForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        accord_seul = form.cleaned_data["qui"] == ACCORDS
        with agir(form):
            return _suivre(lot.commencer(mois, accord_seul=accord_seul, par=request.user).travail)
    contexte: dict[str, Any] = {
        "titre": f"Demander les quotients de {en_mois(mois)}",
        "form": form,
        "ouvert": api() is not None,
        "retour": reverse(LISTE),
        "breadcrumbs_items": fil(CHEMIN),
    }
    return page(request, "demarches/caisses/bureau/nouveau.html", contexte, refusee=form.errors)


@require_POST
@exige(MODIFIER)
def relancer(request: RequeteConnectee, pk: int) -> HttpResponse:
    arrete = get_object_or_404(LotDeQuotients, pk=pk)
    with agir(request):
        lot.relancer(arrete, par=request.user)
        arrete.refresh_from_db()
        return _suivre(arrete.travail)
    return redirect(LISTE)


@require_POST
@exige(MODIFIER)
def suites(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`action`: appliquer or annuler, of the lines ticked (`ligne`); appliquer-tout,
    appliquer-premiers, annuler-tout, of the batch."""
    choisi = get_object_or_404(LotDeQuotients, pk=pk)
    action, _, tout = request.POST.get("action", "").partition("-")
    cochees = [cle for cle in request.POST.getlist("ligne") if cle.isdecimal()][:CLES_MAX]
    cles = None if tout else [int(cle) for cle in cochees]
    tous = QuotientDemande.PREMIER if tout == PREMIERS else QuotientDemande.PROCHE
    faire = (
        application.demander_l_annulation
        if action == "annuler"
        else partial(application.demander_l_application, tous=tous)
    )
    with agir(request):
        if cles is not None and not cles:
            raise Refus(RIEN_DE_COCHE)
        return _suivre(faire(choisi, cles, par=request.user))
    return redirect(f"{reverse(LISTE)}?lot={choisi.pk}")


def _suivre(travail: Travail | None) -> HttpResponse:
    return redirect("travaux:travail", travail.pk) if travail else redirect(LISTE)


class PanneauDesQuotients(Component):
    name = "quotients"
    template_name = "demarches/caisses/bureau/panneau.html"
    order = 55

    @staticmethod
    def visible(request: RequeteConnectee) -> bool:
        """Two queries, in February and March only."""
        jour = timezone.localdate()
        if not est_a_proposer(jour, None) or not request.user.has_perm(MODIFIER) or api() is None:
            return False
        dernier = LotDeQuotients.objects.values_list("cree_le", flat=True).first()
        return est_a_proposer(jour, timezone.localdate(dernier) if dernier else None)
