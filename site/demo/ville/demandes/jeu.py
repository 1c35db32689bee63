"""Plays the planned demandes through the real actions, at their own dates, so that all they leave
is real."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from demarches import actions
from demarches.catalogue.changement_adresse import personnes_du_foyer
from demarches.models import Demande
from demarches.regles.avancement import Avancement
from demo.ville.jours import au_moment
from demo.ville.papiers import pieces
from demo.ville.papiers.emetteur import code_de_facture, emetteur_de_la_ville
from famille.dossier.documents.cachets.actions import lire_le_cachet
from famille.models import AdresseFoyer, Document, Utilisateur
from famille.socle.dire import en_chiffres

from .histoires import Histoire, Issue

CODE = "changement-adresse"


def jouer(histoire: Histoire, *, agent: Utilisateur) -> Demande:
    """The Demande, brought where its story ends. `agent`: who decides."""
    demande = _remplir(histoire)
    if histoire.issue == Issue.BROUILLON:
        return demande
    with actions_au(histoire.deposee_le):
        demande = actions.deposer(_relue(demande), par=histoire.par)
    _analyser(demande, histoire)
    if histoire.issue == Issue.EN_ATTENTE:
        _instruire(demande, histoire, agent)
    else:
        _decider(demande, histoire, agent)
    return _relue(demande)


def actions_au(instant: datetime) -> AbstractContextManager[Any]:
    return au_moment(min(instant, timezone.now()))


def _remplir(histoire: Histoire) -> Demande:
    with actions_au(histoire.deposee_le - timedelta(minutes=6)):
        demande = actions.commencer(
            CODE, foyer=histoire.foyer, par=histoire.par, canal=histoire.canal
        )
        saisie = {"adresse": _saisie_adresse(histoire)}
        suivi = _ecrite(demande.avancement, "adresse", valide=True)
        if histoire.jusqu_au_justificatif:
            saisie["justificatif"] = {
                "nature": ["facture"],
                "date_document": [en_chiffres(histoire.emis_le)],
            }
            suivi = _ecrite(suivi, "justificatif", valide=True)
            suivi = suivi.a_l_etape(
                "recapitulatif" if histoire.issue != Issue.BROUILLON else "justificatif"
            )
            fichier = _fichier(histoire)
            actions.joindre(
                demande,
                "justificatif",
                "fichier",
                fichier,
                par=histoire.par,
                genre=Document.Genre.JUSTIFICATIF_DOMICILE,
            )
        else:
            suivi = suivi.a_l_etape("justificatif")
        actions.enregistrer_page(demande, saisie=saisie, avancement=suivi)
    return demande


def _ecrite(suivi: Avancement, etape: str, *, valide: bool) -> Avancement:
    suivi = suivi.ecrite(etape, ecran="", instant=timezone.now())
    return suivi.jugee(etape, valide=valide, complement=None)


def _saisie_adresse(histoire: Histoire) -> dict[str, list[str]]:
    adresse = histoire.adresse
    return {
        "voie": [adresse["voie"]],
        "complement": [adresse.get("complement", "")],
        "code_postal": [adresse["code_postal"]],
        "commune": [adresse["commune"]],
        "a_partir_du": [en_chiffres(histoire.a_partir_du)],
        "qui": [cle for cle, _nom in personnes_du_foyer(Demande(foyer=histoire.foyer))],
    }


def _fichier(histoire: Histoire) -> SimpleUploadedFile:
    champs = {
        nom: valeur
        for nom, valeur in histoire.adresse.items()
        if nom in ("voie", "code_postal", "commune")
    }
    lignes = AdresseFoyer(**champs).lignes
    contenu = (
        pieces.facture_photo(
            histoire.papier, histoire.au_nom_de, lignes, histoire.emis_le, format_image="JPEG"
        )
        if histoire.photo
        else pieces.facture_pdf(
            histoire.papier,
            histoire.au_nom_de,
            lignes,
            histoire.emis_le,
            code=_code(histoire) if histoire.signee else "",
        )
    )
    return SimpleUploadedFile(
        "photo-facture.jpg" if histoire.photo else histoire.nom_du_fichier, contenu
    )


def _code(histoire: Histoire) -> str:
    """Of the paper of a story whose issuer signs; "" where this site believes nobody."""
    emetteur = emetteur_de_la_ville()
    if emetteur is None:
        return ""
    prenom, _espace, nom = histoire.au_nom_de.partition(" ")
    return code_de_facture(emetteur, nom, prenom, histoire.adresse, histoire.emis_le)


def _analyser(demande: Demande, histoire: Histoire) -> None:
    """What an antivirus would have said of the one story that needs it. The others stay as they
    are put: the demonstration has none, and says so. A signed paper is looked at here and now: no
    worker runs yet."""
    if histoire.infectee:
        Document.objects.filter(pieces__demande=demande).update(etat=Document.Etat.INFECTE)
    if histoire.signee:
        for piece in demande.pieces.all():
            lire_le_cachet(piece.document_id)


def _instruire(demande: Demande, histoire: Histoire, agent: Utilisateur) -> None:
    with actions_au(histoire.decidee_le):
        if histoire.prise:
            actions.prendre(_relue(demande), par=agent)
        if histoire.note:
            actions.noter(_relue(demande), histoire.note, par=agent)


def _decider(demande: Demande, histoire: Histoire, agent: Utilisateur) -> None:
    with actions_au(histoire.decidee_le):
        demande = _relue(demande)
        match histoire.issue:
            case Issue.VALIDEE:
                actions.valider(demande, par=agent)
            case Issue.REJETEE:
                actions.rejeter(demande, par=agent, motif=histoire.motif)
            case Issue.A_COMPLETER:
                actions.demander_complement(
                    demande,
                    par=agent,
                    etapes=["justificatif"],
                    message=histoire.motif,
                    limite=timezone.localdate() + timedelta(days=15),
                )


def _relue(demande: Demande) -> Demande:
    return Demande.objects.select_related("foyer").get(pk=demande.pk)
