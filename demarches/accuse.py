"""The mentions of the accusé de réception électronique (CRPA L112-11, R112-11-1; D1), when it is issued."""

from django.utils import timezone

from famille.regles import en_lettres

from . import regles
from .models import ReglageDemarche
from .presentation import moment_complet

Silence = ReglageDemarche.Silence


def mentions(demande, reglage):
    """dict: everything that the receipt says, as text: it is kept so and never computed again.

    `demande` is just sent; `reglage` is the town's choice of that moment.
    """
    jour = timezone.localdate(demande.deposee_le)
    silence = regles.echeance(jour, effet=reglage.effet_silence, mois=reglage.delai_silence_mois)
    reponse = regles.reponse_annoncee(jour, reglage.delai_jours)
    return {
        "numero": demande.numero,
        "demarche": demande.demarche.titre,
        "recue_le": demande.deposee_le.isoformat(),
        "recue_le_texte": moment_complet(demande.deposee_le),
        "foyer": demande.foyer.numero,
        "canal": demande.get_canal_display(),
        "service": reglage.service,
        "adresse": reglage.service_adresse,
        "courriel": reglage.service_courriel,
        "telephone": reglage.service_telephone,
        "reponse_avant": en_lettres(reponse) if reponse else "",
        "effet_silence": reglage.effet_silence,
        "silence_le": silence.isoformat() if silence else "",
        "silence": phrase_du_silence(reglage.effet_silence, silence),
        # R112-11-1: the attestation of L232-3 for an acceptance; the ways and time limits of appeal for a rejection.
        "attestation": ATTESTATION if silence and reglage.effet_silence == Silence.ACCEPTATION else "",
        "voies_de_recours": reglage.voies_de_recours if silence and reglage.effet_silence == Silence.REJET else "",
    }


ATTESTATION = (
    "Si votre demande est acceptée de cette façon, vous pouvez demander au service une attestation qui le confirme "
    "(article L232-3 du code des relations entre le public et l’administration)."
)


def phrase_du_silence(effet, jour):
    """str: what happens without an answer on `jour` (date | None)."""
    if jour is None or effet == Silence.SANS_OBJET:
        return "Votre déclaration est enregistrée. Elle n’appelle pas de décision de notre part."
    sort = "acceptée" if effet == Silence.ACCEPTATION else "rejetée"
    return (
        f"Si vous n’avez pas reçu de réponse le {en_lettres(jour)}, et à condition que votre demande soit complète, "
        f"elle sera considérée comme {sort}."
    )
