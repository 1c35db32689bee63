"""What a bank means when it refuses a debit, and what the régie may do next: no database.

Codes are those of ISO 20022 (ExternalStatusReason1Code) that the European rulebooks of direct debit
use. What each asks of a creditor is the rulebook's; that a debit refused for want of funds is not
presented again by itself comes from the law of 16 August 2022 (n° 2022-1158), by which the
debtor's bank pays back its fee on a second refusal, and may charge it to the creditor.
"""

from dataclasses import dataclass
from enum import StrEnum


class SuiteDuMandat(StrEnum):
    """What becomes of the mandate that was refused."""

    GARDE = "garde"  # nothing is wrong with it
    SUSPENDU = "suspendu"  # nothing more is collected until an agent has seen to it
    FINI = "fini"  # it is worth nothing any more: the family signs another


class Encore(StrEnum):
    """Whether the same sum may be presented again."""

    NON = "non"
    UNE_FOIS = "une-fois"
    CORRIGE = "corrige"  # once what was wrong is put right


@dataclass(frozen=True)
class MotifDeRejet:
    """`libelle`: in the words of the régisseur. `geste`: what to do, a whole sentence."""

    libelle: str
    geste: str
    mandat: SuiteDuMandat = SuiteDuMandat.GARDE
    encore: Encore = Encore.NON
    muet: bool = False  # nothing is sent to the family


_SUSPENDU, _FINI = SuiteDuMandat.SUSPENDU, SuiteDuMandat.FINI
_NOUVEAU_RIB = "Demandez un autre RIB à la famille : son mandat est suspendu en attendant."
_INFORMATIQUE = "Faites corriger le fichier ou les réglages, puis présentez de nouveau la facture."
_A_LA_MAIN = "Voyez avec la banque ou le comptable ce qui s’est passé."

MOTIFS = {
    "AM04": MotifDeRejet(
        "Provision insuffisante",
        "Ne représentez pas d’office : si la banque refuse une seconde fois, ses frais peuvent vous"
        " revenir. Proposez un autre moyen ou un échéancier.",
        encore=Encore.UNE_FOIS,
    ),
    "AC04": MotifDeRejet(
        "Compte clôturé",
        "Le mandat est terminé : la famille en signe un nouveau, avec son nouveau compte.",
        mandat=_FINI,
    ),
    "AC06": MotifDeRejet(
        "Compte bloqué",
        "Le mandat est suspendu : appelez la famille avant de prélever de nouveau.",
        mandat=_SUSPENDU,
    ),
    "AC01": MotifDeRejet("Coordonnées bancaires inexactes", _NOUVEAU_RIB, mandat=_SUSPENDU),
    "MD01": MotifDeRejet(
        "Pas de mandat pour la banque",
        "Le mandat est terminé. Si la famille conteste, donnez à la banque la preuve de"
        " l’acceptation ; sinon, elle en signe un nouveau.",
        mandat=_FINI,
    ),
    "MD06": MotifDeRejet(
        "Contesté par le titulaire, remboursement demandé",
        "La somme est de nouveau due. Le mandat est suspendu : demandez à la famille si elle le"
        " garde.",
        mandat=_SUSPENDU,
    ),
    "MD07": MotifDeRejet(
        "Titulaire décédé",
        "Aucun message n’est parti. Voyez le dossier avec tact : qui s’occupe des enfants, et des"
        " factures ?",
        mandat=_SUSPENDU,
        muet=True,
    ),
    "MS02": MotifDeRejet(
        "Refusé par le titulaire",
        "Le mandat est suspendu : appelez la famille, qui a demandé ce refus à sa banque.",
        mandat=_SUSPENDU,
    ),
    "MS03": MotifDeRejet(
        "Raison non précisée par la banque",
        "Cette réponse en cache souvent une autre : demandez à la famille avant de représenter.",
        encore=Encore.UNE_FOIS,
    ),
    "AC13": MotifDeRejet(
        "Compte qui n’accepte pas de prélèvement, un livret par exemple",
        _NOUVEAU_RIB,
        mandat=_SUSPENDU,
    ),
    "AG01": MotifDeRejet("Compte fermé aux prélèvements", _NOUVEAU_RIB, mandat=_SUSPENDU),
    "CNOR": MotifDeRejet(
        "Banque de la régie inconnue du réseau SEPA",
        "Prévenez votre comptable ou votre banque : la famille n’y est pour rien.",
        encore=Encore.CORRIGE,
    ),
    "DNOR": MotifDeRejet("Banque hors du prélèvement SEPA", _NOUVEAU_RIB, mandat=_SUSPENDU),
    "RC01": MotifDeRejet(
        "Identifiant de la banque (BIC) inexact",
        _NOUVEAU_RIB,
        mandat=_SUSPENDU,
        encore=Encore.CORRIGE,
    ),
    "SL01": MotifDeRejet(
        "Prélèvements de la ville bloqués par le titulaire",
        "Le mandat est suspendu : la famille lève le blocage auprès de sa banque, ou paie"
        " autrement.",
        mandat=_SUSPENDU,
    ),
    "TM01": MotifDeRejet(
        "Fichier arrivé trop tard à la banque",
        "Présentez de nouveau la facture dans une remise transmise plus tôt.",
        encore=Encore.CORRIGE,
    ),
    "AG02": MotifDeRejet("Code d’opération inexact", _INFORMATIQUE, encore=Encore.CORRIGE),
    "AM05": MotifDeRejet(
        "Prélèvement déjà présenté",
        "Vérifiez d’abord, sur le relevé, si la somme a déjà été encaissée.",
    ),
    "BE05": MotifDeRejet(
        "Identifiant créancier (ICS) inconnu",
        "Vérifiez l’ICS dans les réglages, avec le comptable public.",
        encore=Encore.CORRIGE,
    ),
    "FF01": MotifDeRejet("Fichier mal formé", _INFORMATIQUE, encore=Encore.CORRIGE),
    "FF05": MotifDeRejet("Type de prélèvement inexact", _INFORMATIQUE, encore=Encore.CORRIGE),
    "MD02": MotifDeRejet("Il manque des données du mandat", _INFORMATIQUE, encore=Encore.CORRIGE),
    **{
        code: MotifDeRejet(
            "Il manque des données exigées par la loi", _INFORMATIQUE, encore=Encore.CORRIGE
        )
        for code in ("RR01", "RR02", "RR03", "RR04")
    },
    "FOCR": MotifDeRejet("Annulé à votre demande", "Rien de plus à faire que ce qui est convenu."),
    "DUPL": MotifDeRejet("Opération en double", _A_LA_MAIN),
    "FRAD": MotifDeRejet("Fraude soupçonnée par la banque", _A_LA_MAIN, mandat=_SUSPENDU),
    "ED05": MotifDeRejet("Règlement entre banques impossible", _A_LA_MAIN, encore=Encore.CORRIGE),
    "NARR": MotifDeRejet("Raison écrite en toutes lettres par la banque", _A_LA_MAIN),
    "NOAS": MotifDeRejet("Titulaire sans réponse", _A_LA_MAIN),
    "NOOR": MotifDeRejet("Aucune opération d’origine retrouvée", _A_LA_MAIN),
}


def motif_de(code: str) -> MotifDeRejet:
    """Of this code; of one that is not in the table, what is true of any.

    >>> motif_de("AM04").encore
    <Encore.UNE_FOIS: 'une-fois'>
    >>> motif_de("ZZ99").libelle
    'Raison « ZZ99 » de la banque'
    """
    if code in MOTIFS:
        return MOTIFS[code]
    return MotifDeRejet(f"Raison « {code} » de la banque" if code else "Sans raison", _A_LA_MAIN)


def peut_representer(code: str, deja: int) -> str:
    """Why a debit refused for this reason may not be presented again, in French; "" when it may.
    `deja`: how many times the same invoice was presented again before."""
    motif = motif_de(code)
    if motif.encore == Encore.NON:
        return f"« {motif.libelle} » : la même somme ne se présente pas de nouveau. {motif.geste}"
    if motif.encore == Encore.UNE_FOIS and deja:
        return (
            f"Cette facture a déjà été présentée de nouveau, et refusée : {motif.libelle.lower()}."
            " La famille la paie autrement."
        )
    return ""
