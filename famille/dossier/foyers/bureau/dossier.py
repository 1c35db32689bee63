"""The household's own tabs on the agents' page: a fixed number of queries, whatever it holds."""

from collections import defaultdict
from typing import Any

from django.db.models import F, FilteredRelation, Prefetch, Q, QuerySet, Subquery
from django.db.models.query import prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from famille import models
from famille.comptes.second_facteur.etape import avec_une_seconde_etape
from famille.dossier.foyers import fiche
from famille.dossier.foyers.autorisations import autorisations_de, raconter_autorisations
from famille.dossier.foyers.dossier import points_des
from famille.models import LIRE_LA_SANTE, AccesAConfirmer, AdresseFoyer, Enfant, Foyer, Rattachement
from famille.regles.dossier import Piece, Point, chose_a_faire
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_lettres, en_nombre
from famille.socle.saisie.nombre import Nombre

from . import url
from .cachets import dire_le_cachet
from .droits import FUSIONNER, MODIFIER, VOIR, VOIR_LES_MANDATS
from .volets import Avis, Carte, Volet, a_compter_pour, classes_de, combien

RECENTS, DOCUMENTS_MAX = 10, 200


def lire(request: RequeteConnectee, pk: int) -> Foyer | None:
    """The Foyer with its people, `ici` (its address of today) and what the tabs count, or None. The
    numbers of the menu, read with it, are set on the request."""
    comptes = a_compter_pour(pk, request.user)
    passees = Q(adresses__depuis__lte=timezone.localdate())
    responsables = models.Responsable.objects.select_related("utilisateur")
    lus: Any = Foyer.objects.filter(pk=pk).annotate(**comptes)
    lus = lus.annotate(ici=FilteredRelation("adresses", condition=passees))
    lus = lus.select_related("ici").order_by("-ici__depuis", "-ici__pk")
    foyer = lus.prefetch_related(Prefetch("responsables", responsables)).first()
    if foyer is None:
        return None
    for nom in comptes:
        setattr(request, nom, getattr(foyer, nom))
    reste = Q(rattachements__fin=None) | Q(rattachements__fin__gte=timezone.localdate())
    siens: Any = Enfant.objects.filter(reste, rattachements__foyer=foyer)
    siens = siens.annotate(arrive=F("rattachements__debut")).select_related("ecole", "classe")
    foyer.enfants_lus = points_des(siens.order_by("naissance", "arrive"))
    return foyer


def _adresses() -> QuerySet[AdresseFoyer]:
    return AdresseFoyer.objects.order_by("-depuis", "-pk")


class VoletFamille(Volet):
    """The tab of people; its header says what their file lacks, and how they pay."""

    code, titre, ordre, permission = "famille", "Famille", 10, VOIR
    gabarit = "famille/foyers/bureau/_famille.html"

    @classmethod
    def comptes(cls, foyer: int, agent: models.Utilisateur) -> dict[str, Any]:
        jour = timezone.localdate()
        quotient = models.QuotientFamilial.objects.filter(fiche.en_vigueur(jour), foyer=foyer)
        fermes = AccesAConfirmer.objects.fermants().filter(foyer=foyer)
        return {
            "acces_fermes": Nombre(fermes.order_by().values("pk")),
            "quotient": Subquery(quotient.values("valeur")[:1]),
            "fin_du_quotient": Subquery(quotient.values("fin")[:1]),
        }

    def avis(self) -> list[Avis]:
        jour = timezone.localdate()
        dits = []
        for enfant, points in self.foyer.enfants_lus:
            manque = chose_a_faire(enfant.prenom, points, aux_parents=False)
            if manque and enfant.arrive <= jour:
                dits.append(Avis(manque, gestes=self._ou_y_remedier(enfant, points)))
        if fermes := self.compte("acces_fermes"):
            acces = compte(fermes, "accès à confirmer", "accès à confirmer")
            dits.append(Avis(f"{acces} dans ce foyer.", reverse("acces_a_confirmer"), "Confirmer"))
        return dits

    def _ou_y_remedier(self, enfant: Enfant, points: list[Point]) -> tuple[tuple[str, str], ...]:
        """((address, label)…) of what this agent may write of what is missing."""
        agent, ici = self.request.user, (self.foyer.pk, enfant.pk)
        manquent = {point.piece for point in points if point.a_faire}
        if not agent.has_perm(MODIFIER):
            return ()
        gestes = []
        if manquent & {Piece.FICHE, Piece.ASSURANCE} and agent.has_perm(LIRE_LA_SANTE):
            gestes.append((url("tenir_la_sante", *ici), "Remplir la fiche sanitaire"))
        if Piece.VACCINS in manquent and agent.has_perm(LIRE_LA_SANTE):
            vaccins = f"?genre={models.Document.Genre.VACCINS}&enfant={enfant.pk}"
            gestes.append((url("nouveau_document", self.foyer.pk) + vaccins, "Ajouter le carnet"))
        if Piece.AUTORISATIONS in manquent:
            gestes.append((url("autorisations", *ici), "Noter les autorisations"))
        return tuple(gestes)

    def cartes(self) -> list[Carte]:
        valeur, fin = self.compte("quotient"), self.compte("fin_du_quotient")
        lien = url("quotient", self.foyer.pk) if self.request.user.has_perm(MODIFIER) else ""
        if valeur is None:
            return [Carte(30, "Quotient", "inconnu", ("tarif le plus haut",), lien, "Ajouter")]
        lignes = (f"jusqu’au {en_lettres(fin)}",) if fin else ()
        return [Carte(30, "Quotient", en_nombre(valeur), lignes, lien, "Changer")]

    def contexte(self) -> dict[str, Any]:
        jour, foyer = timezone.localdate(), self.foyer
        agent = self.request.user
        prefetch_related_objects([foyer], Prefetch("adresses", _adresses()))
        adresse = foyer.adresse
        fermes = list(AccesAConfirmer.objects.fermants().filter(foyer=foyer))
        return {
            "adultes_fermes": {acces.responsable_id for acces in fermes},
            "rattachements_fermes": {acces.rattachement_id for acces in fermes},
            "adresse": adresse,
            "adresse_a_venir": foyer.adresse_a_venir,
            "anciennes": [a for a in foyer.adresses.all() if a.depuis <= jour and a != adresse],
            "adultes": [_adulte(responsable) for responsable in foyer.responsables.all()],
            "enfants": _rattaches(foyer),
            "contacts": list(foyer.contacts.all()),
            "quotients": [
                {"quotient": un, "en_vigueur": un.debut <= jour <= (un.fin or jour)}
                for un in foyer.quotients.all()
            ],
            "mandats": list(foyer.mandats.avec_services()),
            "peut_modifier": agent.has_perm(MODIFIER),
            "avec_seconde_etape": self._avec_seconde_etape(),
            "peut_voir_mandats": agent.has_perm(VOIR_LES_MANDATS),
            "peut_voir_identite": agent.has_perms(
                [models.VOIR_L_IDENTITE, models.CHANGER_L_IDENTITE]
            ),
        }

    def _avec_seconde_etape(self) -> set[int]:
        """The accounts whose second step this agent may have forgotten, or be told why not."""
        if not self.request.user.has_perm(MODIFIER):
            return set()
        comptes = [un.utilisateur for un in self.foyer.responsables.all() if un.utilisateur]
        return avec_une_seconde_etape([compte.pk for compte in comptes if compte.is_active])


class VoletDocuments(Volet):
    code, titre, ordre, permission = "documents", "Documents", 60, VOIR
    gabarit = "famille/foyers/bureau/_documents.html"

    @classmethod
    def comptes(cls, foyer: int, agent: models.Utilisateur) -> dict[str, Any]:
        documents = models.Document.objects.du_dossier().filter(foyer=foyer).order_by()
        return {"documents_classes": Nombre(documents.values("pk")[: DOCUMENTS_MAX + 1])}

    def nombre(self) -> str:
        return combien(self.compte("documents_classes"), DOCUMENTS_MAX)

    def contexte(self) -> dict[str, Any]:
        documents = self.foyer.documents.du_dossier().select_related("enfant", "cachet")
        adultes, adresses = self.foyer.responsables.all(), _adresses().filter(foyer=self.foyer)
        return {
            "documents": [
                (document, dire_le_cachet(document, adultes, adresses))
                for document in documents[:DOCUMENTS_MAX]
            ],
            "encore": self.compte("documents_classes") > DOCUMENTS_MAX,
        }


class VoletHistorique(Volet):
    """What was changed, and who has read."""

    code, titre, ordre, permission = "historique", "Historique", 80, VOIR
    gabarit = "famille/foyers/bureau/_historique.html"

    def contexte(self) -> dict[str, Any]:
        tout = "tout" in self.request.GET
        annulables = (
            models.Fusion.objects.annulables().filter(foyer=self.foyer).select_related("par")
        )
        peut_fusionner = self.request.user.has_perm(FUSIONNER)
        nombre = None if tout else RECENTS + 1
        modifications = fiche.modifications([self.foyer])[:nombre]
        return {
            "modifications": [
                {"modification": une, "lignes": fiche.changements(une)} for une in modifications
            ],
            "consultations": list(fiche.consultations([self.foyer])[:nombre]),
            "recents": RECENTS,
            "tout": tout,
            "peut_fusionner": peut_fusionner,
            "fusions": list(annulables) if peut_fusionner else [],
        }


class VoletPapiers(Volet):
    """The papers that an agent prints for a family, or sends to it by post: each room's own."""

    code, titre, ordre, permission = "papiers", "Papiers", 65, VOIR
    gabarit = "famille/foyers/bureau/papiers/_papiers.html"

    def contexte(self) -> dict[str, Any]:
        siens = (classe(self.request, self.foyer) for classe in classes_de(self.request.user))
        return {"papiers": [papier for volet in siens for papier in volet.papiers()]}


def _adulte(responsable: models.Responsable) -> dict[str, Any]:
    compte = responsable.utilisateur
    if responsable.est_parti:
        etat = ("parti", "A quitté le foyer")
    elif compte is None:
        etat = ("sans", "Sans compte")
    elif not compte.is_active:
        etat = ("ferme", "Compte fermé")
    elif not compte.has_usable_password():
        etat = ("a-activer", "Compte à activer")
    else:
        etat = ("actif", "Compte actif")
    return {"responsable": responsable, "compte": compte, "etat": etat[0], "libelle": etat[1]}


def _rattaches(foyer: Foyer) -> list[dict[str, Any]]:
    """Its children, who follows those of the ASE, and their other homes: for agents alone (D11)."""
    lus = foyer.rattachements.select_related("enfant__ecole", "enfant__classe")
    rattachements = list(lus.order_by("enfant__naissance", "debut"))
    enfants = [un.enfant_id for un in rattachements]
    autorisations, ailleurs = autorisations_de(enfants), defaultdict(list)
    autres = Rattachement.objects.filter(enfant__in=enfants, fin=None).exclude(foyer=foyer)
    for autre in autres.select_related("foyer"):
        ailleurs[autre.enfant_id].append(autre.foyer)
    accueils = models.Placement.objects.du([foyer]).pas_finis().select_related("payeur")
    # the one in force before the one to come
    placements = {un.enfant_id: un for un in accueils.order_by("-debut")}
    return [
        {
            "placement": placements.get(un.enfant_id),
            "rattachement": un,
            "enfant": un.enfant,
            "parti": un.est_fini,
            "ailleurs": ailleurs[un.enfant_id],
            "autorisations": raconter_autorisations(
                autorisations[un.enfant_id], nommer=lambda compte: str(compte or "le portail")
            ),
        }
        for un in rattachements
    ]
