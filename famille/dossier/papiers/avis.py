"""Of an invoice that the Treasury collects: who it is, and the code that a buraliste reads."""

from base64 import b64encode
from dataclasses import dataclass
from decimal import Decimal

from famille.models import BordereauTresor, Facture, ReglageTresorerie, TitreTresor
from famille.regles.tresor import code_de_paiement
from famille.socle.dire import en_euros, enumerer

MARGE = 2  # white modules around it, of which the symbol needs one


def datamatrix(texte: str) -> str:
    """The address of the picture (data:) of a square symbol of this ASCII text."""
    import zxingcpp

    code = zxingcpp.create_barcode(texte, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)
    vue = memoryview(code.to_image(scale=1, add_quiet_zones=False))
    assert vue.shape is not None, "a picture has two sides"
    haut, large = vue.shape[:2]
    octets, cote = vue.tobytes(), large + 2 * MARGE
    trace = "".join(
        f"M{colonne + MARGE} {ligne + MARGE}h1v1h-1z"
        for ligne in range(haut)
        for colonne in range(large)
        if octets[ligne * large + colonne] < 128
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {cote} {cote}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{cote}v{cote}H0z"/>'
        f'<path d="{trace}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


_ESPECES = Decimal("300.00")  # in cash at a buraliste: art. 201 of the law 2018-1317
_CHEZ_ELLE = (BordereauTresor.Etat.ENVOYE, BordereauTresor.Etat.ACCEPTE)
_MONTANT_MAX = Decimal("999999.99")  # its place in the code: 8 digits


@dataclass(frozen=True)
class AvisDePaiement:
    """`code`: what `image` holds; `montant`: as read; `factures`: all that it pays, if several."""

    code: str
    image: str
    montant: str
    reference: str
    factures: str
    en_especes: bool


def tresorerie_de(facture: Facture) -> ReglageTresorerie | None:
    """Who to call about it, None while the régie collects it or the town has not said."""
    if not facture.au_tresor:
        return None
    reglage = ReglageTresorerie.lire()
    return reglage if reglage.nom else None


def avis_de_paiement(facture: Facture) -> AvisDePaiement | None:
    """None when not collected by a rôle, or the town has not opened it. Three queries at most."""
    if not facture.au_tresor:
        return None
    reglage = ReglageTresorerie.lire()
    if not (reglage.avis and reglage.code_etablissement):
        return None
    titres = TitreTresor.objects.filter(
        lignes__creance__facture=facture,
        lignes__creance__reprise_le=None,
        bordereau__genre=BordereauTresor.Genre.ROLE,
        bordereau__etat__in=_CHEZ_ELLE,
        refuse_le=None,
    )
    titre = titres.select_related("bordereau").order_by("-pk").first()
    if titre is None or titre.dette is None:
        return None
    siennes = Facture.objects.au_tresor().filter(creances__lignes__titre=titre).distinct()
    factures = list(siennes.order_by("pk"))
    montant = sum((une.solde for une in factures), Decimal("0.00"))
    if not 0 < montant <= _MONTANT_MAX:
        return None
    code = _code(titre, montant, reglage.code_etablissement)
    return AvisDePaiement(
        code=code,
        image=datamatrix(code),
        montant=en_euros(montant),
        reference=f"{titre.numero} de {titre.bordereau.exercice}, dette {titre.dette}",
        factures=enumerer([str(une) for une in factures]) if len(factures) > 1 else "",
        en_especes=montant <= _ESPECES,
    )


def _code(titre: TitreTresor, montant: Decimal, etablissement: str) -> str:
    entete, dette = titre.bordereau.entete, titre.dette
    assert dette is not None, "an article of a rôle has the number of its debt"
    return code_de_paiement(
        etablissement=etablissement,
        produit=titre.lignes.order_by("rang")[0].produit,
        codique=entete["codique"],
        annee=titre.bordereau.exercice,
        periode=int(entete["periode"]),
        dette=dette,
        montant=montant,
    )
