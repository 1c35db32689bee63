"""What one demande's screen shows, gathered once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from demarches.catalogue.place_en_accueil_de_loisirs.mise_sur_liste import rang_sur_liste
from demarches.declaration.a_l_agent import a_l_agent
from demarches.declaration.champ_secret import secrets_envoyes
from demarches.declaration.lectures import porte_la_sante
from demarches.declaration.verifications import cachet_de
from demarches.instruction import deja_facture
from demarches.instruction.acces import a_dire
from demarches.instruction.annulation import annulable_jusqu_a
from demarches.instruction.conversation import fils_sur
from demarches.instruction.horloge import echeance_legale, regle_du_silence
from demarches.instruction.liste_des_places import est_en_retard, sur_liste
from demarches.instruction.sante_declaree import retraits
from demarches.models import (
    Complement,
    Demande,
    NoteInterne,
    Passage,
    PieceJointe,
    PlaceDemandee,
    ReglageDemarche,
    ReponseType,
)
from famille.actions import annulable_jusqu_a as reprenable
from famille.models import LIRE_LA_SANTE, Document, Fil, Utilisateur
from famille.socle.dire import en_heure, en_lettres, en_moment, en_rang

from .forms import instructeurs

if TYPE_CHECKING:
    from demarches.declaration.demarche import Demarche


Statut = Demande.Statut
EN_COURS = (Statut.EN_ATTENTE, Statut.A_COMPLETER)


def contexte_du_dossier(demande: Demande, *, agent: Utilisateur, vues: QueryDict) -> dict[str, Any]:
    """dict for templates/demarches/bureau/dossier/dossier.html, as this agent may see it.

    `vues`: the address's parameters, for the piece shown."""
    lus = lire_d_avance(demande, agent)
    demarche, reglage = demande.sa_demarche, demande.reglage
    passages, complements = list(demande.passages.all()), list(demande.complements.all())
    pieces = pieces_lisibles(demande)
    montree = vue(pieces, vues)
    complement = next((c for c in complements if c.recu_le is None), None)
    return {
        "demande": demande,
        "demarche": demarche,
        "statut": "En attente" if demande.statut == Statut.EN_ATTENTE else demande.statut_dit,
        "deposee": demande.deposee_le and en_moment(demande.deposee_le, timezone.now()),
        "echeance": demande.echeance and date_courte(demande.echeance),
        "limite": complement and date_courte(complement.limite),
        "reglage": reglage,
        "changements": lisibles(changements(demande, demarche), agent),
        "declaration": [_dite(page) for page in lisibles(demande.recapitulatif, agent)],
        "sante_cachee": porte_la_sante(demande) and not agent.has_perm(LIRE_LA_SANTE),
        "secrets": secrets_envoyes(demande, agent),
        "pieces": pieces,
        "vue": montree,
        "cachet": montree and cachet_de(demande, montree["piece"]["document"]),
        "foyer": resume_du_foyer(demande),
        "historique": historique(demande, passages, complements),
        "notes": lus["notes"],
        "reponses_types": lus["reponses"],
        "instructeurs": lus["instructeurs"],
        "complement": complement,
        "rejet": next((p for p in passages if p.vers == Statut.REJETEE and not p.annule_le), None),
        "annulable": annulable(demande, passages, agent),
        "vu": passages[-1].pk if passages else None,
        **conversation(demande, agent),
        "fils": fils_sur(demande, lus["fils"], documents=Document.objects.remis(agent)),
        "silence": silence(demande, reglage) if reglage and demande.statut in EN_COURS else None,
        **deja_facture.dire_au_bureau(demande),
        **_avant_de_decider(demande, agent),
    }


def _avant_de_decider(demande: Demande, agent: Utilisateur) -> dict[str, Any]:
    """dict(verifications, a_cocher, empechement, liste_de_places, rang, sur_liste, en_retard): what
    is to be looked at, and what stands in the way, while a decision is awaited. `rang`: in words,
    of one for whom there is no place."""
    if demande.statut != Statut.EN_ATTENTE:
        return {"verifications": [], "empechement": "", "liste_de_places": False} | _retard(demande)
    demarche = demande.sa_demarche
    empechement = demarche.empechement_de_valider(demande)
    en_jeu = PlaceDemandee.objects.en_jeu().filter(demande=demande)
    return {
        "verifications": lisibles([*a_dire(demande), *demarche.verifications(demande)], agent),
        "a_cocher": demarche.a_cocher(demande),
        "empechement": empechement,
        "retraits": retraits(demande) if agent.has_perm(LIRE_LA_SANTE) else [],
        "liste_de_places": bool(empechement) and en_jeu.exists(),
        "rang": en_rang(rang) if empechement and (rang := rang_sur_liste(demande)) else "",
    } | _retard(demande)


def _retard(demande: Demande) -> dict[str, Any]:
    a_un_rang = demande.statut == Statut.EN_ATTENTE and hasattr(demande, "place")
    sans_place = a_un_rang and demande.pk in sur_liste([demande])
    return {
        "sur_liste": sans_place,
        "en_retard": est_en_retard(demande, timezone.localdate(), sur_liste=sans_place),
    }


def avec_ce_qu_elle_porte(demandes: QuerySet[Demande, Any]) -> QuerySet[Demande, Any]:
    """These demandes, each with what it has of the lists that most have none of: `lire_d_avance`
    asks for no empty one."""
    siens = {
        "a_des_complements": Complement.objects.filter(demande=OuterRef("pk")),
        "a_des_notes": NoteInterne.objects.filter(demande=OuterRef("pk")),
        "a_des_pieces": PieceJointe.objects.filter(demande=OuterRef("pk")),
        "a_des_fils": Fil.objects.filter(foyer=OuterRef("foyer"), origine=OuterRef("numero")),
    }
    return demandes.annotate(**{nom: Exists(lignes.order_by()) for nom, lignes in siens.items()})


def lire_d_avance(demande: Any, agent: Utilisateur) -> dict[str, list[Any]]:
    """What several parts of the screen ask of this Demande of `avec_ce_qu_elle_porte`, each read
    once."""
    complements = Complement.objects.select_related("saisie__par")
    prefetch_related_objects(
        [demande],
        Prefetch("passages", Passage.objects.select_related("par")),
        Prefetch("complements", complements if demande.a_des_complements else complements.none()),
        "foyer__adresses",
        "foyer__quotients",
        Prefetch(
            "pieces", pieces_pour(agent) if demande.a_des_pieces else PieceJointe.objects.none()
        ),
    )
    notes = NoteInterne.objects.filter(demande=demande).select_related("par").order_by("-le")
    fils = Fil.objects.filter(foyer=demande.foyer_id, origine=demande.numero)
    reponses = ReponseType.objects.filter(Q(code=demande.code) | Q(code=""))
    return {
        "notes": list(notes) if demande.a_des_notes else [],
        "fils": list(fils.select_related("demande")) if demande.a_des_fils else [],
        "reponses": list(reponses),
        "instructeurs": list(instructeurs()),
    }


def conversation(demande: Demande, agent: Utilisateur) -> dict[str, Any]:
    """dict(echanges, sujet, vu, reprise): what was written, with the pieces that this agent may
    open, `vu` the last of it on this screen, and until when he may take it back; {} for what is
    decided."""
    fil = None if demande.attend_une_decision else demande.fil
    if fil is None:
        return {}
    lisibles = Prefetch("documents", Document.objects.remis(agent))
    if not (echanges := list(fil.messages.prefetch_related(lisibles))):
        return {}
    return {
        "echanges": echanges,
        "sujet": fil.sujet,
        "vu": echanges[-1].pk,
        "reprise": reprenable(echanges[-1], agent),
    }


def date_courte(jour: date) -> str:
    """str: "1er décembre", with its year when it is not this one."""
    return en_lettres(jour, annee=jour.year != timezone.localdate().year)


def changements(demande: Demande, demarche: "Demarche") -> list[Any]:
    """list[dict(libelle, avant, apres, inchange)]: frozen once decided, else computed from today's
    file. None while the family writes its complement: what it types is not sent, and the desk shows
    the declaration as it was."""
    lignes = demande.changements
    if demande.statut == Statut.EN_ATTENTE:
        lignes = lignes + demarche.changements(demande)
    return [ligne | {"inchange": ligne["avant"] == ligne["apres"]} for ligne in lignes]


def lisibles(lignes: list[dict[str, Any]], agent: Utilisateur) -> list[Any]:
    """The lines, or pages of the summary, that this agent may read (D10)."""
    return [ligne for ligne in lignes if not ligne.get("sensible") or agent.has_perm(LIRE_LA_SANTE)]


def _dite(page: dict[str, Any]) -> dict[str, Any]:
    lignes = [ligne | {"libelle": a_l_agent(ligne["libelle"])} for ligne in page["lignes"]]
    return page | {"titre": a_l_agent(page["titre"]), "lignes": lignes}


def silence(demande: Demande, reglage: ReglageDemarche) -> dict[str, Any] | None:
    """What silence means, when, and whether it has decided; None where it decides nothing."""
    le = echeance_legale(demande, reglage)
    if le is None:
        return None
    effet = ReglageDemarche.Silence(regle_du_silence(demande, reglage)[0])
    return {"effet": effet.value, "dit": effet.label, "le": le, "echu": le < timezone.localdate()}


def resume_du_foyer(demande: Demande) -> dict[str, Any]:
    """Its household in short; `adresse` is its file in the admin."""
    foyer, jour = demande.foyer, timezone.localdate()
    quotients = [
        q for q in foyer.quotients.all() if q.debut <= jour and (q.fin is None or q.fin >= jour)
    ]
    return {
        "foyer": foyer,
        "enfants": demande.enfants_du_foyer,
        "adultes": demande.adultes_du_foyer,
        "quotient": quotients[0] if quotients else None,
        "adresse": reverse("foyers_modeladmin_inspect", args=[foyer.pk]),
    }


def annulable(demande: Demande, passages: list[Passage], agent: Utilisateur) -> str | None:
    """The hour until which this agent may take the last decision back ("10 h 42")."""
    dernier = passages[-1] if passages else None
    fin = annulable_jusqu_a(demande, dernier)
    return en_heure(fin) if fin and dernier and dernier.par_id == agent.pk else None


def historique(
    demande: Demande, passages: list[Passage], complements: Sequence[Complement] = ()
) -> list[dict[str, Any]]:
    """list[dict(titre, le)]: what happened, the latest first."""
    evenements = [
        {"titre": titre_du_passage(passage, precedent), "le": passage.le}
        for precedent, passage in zip([None, *passages], passages, strict=False)
    ][::-1]
    if hasattr(demande, "accuse"):
        evenements.insert(-1, {"titre": "Accusé de réception envoyé", "le": demande.accuse.emis_le})
    evenements += [
        {"titre": f"La famille l’a déclaré {dite}", "le": le}
        for dite, le in _ce_que_la_famille_a_declare(demande, complements)
    ]
    commencee = "Saisie du complément commencée pour la famille"
    evenements += [
        {"titre": f"{commencee} ({une.saisie.get_canal_display().lower()})", "le": une.saisie.le}
        for une in complements
        if hasattr(une, "saisie")
    ]
    if demande.sur_liste_le:
        evenements.append({"titre": "Mise sur liste d’attente", "le": demande.sur_liste_le})
    if demande.prise_le:
        evenements.append({"titre": f"Prise en charge par {demande.agent}", "le": demande.prise_le})
    # Of the same instant, what comes first here came last: taken, then decided, in one click.
    return sorted(evenements, key=lambda evenement: evenement["le"], reverse=True)


def _ce_que_la_famille_a_declare(
    demande: Demande, complements: Sequence[Complement]
) -> list[tuple[str, datetime]]:
    """[(how and when, in words; when it was sent)] of what agents entered for it."""
    accuse = getattr(demande, "accuse", None)
    envois = [(accuse.mentions, accuse.emis_le)] if accuse else []
    envois += [(une.mentions, une.recu_le) for une in complements if une.recu_le]
    return [(dite, le) for mentions, le in envois if (dite := mentions.get("declaree"))]


def titre_du_passage(passage: Passage, precedent: Passage | None = None) -> str:
    """What this change of state was; `precedent`: the one that it may have taken back."""
    if precedent and precedent.annule_le:
        verbe = "Décision annulée"
    elif passage.de == Statut.CLOSE:
        verbe = "Conversation rouverte"
    elif passage.de == Statut.REPONDUE and passage.vers == Statut.EN_ATTENTE:
        verbe = "Nouveau message"
    elif passage.vers == Statut.EN_ATTENTE:
        verbe = "Déposée" if passage.de == Statut.BROUILLON else "Complétée"
    else:
        verbe = {
            Statut.A_COMPLETER: "Complément demandé",
            Statut.REPONDUE: "Réponse envoyée",
            Statut.CLOSE: "Répondue et close",
            Statut.VALIDEE: "Validée",
            Statut.REJETEE: "Rejetée",
            Statut.RETIREE: "Retirée",
        }[Statut(passage.vers)]
    if passage.vers == Statut.VALIDEE and not passage.signature:
        return f"{verbe} par le portail, sans agent"
    return f"{verbe} par {passage.par}" if passage.par else verbe


Etat = Document.Etat
GENRES = {"application/pdf": "pdf", "image/jpeg": "image", "image/png": "image"}
ZOOMS = (100, 150, 200, 300)
TOURS = (0, 90, 180, 270)


def pieces_pour(agent: Utilisateur) -> QuerySet[PieceJointe, Any]:
    """Pieces of demandes, each with `remise` (bool): this agent may open it."""
    lisibles = Document.objects.remis(agent).filter(pk=OuterRef("document"))
    pieces = PieceJointe.objects.select_related("document__cachet")
    return pieces.annotate(remise=Exists(lisibles)).order_by("pk")


def pieces_lisibles(demande: Demande) -> list[Any]:
    """What the agent of `pieces_pour` may read, in the order of the pages."""
    return [piece(jointe.document) for jointe in demande.pieces_jointes if jointe.remise]


def piece(document: Document) -> dict[str, Any]:
    """How a piece is seen; `genre` is pdf, image, telecharger, attente or bloque."""
    genre = {Etat.INFECTE: "bloque", Etat.EN_ANALYSE: "attente"}.get(
        Etat(document.etat), GENRES.get(document.type_mime, "telecharger")
    )
    adresse = reverse("famille:document", args=[document.pk])
    return {"document": document, "adresse": adresse, "genre": genre}


def vue(pieces: list[dict[str, Any]], demandes: QueryDict) -> dict[str, Any] | None:
    """dict(piece, rang, suivante, zoom, tour, plus, moins, tourne): what is shown. `demandes`: the
    address's `piece`, `zoom` and `tour`; what is unknown there is as if absent. None without any
    piece."""
    if not pieces:
        return None
    rang = next(
        (n for n, une in enumerate(pieces) if str(une["document"].pk) == demandes.get("piece")), 0
    )
    zoom, tour = _parmi(ZOOMS, demandes.get("zoom")), _parmi(TOURS, demandes.get("tour"))
    return {
        "piece": pieces[rang],
        "rang": rang + 1,
        "suivante": pieces[(rang + 1) % len(pieces)]["document"].pk if len(pieces) > 1 else None,
        "zoom": zoom,
        "tour": tour,
        "plus": ZOOMS[min(ZOOMS.index(zoom) + 1, len(ZOOMS) - 1)],
        "moins": ZOOMS[max(ZOOMS.index(zoom) - 1, 0)],
        "tourne": (tour + 90) % 360,
    }


def _parmi(valeurs: tuple[int, int, int, int], texte: str | None) -> int:
    return next((valeur for valeur in valeurs if str(valeur) == texte), valeurs[0])
