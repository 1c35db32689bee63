"""One sentence typed, read back before anything is asked for it: the children and activities of a
household told to the grammar, then each bloc that is asked for, judged by the rules that the engine
will enforce."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from famille.models import Foyer, Service
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_jour, enumerer
from reservations.models import Activite, Reservation
from reservations.regles.juge import Bloc, Calendrier, Moment
from reservations.regles.phrase.grammaire import lire_une_phrase
from reservations.regles.phrase.jetons import (
    ActiviteConnue,
    GenreActivite,
    Habitude,
    Maisonnee,
    Partie,
)
from reservations.regles.phrase.mots import LONGUEUR_MAX
from reservations.regles.phrase.voeux import Phrase, Voeu

from .grille import noms_des_activites
from .repetition.offre import Offre, lire_offre
from .repetition.regles import NOMMES, Volet
from .repetition.vues import ajouter_ce_qui_est_coche, dire_l_apercu

GENRES = {
    Service.RESTAURATION: GenreActivite.CANTINE,
    Service.GARDERIE: GenreActivite.GARDERIE,
    Service.ACCUEILS_DE_LOISIRS: GenreActivite.LOISIRS,
}


@dataclass(frozen=True)
class DeLaPhrase:
    """What the clauses about one child in one activity ask together."""

    voeux: tuple[Voeu, ...]

    def couvre(self, bloc: Bloc, service: str) -> bool:
        return any(voeu.couvre(bloc) for voeu in self.voeux)

    def couvre_le_jour(self, bloc: Bloc) -> bool:
        """Whether it is of a day that is asked for, at whatever moment."""
        return any(replace(voeu, parties=frozenset()).couvre(bloc) for voeu in self.voeux)

    def sans(
        self, servis: Iterable[date], calendrier: Calendrier, ouverts: Collection[date]
    ) -> list[str]:
        """Of the days named, in words; of a long stretch, which has its Sundays, nothing is
        said."""
        servis = set(servis)
        nommes = sorted({jour for voeu in self.voeux for jour in voeu.dates} - servis)
        return [en_jour(jour) for jour in nommes] if len(nommes) <= NOMMES else []


@dataclass(frozen=True)
class PhraseLue:
    """`phrase`: as it is understood; `volets`: what it gives to each child in each activity;
    `vides`: what it would cancel too, "Hugo, Restaurant scolaire", and nothing of it is booked."""

    phrase: Phrase
    volets: list[Volet]
    vides: str = ""


def lire_la_phrase(texte: str, offre: Offre) -> PhraseLue:
    """Of what it cancels, a card only where something is booked at the moment that it says."""
    phrase = lire_une_phrase(texte, contexte_de(offre))
    volets: list[Volet] = []
    for annuler in (False, True):
        for ligne in offre.lignes:
            siens = tuple(
                voeu
                for voeu in phrase.voeux
                if voeu.annuler == annuler
                and ligne.enfant.pk in voeu.enfants
                and ligne.activite.pk in voeu.activites
            )
            if siens:
                demandee = DeLaPhrase(siens)
                proposes = offre.proposer([ligne], demandee, annuler=annuler)
                volets += [_a_son_moment(un, demandee) if annuler else un for un in proposes]
    annules = [un for un in volets if un.annuler]
    pleins, vides = [un for un in annules if un.rangees], [un for un in annules if un.rien]
    gardes = pleins or vides or annules
    return PhraseLue(
        phrase,
        [un for un in volets if not un.annuler or un in gardes],
        _dire_les_vides(vides) if pleins else "",
    )


def _a_son_moment(volet: Volet, demandee: DeLaPhrase) -> Volet:
    """What is booked those days at another moment is not said to be booked by nobody, nor what is
    never at this moment."""
    if volet.rangees:
        return volet
    ailleurs = {
        bloc.debut
        for bloc in volet.ligne.blocs
        if demandee.couvre_le_jour(bloc) and volet.ligne.faits.reserve(bloc)
    }
    service = volet.ligne.activite.service
    au_moment = any(demandee.couvre(bloc, service) for bloc in volet.ligne.blocs)
    return replace(
        volet,
        rien=not ailleurs and au_moment,
        ailleurs=enumerer(en_jour(jour) for jour in sorted(ailleurs)[:NOMMES]),
    )


def _dire_les_vides(volets: Iterable[Volet]) -> str:
    """ "Léa (Garderie) et Hugo (Garderie et Restaurant scolaire)"."""
    par_enfant: dict[str, list[str]] = {}
    for un in volets:
        par_enfant.setdefault(un.ligne.enfant.prenom, []).append(str(un.ligne.activite))
    return enumerer(f"{prenom} ({enumerer(siennes)})" for prenom, siennes in par_enfant.items())


def contexte_de(offre: Offre) -> Maisonnee:
    """The household's own: no sentence can name anybody else."""
    noms = noms_des_activites(offre.lignes)
    activites = {ligne.activite.pk: ligne.activite for ligne in offre.lignes}
    aujourdhui = offre.maintenant.date()
    periodes = offre.lecture.calendrier.periodes
    return Maisonnee(
        aujourdhui=aujourdhui,
        fin=offre.horizon,
        enfants={ligne.enfant.pk: ligne.enfant.prenom for ligne in offre.lignes},
        activites=tuple(_connue(une, noms[pk]) for pk, une in activites.items()),
        vacances=tuple((une.nom, une.debut, une.fin) for une in periodes if not une.pont),
        habitudes=tuple(_habitudes(offre, aujourdhui)),
    )


def _habitudes(offre: Offre, aujourdhui: date) -> Iterator[Habitude]:
    """What these households had booked last week."""
    lundi = aujourdhui - timedelta(days=aujourdhui.weekday() + 7)
    faites = Reservation.objects.filter(
        foyer__in=offre.foyers, creneau__jour__range=(lundi, lundi + timedelta(days=6))
    ).select_related("creneau__activite")
    for une in faites:
        activite = une.creneau.activite
        soir = activite.service == Service.GARDERIE and une.creneau.moment == Moment.APRES_MIDI
        partie = Partie.SOIR if soir else _PARTIES.get(Moment(une.creneau.moment))
        repas = activite.service == Service.RESTAURATION
        yield Habitude(
            une.enfant_id, activite.pk, une.creneau.jour.weekday(), None if repas else partie
        )


_PARTIES = {Moment.MATIN: Partie.MATIN, Moment.APRES_MIDI: Partie.APRES_MIDI}


def _connue(activite: Activite, nom: str) -> ActiviteConnue:
    genre = GENRES.get(Service(activite.service))
    return ActiviteConnue(activite.pk, genre, (nom, activite.nom, activite.structure.nom))


@sensitive_post_parameters("phrase")
@require_http_methods(["GET", "HEAD", "POST"])
def phrase(request: RequeteConnectee) -> HttpResponse:
    """The box, then what is understood and what it gives. A sentence is sent by POST, with its
    names and its "malade", so that no log of addresses keeps it; "ajouter" puts what is ticked in
    the basket, once each word is read."""
    offre = lire_offre(list(Foyer.objects.de(request.user)))
    if offre is None:
        return render(request, "reservations/calendrier/repetition/rien.html")
    texte = request.POST.get("phrase", "").replace("\0", "").strip()[:LONGUEUR_MAX]
    contexte = {"texte": texte, "longueur": LONGUEUR_MAX, "offre": offre}
    if texte:
        de_la_phrase = lire_la_phrase(texte, offre)
        volets, ajoute = de_la_phrase.volets, "ajouter" in request.POST
        if ajoute and de_la_phrase.phrase.entiere:
            reponse = ajouter_ce_qui_est_coche(request, volets)
            if reponse:
                return reponse
        contexte |= {
            "lue": de_la_phrase.phrase,
            "a_corriger": not de_la_phrase.phrase.entiere,
            "vides": de_la_phrase.vides,
            **dire_l_apercu(volets, request.POST.getlist("garder") if ajoute else None),
        }
    return render(request, "reservations/calendrier/phrase/phrase.html", contexte)
