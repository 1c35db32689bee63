"""The story of a demande, in the family's words."""

from typing import Any

from django.utils import timezone

from demarches.models import Demande, Passage, ReglageDemarche
from famille.models import Utilisateur
from famille.socle.dire import en_heure, en_jour, enumerer
from famille.socle.ville import service

from .avis import destinataires
from .horloge import consequence_du_silence, echeance_legale, regle_du_silence
from .liste_des_places import est_en_retard, sur_liste
from .sante_declaree import conseil

Statut, Silence = Demande.Statut, ReglageDemarche.Silence
ATTENDENT = (Statut.EN_ATTENTE, Statut.A_COMPLETER)
ACCUSE_ICI = "Son accusé de réception reste à lire ou à imprimer ici."
REPRISE = "Votre foyer l’a reprise avant qu’un agent ne l’étudie."


def dire_l_envoi(demande: Demande) -> str:
    """Where its receipt goes, or that an agent has it to print (D8)."""
    if demande.canal == Demande.Canal.PORTAIL:
        envoyee = f"Votre demande {demande.numero} est bien envoyée."
        if not demande.attend_une_decision:
            envoyee = f"Votre message est bien envoyé, sous le numéro {demande.numero}."
        accuse = f"Un accusé de réception part à l’adresse {demande.par.email}."
        return " ".join(filter(None, [envoyee, dire_ce_qui_est_fait(demande), accuse]))
    return f"La demande {demande.numero} est enregistrée. {_dire_l_accuse(demande)}"


def dire_le_complement(demande: Demande, *, agent: Utilisateur | None = None) -> str:
    """The same of a complement, to its family, or to the `agent` who entered it."""
    if agent is None:
        return f"Votre complément est bien reçu : {service().le} reprend votre demande."
    return f"Le complément de la demande {demande.numero} est enregistré. {_dire_l_accuse(demande)}"


def _dire_l_accuse(demande: Demande) -> str:
    if destinataires(demande):
        return "Un accusé de réception part à l’adresse e-mail de la famille."
    return "Cette famille n’a pas de compte : imprimez l’accusé de réception, et remettez-le-lui."


def recit(demande: Demande, reglage: ReglageDemarche | None) -> dict[str, Any]:
    """What the page of a demande tells, its `evenements` the oldest first.

    `decision`, the Passage that decided; `complement`, what is asked now, by `demandeur` (its
    Passage), and what that does to the clock (`consequence`).

    `demande` is read with `avec_suivi`; `reglage` may be None, when the town no longer has this
    démarche.
    """
    passages = list(demande.passages.all())
    complement = demande.complement_attendu
    return {
        "evenements": evenements(demande, passages),
        "attente": attente(demande, reglage),
        "decision": dernier(passages, Statut.VALIDEE, Statut.REJETEE),
        "complement": complement,
        "demandeur": complement and dernier(passages, Statut.A_COMPLETER),
        "consequence": consequence_du_silence(demande) if complement and reglage else "",
        "situation": situation(demande),
        **faits_et_attendus(demande),
        "conseil_sante": conseil(demande) if demande.statut in ATTENDENT else "",
    }


def faits_et_attendus(demande: Demande) -> dict[str, list[str]]:
    """dict(deja_fait, en_attente), of a demande of which the portal has applied a part."""
    faits = deja_fait(demande) if demande.statut == Statut.EN_ATTENTE else []
    return {"deja_fait": faits, "en_attente": en_attente(demande) if faits else []}


def dernier(passages: list[Passage], *statuts: Demande.Statut) -> Passage | None:
    """The last one to one of these states that was not taken back."""
    return next((p for p in reversed(passages) if p.vers in statuts and not p.annule_le), None)


def situation(demande: Demande) -> str:
    """What the démarche says of a demande that is still to be decided."""
    return (
        demande.demarche.situation(demande)
        if demande.statut in ATTENDENT and demande.demarche
        else ""
    )


def evenements(demande: Demande, passages: list[Passage]) -> list[Any]:
    """[{"titre", "le", "jour", "heure", "texte", "statut"}], the oldest first."""
    faits = []
    for precedent, passage in zip([None, *passages], passages, strict=False):
        if precedent and precedent.annule_le:
            faits.append(retrait(passage))
        elif not passage.annule_le:
            faits.append(evenement(demande, passage))
    if demande.prise_le:
        quoi = "étudie votre demande" if demande.attend_une_decision else "lit votre message"
        texte = f"Un agent {service().du} {quoi}."
        prise = {"titre": "Prise en charge", "le": demande.prise_le, "texte": texte}
        faits.insert(0, prise | {"statut": Statut.EN_ATTENTE})
    # a demande taken and decided in one click was taken first
    faits.sort(key=lambda fait: fait["le"])
    for fait in faits:
        fait["jour"] = en_jour(timezone.localdate(fait["le"]), annee=True)
        fait["heure"] = en_heure(fait["le"])
    return faits


def evenement(demande: Demande, passage: Passage) -> dict[str, Any]:
    du = service().du
    titre, texte = {
        Statut.EN_ATTENTE: ("Demande envoyée", ACCUSE_ICI),
        Statut.A_COMPLETER: ("Complément demandé", message_du_complement(demande, passage)),
        Statut.REPONDUE: (f"Réponse {du}", "Vous pouvez y répondre dans la conversation."),
        Statut.CLOSE: ("Conversation close", f"La réponse {du} reste dans la conversation."),
        Statut.VALIDEE: ("Demande validée", "Votre dossier est mis à jour."),
        Statut.REJETEE: ("Demande rejetée", "La raison est donnée plus haut."),
        Statut.RETIREE: ("Demande retirée", REPRISE),
    }[Statut(passage.vers)]
    if passage.de == Statut.BROUILLON and not demande.attend_une_decision:
        titre = "Message envoyé"
    if passage.vers == Statut.VALIDEE and not passage.signature:
        titre = "Changements appliqués par le portail"
        texte = "Votre dossier est à jour, sans attendre un agent."
    if passage.vers == Statut.EN_ATTENTE and passage.de != Statut.BROUILLON:
        saisi = complement_saisi(demande, passage)
        titre = "Complément envoyé"
        texte = f"{saisi}{service().en_debut} reprend l’étude de votre demande."
    if passage.de == Statut.REPONDUE and passage.vers == Statut.EN_ATTENTE:
        titre, texte = "Nouveau message", f"{service().en_debut} le lit et vous répond."
    if passage.de == Statut.CLOSE:
        titre, texte = "Conversation rouverte", "Vous pouvez de nouveau y écrire."
    return {"titre": titre, "le": passage.le, "texte": texte, "statut": passage.vers}


def retrait(passage: Passage) -> dict[str, Any]:
    """An answer taken back before it was sent. What it said is not told: it was never an answer."""
    texte = "Une réponse a été retirée avant son envoi : votre demande est de nouveau étudiée."
    return {"titre": "Réponse retirée", "le": passage.le, "texte": texte, "statut": passage.vers}


def message_du_complement(demande: Demande, passage: Passage) -> str:
    """What the agent asked by this passage; the complement is written just after it."""
    suivants = [c for c in demande.complements.all() if c.demande_le >= passage.le]
    return min(suivants, key=lambda c: c.demande_le).message if suivants else ""


def complement_saisi(demande: Demande, passage: Passage) -> str:
    """ "Saisi pour vous : …. " when an agent entered what this passage brought (D8)."""
    recus = [c for c in demande.complements.all() if c.recu_le and c.recu_le <= passage.le]
    par = recus[-1].mentions.get("saisie_par") if recus else ""
    return f"Saisi pour vous : {par[0].lower()}{par[1:]}. " if par else ""


def attente(demande: Demande, reglage: ReglageDemarche | None) -> dict[str, Any] | None:
    """By when an answer comes, what its absence would mean, and whether these days are past.
    `sur_liste`: it waits for a place that is not there, and no day is promised."""
    if demande.statut != Statut.EN_ATTENTE or reglage is None:
        return None
    silence = echeance_legale(demande, reglage)
    effet, _mois = regle_du_silence(demande, reglage)
    effets = {Silence.ACCEPTATION: "acceptée", Silence.REJET: "rejetée"}
    jour = timezone.localdate()
    attend_une_place = demande.pk in sur_liste([demande])
    return {
        "reponse": None if attend_une_place else demande.echeance,
        "sur_liste": attend_une_place,
        "en_retard": est_en_retard(demande, jour, sur_liste=attend_une_place),
        "silence": silence,
        "echue": bool(silence and silence < jour),
        "effet": effets.get(effet, ""),
    }


CONTACT = "Contact"
VALABLE = " valable jusqu’au"  # what a validity is until stands in its value, not in its name


def deja_fait(demande: Demande) -> list[str]:
    """What was applied on sending, each in some words: "téléphone portable (Camille Martin)"."""
    return _noms([une for une in demande.changements if une.get("sans_agent")])


def en_attente(demande: Demande) -> list[str]:
    """What is left to be decided, in the same words."""
    if demande.statut != Demande.Statut.EN_ATTENTE or demande.demarche is None:
        return []
    return _noms([une for une in demande.demarche.changements(demande) if _change(une)])


def dire_ce_qui_est_fait(demande: Demande) -> str:
    """ "Déjà fait : téléphone portable (Camille Martin). En attente : allergies (Léa)."; "" where
    the portal has applied nothing."""
    faits = deja_fait(demande)
    if not faits:
        return ""
    attendus = en_attente(demande)
    suite = f" En attente : {enumerer(attendus)}." if attendus else ""
    return f"Déjà fait : {enumerer(faits)}.{suite}"


def dire_ce_qui_reste(demande: Demande) -> str:
    """Of a demande taken back: what stays on the file; "" for nothing."""
    faits = deja_fait(demande)
    return f"Reste dans votre dossier, déjà fait à l’envoi : {enumerer(faits)}." if faits else ""


def _change(ligne: dict[str, Any]) -> bool:
    return ligne["avant"] != ligne["apres"]


def _noms(lignes: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(_nom(une["libelle"]) for une in lignes))


def _nom(libelle: str) -> str:
    """>>> _nom("Léa · Fiche sanitaire valable jusqu’au")
    'fiche sanitaire (Léa)'
    >>> _nom("Léa · Assurance, valable jusqu’au")
    'assurance (Léa)'
    """
    qui, _point, quoi = libelle.removesuffix(VALABLE).removesuffix(",").rpartition(" · ")
    if qui == CONTACT:  # here what stands behind the point is a name
        qui, quoi = quoi, qui
    if quoi[1:2].islower():  # neither an acronym nor a number
        quoi = f"{quoi[:1].lower()}{quoi[1:]}"
    return f"{quoi} ({qui})" if qui else quoi
