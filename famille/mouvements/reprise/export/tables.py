"""One table for each kind of thing that the Reprise reads: the same columns, under its titles."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber

from famille import models
from famille.models import Enfant, Facture, FicheSanitaire, Foyer, IdentitePivot, MandatSEPA
from famille.models.champs import est_illisible
from famille.models.sante import ILLISIBLE
from famille.mouvements.reprise.declaration import separer
from famille.mouvements.reprise.registre import codes
from famille.mouvements.reprise.sujets.autorisations import EcrivainDAutorisations
from famille.mouvements.reprise.sujets.foyers import ADRESSE
from famille.mouvements.reprise.sujets.identites import EcrivainDIdentites, dire_l_identite_reprise
from famille.mouvements.reprise.sujets.sante import EcrivainDeFiches
from famille.socle.offres import offres
from famille.socle.pages_de_cles import par_pages

_FRANCE = 33  # the country of a telephone


@dataclass(frozen=True)
class TableExportee:
    """`sujet`: the kind of thing (SujetRepris.code) that each line is. `de`: the kinds whose key
    the line gives first, `champs`: the fields of its own after them, with commas. `lignes()`:
    QuerySet; `dire(row)`: its cells in that order; `perdue(row)`: whose it is, where no key of this
    site reads it any more, else ""."""

    sujet: str
    nom: str
    de: str
    champs: str
    lignes: Callable[[], QuerySet[Any]]
    dire: Callable[[Any], list[Any]]
    perdue: Callable[[Any], str] = lambda _ligne: ""

    @property
    def colonnes(self) -> list[str]:
        """Codes of fields."""
        cles = [f"{sujet}.cle" for sujet in separer(self.de)]
        return [*cles, *(f"{self.sujet}.{champ}" for champ in separer(self.champs))]

    @property
    def titres(self) -> list[str]:
        connus = codes()
        return [connus[code] for code in self.colonnes]

    def ecrites(self) -> Iterator[tuple[Any, list[Any]]]:
        """(row, cells), read a page of keys at a time."""
        for page in par_pages(self.lignes()):
            for ligne in page:
                yield ligne, self.dire(ligne)


def cle_d_enfant(pk: int) -> str:
    return f"enfant-{pk}"


def _telephone(numero: PhoneNumber | str) -> str:
    if not isinstance(numero, PhoneNumber):
        return numero or ""
    return numero.as_national if numero.country_code == _FRANCE else numero.as_e164


def _oui(vrai: bool) -> str:
    return "oui" if vrai else "non"


def _vivants() -> QuerySet[models.Rattachement]:
    """Where children live, today and later: what is over is not carried."""
    liens = models.Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=timezone.localdate()))
    return liens.filter(foyer__fusionne_dans=None)


def _foyers() -> QuerySet[Foyer]:
    adresses = models.AdresseFoyer.objects.filter(depuis__lte=timezone.localdate())
    siennes = Prefetch("adresses", adresses.order_by("-depuis", "-pk"), to_attr="siennes")
    return Foyer.objects.ouverts().prefetch_related(siennes)


def _dire_le_foyer(foyer: Any) -> list[Any]:
    ou = foyer.siennes[0] if foyer.siennes else None
    adresse = [getattr(ou, nom, "") for nom in (*ADRESSE, "depuis")]
    return [foyer.numero, foyer.numero, foyer.nom, foyer.situation, foyer.regime, *adresse]


def _adultes() -> QuerySet[models.Responsable]:
    actuels = models.Responsable.objects.actuels().filter(foyer__fusionne_dans=None)
    return actuels.select_related("foyer", "utilisateur")


def _dire_l_adulte(un: models.Responsable) -> list[Any]:
    qui = (un.foyer.numero, f"adulte-{un.pk}", un.prenom, un.nom)
    telephones = (_telephone(un.telephone_portable), _telephone(un.telephone_fixe))
    return [*qui, un.utilisateur.email if un.utilisateur else "", *telephones, un.lien]


def _identites() -> QuerySet[IdentitePivot]:
    siennes = IdentitePivot.objects.filter(responsable__in=_adultes().values("pk"))
    return siennes.select_related("responsable")


def _identite_perdue(une: IdentitePivot) -> str:
    perdue = est_illisible(une, *EcrivainDIdentites.champs.values())
    return str(une.responsable) if perdue else ""


def enfants_exportes() -> QuerySet[Enfant]:
    return Enfant.objects.filter(pk__in=_vivants().values("enfant")).avec_ecole()


def _dire_l_enfant(un: Enfant) -> list[Any]:
    qui = (cle_d_enfant(un.pk), un.prenom, un.nom, un.naissance, un.lieu_naissance)
    return [*qui, un.nom_ecole, un.nom_classe]


def _dire_le_lien(un: models.Rattachement) -> list[Any]:
    ou = (un.foyer.numero, cle_d_enfant(un.enfant_id))
    return [*ou, un.garde, un.semaines, un.debut, un.fin]


def _dire_le_contact(un: models.ContactFamille) -> list[Any]:
    qui = (un.foyer.numero, un.prenom, un.nom, _telephone(un.telephone), un.lien)
    return [*qui, _oui(un.a_prevenir), _oui(un.peut_recuperer), un.ordre]


def _autorisations() -> QuerySet[Enfant]:
    dites = models.Autorisation.objects.order_by("le", "pk")
    enfants = enfants_exportes().filter(pk__in=dites.order_by().values("enfant"))
    return enfants.prefetch_related(Prefetch("autorisations", dites, to_attr="dites"))


def _dire_les_autorisations(enfant: Any) -> list[Any]:
    """The last word of each: a change adds a row."""
    dites = {une.genre: _oui(une.accordee) for une in enfant.dites}
    genres = EcrivainDAutorisations.genres.values()
    return [cle_d_enfant(enfant.pk), *(dites.get(genre, "") for genre in genres)]


def _fiches() -> QuerySet[FicheSanitaire]:
    siennes = FicheSanitaire.objects.filter(enfant__in=_vivants().values("enfant"))
    return siennes.select_related("enfant")


def _dire_la_sante(une: FicheSanitaire) -> list[Any]:
    """What no key reads never looks like none; the boxes ticked are words, among the foods."""
    dits = {nom: une.lue(nom) for nom in EcrivainDeFiches.champs}
    dits["allergies"] = une.lue("a_table")
    if une.illisible:
        dits["allergies"] = dits["allergies"] or ILLISIBLE
        dits["regime"] = dits["regime"] or FicheSanitaire.Regime.AUTRE
    dits["pai"] = _oui(une.pai)
    dits["medecin_telephone"] = _telephone(dits["medecin_telephone"])
    return [cle_d_enfant(une.enfant_id), *dits.values()]


def _mandats() -> QuerySet[MandatSEPA]:
    """The mandates that pay something. `debite_ici`: since when, by this portal's own debits."""
    en_vigueur = models.ServicePreleve.objects.filter(fin=None)
    partis = [models.RemiseSEPA.Etat.TRANSMISE, models.RemiseSEPA.Etat.ENCAISSEE]
    debits = models.Paiement.objects.filter(mandat=OuterRef("pk"), remise__etat__in=partis)
    premier = debits.order_by("remise__date").values("remise__date")[:1]
    return (
        MandatSEPA.objects.filter(pk__in=en_vigueur.values("mandat"))
        .annotate(debite_ici=Subquery(premier))
        .select_related("foyer")
        .prefetch_related(Prefetch("services", en_vigueur, to_attr="siens"))
    )


def _dire_le_mandat(un: Any) -> list[Any]:
    services = ", ".join(sorted(service.service for service in un.siens))
    iban = "" if _mandat_perdu(un) else un.iban
    qui = (un.foyer.numero, un.rum, iban, un.bic, un.titulaire_nom)
    dates = (timezone.localdate(un.signe_le), un.premier_usage_le or un.debite_ici)
    return [*qui, *dates, services]


def _mandat_perdu(un: MandatSEPA) -> str:
    return un.rum if est_illisible(un, "iban") else ""


def _soldes() -> QuerySet[Facture]:
    """What each invoice still owes, or has too much; what the Trésor collects is its own."""
    return _ouverts(Facture.objects.non_soldees().aux_familles().filter(au_tresor_le=None))


def _dire_le_solde(une: Facture) -> list[Any]:
    sommes = (une.solde, "") if une.solde > 0 else ("", -une.solde)
    return [une.foyer.numero, une.numero, une.objet, *sommes, une.emise_le, une.echeance]


def _ouverts(lignes: QuerySet[Any]) -> QuerySet[Any]:
    return lignes.filter(foyer__fusionne_dans=None).select_related("foyer")


TABLES = (
    TableExportee(
        "famille",
        "Familles",
        "",
        f"cle, numero, nom, situation, regime, {', '.join(ADRESSE)}, depuis",
        _foyers,
        _dire_le_foyer,
    ),
    TableExportee(
        "adulte",
        "Adultes",
        "famille",
        "cle, prenom, nom, courriel, portable, fixe, lien",
        _adultes,
        _dire_l_adulte,
    ),
    TableExportee(
        "identite",
        "Identites",
        "adulte",
        ", ".join(EcrivainDIdentites.champs),
        _identites,
        lambda une: [f"adulte-{une.responsable_id}", *dire_l_identite_reprise(une)],
        _identite_perdue,
    ),
    TableExportee(
        "enfant",
        "Enfants",
        "",
        "cle, prenom, nom, naissance, lieu_naissance, ecole, classe",
        enfants_exportes,
        _dire_l_enfant,
    ),
    TableExportee(
        "lien",
        "Residences",
        "famille, enfant",
        "garde, semaines, debut, fin",
        lambda: _vivants().select_related("foyer"),
        _dire_le_lien,
    ),
    TableExportee(
        "contact",
        "Contacts",
        "famille",
        "prenom, nom, telephone, lien, a_prevenir, peut_recuperer, ordre",
        lambda: _ouverts(models.ContactFamille.objects.all()),
        _dire_le_contact,
    ),
    TableExportee(
        "autorisation",
        "Autorisations",
        "enfant",
        ", ".join(EcrivainDAutorisations.genres),
        _autorisations,
        _dire_les_autorisations,
    ),
    TableExportee(
        "sante",
        "Sante",
        "enfant",
        ", ".join(EcrivainDeFiches.champs),
        _fiches,
        _dire_la_sante,
        lambda une: str(une.enfant) if une.illisible else "",
    ),
    TableExportee(
        "quotient",
        "Quotients",
        "famille",
        "valeur, debut, fin, origine",
        lambda: _ouverts(models.QuotientFamilial.objects.all()),
        lambda un: [un.foyer.numero, un.valeur, un.debut, un.fin, un.source],
    ),
    TableExportee(
        "mandat",
        "Mandats",
        "famille",
        "rum, iban, bic, titulaire, signature, premier_usage, services",
        _mandats,
        _dire_le_mandat,
        _mandat_perdu,
    ),
    TableExportee(
        "solde",
        "Soldes",
        "famille",
        "reference, objet, reste_du, avance, jour, echeance",
        _soldes,
        _dire_le_solde,
    ),
)


@cache
def tables() -> tuple[TableExportee, ...]:
    """With those that the other rooms offer, loaded once."""
    offertes = (table for offre in offres() for table in offre.tables_exportees)
    return (*TABLES, *offertes)
