"""The family's pages of bookings. Each room has its own file of addresses."""

from django.urls import include, path

from .apres.vues import demandes
from .calendrier import phrase, suites
from .calendrier import vues as views
from .calendrier.repetition import vues as vues_repetition
from .calendrier.semaine_type import vues as vues_semaine
from .presences.soins import famille as vues_soins
from .rappels import vues as vues_rappels

app_name = "reservations"
urlpatterns = [
    path("", views.calendrier, name="calendrier"),
    path("choisir/", views.choisir, name="choisir"),
    path("vider/", views.vider, name="vider"),
    path("repeter/", vues_repetition.repetition, name="repetition"),
    path("phrase/", phrase.phrase, name="phrase"),
    path("semaine-type/", vues_semaine.semaine_type, name="semaine_type"),
    path("semaine-type/regler/", vues_semaine.regler, name="regler_la_semaine"),
    path("semaine-type/completer/", vues_semaine.completer, name="completer_la_semaine"),
    path(
        "semaine-type/<int:pk>/abandonner/", vues_semaine.abandonner, name="abandonner_la_semaine"
    ),
    path(
        "semaine-type/<int:pk>/exceptions/",
        vues_semaine.retirer_exceptions,
        name="retirer_exceptions",
    ),
    path("recapitulatif/", views.recapitulatif, name="recapitulatif"),
    path("recapitulatif/modifier/", views.modifier, name="modifier"),
    path("soumettre/", views.soumettre, name="soumettre"),
    path("demandes/<uuid:pk>/", demandes.demande, name="demande"),
    path("demandes/defaire/", demandes.annuler_ensemble, name="annuler_ensemble"),
    path("demandes/<uuid:pk>/defaire/", demandes.annuler_demande, name="annuler_demande"),
    path("soins/", vues_soins.soins, name="soins"),
    path("ouvertures/", include("reservations.ouvertures.urls")),
    path("bourse/", include("reservations.bourse.urls")),
    path("voeux/", include("reservations.voeux.urls")),
    path("rappel/<str:jeton>/", vues_rappels.rappel, name="rappel"),
    path("rappel/<str:jeton>/annuler/", vues_rappels.annuler, name="annuler_depuis_le_rappel"),
    path("rappel/<str:jeton>/confirmer/", vues_rappels.confirmer, name="confirmer_le_rappel"),
    path("attentes/", include("reservations.attente.urls")),
    path("", include("reservations.apres.urls")),
    path("suite/<slug:quoi>/", suites.suite, name="suite"),
]
