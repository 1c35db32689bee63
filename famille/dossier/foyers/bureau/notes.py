"""The notes of a household, for agents: written, taken away, and their tab."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from famille.dossier.foyers.notes import ajouter_note, retirer_note
from famille.models import Foyer, NoteDuFoyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_bref, en_lettres
from famille.socle.ecran import Formulaire
from famille.socle.saisie.champ_jour import JourDAgentField

from . import url_du_foyer
from .droits import MODIFIER, VOIR, exige
from .ecran import page_de_formulaire
from .volets import Avis, Volet

AIDE = (
    "Les agents la lisent, la famille non. Écrivez ce qui aide à l’accueillir, jamais un jugement"
    " ni une information de santé : la personne concernée peut demander à la lire."
)


class NoteForm(Formulaire):
    texte = forms.CharField(
        label="Note",
        max_length=NoteDuFoyer.LONGUEUR_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Par exemple : appeler après 17 h.",
    )
    a_savoir = forms.BooleanField(
        label="À savoir : la montrer en haut de la page de la famille", required=False
    )
    jusqu_au = JourDAgentField(
        label="Jusqu’au",
        required=False,
        help_text="Son dernier jour : elle s’efface la nuit suivante. Vide : jusqu’à ce qu’un agent"
        " la retire.",
    )


class VoletNotes(Volet):
    code, titre, ordre, permission = "notes", "Notes", 70, VOIR
    gabarit = "famille/foyers/bureau/_notes.html"
    de_cote = True

    def lire(self) -> None:
        self.notes = list(self.foyer.notes.en_cours().select_related("par"))

    def nombre(self) -> str:
        return str(len(self.notes) or "")

    def avis(self) -> list[Avis]:
        return [Avis(f"{note.texte} ({_signee(note)})") for note in self.notes if note.a_savoir]

    def contexte(self) -> dict[str, Any]:
        return {
            "notes": [(note, _signee(note)) for note in self.notes],
            "peut_noter": self.request.user.has_perm(MODIFIER),
        }


def _signee(note: NoteDuFoyer) -> str:
    """ "Sophie Renard, 12 nov. 2026, jusqu’au 30 juin 2027"."""
    fin = f", jusqu’au {en_lettres(note.jusqu_au)}" if note.jusqu_au else ""
    return f"{note.par or 'compte supprimé'}, {en_bref(note.jour)}{fin}"


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def nouvelle(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    return page_de_formulaire(
        request,
        NoteForm(request.POST or None),
        foyer=foyer,
        titre="Ajouter une note",
        bouton="Ajouter cette note",
        aide=AIDE,
        action=lambda donnees: ajouter_note(foyer, par=request.user, **donnees),
        succes="La note est ajoutée.",
        onglet=VoletNotes.code,
    )


@require_POST
@exige(MODIFIER)
def retirer(request: RequeteConnectee, pk: int) -> HttpResponse:
    note = get_object_or_404(NoteDuFoyer.objects.select_related("foyer"), pk=pk)
    retirer_note(note)
    messages.success(request, "La note est retirée.")
    return redirect(url_du_foyer(note.foyer, VoletNotes.code))
