"""Who somebody is for the State, as API Particulier asks for it."""

from dataclasses import dataclass

FRANCE = "99100"
PRENOMS_MAX = 3  # that the contract takes
COMMUNE = 5  # characters of a COG code


@dataclass(frozen=True)
class Personne:
    """`annee`, `mois`, `jour`: of the birth, each None where it is not known (a day says nothing
    without its month, nor a month without its year). `pays`, `commune`: COG codes; no town for a
    birth abroad."""

    nom_naissance: str
    prenoms: tuple[str, ...]
    sexe: str  # "F" or "M"
    annee: int | None = None
    mois: int | None = None
    jour: int | None = None
    pays: str = FRANCE
    commune: str = ""
    nom_usage: str = ""

    def manques(self) -> list[str]:
        """What the service needs and this does not say, in French."""
        nee_en_france = self.pays == FRANCE
        return [
            dit
            for present, dit in (
                (self.nom_naissance.strip(), "le nom de naissance"),
                (any(un.strip() for un in self.prenoms), "les prénoms"),
                (self.sexe in ("F", "M"), "le sexe à l’état civil"),
                (self.annee, "la date de naissance"),
                (len(self.pays) == COMMUNE and self.pays.isdigit(), "le pays de naissance"),
                (
                    not nee_en_france or (len(self.commune) == COMMUNE and self.commune.isalnum()),
                    "la commune de naissance",
                ),
            )
            if not present
        ]

    def parametres(self) -> list[tuple[str, str]]:
        """Of the query; a list repeats its name."""
        dits: list[tuple[str, str]] = [("nomNaissance", self.nom_naissance.strip())]
        if self.nom_usage.strip() and self.nom_usage.strip() != self.nom_naissance.strip():
            dits.append(("nomUsage", self.nom_usage.strip()))
        prenoms = [un.strip() for un in self.prenoms if un.strip()][:PRENOMS_MAX]
        dits += [("prenoms[]", un) for un in prenoms]
        dits += [("sexeEtatCivil", self.sexe), ("codeCogInseePaysNaissance", self.pays)]
        dits += self._naissance()
        if self.pays == FRANCE and self.commune:
            dits.append(("codeCogInseeCommuneNaissance", self.commune))
        return dits

    def _naissance(self) -> list[tuple[str, str]]:
        dits = []
        for nom, valeur in (
            ("anneeDateNaissance", self.annee),
            ("moisDateNaissance", self.mois),
            ("jourDateNaissance", self.jour),
        ):
            if not valeur:
                break  # the service reads none of those that follow
            dits.append((nom, str(valeur)))
        return dits
