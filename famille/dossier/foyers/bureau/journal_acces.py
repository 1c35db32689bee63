"""The journal of readings, searched and taken as a file by whoever answers for it: who, when, which
file's number, what kind of thing. No name of a family, a child or a document: those that keep the
accounts do not read households (docs/comprendre/acces.md)."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from famille.dossier.listes.declaration import Colonne, Filtres, Liste, Onglet
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.journal.natures import commencements, nature, natures
from famille.models import Consultation, Foyer, ReglageConservation, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import moment_en_chiffres
from famille.socle.requetes.jours import minuit
from famille.socle.saisie.champ_jour import JourDAgentField

from .droits import exige

EXPORTER = "famille.exporter_consultation"
_TROUVES_MAX = 50  # files, or agents, that one word of the search may mean


class FiltreConsultationsForm(Filtres):
    """A file is named by its number only: a family's name would tell whose it is."""

    q = forms.CharField(
        label="Numéro de dossier, nom ou e-mail de l’agent",
        help_text="Numéro de dossier, ou agent",
        required=False,
        max_length=100,
    )
    quoi = forms.ChoiceField(
        label="Nature",
        required=False,
        choices=lambda: [("", "Tout"), *((une, une) for une in natures())],
    )
    du = JourDAgentField(label="Du", required=False)
    au = JourDAgentField(label="Au", required=False)


def _de_l_agent(dire: Callable[[Utilisateur], str], sinon: str = "") -> Callable[[Any], str]:
    return lambda ligne: dire(ligne.par) if ligne.par else sinon


class ListeDesConsultations(Liste):
    """Millions of rows in a large town: they are counted up to a bound, and read by their index."""

    titre = "Journal des consultations"
    adresse = "journal_acces"
    gabarit = "famille/foyers/bureau/journal_acces.html"
    cellules = "famille/foyers/bureau/colonnes_du_journal_acces.html"
    colonnes = (
        Colonne("le", "Date", lambda ligne: ligne.le, classe="pfg-chiffres"),
        Colonne("agent", "Agent", _de_l_agent(lambda par: par.get_full_name(), "compte supprimé")),
        Colonne("courriel", "E-mail", _de_l_agent(lambda par: par.email)),
        Colonne("service", "Service", _de_l_agent(lambda par: par.service)),
        Colonne("dossier", "Dossier", lambda ligne: ligne.foyer.numero, classe="pfg-chiffres"),
        Colonne("quoi", "Ce qui a été lu", lambda ligne: nature(ligne.quoi)),
        Colonne("sante", "Santé", lambda ligne: "oui" if ligne.sante_de_id else ""),
    )
    ecran = ("le", "agent", "service", "dossier", "quoi", "sante")
    fichier = ("le", "agent", "courriel", "service", "dossier", "quoi", "sante")
    genre, adresse_du_fichier = "journal-acces", "journal_acces_exporter"
    onglets = (
        Onglet("toutes", "Toutes"),
        Onglet("sante", "Santé des enfants", Q(sante_de__isnull=False)),
    )
    filtres = FiltreConsultationsForm
    compte_max = 990
    une_ligne, des_lignes = "consultation", "consultations"

    def base(self) -> QuerySet[Consultation]:
        return Consultation.objects.select_related("par", "foyer")

    def filtrer(self, lignes: QuerySet, valeurs: dict) -> QuerySet[Consultation]:
        for mot in valeurs.get("q", "").split():
            lignes = lignes.filter(_du_dossier(mot) | _par(mot))
        if "quoi" in valeurs:
            lues = Q()
            for debut in commencements(valeurs["quoi"]):
                lues |= Q(quoi__istartswith=debut)
            lignes = lignes.filter(lues)
        if "du" in valeurs:
            lignes = lignes.filter(le__gte=minuit(valeurs["du"]))
        if "au" in valeurs:
            lignes = lignes.filter(le__lt=minuit(valeurs["au"] + timedelta(days=1)))
        return lignes

    def ordre(self, cle: str, valeurs: dict) -> tuple[str, str]:
        return ("-le", "-pk")

    def preparer(self, objets: list) -> Iterable:
        for une in objets:
            une.quand, une.nature = moment_en_chiffres(une.le), nature(une.quoi)
        return objets

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet[Consultation]:
        return lignes.order_by("le", "pk")

    def foyers_de(self, objet: Consultation) -> list[int]:
        """None: no household is read here."""
        return []


def _du_dossier(mot: str) -> Q:
    """The lines of files whose number ends so: "2026-00417", "417"."""
    if not mot[-1].isdigit():
        return Q(pk__in=[])
    foyers = Foyer.objects.filter(numero__endswith=mot).values_list("pk", flat=True)
    return Q(foyer__in=list(foyers[:_TROUVES_MAX]))


def _par(mot: str) -> Q:
    """The lines of agents of this name or address, even of one who has left."""
    nommes = Utilisateur.objects.filter(
        Q(last_name__icontains=mot) | Q(first_name__icontains=mot) | Q(email__icontains=mot)
    )
    ont_lu = nommes.filter(Exists(Consultation.objects.filter(par=OuterRef("pk"))))
    return Q(par__in=list(ont_lu.values_list("pk", flat=True)[:_TROUVES_MAX]))


@require_safe
@exige(EXPORTER)
def journal_acces(request: RequeteConnectee) -> HttpResponse:
    duree = ReglageConservation.lire().lectures
    return montrer(request, ListeDesConsultations, duree=duree)


@require_POST
@exige(EXPORTER)
def exporter_le_journal(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesConsultations)
