"""What one demande's screen shows, gathered once."""

from django.urls import reverse
from django.utils import timezone

from famille.models import Document, Enfant
from famille.regles import en_lettres

from ..actions.horloge import echeance_legale, regle_du_silence
from ..models import Demande, ReglageDemarche
from ..presentation import JOURS

Statut = Demande.Statut
Etat = Document.Etat
EN_COURS = (Statut.EN_ATTENTE, Statut.A_COMPLETER)
IMAGES = ("image/jpeg", "image/png")


def contexte_du_dossier(demande, *, agent, piece=None):
    """dict for templates/demarches/bureau/dossier.html, as this agent may see it. `piece`: key of the document to show,
    else the first."""
    demarche = demande.demarche
    reglage = ReglageDemarche.objects.filter(code=demande.code).first()
    passages = list(demande.passages.select_related("par"))
    complements = list(demande.complements.all())
    lisibles = demande.pieces.filter(document__in=Document.objects.remis(agent))
    pieces = [visionneuse(jointe) for jointe in lisibles.select_related("document")]
    complement = next((c for c in complements if c.recu_le is None), None)
    return {
        "demande": demande,
        "demarche": demarche,
        "statut": "En attente" if demande.statut == Statut.EN_ATTENTE else demande.get_statut_display(),
        "deposee": moment_court(demande.deposee_le),
        "echeance": demande.echeance and date_courte(demande.echeance),
        "limite": complement and date_courte(complement.limite),
        "reglage": reglage,
        "changements": changements(demande, demarche),
        "verifications": demarche.verifications(demande) if demande.statut == Statut.EN_ATTENTE else [],
        "pieces": pieces,
        "piece": next((p for p in pieces if str(p["document"].pk) == piece), pieces[0] if pieces else None),
        "foyer": resume_du_foyer(demande.foyer),
        "historique": historique(demande, passages),
        "notes": list(demande.notes.select_related("par").order_by("-le")),
        "complement": complement,
        "rejet": next((p for p in passages if p.vers == Statut.REJETEE), None),
        "vu": passages[-1].pk if passages else None,
        "silence": silence(demande, reglage) if reglage and demande.statut in EN_COURS else None,
        "en_retard": demande.statut == Statut.EN_ATTENTE
        and demande.echeance is not None
        and demande.echeance < timezone.localdate(),
    }


def date_courte(jour):
    """str: "1er décembre", the year being plain."""
    return en_lettres(jour).rpartition(" ")[0]


def moment_court(instant):
    """str: "mercredi 18 novembre à 21 h 14", in Paris."""
    local = timezone.localtime(instant)
    return f"{JOURS[local.weekday()]} {date_courte(local.date())} à {local.hour} h {local:%M}"


def changements(demande, demarche):
    """list[dict(libelle, avant, apres, inchange)]: frozen once decided, else computed from today's file. None while the
    family writes its complement: what it types is not sent, and the desk shows the declaration as it was."""
    lignes = demande.changements
    if demande.statut == Statut.EN_ATTENTE:
        lignes = demarche.changements(demande)
    return [ligne | {"inchange": ligne["avant"] == ligne["apres"]} for ligne in lignes]


def silence(demande, reglage):
    """dict(effet, le) | None: what silence means, and when; None where it decides nothing."""
    le = echeance_legale(demande, reglage)
    effet, _mois = regle_du_silence(demande, reglage)
    return {"effet": ReglageDemarche.Silence(effet).label, "le": le} if le else None


def visionneuse(jointe):
    """dict(document, adresse, genre): how a piece is seen; `genre` is pdf, image, telecharger, attente or bloque."""
    document = jointe.document
    if document.etat == Etat.INFECTE:
        genre = "bloque"
    elif document.etat == Etat.EN_ANALYSE:
        genre = "attente"
    elif document.type_mime == "application/pdf":
        genre = "pdf"
    else:
        genre = "image" if document.type_mime in IMAGES else "telecharger"
    return {"document": document, "adresse": reverse("famille:document", args=[document.pk]), "genre": genre}


def resume_du_foyer(foyer):
    """dict(foyer, enfants, adultes, quotient, adresse): the household in short; `adresse` is its file in the admin."""
    jour = timezone.localdate()
    quotients = [q for q in foyer.quotients.all() if q.debut <= jour and (q.fin is None or q.fin >= jour)]
    return {
        "foyer": foyer,
        "enfants": list(Enfant.objects.du([foyer])),
        "adultes": list(foyer.responsables.actuels()),
        "quotient": quotients[0] if quotients else None,
        "adresse": reverse("foyers_modeladmin_inspect", args=[foyer.pk]),
    }


def historique(demande, passages):
    """list[dict(titre, le)]: what happened, the latest first."""
    evenements = [{"titre": titre_du_passage(passage), "le": passage.le} for passage in reversed(passages)]
    if hasattr(demande, "accuse"):
        evenements.insert(-1, {"titre": "Accusé de réception envoyé", "le": demande.accuse.emis_le})
    if demande.prise_le:
        evenements.append({"titre": f"Prise en charge par {demande.agent}", "le": demande.prise_le})
    # Of the same instant, what comes first here came last: taken, then decided, in one click.
    return sorted(evenements, key=lambda evenement: evenement["le"], reverse=True)


def titre_du_passage(passage):
    """str: what this change of state was, and whose."""
    if passage.vers == Statut.EN_ATTENTE:
        verbe = "Déposée" if passage.de == Statut.BROUILLON else "Complétée"
    else:
        verbe = {
            Statut.A_COMPLETER: "Complément demandé",
            Statut.VALIDEE: "Validée",
            Statut.REJETEE: "Rejetée",
        }[Statut(passage.vers)]
    return f"{verbe} par {passage.par}" if passage.par else verbe
