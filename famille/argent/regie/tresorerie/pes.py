"""The file of a bordereau: PES v2 recette, of titres, of their annulations, or of an ORMC.

It is the same each time it is made: its titres, their debtors and its heading never change. Every
leaf is an empty element with one attribute, an empty one is left out; the order is the schema's.
"""

from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from famille.models import BordereauTresor, LigneTitre, ReglageTresorerie, TitreTresor
from famille.regles.tresor import cle_1, cle_2, en_lignes, texte_pes
from famille.socle.erreurs import Refus

from .forme import fautes, fautes_du_schema

ESPACE = "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller"
Genre = BordereauTresor.Genre
# TypBord is the kind itself; (TypPce, NatPce) that the dossier allows with it
TRIPLETS = {Genre.TITRES: ("01", "01"), Genre.ANNULATIONS: ("02", "06"), Genre.ROLE: ("15", "01")}
_TYPE_DE_FICHIER = {Genre.ROLE: "PESORMC"}
_PAR_DEFAUT = "PESALR2"
LIGNE = 38  # characters of a name, of a line of an address
OBJET = 160
INVALIDE = (
    "Le fichier ne respecte pas le format de la trésorerie : rien n’est préparé. À corriger :"
    " {fautes}."
)


def nom_du_fichier(genre: str, siret: str, jour: str, rang: int) -> str:
    """`jour`: AAMMJJ; `rang`: by which no two files have one name."""
    return f"{_TYPE_DE_FICHIER.get(Genre(genre), _PAR_DEFAUT)}_{siret}_{jour}_{rang}.xml"


def fichier_du_bordereau(bordereau: BordereauTresor, titres: Sequence[TitreTresor]) -> bytes:
    """The XML. `titres`: those of the bordereau, with their `lignes` and, of an annulation, where
    they come from. Refus: the format refuses it, or the official schemas where they are at hand."""
    racine = etree.Element(f"{{{ESPACE}}}PES_Aller", nsmap={"n": ESPACE})
    _envelopper(racine, bordereau)
    recette = etree.SubElement(racine, "PES_RecetteAller")
    entete = etree.SubElement(recette, "EnTeteRecette")
    _feuilles(entete, IdVer="2", InfoDematerialisee="0")
    corps = etree.SubElement(recette, "Bordereau")
    _feuilles(
        etree.SubElement(corps, "BlocBordereau"),
        Exer=str(bordereau.exercice),
        IdBord=str(bordereau.numero),
        DteBordEm=bordereau.emis_le.isoformat(),
        TypBord=bordereau.genre,
        NbrPce=str(len(titres)),
        MtBordHt=_somme(bordereau.montant),
        Objet="IMPAYES DE REGIE" if bordereau.genre == Genre.ROLE else "",
    )
    for titre in titres:
        _piece(corps, bordereau, titre)
    if trouvees := fautes(racine) or fautes_du_schema(racine):
        raise Refus(INVALIDE.format(fautes=" ; ".join(trouvees[:3])))
    return etree.tostring(racine, xml_declaration=True, encoding="ISO-8859-1")


def _envelopper(racine: etree._Element, bordereau: BordereauTresor) -> None:
    entete, enveloppe = bordereau.entete, etree.SubElement(racine, "Enveloppe")
    _feuilles(
        etree.SubElement(enveloppe, "Parametres"),
        Version="2",
        TypFic=_TYPE_DE_FICHIER.get(Genre(bordereau.genre), _PAR_DEFAUT),
        NomFic=bordereau.fichier,
    )
    _feuilles(
        etree.SubElement(enveloppe, "Emetteur"), Sigle="PORTAIL FAMILLE", Adresse="PORTAIL FAMILLE"
    )
    _feuilles(
        etree.SubElement(racine, "EnTetePES"),
        DteStr=bordereau.emis_le.isoformat(),
        IdPost=entete["codique"],
        IdColl=entete["siret"],
        CodCol=entete["code_collectivite"],
        CodBud=entete["code_budget"],
    )


def _piece(corps: etree._Element, bordereau: BordereauTresor, titre: TitreTresor) -> None:
    piece, entete = etree.SubElement(corps, "Piece"), bordereau.entete
    genre, nature = TRIPLETS[Genre(bordereau.genre)]
    bloc, lignes = etree.SubElement(piece, "BlocPiece"), list(titre.lignes.all())
    titres_a_payer = bordereau.genre == Genre.TITRES
    cinq_trente = titres_a_payer and entete["version"] == ReglageTresorerie.Version.V5_30
    _feuilles(
        bloc,
        IdPce=str(titre.numero),
        TypPce=genre,
        NatPce=nature,
        Edition=entete["edition"] if titres_a_payer else "",
        ImpayeRegie="1" if cinq_trente else "",
        ObjPce=texte_pes(_objet_de_la_piece(titre, lignes), OBJET),
        **(_cles(bordereau, titre) if bordereau.genre == Genre.ROLE else {}),
    )
    for ligne in lignes:
        _ligne(piece, bordereau, titre, ligne)


def _objet_de_la_piece(titre: TitreTresor, lignes: Sequence[LigneTitre]) -> str:
    factures = dict.fromkeys(str(ligne.creance.facture.numero) for ligne in lignes)
    debut = "ANNULATION, " if titre.origine_id else "IMPAYE DE REGIE, "
    return debut + ("FACTURES " if len(factures) > 1 else "FACTURE ") + ", ".join(factures)


def _cles(bordereau: BordereauTresor, titre: TitreTresor) -> dict[str, str]:
    entete, dette = bordereau.entete, titre.dette
    assert dette is not None, "an article of a rôle has the number of its debt"
    code = entete["nature"]
    if entete["cle_1"] == ReglageTresorerie.Cle.ROLE:
        code = str(bordereau.numero)
    periode, annee = int(entete["periode"]), bordereau.exercice
    return {
        "NumDette": str(dette),
        "Per": str(periode),
        "Cle1": cle_1(entete["code_collectivite"], code, annee, periode, dette),
        "Cle2": cle_2(annee, periode, dette),
    }


def _ligne(
    piece: etree._Element, bordereau: BordereauTresor, titre: TitreTresor, ligne: LigneTitre
) -> None:
    de_piece = etree.SubElement(piece, "LigneDePiece")
    bloc = etree.SubElement(de_piece, "BlocLignePiece")
    _feuilles(
        etree.SubElement(bloc, "InfoLignePiece"),
        IdLigne=str(ligne.rang),
        ObjLignePce=texte_pes(ligne.objet, OBJET),
        CodProdLoc=ligne.produit,
        Nature=ligne.nature,
        Fonction=ligne.fonction,
        Majo="0",
        TvaIntraCom="0",
        MtHT=_somme(ligne.montant),
    )
    if ligne.origine and titre.origine:
        _feuilles(
            etree.SubElement(bloc, "RattachPiece"),
            NatPceOrig="01",
            ExerRat=str(titre.origine.bordereau.exercice),
            IdPceOrig=str(titre.origine.numero),
            IdLigneOrig=str(ligne.origine.rang),
        )
    if bordereau.entete["regie"] and bordereau.genre == Genre.TITRES:
        _feuilles(etree.SubElement(bloc, "LiensIdent"), IdRegie=bordereau.entete["regie"])
    _tiers(etree.SubElement(de_piece, "Tiers"), titre, ligne)


def _tiers(tiers: etree._Element, titre: TitreTresor, ligne: LigneTitre) -> None:
    debiteur = titre.debiteur
    nom, suite, *_reste = [*en_lignes(debiteur["nom"], LIGNE, 2), "", ""]
    voie, voie_2, *_reste = [*en_lignes(debiteur["voie"], LIGNE, 2), "", ""]
    _feuilles(
        etree.SubElement(tiers, "InfoTiers"),
        RefTiers=texte_pes(debiteur["dossier"], 30),
        CatTiers="01",
        NatJur="01",
        TypTiers="01",
        Civilite=debiteur["civilite"],
        Nom=nom,
        ComplNom=suite,
        Prenom=texte_pes(debiteur["prenom"], LIGNE),
    )
    _feuilles(
        etree.SubElement(tiers, "Adresse"),
        TypAdr="1",
        Adr1=texte_pes(debiteur["complement"], LIGNE),
        Adr2=voie,
        Adr3=voie_2,
        CP=debiteur["code_postal"],
        Ville=texte_pes(debiteur["commune"], LIGNE),
        CodRes="0",
    )


def _feuilles(parent: etree._Element, **valeurs: str) -> None:
    for nom, valeur in valeurs.items():
        if valeur:
            etree.SubElement(parent, nom, V=valeur)


def _somme(montant: Decimal) -> str:
    return f"{montant:.2f}"
