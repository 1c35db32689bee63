"""The papers of a demande, receipt and decision, as pages and as PDF."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from demarches.declaration.lectures import noter_la_lecture
from demarches.models import Demande, Passage, ReglageDemarche
from famille.dossier.papiers import Feuille, Genre, Papier, Source, repondre
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_lettres
from famille.socle.ville import service

from .acces import INSTRUIRE, lit_la_sante

Statut = Demande.Statut
_LOURDS = ("saisie", "avancement", "recapitulatif", "changements")


def decisions() -> QuerySet[Passage]:
    """The decisions in force: one a demande at most, those taken back left out."""
    return Passage.objects.filter(vers__in=[Statut.VALIDEE, Statut.REJETEE], annule_le=None)


class PapiersDesDemandes(Source):
    def papiers(self, foyers: Sequence[Foyer], combien: int) -> Iterable[Papier]:
        deposees = Demande.objects.filter(foyer__in=foyers, accuse__isnull=False).select_related(
            "enfant"
        )
        recus = deposees.sans_les_reponses().order_by("-deposee_le", "pk")[:combien]
        prises = decisions().filter(demande__foyer__in=foyers).select_related("demande__enfant")
        prises = prises.defer(*(f"demande__{champ}" for champ in _LOURDS)).order_by("-le", "-pk")
        papiers = [*map(_accuse, recus), *map(_decision, prises[:combien])]
        return sorted(papiers, key=lambda papier: papier.date, reverse=True)


def _accuse(demande: Demande) -> Papier:
    assert demande.deposee_le is not None, "by the constraint demande_deposee_a_numero_et_date"
    return _papier(demande, demande.deposee_le, Genre.ACCUSE, "Accusé de réception", "accuse")


def _decision(passage: Passage) -> Papier:
    titre = f"Décision : demande {'validée' if passage.vers == Statut.VALIDEE else 'rejetée'}"
    return _papier(passage.demande, passage.le, Genre.DECISION, titre, "decision")


def _papier(demande: Demande, date: datetime, genre: Genre, titre: str, adresse: str) -> Papier:
    return Papier(
        date=date,
        genre=genre,
        titre=titre,
        detail=f"{demande.titre_court}, demande n° {demande.numero}",
        foyer_id=demande.foyer_id,
        enfant=demande.enfant,
        lien_html=reverse(f"demarches:{adresse}", args=[demande.pk]),
        lien_pdf=reverse(f"demarches:{adresse}_pdf", args=[demande.pk]),
    )


def feuille_de_l_accuse(demande: Demande, *, avec_la_sante: bool) -> Feuille:
    """As it was issued (D1): every mention is a copy."""
    mentions = demande.accuse.mentions
    joindre = [mentions.get(cle, "") for cle in ("service", "adresse", "courriel", "telephone")]
    reponse = mentions.get("reponse_avant")
    faits = [
        ("Reçue le", mentions.get("recue_le_texte")),
        ("Saisie pour vous", mentions.get("saisie_par")),
        ("Vous l’avez déclaré", mentions.get("declaree")),
        ("Démarche", mentions.get("demarche")),
        ("Dossier", mentions.get("foyer") and f"n° {mentions['foyer']}"),
        ("Service chargé de votre demande", "\n".join(filter(None, joindre))),
        ("Réponse annoncée", reponse and f"avant le {reponse}"),
    ]
    return Feuille(
        titre="Accusé de réception",
        reference=f"Demande n° {demande.numero}",
        corps="demarches/instruction/papiers/accuse.html",
        page="demarches/instruction/accuse.html",
        fichier="accuse-de-reception",
        lien_html=reverse("demarches:accuse", args=[demande.pk]),
        lien_pdf=reverse("demarches:accuse_pdf", args=[demande.pk]),
        contexte={
            "demande": demande,
            "mentions": mentions,
            "faits": [fait for fait in faits if fait[1]],
            "complements": demande.complements.filter(recu_le__isnull=False),
            "envoyees": [
                {
                    "titre": page["titre"],
                    "vide": page.get("vide", ""),
                    "lignes": [(une["libelle"], une["valeur"]) for une in page["lignes"]],
                }
                for page in demande.recapitulatif
                if avec_la_sante or not page.get("sensible")
            ],
        },
    )


def feuille_de_la_decision(passage: Passage, *, avec_la_sante: bool) -> Feuille:
    """A letter: what is decided, why, by whom, and what can be done (CRPA L211-2; D5)."""
    demande = passage.demande
    rejet, jour = passage.vers == Statut.REJETEE, timezone.localdate(passage.le)
    adresse = demande.foyer.adresse_au(jour)
    return Feuille(
        titre="Votre demande est rejetée" if rejet else "Votre demande est validée",
        reference=f"Demande n° {demande.numero}",
        date=f"Le {en_lettres(jour)}",
        service=passage.signature.get("service") or service().en_titre,
        destinataire=(str(demande.foyer), *(adresse.lignes if adresse else ())),
        corps="demarches/instruction/papiers/decision.html",
        page="demarches/instruction/decision.html",
        fichier="decision",
        lien_html=reverse("demarches:decision", args=[demande.pk]),
        lien_pdf=reverse("demarches:decision_pdf", args=[demande.pk]),
        contexte={
            "demande": demande,
            "decision": passage,
            "rejet": rejet,
            "changements": [
                ligne
                for ligne in demande.changements
                if ligne["avant"] != ligne["apres"] and (avec_la_sante or not ligne.get("sensible"))
            ],
            "voies_de_recours": _voies_de_recours(passage) if rejet else "",
        },
    )


def _voies_de_recours(passage: Passage) -> str:
    """The ways of appeal on the day of the decision; of an old one without them, today's."""
    if passage.voies_de_recours:
        return passage.voies_de_recours
    reglage = ReglageDemarche.objects.filter(code=passage.demande.code).first()
    return reglage.repondant.voies_de_recours if reglage else ""


@require_safe
def accuse(request: RequeteConnectee, pk: UUID, *, pdf: bool = False) -> HttpResponse:
    demande = _trouver(request, pk, "accusé de réception")
    feuille = feuille_de_l_accuse(demande, avec_la_sante=lit_la_sante(request.user, demande))
    return repondre(request, feuille, pdf=pdf)


@require_safe
def decision(request: RequeteConnectee, pk: UUID, *, pdf: bool = False) -> HttpResponse:
    demande = _trouver(request, pk, "décision", decisions=decisions().filter(demande=pk))
    passage = get_object_or_404(decisions(), demande=demande)
    passage.demande = demande
    feuille = feuille_de_la_decision(passage, avec_la_sante=lit_la_sante(request.user, demande))
    return repondre(request, feuille, pdf=pdf)


def _trouver(
    request: RequeteConnectee, pk: UUID, quoi: str, decisions: QuerySet[Passage] | None = None
) -> Demande:
    """Of this account, or any for an agent, who leaves a trace. Http404: it has no such paper."""
    demandes = Demande.objects.filter(accuse__isnull=False).select_related("foyer", "accuse")
    if decisions is not None:
        demandes = demandes.filter(pk__in=decisions.values("demande"))
    demande = demandes.filter(pk__in=Demande.objects.de(request.user).values("pk"), pk=pk).first()
    if demande is None and request.user.has_perm(INSTRUIRE):
        demande = get_object_or_404(demandes, pk=pk)
        noter_la_lecture(demande, f"{quoi} {demande.numero}", par=request.user)
    if demande is None:
        raise Http404("not a demande of this account, or one that has no such paper")
    return demande
