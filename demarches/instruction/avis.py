"""What a family is told of its demande by mail: the accusé de réception with its mentions (CRPA
R112-11-1; D1), then that there is an answer and where to read it, never what is in it. And what the
agent reads of these mails."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from demarches.models import Complement, Demande, Passage, ReglageDemarche
from demarches.regles import horloge as regles
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import et_le_foyer
from famille.courriels.genres import GenreDeCourriel
from famille.models import Utilisateur
from famille.socle.dire import en_lettres, en_moment

from .horloge import echeance_legale, regle_du_silence

Silence = ReglageDemarche.Silence
ACCUSE = GenreDeCourriel("are", "demarches/accuse")
COMPLEMENT_RECU = GenreDeCourriel("complement_recu", "demarches/complement_recu")
REPONSE = GenreDeCourriel("reponse", "demarches/reponse", notifie=False)  # in the conversation


def et_la_famille(demande: Demande, *, tenue: bool = True) -> str:
    """What follows a decision, whose mail is held (`tenue`) or leaves at once."""
    minutes = minutes_pour_annuler()
    if not minutes or not tenue:
        return et_le_foyer(demande.foyer, "La famille est prévenue par e-mail et dans le portail.")
    prevenue = et_le_foyer(
        demande.foyer, f"La famille sera prévenue par e-mail dans {minutes} minutes."
    )
    return f"{prevenue} Vous pouvez annuler pendant {minutes} minutes."


def minutes_pour_annuler() -> int:
    return int(settings.DELAI_D_ANNULATION.total_seconds() // 60)


def destinataires(demande: Demande, *autres: Any) -> list[Utilisateur]:
    """Who sent it (CRPA R112-11-3) and, of the household, those of these `autres` keys; all its
    adults when an agent entered it for them."""
    adultes = Utilisateur.objects.filter(
        responsabilites__in=demande.foyer.responsables.actuels(), is_active=True
    ).distinct()
    return [adulte for adulte in adultes if adulte.pk in (demande.par_id, *autres)] or list(adultes)


def prevenir(
    demande: Demande,
    passage: Passage,
    genre: GenreDeCourriel,
    *,
    pas_avant: datetime | None = None,
    **precisions: Any,
) -> None:
    """Write a passage's mail to each person concerned, in the caller's transaction: the other adult
    too, when it is who has just sent a complement.

    `pas_avant`: until when it is held (actions.annulation). `precisions`: what this mail tells
    beside, `limite` (date) and `silence` for instance.
    """
    for adulte in destinataires(demande, passage.par_id):
        preparer(
            genre.cle(passage.pk).pour(adulte),
            adulte.email,
            {
                "prenom": adulte.first_name,
                "titre": demande.sa_demarche.titre,
                "objet": demande.objet,
                "numero": demande.numero,
                "signature": passage.signature,
                "lien": adresse_absolue(reverse("demarches:demande", args=[demande.pk])),
            }
            | precisions,
            pas_avant=pas_avant,
        )


def accuser_reception(demande: Demande) -> None:
    """Mail the accusé de réception (D1), every mention in it, in the transaction of the sending."""
    mentions = demande.accuse.mentions
    for rang, adulte in enumerate(destinataires(demande)):
        cle = ACCUSE.cle(demande.pk)
        preparer(
            cle if rang == 0 else cle.pour(adulte),
            adulte.email,
            {
                "prenom": adulte.first_name,
                "mentions": mentions,
                "objet": demande.objet,
                "lien": adresse_absolue(reverse("demarches:accuse", args=[demande.pk])),
            },
        )


def annoncer_complement_recu(
    demande: Demande, passage: Passage, complement: Complement, *, declaree_le: date | None = None
) -> None:
    """Keep and mail the accusé de réception of what was missing (CRPA L112-11, R112-11-1; D1).
    `declaree_le`: as `demarches.instruction.avis.declaree`."""
    reglage = ReglageDemarche.objects.get(code=demande.code)
    effet, _mois = regle_du_silence(demande, reglage)
    complement.mentions = mentions_du_complement(
        complement,
        reglage,
        reponse=demande.echeance,
        effet=effet,
        silence=echeance_legale(demande, reglage),
        declaree_le=declaree_le,
    )
    complement.save(update_fields=["mentions"])
    prevenir(demande, passage, COMPLEMENT_RECU, mentions=complement.mentions)


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
