"""Two screens that write one page: the second is told what the first has kept, and loses nothing of
what it has typed itself (G24)."""

from typing import TYPE_CHECKING

from demarches.declaration.champ_secret import en_donnees, montrer_la_frappe
from demarches.declaration.demarche import valeurs_propres
from demarches.declaration.etapes import Etape, PieceField, en_texte
from famille.regles.foyer import entier

if TYPE_CHECKING:
    from django.http import HttpResponse

    from demarches.assistant.vue import Assistant


def en_conflit(assistant: "Assistant", step: str) -> bool:
    """Whether another screen has written this page since, and something else."""
    donnees = assistant.request.POST
    lue = entier(donnees.get("version"))
    return assistant.storage.avancement.en_conflit(
        step, lue=-1 if lue is None else lue, ecran=donnees.get("ecran", "")
    ) and not meme_saisie(assistant, step)


def meme_saisie(assistant: "Assistant", step: str) -> bool:
    """Whether what is posted is what is kept already (a double click, a page sent again)."""
    posee = assistant.storage.saisie_de(step, assistant.request.POST)
    return posee == assistant.demande.saisie.get(step) and not assistant.request.FILES


def dire_le_conflit(assistant: "Assistant", step: str) -> "HttpResponse":
    page, kwargs = assistant.form_list[step], assistant.get_form_kwargs(step)
    donnees = en_donnees(step, assistant.storage.saisie_de(step, assistant.request.POST))
    posee = page(data=donnees, prefix=step, **kwargs)
    montree = page(initial={nom: posee[nom].data for nom in posee.fields}, prefix=step, **kwargs)
    montrer_la_frappe(montree, assistant.request.POST)
    gardee = assistant.demande.sa_demarche.formulaire(assistant.demande, step)
    response = assistant.render(montree, ecarts=_ecarts(gardee, posee))
    response.status_code = 409
    return response


def _ecarts(gardee: Etape, posee: Etape) -> list[dict[str, str]]:
    """[{"libelle", "valeur"}]: what another screen has kept where this one differs."""
    valeurs = valeurs_propres(gardee)
    return [
        {"libelle": str(champ.label), "valeur": en_texte(champ, valeurs.get(nom)) or "rien"}
        for nom, champ in gardee.fields.items()
        if not isinstance(champ, PieceField)
        and not champ.widget.is_hidden
        and gardee[nom].data != posee[nom].data
    ]
