"""One table for each kind of thing that the Reprise of `famille` reads: the same columns, under the
titles that it knows again."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber

from famille.models import (
    AdresseFoyer,
    Autorisation,
    ContactFamille,
    Enfant,
    Facture,
    FicheSanitaire,
    Foyer,
    IdentitePivot,
    MandatSEPA,
    Paiement,
    QuotientFamilial,
    Rattachement,
    RemiseSEPA,
    Responsable,
    ServicePreleve,
)
from famille.models.champs import est_illisible
from famille.models.sante import ILLISIBLE
from famille.reprise.registre import codes
from famille.reprise.sujets.identites import EcrivainDIdentites, dire_l_identite_reprise
from famille.socle.offres import offres
from famille.socle.pages_de_cles import par_pages

_FRANCE = 33  # the country of a telephone


def _lue(_ligne: Any) -> str:
    return ""


@dataclass(frozen=True)
class TableExportee:
    """`sujet`: the kind of thing (SujetRepris.code) that each line is. `lignes()`: QuerySet;
    `dire(page)`: the cells of each of its rows, in the order of `colonnes`, codes of fields;
    `perdue(row)`: whose it is, where no key of this site reads it any more, else ""."""

    sujet: str
    nom: str
    colonnes: tuple[str, ...]
    lignes: Callable[[], QuerySet[Any]]
    dire: Callable[[list[Any]], Iterator[list[Any]]]
    perdue: Callable[[Any], str] = _lue

    @property
    def titres(self) -> list[str]:
        connus = codes()
        return [connus[code] for code in self.colonnes]

    def ecrites(self) -> Iterator[tuple[Any, list[Any]]]:
        """(row, cells), a page of keys at a time."""
        for page in par_pages(self.lignes()):
            yield from zip(page, self.dire(page), strict=True)


def _sous(sujet: str, *noms: str) -> tuple[str, ...]:
    return tuple(f"{sujet}.{nom}" for nom in noms)


def cle_d_enfant(pk: int) -> str:
    return f"enfant-{pk}"


def _telephone(numero: PhoneNumber | str) -> str:
    if not isinstance(numero, PhoneNumber):
        return numero or ""
    return numero.as_national if numero.country_code == _FRANCE else numero.as_e164


def _oui(vrai: bool) -> str:
    return "oui" if vrai else "non"


def _vivants() -> QuerySet[Rattachement]:
    """Where children live, today and later: what is over is not carried."""
    jour = timezone.localdate()
    liens = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=jour))
    return liens.filter(foyer__fusionne_dans=None)


def _foyers() -> QuerySet[Foyer]:
    adresses = AdresseFoyer.objects.filter(depuis__lte=timezone.localdate())
    siennes = Prefetch("adresses", adresses.order_by("-depuis", "-pk"), to_attr="siennes")
    return Foyer.objects.ouverts().prefetch_related(siennes)


def _dire_les_foyers(page: list[Any]) -> Iterator[list[Any]]:
    for foyer in page:
        ou = foyer.siennes[0] if foyer.siennes else None
        adresse = [
            getattr(ou, nom) if ou else ""
            for nom in ("voie", "complement", "code_postal", "commune", "pays", "depuis")
        ]
        yield [foyer.numero, foyer.numero, foyer.nom, foyer.situation, foyer.regime, *adresse]


def _adultes() -> QuerySet[Responsable]:
    actuels = Responsable.objects.actuels().filter(foyer__fusionne_dans=None)
    return actuels.select_related("foyer", "utilisateur")


def _dire_les_adultes(page: list[Responsable]) -> Iterator[list[Any]]:
    for un in page:
        courriel = un.utilisateur.email if un.utilisateur else ""
        telephones = [_telephone(un.telephone_portable), _telephone(un.telephone_fixe)]
        yield [
            *(un.foyer.numero, f"adulte-{un.pk}", un.prenom, un.nom, courriel),
            *(*telephones, un.lien),
        ]


def _identites() -> QuerySet[IdentitePivot]:
    siennes = IdentitePivot.objects.filter(responsable__in=_adultes().values("pk"))
    return siennes.select_related("responsable")


def _dire_les_identites(page: list[IdentitePivot]) -> Iterator[list[Any]]:
    for une in page:
        yield [f"adulte-{une.responsable_id}", *dire_l_identite_reprise(une)]


def _identite_perdue(une: IdentitePivot) -> str:
    perdue = est_illisible(une, *EcrivainDIdentites.champs.values())
    return str(une.responsable) if perdue else ""


def enfants_exportes() -> QuerySet[Enfant]:
    return Enfant.objects.filter(pk__in=_vivants().values("enfant")).avec_ecole()


def _dire_les_enfants(page: list[Enfant]) -> Iterator[list[Any]]:
    for un in page:
        yield [
            *(cle_d_enfant(un.pk), un.prenom, un.nom, un.naissance, un.lieu_naissance),
            *(un.nom_ecole, un.nom_classe),
        ]


def _dire_les_liens(page: list[Rattachement]) -> Iterator[list[Any]]:
    for un in page:
        qui = (un.foyer.numero, cle_d_enfant(un.enfant_id))
        yield [*qui, un.garde, un.semaines, un.debut, un.fin]


def _dire_les_contacts(page: list[ContactFamille]) -> Iterator[list[Any]]:
    for un in page:
        droits = (_oui(un.a_prevenir), _oui(un.peut_recuperer))
        qui = (un.foyer.numero, un.prenom, un.nom, _telephone(un.telephone), un.lien)
        yield [*qui, *droits, un.ordre]


def _dire_les_autorisations(page: list[Enfant]) -> Iterator[list[Any]]:
    """The last word of each: a change adds a row."""
    dites: dict[int, dict[str, bool]] = defaultdict(dict)
    for une in Autorisation.objects.filter(enfant__in=page).order_by("le", "pk"):
        dites[une.enfant_id][une.genre] = une.accordee
    for enfant in page:
        siennes = dites[enfant.pk]
        dits = (
            _oui(siennes[genre]) if genre in siennes else "" for genre in Autorisation.Genre.values
        )
        yield [cle_d_enfant(enfant.pk), *dits]


_SANTE = (
    *("regime", "allergies", "allergies_medicaments", "allergies_autres", "pai"),
    *("medecin", "medecin_telephone", "valable_jusqu_au"),
    *("assurance_compagnie", "assurance_numero", "assurance_fin"),
)


def _fiches() -> QuerySet[FicheSanitaire]:
    siennes = FicheSanitaire.objects.filter(enfant__in=_vivants().values("enfant"))
    return siennes.select_related("enfant")


def _dire_la_sante(page: list[FicheSanitaire]) -> Iterator[list[Any]]:
    """An allergy or a diet that no key reads never looks like none, where it is read back. The
    boxes ticked are told in words, among the foods."""
    for une in page:
        dits = {nom: une.lue(nom) for nom in _SANTE} | {"allergies": une.lue("a_table")}
        if une.illisible:
            dits["allergies"] = dits["allergies"] or ILLISIBLE
            dits["regime"] = dits["regime"] or FicheSanitaire.Regime.AUTRE
        dits |= {
            "pai": _oui(une.pai),
            "medecin_telephone": _telephone(dits["medecin_telephone"]),
        }
        yield [cle_d_enfant(une.enfant_id), *dits.values()]


def _fiche_perdue(une: FicheSanitaire) -> str:
    return str(une.enfant) if une.illisible else ""


def _dire_les_quotients(page: list[QuotientFamilial]) -> Iterator[list[Any]]:
    for un in page:
        yield [un.foyer.numero, un.valeur, un.debut, un.fin, un.source]


def _mandats() -> QuerySet[MandatSEPA]:
    """Those that pay something: the others debit nobody. `debite_ici`: since when, by this portal's
    own debits."""
    en_vigueur = ServicePreleve.objects.filter(fin=None)
    partis = [RemiseSEPA.Etat.TRANSMISE, RemiseSEPA.Etat.ENCAISSEE]
    debits = Paiement.objects.filter(mandat=OuterRef("pk"), remise__etat__in=partis)
    premier = debits.order_by("remise__date").values("remise__date")[:1]
    return (
        MandatSEPA.objects.filter(pk__in=en_vigueur.values("mandat"))
        .annotate(debite_ici=Subquery(premier))
        .select_related("foyer")
        .prefetch_related(Prefetch("services", en_vigueur, to_attr="siens"))
    )


def _dire_les_mandats(page: list[Any]) -> Iterator[list[Any]]:
    for un in page:
        services = ", ".join(sorted(service.service for service in un.siens))
        signe = timezone.localdate(un.signe_le)
        iban = "" if _mandat_perdu(un) else un.iban
        qui = (un.foyer.numero, un.rum, iban, un.bic, un.titulaire_nom)
        yield [*qui, signe, un.premier_usage_le or un.debite_ici, services]


def _mandat_perdu(un: MandatSEPA) -> str:
    return un.rum if est_illisible(un, "iban") else ""


def _soldes() -> QuerySet[Facture]:
    """What each invoice still owes, or has too much; what the Trésor collects is its own."""
    ouvertes = Facture.objects.non_soldees().aux_familles().filter(au_tresor_le=None)
    return _ouverts(ouvertes)


def _dire_les_soldes(page: list[Facture]) -> Iterator[list[Any]]:
    for une in page:
        du, avance = (une.solde, "") if une.solde > 0 else ("", -une.solde)
        yield [
            *(une.foyer.numero, une.numero, une.objet, du, avance),
            *(une.emise_le, une.echeance),
        ]


def _ouverts(lignes: QuerySet[Any]) -> QuerySet[Any]:
    return lignes.filter(foyer__fusionne_dans=None).select_related("foyer")


TABLES = (
    TableExportee(
        "famille",
        "Familles",
        _sous(
            "famille",
            *("cle", "numero", "nom", "situation", "regime"),
            *("voie", "complement", "code_postal", "commune", "pays", "depuis"),
        ),
        _foyers,
        _dire_les_foyers,
    ),
    TableExportee(
        "adulte",
        "Adultes",
        (
            "famille.cle",
            *_sous("adulte", "cle", "prenom", "nom", "courriel", "portable", "fixe", "lien"),
        ),
        _adultes,
        _dire_les_adultes,
    ),
    TableExportee(
        "identite",
        "Identites",
        ("adulte.cle", *_sous("identite", *EcrivainDIdentites.champs)),
        _identites,
        _dire_les_identites,
        _identite_perdue,
    ),
    TableExportee(
        "enfant",
        "Enfants",
        _sous(
            "enfant",
            *("cle", "prenom", "nom", "naissance", "lieu_naissance", "ecole", "classe"),
        ),
        enfants_exportes,
        _dire_les_enfants,
    ),
    TableExportee(
        "lien",
        "Residences",
        ("famille.cle", "enfant.cle", *_sous("lien", "garde", "semaines", "debut", "fin")),
        lambda: _vivants().select_related("foyer"),
        _dire_les_liens,
    ),
    TableExportee(
        "contact",
        "Contacts",
        (
            "famille.cle",
            *_sous("contact", "prenom", "nom", "telephone", "lien"),
            *_sous("contact", "a_prevenir", "peut_recuperer", "ordre"),
        ),
        lambda: _ouverts(ContactFamille.objects.all()),
        _dire_les_contacts,
    ),
    TableExportee(
        "autorisation",
        "Autorisations",
        (
            "enfant.cle",
            *_sous("autorisation", *(un.replace("-", "_") for un in Autorisation.Genre.values)),
        ),
        lambda: enfants_exportes().filter(pk__in=Autorisation.objects.values("enfant")),
        _dire_les_autorisations,
    ),
    TableExportee(
        "sante",
        "Sante",
        ("enfant.cle", *_sous("sante", *_SANTE)),
        _fiches,
        _dire_la_sante,
        _fiche_perdue,
    ),
    TableExportee(
        "quotient",
        "Quotients",
        ("famille.cle", *_sous("quotient", "valeur", "debut", "fin", "origine")),
        lambda: _ouverts(QuotientFamilial.objects.all()),
        _dire_les_quotients,
    ),
    TableExportee(
        "mandat",
        "Mandats",
        (
            "famille.cle",
            *_sous("mandat", "rum", "iban", "bic", "titulaire", "signature"),
            *_sous("mandat", "premier_usage", "services"),
        ),
        _mandats,
        _dire_les_mandats,
        _mandat_perdu,
    ),
    TableExportee(
        "solde",
        "Soldes",
        (
            "famille.cle",
            *_sous("solde", "reference", "objet", "reste_du", "avance", "jour", "echeance"),
        ),
        _soldes,
        _dire_les_soldes,
    ),
)


@cache
def tables() -> tuple[TableExportee, ...]:
    """With those that the other rooms offer, loaded once."""
    offertes = (table for offre in offres() for table in offre.tables_exportees)
    return (*TABLES, *offertes)
