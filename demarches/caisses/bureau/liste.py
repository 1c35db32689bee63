"""The lines of a batch: what was found, what was not, and why."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from demarches.caisses.service import SANS_IDENTITE
from demarches.models import LotDeQuotients, QuotientDemande
from famille.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import Foyer, Utilisateur
from famille.socle.dire import en_mois

from . import GENRE, LISTE

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
    genre, adresse_du_fichier = GENRE, "quotients_transmis_exporter"
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
        """Of the latest batch, unless another is chosen."""
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
