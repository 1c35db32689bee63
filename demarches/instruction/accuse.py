"""The mentions of the accusé de réception électronique (CRPA R112-11-1; D1)."""

from datetime import date
from typing import Any

from django.utils import timezone

from demarches.models import Complement, Demande, ReglageDemarche
from demarches.regles import horloge as regles
from famille.models import Utilisateur
from famille.socle.dire import en_lettres, en_moment

Silence = ReglageDemarche.Silence


def mentions(
    demande: Demande, reglage: ReglageDemarche, *, declaree_le: date | None = None
) -> dict[str, Any]:
    """Everything that the receipt says, as text: it is kept so and never computed again.

    `demande` is just sent, and validated already when it needed no agent; `reglage`: the town's
    choice of that moment; `declaree_le`: as `declaree`.
    """
    assert demande.deposee_le is not None, "a receipt is of what is sent"
    jour = timezone.localdate(demande.deposee_le)
    appliquee = demande.statut == Demande.Statut.VALIDEE
    effet, delai = (
        (Silence.SANS_OBJET, None)
        if appliquee
        else (reglage.effet_silence, demande.sa_demarche.delai(demande, reglage))
    )
    silence = regles.echeance(jour, effet=effet, mois=reglage.delai_silence_mois)
    reponse = regles.reponse_annoncee(jour, delai)
    recours = reglage.repondant.voies_de_recours
    return {
        "numero": demande.numero,
        "demarche": str(demande.sa_demarche.titre),  # kept as it is read today
        "recue_le": demande.deposee_le.isoformat(),
        "recue_le_texte": en_moment(demande.deposee_le),
        "foyer": demande.foyer.numero,
        "canal": demande.get_canal_display(),
        "saisie_par": saisie_par(demande.canal, demande.par, reglage),
        "declaree": declaree(demande, demande.canal, declaree_le),
        **_adresse(reglage),
        "reponse_avant": en_lettres(reponse) if reponse else "",
        "effet_silence": effet,
        "appliquee": appliquee,
        "silence_le": silence.isoformat() if silence else "",
        "silence": _sort(demande, appliquee, effet, silence),
        # R112-11-1: the attestation of L232-3 for an acceptance; the ways and time limits of appeal
        # for a rejection.
        "attestation": ATTESTATION if silence and effet == Silence.ACCEPTATION else "",
        "voies_de_recours": recours if silence and effet == Silence.REJET else "",
    }


def saisie_par(canal: str, agent: Utilisateur, reglage: ReglageDemarche) -> str:
    """Who typed it for the family (D8), named as the author of a decision; else ""."""
    if canal == Demande.Canal.PORTAIL:
        return ""
    qui = [str(agent), agent.qualite, agent.service or reglage.repondant.service]
    return f"{CANAUX[Demande.Canal(canal)]}, par {', '.join(filter(None, qui))}"


def declaree(demande: Demande, canal: str, le: date | None) -> str:
    """What the family has certified of what an agent entered, how and when: never the agent's own
    oath. "" of what it sends itself. `le`: None is today."""
    if canal == Demande.Canal.PORTAIL:
        return ""
    jour = en_lettres(le or timezone.localdate())
    phrase = demande.sa_demarche.declaration
    return f"{Demande.Canal(canal).dit}, le {jour} : « {phrase} »"


def _adresse(reglage: ReglageDemarche) -> dict[str, str]:
    noms = ("service", "adresse", "courriel", "telephone")
    return {nom: getattr(reglage.repondant, nom) for nom in noms}


CANAUX = {
    Demande.Canal.GUICHET: "Au guichet",
    Demande.Canal.TELEPHONE: "Par téléphone",
    Demande.Canal.COURRIER: "D’après votre courrier",
}


def mentions_du_complement(
    complement: Complement,
    reglage: ReglageDemarche,
    *,
    reponse: date | None,
    effet: str,
    silence: date | None,
    declaree_le: date | None = None,
) -> dict[str, Any]:
    """The same for what was missing, just received: every sending has its receipt, and the clock
    has moved (D3).

    `reponse`, `silence`: the new days (date | None); `effet`: what the demande's own receipt says
    of silence; `declaree_le`: as `declaree`.
    """
    assert complement.recu_le is not None, "a receipt is of what has come"
    recours = reglage.repondant.voies_de_recours
    saisie = getattr(complement, "saisie", None)
    return {
        "recu_le_texte": en_moment(complement.recu_le),
        "saisie_par": saisie_par(saisie.canal, saisie.par, reglage) if saisie else "",
        "declaree": declaree(complement.demande, saisie.canal, declaree_le) if saisie else "",
        **_adresse(reglage),
        "reponse_avant": en_lettres(reponse) if reponse else "",
        "silence": phrase_du_silence(effet, silence) if silence else "",
        "voies_de_recours": recours if silence and effet == Silence.REJET else "",
    }


def _sort(demande: Demande, appliquee: bool, effet: str, silence: date | None) -> str:
    if appliquee:
        return APPLIQUEE
    return phrase_du_silence(effet, silence) if demande.attend_une_decision else CONVERSATION


CONVERSATION = (
    "Votre message est enregistré. Il appelle une réponse, pas une décision : le silence ne décide"
    " de rien."
)
APPLIQUEE = (
    "Vos changements sont déjà appliqués par le portail : votre dossier est à jour, vous n’attendez"
    " aucune réponse."
)
ATTESTATION = (
    "Si votre demande est acceptée de cette façon, vous pouvez demander au service une attestation"
    " qui le confirme (article L232-3 du code des relations entre le public et l’administration)."
)


def phrase_du_silence(effet: str, jour: date | None) -> str:
    """What happens without an answer on `jour` (date | None)."""
    if jour is None or effet == Silence.SANS_OBJET:
        return (
            "Votre déclaration est enregistrée : nous l’étudions, puis nous vous répondons. Tant"
            " que nous ne l’avons pas fait, elle n’est ni acceptée ni rejetée."
        )
    sort = "acceptée" if effet == Silence.ACCEPTATION else "rejetée"
    return (
        f"Si vous n’avez pas reçu de réponse le {en_lettres(jour)}, et à condition que votre"
        f" demande soit complète, elle sera considérée comme {sort}."
    )
