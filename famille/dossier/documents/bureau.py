"""A document brought to the counter: its kind, its child, how long it holds."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from famille.dossier.foyers.acces.changements_dits import en_le_disant
from famille.dossier.foyers.bureau.droits import MODIFIER, exige
from famille.dossier.foyers.bureau.ecran import page_de_formulaire
from famille.dossier.foyers.bureau.gestes.dit_par import FormDitPar
from famille.models import LIRE_LA_SANTE, Document, Enfant, Foyer, Utilisateur
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.saisie.champ_jour import JourDAgentField

from .actions import examiner_document
from .remis_au_guichet import dire_le_document, recevoir_document

AIDE = (
    "Une photo nette ou un PDF. L’antivirus le lit comme les autres ; la famille le trouve ensuite"
    " dans ses documents, et en est prévenue."
)
ACCEPTES = ".pdf,.jpg,.jpeg,.png,.heic,.heif"


class DocumentForm(FormDitPar):
    genre = forms.ChoiceField(label="Nature du document")
    enfant = forms.ModelChoiceField(
        label="De quel enfant",
        queryset=Enfant.objects.none(),
        required=False,
        empty_label="De toute la famille",
    )
    fichier = forms.FileField(
        label="Fichier",
        help_text="PDF, JPEG, PNG ou HEIC, 10 Mo au plus.",
        widget=forms.FileInput(attrs={"accept": ACCEPTES}),
    )
    emis_le = JourDAgentField(
        label="Daté du", required=False, help_text="La date écrite sur le document."
    )
    valable_jusqu_au = JourDAgentField(
        label="Valable jusqu’au",
        required=False,
        help_text="Vide : sans fin, ou jusqu’à la fin de la saison pour un PAI ou un carnet.",
    )

    def __init__(self, *args: Any, agent: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lit_la_sante = agent.has_perm(LIRE_LA_SANTE)
        self.fields["genre"].choices = [
            (cle, dit)
            for cle, dit in Document.Genre.choices
            if lit_la_sante or cle not in Document.DE_SANTE
        ]
        self.fields["enfant"].queryset = Enfant.objects.du([self.foyer])
        self.fields["dit_par"].label = "Qui vous l’a donné"
        self.fields["dit_par"].error_messages["required"] = "Choisissez qui vous l’a donné."


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def nouveau_document(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`?genre=`, `?enfant=`: what is missing, from the page that says it."""
    foyer = get_object_or_404(Foyer, pk=pk)
    connu = {"genre": request.GET.get("genre"), "enfant": entier(request.GET.get("enfant"))}
    formulaire = DocumentForm(
        request.POST or None,
        request.FILES or None,
        foyer=foyer,
        agent=request.user,
        initial={nom: valeur for nom, valeur in connu.items() if valeur},
    )

    def _recevoir(_donnees: dict[str, Any]) -> None:
        dites, par = formulaire.dites(), request.user
        fichier = examiner_document(dites.pop("fichier"), par=par)
        enfant, origine = dites["enfant"], formulaire.origine
        en_le_disant(
            {foyer, *(enfant.residences() if enfant else [])},
            dire_le_document(dites["genre"], enfant),
            lambda champs: recevoir_document(foyer, fichier, par=par, origine=origine, **champs),
            par=par,
        )(dites)

    return page_de_formulaire(
        request,
        formulaire,
        foyer=foyer,
        titre="Ajouter un document",
        bouton="Ajouter ce document",
        aide=AIDE,
        action=_recevoir,
        succes="Le document est ajouté.",
        onglet="documents",
    )
