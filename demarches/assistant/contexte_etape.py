"""What the template of a page needs, beside its form."""

from typing import TYPE_CHECKING, Any

from django.utils.crypto import get_random_string

from demarches.declaration.a_l_agent import parler_de_ses_erreurs
from demarches.declaration.demarche import valeurs_propres
from demarches.declaration.etapes import Etape, PieceField, lignes_du_formulaire
from demarches.declaration.mise_a_jour import PageDuDossier
from demarches.depot.peremption import suppression_le
from demarches.instruction.acces import lit_la_sante, sans_la_sante
from demarches.models import Demande, ReglageDelais, ReglageDemarche
from famille.socle.dire import en_heure

from .pieces import lisible_par, proposes

if TYPE_CHECKING:
    from demarches.assistant.vue import Assistant


RECAPITULATIF = "recapitulatif"  # code of the last page, which the engine adds


def contexte_de_l_etape(assistant: "Assistant", form: Etape) -> dict[str, Any]:
    """dict for templates/demarches/assistant/etape.html."""
    demande, etape = assistant.demande, assistant.steps.current
    reglage = demande.reglage
    garnir_les_pieces(assistant, etape, form)
    if assistant.agent:
        parler_de_ses_erreurs(form)
    ecrite_le = assistant.storage.avancement.enregistree_le(etape)
    dernier = etape == assistant.steps.last
    ouverte = bool(
        demande.complement_attendu or (reglage and reglage.etat == ReglageDemarche.Etat.OUVERTE)
    )
    return {
        "demande": demande,
        "adresse": assistant.adresse(etape),
        "demarche": demande.demarche,
        "titre": demande.titre_court if assistant.agent else demande.titre,
        "reglage": reglage,
        "ouverte": ouverte,
        "garde_jusqu_au": None if ouverte else suppression_le(demande, ReglageDelais.load()),
        "complement": demande.complement_attendu,
        "etapes": etapes_numerotees(assistant),
        "numero_etape": assistant.rang(etape) + 1,
        "nombre_etapes": len(assistant.form_list) if suite_connue(assistant) else None,
        "est_la_derniere": dernier,
        "envoi_direct": assistant.s_envoie_directement and not dernier,
        "recapitulatif": resume(assistant) if dernier else None,
        "empechement": assistant.dire(demande.sa_demarche.empechement(demande))
        if dernier and not demande.complement_attendu
        else "",
        "a_verifier": etape in assistant.a_verifier,
        "d_avance": repondues_d_avance(assistant),
        "deja_envoyees": deja_envoyees(assistant, form),
        "laissees": laissees(assistant) if dernier or etape == assistant.steps.first else [],
        "version": assistant.storage.avancement.ecriture(etape).numero,
        "ecran_marque": get_random_string(10),
        "retour": assistant.request.POST.get("retour") or assistant.request.GET.get("retour", ""),
        "enregistre_a": en_heure(ecrite_le) if ecrite_le else "",
        "saisie_pour": demande.foyer if assistant.agent else None,
        "joignable": any(adulte.a_un_compte for adulte in demande.adultes_du_foyer)
        if dernier and assistant.agent
        else False,
        "canal": demande.canal_de_la_saisie.label.lower(),
    }


def deja_envoyees(assistant: "Assistant", form: Etape) -> list[Demande]:
    """What waits and says the same: on a page of the file, of that page; else of the démarche, for
    the same child, where it begins."""
    if isinstance(form, PageDuDossier):
        return form.deja_envoyees
    demande = assistant.demande
    if demande.statut != Demande.Statut.BROUILLON or not demande.attend_une_decision:
        return []
    autres = demande.autres_a_l_etude if assistant.steps.current == assistant.steps.first else []
    meme = demande.code, demande.enfant_id
    return [une for une in autres if (une.code, une.enfant_id) == meme]


def laissees(assistant: "Assistant") -> list[str]:
    """The pages that who fills this is not shown; nobody else is told."""
    demande = assistant.demande
    if demande.enfants_fermes and demande.par == assistant.request.user:
        return demande.sa_demarche.pages_laissees(demande)
    if not sans_la_sante(demande) or lit_la_sante(assistant.request.user, demande):
        return []
    return demande.sa_demarche.pages_laissees(demande)


def repondues_d_avance(assistant: "Assistant") -> list[dict[str, Any]]:
    """[{"phrase", "lignes", "lien"}] of the pages just before this one that nobody had to fill."""
    lignes: list[dict[str, Any]] = []
    demande, suivi = assistant.demande, assistant.storage.avancement
    for code, page in assistant.form_list.items():
        if code == assistant.steps.current:
            break
        if page.d_avance and code in assistant.validees and not suivi.ecriture(code).numero:
            formulaire = demande.sa_demarche.formulaire(demande, code)
            dites = lignes_du_formulaire(formulaire, valeurs_propres(formulaire))
            lien = assistant.get_step_url(code)
            phrase = assistant.dire(page.d_avance)
            lignes.append({"phrase": phrase, "lignes": dites, "lien": lien})
        else:
            lignes = []
    return lignes


def garnir_les_pieces(assistant: "Assistant", etape: str, form: Etape) -> None:
    """Give each file field the document already joined and those of the file that still serve (D6).
    Of who fills the page for the family: what it has joined and not sent is named, and not
    opened."""
    demande, agent = assistant.demande, assistant.agent
    champs = {nom: champ for nom, champ in form.fields.items() if isinstance(champ, PieceField)}
    if not champs:
        return
    jointes = {
        piece.champ: piece.document for piece in demande.pieces_jointes if piece.etape == etape
    }
    for nom, champ in champs.items():
        champ.widget.champ, champ.widget.piece = nom, jointes.get(nom)
        champ.widget.adresse = assistant.adresse(etape)
        champ.widget.vignette = agent is None
        piece = champ.widget.piece
        champ.widget.ferme = bool(agent and piece and not lisible_par(agent, piece))
        champ.widget.proposes = [d for d in proposes(demande, champ) if d != champ.widget.piece]


def suite_connue(assistant: "Assistant") -> bool:
    """Whether the pages that follow are chosen: a count that may change is not said."""
    return not any(
        page.choisit_la_suite and code not in assistant.validees
        for code, page in assistant.form_list.items()
    )


def etapes_numerotees(assistant: "Assistant") -> list[dict[str, Any]]:
    """[{"code", "titre", "numero", "etat", "lien"}]; `etat`: faite, courante, a-verifier, a-venir.
    Not reached: no link. Only the first ones while an answer is to choose those that follow."""
    courante, limite = assistant.steps.current, assistant.rang(assistant.premiere_a_faire)
    a_verifier, lignes = assistant.a_verifier, []
    for rang, (code, page) in enumerate(assistant.form_list.items()):
        faite = code in assistant.validees
        etat = "courante" if code == courante else "faite" if faite else "a-venir"
        etat = "a-verifier" if code in a_verifier and code != courante else etat
        lien = assistant.get_step_url(code) if rang <= limite and code != courante else ""
        lignes.append(
            {
                "code": code,
                "titre": assistant.dire(page.titre),
                "numero": rang + 1,
                "etat": etat,
                "lien": lien,
            }
        )
        if page.choisit_la_suite and code not in assistant.validees:
            return lignes
    return lignes


def resume(assistant: "Assistant") -> list[dict[str, Any]]:
    """The summary by page, with the address where each is corrected ("" for a page that an agent
    did not give back). Whoever enters a complement without the right to read health is not shown
    what the family has said of it (D10)."""
    demande = assistant.demande
    pages = demande.sa_demarche.recapitulatif(demande, demande.sa_demarche.donnees(demande))
    if any(page.get("sensible") for page in pages) and not lit_la_sante(
        assistant.request.user, demande
    ):
        pages = [page for page in pages if not page.get("sensible")]
    for page in pages:
        page["titre"] = assistant.dire(page["titre"])
        page["lignes"] = [
            une | {"libelle": assistant.dire(une["libelle"])} for une in page["lignes"]
        ]
        page["lien"] = (
            assistant.get_step_url(page["etape"]) if page["etape"] in assistant.form_list else ""
        )
    return pages
