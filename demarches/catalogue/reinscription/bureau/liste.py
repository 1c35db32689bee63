"""Where each child of the campaign stands, and who is to be asked again."""

from operator import attrgetter
from typing import Any

from django import forms
from django.db.models import CharField, Q, QuerySet, Value
from django.utils import timezone

from demarches.catalogue.reinscription.campagne import (
    REPONSE,
    enfants_attendus,
    inscriptions_d_avant,
)
from demarches.catalogue.reinscription.rappels import envois_de
from demarches.models import CampagneReinscription, Demande
from famille.courriels.boite_d_envoi import compter_les_courriels
from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.models import Enfant, Foyer, Rattachement, Utilisateur
from reservations.models import Activite

from . import GENRE, LISTE

Statut = Demande.Statut
SANS = Q(statut=None)
PAR = {
    Demande.Canal.GUICHET: "au guichet",
    Demande.Canal.TELEPHONE: "par téléphone",
    Demande.Canal.COURRIER: "sur papier",
}
_RIEN = Value(None, output_field=CharField(null=True))
RIEN_D_ECRIT = SANS & Q(brouillon_foyer=None)
ETATS = {
    "pas-vues": ("Pas encore vues", RIEN_D_ECRIT & Q(vue_le=None)),
    "vues": ("Vues, pas commencées", RIEN_D_ECRIT & Q(vue_le__isnull=False)),
    "commencees": ("Commencées, pas finies", SANS & Q(brouillon_foyer__isnull=False)),
    "a-verifier": ("À vérifier", Q(statut__in=(Statut.EN_ATTENTE, Statut.A_COMPLETER))),
    "faites": ("Faites", Q(statut=Statut.VALIDEE, revient=True)),
    "partis": ("Ne reviennent pas", Q(statut=Statut.VALIDEE, revient=False)),
    "refusees": ("Refusées", Q(statut=Statut.REJETEE)),
}


class FiltreReinscriptionsForm(Filtres):
    fields: dict[str, Any]

    q = forms.CharField(
        label="Dossier, nom ou prénom",
        help_text="Dossier, nom, prénom",
        required=False,
        max_length=100,
    )
    activite = forms.ModelChoiceField(
        label="Activité",
        queryset=Activite.objects.select_related("structure"),
        required=False,
        empty_label="Toutes",
    )


def etat_de(enfant: Any) -> str:
    """Where this child stands; an answer that did not come by the portal says by what it came."""
    if enfant.statut is None:
        if enfant.brouillon_foyer:
            return "Commencée, pas finie"
        return "Vue, pas commencée" if enfant.vue_le else "Pas encore vue"
    etat = _etat_de_la_reponse(enfant)
    return f"{etat}, {PAR[enfant.canal]}" if enfant.canal in PAR else etat


def _etat_de_la_reponse(enfant: Any) -> str:
    if enfant.statut == Statut.VALIDEE:
        return "Faite" if enfant.revient else "Ne revient pas"
    if enfant.statut == Statut.REJETEE:
        return "Refusée"
    return "Complément attendu" if enfant.statut == Statut.A_COMPLETER else "À vérifier"


class ListeDesReinscriptions(Liste):
    titre = "Réinscriptions"
    adresse = LISTE
    gabarit = "demarches/catalogue/reinscription/bureau/liste.html"
    cellules = "demarches/catalogue/reinscription/bureau/colonnes.html"
    colonnes = (
        Colonne("enfant", "Enfant", str, tri=("nom", "prenom")),
        Colonne(
            *("naissance", "Né le", attrgetter("naissance")),
            tri=("naissance",),
            classe="pfg-chiffres",
        ),
        Colonne("foyer", "Foyer", lambda lu: ", ".join(str(un.numero) for un in lu.ses_foyers)),
        Colonne("activites", "Cette année", lambda lu: ", ".join(lu.ses_activites)),
        Colonne("etat", "Où en est-on", etat_de),
        Colonne(
            "repondue",
            "Répondu le",
            lambda lu: lu.repondue_le and timezone.localdate(lu.repondue_le),
            tri=("repondue_le",),
            classe="pfg-chiffres",
        ),
        Colonne("gestes", "Suite"),
    )
    ecran = ("enfant", "foyer", "activites", "etat", "repondue", "gestes")
    fichier = ("enfant", "naissance", "foyer", "activites", "etat", "repondue")
    genre, adresse_du_fichier = GENRE, "reinscriptions_exporter"
    onglets = (
        Onglet("", "Tous"),
        *(Onglet(cle, libelle, choisir) for cle, (libelle, choisir) in ETATS.items()),
    )
    filtres = FiltreReinscriptionsForm
    par_page = 50
    compte_ensemble = True
    une_ligne, des_lignes = "enfant", "enfants"

    def __init__(self, agent: Utilisateur) -> None:
        super().__init__(agent)
        self.campagne = la_campagne()

    def envois(self) -> list[dict[str, Any]]:
        """[{"nom", "jour", "partis"}]: what has left, and what is to come. One query."""
        prevus = envois_de(self.campagne) if self.campagne else []
        partis = compter_les_courriels([un.cle for un in prevus])
        return [
            {"nom": un.nom, "jour": un.jour, "partis": nombre}
            for un, nombre in zip(prevus, partis, strict=True)
        ]

    def base(self) -> QuerySet[Any]:
        if self.campagne is None:
            # the list's tabs and sorts name them, campaign or not
            return Enfant.objects.none().annotate(**dict.fromkeys(REPONSE, _RIEN))
        return enfants_attendus(self.campagne, self.jour)

    def filtrer(self, lignes: QuerySet[Any], valeurs: dict[str, Any]) -> QuerySet[Any]:
        if self.campagne and (activite := valeurs.get("activite")):
            siennes = inscriptions_d_avant(self.campagne).filter(activite=activite)
            lignes = lignes.filter(pk__in=siennes.values("enfant"))
        if q := valeurs.get("q"):
            trouves = Rattachement.objects.filter(foyer__in=Foyer.objects.cherches(q))
            lignes = lignes.filter(pk__in=trouves.values("enfant"))
        return lignes

    def ordre(self, cle: str, valeurs: dict[str, Any]) -> tuple[str, ...]:
        return ("nom", "prenom", "pk")

    def preparer(self, objets: list[Any]) -> list[Any]:
        """Two queries a page: their homes, and what they do this year."""
        foyers: dict[int, list[Foyer]] = {}
        rattaches = Rattachement.objects.filter(
            Q(fin=None) | Q(fin__gte=self.jour), enfant__in=objets, debut__lte=self.jour
        )
        for un in rattaches.select_related("foyer").order_by("pk"):
            foyers.setdefault(un.enfant_id, []).append(un.foyer)
        activites: dict[int, list[str]] = {}
        if self.campagne and objets:
            for une in inscriptions_d_avant(self.campagne).filter(enfant__in=objets):
                activites.setdefault(une.enfant_id, []).append(str(une.activite))
        for un in objets:
            un.ses_foyers = foyers.get(un.pk, [])
            un.ses_activites = sorted(set(activites.get(un.pk, [])))
            un.etat, un.a_saisir = etat_de(un), un.statut in (None, Statut.REJETEE)
        return objets

    preparer_le_fichier = preparer

    def foyers_de(self, objet: Any) -> list[int]:
        """Once its page is prepared."""
        return [un.pk for un in objet.ses_foyers]


def la_campagne() -> CampagneReinscription | None:
    """The campaign that agents follow: the last that was made, begun or not."""
    return CampagneReinscription.objects.order_by("-annee").first()
