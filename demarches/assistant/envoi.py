"""Sending, from the summary. The action itself checks every page again."""

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect

from demarches.depot.brouillon import enregistrer_page
from demarches.depot.depot import PageARevoir, completer, deposer
from demarches.instruction.passage import PassageImpossible
from demarches.instruction.suivi import dire_l_envoi, dire_le_complement
from famille.socle.ville import service

from .contexte_etape import RECAPITULATIF

if TYPE_CHECKING:
    from django.http import HttpResponse

    from demarches.assistant.vue import Assistant


def repondre_au_recapitulatif(assistant: "Assistant", action: str) -> "HttpResponse":
    if action == "precedent":
        precedente = assistant.get_prev_step(RECAPITULATIF)
        return redirect(assistant.get_step_url(precedente))
    if action == "toutes":
        return _ouvrir_toutes_les_pages(assistant)
    if action != "valider":
        assistant.dire_ce_qui_est_garde(action)
        return redirect(assistant.get_step_url(RECAPITULATIF))
    assistant.exiger_une_preuve()
    form = assistant.get_form(RECAPITULATIF, data=assistant.request.POST)
    if not form.is_valid():
        return assistant.render(form)
    return _envoyer(assistant, form.cleaned_data.get("declaree_le"))


def envoyer_directement(assistant: "Assistant") -> "HttpResponse":
    """From the page itself (`Demarche.envoi_direct`): it is kept and sent, or neither."""
    assistant.exiger_une_preuve()
    demande, garde = assistant.demande, assistant.storage
    enregistrer_page(demande, saisie=garde.saisie, avancement=garde.avancement)
    return _envoyer(assistant, None, page=garde.current_step)


def _ouvrir_toutes_les_pages(assistant: "Assistant") -> "HttpResponse":
    """Of a démarche opened on one of its pages (assistant.ouverture)."""
    assistant.storage.avancement = assistant.storage.avancement.sur_toutes()
    assistant.relire_les_pages()
    suivi = assistant.storage.avancement.paginee(assistant.pages_de_la_demarche)
    assistant.storage.avancement = suivi
    return redirect(assistant.get_step_url(assistant.premiere_a_faire))


def _envoyer(
    assistant: "Assistant", declaree_le: date | None, page: str = RECAPITULATIF
) -> "HttpResponse":
    """`page`: where one comes back when it cannot be sent."""
    try:
        with transaction.atomic():
            return _deposer(assistant, declaree_le)
    except PageARevoir as refus:
        return _renvoyer_a_la_page(assistant, refus)
    except PassageImpossible as refus:
        messages.error(assistant.request, assistant.dire(str(refus)))
        return redirect(assistant.get_step_url(page))


def _deposer(assistant: "Assistant", declaree_le: date | None) -> "HttpResponse":
    demande, request = assistant.demande, assistant.request
    if demande.complement_attendu:
        envoyee = completer(demande, par=request.user, declaree_le=declaree_le)
        messages.success(request, dire_le_complement(envoyee, agent=assistant.agent))
    else:
        envoyee = deposer(demande, par=request.user, declaree_le=declaree_le)
        messages.success(request, dire_l_envoi(envoyee))
    demande.statut = envoyee.statut  # the storage has nothing more to write
    if assistant.envoi_demande and demande.sa_demarche.accueil:
        return redirect(demande.sa_demarche.accueil)  # the next child, in one press
    return redirect("demarches:demande", pk=envoyee.pk)


def _renvoyer_a_la_page(assistant: "Assistant", refus: PageARevoir) -> "HttpResponse":
    """Back to the first page that is not right, with what is wrong."""
    etape = refus.etape
    if etape not in assistant.form_list:  # a page that the agent has not given back
        suite = (
            "Demandez un complément qui rende cette page à la famille."
            if assistant.agent
            else f"Contactez {service().le}."
        )
        messages.error(assistant.request, f"{assistant.dire(str(refus))} {suite}")
        return redirect(assistant.get_step_url(RECAPITULATIF))
    messages.error(assistant.request, assistant.dire(str(refus)))
    assistant.storage.current_step = etape
    assistant.storage.avancement = assistant.storage.avancement.jugee(
        etape, valide=False, complement=assistant.cle_du_complement
    )
    return redirect(f"{assistant.get_step_url(etape)}?{urlencode({'verifier': 1})}")
