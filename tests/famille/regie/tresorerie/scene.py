"""Titres for tests: a town that has its trésorerie's codes, debts that had their last reminder,
and the Treasury's answers, written from its schemas."""

from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from famille.argent.regie.tresorerie.bordereaux import (
    envoyer_le_bordereau,
    preparer_les_titres,
    telecharger_le_bordereau,
)
from famille.models import EtapeRelance, ReglageTresorerie, Relance
from tests.famille.facturation import PUBLICATION, facturer, ligne
from tests.famille.regie.scene import PUBLIE_LE

PLUS_TARD = PUBLIE_LE + timedelta(days=60)  # 24 January 2027
SIRET = "21360044000011"
REFERENCE = Path(__file__).parents[5] / "shared" / "reference"
SCHEMAS = REFERENCE / "pes_xsd" / "v5.17" / "PES_V2"
avec_les_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the DGFiP's schemas are not beside this clone"
)


def exiger_valide(contenu, chemin="Rev0/PES_Aller.xsd"):
    etree.XMLSchema(etree.parse(SCHEMAS / chemin)).assertValid(etree.fromstring(contenu))


def tresorerie(envoi="titres", **autres):
    champs = {
        "version": "5.17",
        "codique": "036012",
        "siret": SIRET,
        "code_collectivite": "400",
        "code_budget": "00",
        "produit": "7067",
        "nature": "7066",
        "fonction": "331",
        "nom": "Trésorerie d’essai",
        "telephone": "02 54 00 00 00",
    }
    return ReglageTresorerie.objects.create(envoi=envoi, **champs | autres)


def dette(foyer, *montants, services=()):
    """A published invoice that had the town's last reminder."""
    lignes = [
        ligne(montant, service=service)
        for montant, service in zip(montants, services, strict=False)
    ]
    facture = facturer(foyer, *montants, jour=PUBLICATION, lignes=lignes)
    etape, _neuve = EtapeRelance.objects.get_or_create(
        jours=15, defaults={"sujet": "Dernier rappel", "texte": "{factures}"}
    )
    Relance.objects.create(facture=facture, etape=etape, sujet="Dernier rappel", texte="…")
    return facture


def choix(*foyers, civilite="MME"):
    return {foyer.pk: f"{foyer.responsables.first().pk}-{civilite}" for foyer in foyers}


def preparer(*factures, par):
    foyers = {une.foyer_id: une.foyer for une in factures}
    return preparer_les_titres([une.pk for une in factures], choix(*foyers.values()), par=par)


def envoyer(*factures, par):
    bordereau = preparer(*factures, par=par)
    telecharger_le_bordereau(bordereau, par=par)
    envoyer_le_bordereau(bordereau, par=par)
    bordereau.refresh_from_db()
    return bordereau


def acquit(bordereau, *, pris=True, erreur="", pieces=(), numero=None, fichier=None, siret=SIRET):
    """A PES ACQUIT. `pieces`: pairs of the number of a titre and what is wrong with it."""

    def fautes(dit):
        code = "ERREUR_AUTRE"
        return f'<Erreur><NumAnoAck V="{code}"/><LibelleAnoAck V="{dit}"/></Erreur>' if dit else ""

    detail = "".join(
        f'<DetailPiece><NumPiece V="{titre}"/>{fautes(dit)}</DetailPiece>' for titre, dit in pieces
    )
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?><n:PES_ACQUIT xmlns:n="http://www.minefi.gouv'
        '.fr/cp/helios/pes_v2/Rev0/retour/v2"><Enveloppe><Parametres><Version V="2"/>'
        f'<TypFic V="PESALR2"/><NomFic V="{fichier or bordereau.fichier}"/></Parametres>'
        '<Emetteur><Sigle V="HELIOS"/><Adresse V="HELIOS"/></Emetteur></Enveloppe>'
        f'<EnTetePES><DteStr V="2027-01-25"/><IdPost V="036012"/><IdColl V="{siret}"/>'
        '<CodCol V="400"/><CodBud V="00"/></EnTetePES><ACQUIT><EnTeteAcquit><IdVer V="2"/>'
        '</EnTeteAcquit><ElementACQUIT><DomaineAck V="6"/>'
        f'<EtatAck V="{int(pris)}"/><NumBord V="{numero or bordereau.numero}"/>'
        f'<ExerciceBord V="2027"/>{fautes(erreur)}{detail}</ElementACQUIT></ACQUIT></n:PES_ACQUIT>'
    ).encode("latin-1")


def retour(*pieces, siret=SIRET):
    """A PES Retour recette. `pieces`: (bordereau, titre, state, [(line, origin, day, sum)])."""
    corps = "".join(_piece(*piece) for piece in pieces)
    return (
        '<?xml version="1.0" encoding="ISO-8859-1"?><n:PES_Retour xmlns:n="http://www.minefi.gouv'
        '.fr/cp/helios/pes_v2/Rev0/retour"><Enveloppe><Parametres><Version V="2"/>'
        '<TypFic V="PESRETOUR_R"/><NomFic V="RETOUR.xml"/></Parametres></Enveloppe>'
        f'<EnTetePES><DteStr V="2027-02-25"/><IdPost V="036012"/><IdColl V="{siret}"/>'
        '<CodColl V="400"/><CodBud V="00"/></EnTetePES><PES_RecetteRetour><EnTeteRecette>'
        '<TypRestit V="02"/><IdVer V="2"/><NatInf V="2"/></EnTeteRecette>'
        f"{corps}</PES_RecetteRetour></n:PES_Retour>"
    ).encode("latin-1")


def _piece(bordereau, titre, etat, recus=()):
    lignes = "".join(
        f'<LigneDePiece><BlocLignePiece><InfoLignePiece><IdLigne V="{rang}"/><EtatLigPce V="05"/>'
        f'<MtHT V="{montant}"/></InfoLignePiece></BlocLignePiece><EncaissementEmargement>'
        f'<OrgEma V="{origine}"/><DteReco V="{jour}"/><MtReco V="{montant}"/>'
        "</EncaissementEmargement></LigneDePiece>"
        for rang, origine, jour, montant in recus
    ) or (
        '<LigneDePiece><BlocLignePiece><InfoLignePiece><IdLigne V="1"/><EtatLigPce V="01"/>'
        '<MtHT V="1.00"/></InfoLignePiece></BlocLignePiece></LigneDePiece>'
    )
    rejet = '<ObsEtat V="Imputation erronee"/>' if etat == "04" else ""
    return (
        f'<Bordereau><BlocBordereau><Exer V="2027"/><IdBord V="{bordereau.numero}"/>'
        f'<TypBord V="{bordereau.genre}"/></BlocBordereau><Piece><BlocPiece><IdPce V="{titre}"/>'
        f'<TypPce V="01"/><NatPce V="01"/><EtatPce V="{etat}"/>{rejet}</BlocPiece>{lignes}</Piece>'
        "</Bordereau>"
    )
