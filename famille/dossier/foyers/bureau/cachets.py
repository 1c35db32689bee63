"""What an agent reads of a 2D-Doc: is it signed, and does it agree with the file as it is now?"""

from collections.abc import Iterable
from dataclasses import dataclass

from famille.models import AdresseFoyer, CachetLu, Document, Responsable
from famille.regles.cachets.code import TYPES
from famille.regles.cachets.papier import NomConnu, PapierSigne, meme_lieu, meme_personne
from famille.socle.chiffrement import Illisible
from famille.socle.dire import en_lettres, enumerer

Etat = CachetLu.Etat
NON_VALABLE = (
    "Signature non valable : le code (2D-Doc) de ce papier ne prouve rien. Il a pu être modifié ou"
    " abîmé : demandez le document d’origine."
)
INCONNU = (
    "Émetteur inconnu de la liste ({emetteur}) : la signature du code (2D-Doc) n’a pas pu être"
    " vérifiée. Cela ne dit ni qu’elle est bonne, ni qu’elle est fausse."
)
PERDU = (
    "Signature valable, mais les clés de ce site ne lisent plus ce que disait le code : comparez le"
    " papier au dossier."
)


@dataclass(frozen=True)
class CachetDit:
    """`ok`: True, all agrees; False, it proves nothing; None, a person must look."""

    ok: bool | None
    texte: str
    ecarts: tuple[str, ...] = ()  # what differs, a sentence each
    signature: str = ""  # what was signed, by whom, when
    meme_nom: bool = False
    meme_adresse: bool = False


def dire_le_cachet(
    document: Document,
    adultes: Iterable[Responsable],
    adresses: Iterable[AdresseFoyer],
    *,
    du: str = "du dossier",
) -> CachetDit | None:
    """None: the paper has no 2D-Doc, or was not looked at. `document.cachet` was read with it.
    `du`: where these addresses were found: "de la demande"."""
    cachet = getattr(document, "cachet", None)
    if cachet is None or cachet.etat == Etat.SANS:
        return None
    if cachet.etat == Etat.NON_VALABLE:
        return CachetDit(False, NON_VALABLE)
    if cachet.etat == Etat.INCONNU:
        return CachetDit(None, INCONNU.format(emetteur=cachet.emetteur))
    return _compare(cachet, list(adultes), list(adresses), du)


def _compare(
    cachet: CachetLu, adultes: list[Responsable], adresses: list[AdresseFoyer], du: str
) -> CachetDit:
    try:
        papier = PapierSigne.du_json(cachet.contenu)
    except Illisible:
        return CachetDit(None, PERDU, signature=_signature(cachet))
    dits, ecarts = [], []
    meme_nom = meme_personne(papier, [NomConnu(un.nom, un.prenom) for un in adultes])
    if meme_nom:
        dits.append("même nom")
    else:
        dits.append("autre nom" if papier.noms else "aucun nom")
        lus = enumerer(papier.noms) or "aucun"
        connus = " ou ".join(map(str, adultes)) or "aucun adulte"
        ecarts.append(f"Le nom du papier : {lus} ; celui du dossier : {connus}.")
    meme_adresse = meme_lieu(papier, [(une.voie, une.code_postal) for une in adresses])
    if meme_adresse:
        dits.append("même adresse")
    elif papier.lieu:
        dits.append("autre adresse")
        connues = " ou ".join(map(str, adresses)) or "aucune"
        ecarts.append(f"L’adresse du papier : {papier.lieu.dit} ; celle {du} : {connues}.")
    else:
        dits.append("sans adresse")
    texte = f"Signature valable, {enumerer(dits)}."
    agree, signature = None if ecarts else True, _signature(cachet)
    return CachetDit(agree, texte, tuple(ecarts), signature, meme_nom, meme_adresse)


def _signature(cachet: CachetLu) -> str:
    papier = TYPES.get(cachet.type_papier, "Document")
    date = cachet.date_document or cachet.signe_le
    du = f" du {en_lettres(date)}" if date else ""
    return (
        f"{papier}{du}, signé par {cachet.signataire}. Le code seul est signé : lisez aussi le"
        " papier."
    )
