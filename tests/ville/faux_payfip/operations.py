"""What the fake PayFiP knows: payments opened, what became of them, and how it behaves."""

import json
import re
import threading
import uuid
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from famille.socle.dire import en_euros

PARIS = ZoneInfo("Europe/Paris")
VIE_PAGE = timedelta(minutes=15)  # the time to pay, then P4
VIE_SANS_RESULTAT = timedelta(days=1)  # what was never paid is forgotten overnight, then P1
RESULTATS = {
    "P": "Paiement par carte accepté",
    "V": "Paiement par prélèvement accepté",
    "R": "Carte refusée par la banque",
    "Z": "Prélèvement refusé par la banque",
    "A": "Paiement abandonné",
}
NOTIFICATIONS = {
    "normale": "Envoyée tout de suite",
    "perdue": "Perdue",
    "doublee": "Envoyée deux fois",
    "tardive": "En retard de 30 secondes",
}
PAYES = {"P", "V"}


class Refus(Exception):
    """A functional error: its code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Scenario:
    """How the fake behaves from now on. By default: as it should.

    `refus`: code answered to each opening ("R3", "A2"…).
    `detail`: code answered to each question ("P5", "P1").
    `notification`: one of NOTIFICATIONS.
    `delai`: seconds before each SOAP answer.
    `panne`: see soap.PANNES.
    `mensonges`: fields of the answers told wrongly, `{"montant": "100"}`."""

    refus: str = ""
    detail: str = ""
    notification: str = "normale"
    delai: float = 0
    panne: str = ""
    mensonges: dict[str, str] = field(default_factory=dict)


@dataclass
class Operation:
    """One payment opened. `demande`: what the portal asked, with the names of the WSDL."""

    idop: str
    demande: dict[str, str]
    ouverte_le: float
    resultat: str = ""
    dattrans: str = ""
    heurtrans: str = ""
    numauto: str = ""

    @property
    def age(self) -> timedelta:
        return timedelta(seconds=datetime.now(UTC).timestamp() - self.ouverte_le)

    @property
    def reference(self) -> str:
        return self.demande["refdet"]

    @property
    def objet(self) -> str:
        return self.demande["objet"]

    @property
    def euros(self) -> str:
        return en_euros(Decimal(self.demande["montant"]) / 100)


class Registre:
    """The payments, in memory and, where `fichier` is given, on disk too: the demo forgets nothing
    when it stops."""

    def __init__(self, fichier: Path | None = None) -> None:
        self.verrou = threading.RLock()
        self.fichier = fichier
        self.operations: dict[str, Operation] = {}
        if fichier and fichier.exists():
            lues = (Operation(**donnees) for donnees in json.loads(fichier.read_text()))
            self.operations = {operation.idop: operation for operation in lues}

    def ouvrir(self, demande: dict[str, str]) -> Operation:
        """Raises Refus, as PayFiP does for each field."""
        _controler(demande)
        operation = Operation(str(uuid.uuid1()), demande, datetime.now(UTC).timestamp())
        with self.verrou:
            self.operations[operation.idop] = operation
            self._garder()
        return operation

    def detail(self, idop: str) -> Operation:
        """Raises Refus P1 (unknown, or forgotten overnight) or P5 (no result yet)."""
        operation = self.operations.get(idop)
        if operation is None or (not operation.resultat and operation.age > VIE_SANS_RESULTAT):
            raise Refus("P1")
        if not operation.resultat:
            raise Refus("P5")
        return operation

    def a_payer(self, idop: str) -> Operation:
        """The payment whose page may be shown. Raises Refus P1, P3 (already paid) or P4 (too
        late)."""
        operation = self.operations.get(idop)
        if operation is None:
            raise Refus("P1")
        if operation.resultat in PAYES:
            raise Refus("P3")
        if operation.age > VIE_PAGE:
            raise Refus("P4")
        return operation

    def conclure(self, idop: str, resultat: str) -> Operation:
        """The person's choice, one of RESULTATS. One who was refused or gave up may try again.
        Raises Refus."""
        with self.verrou:
            operation = self.a_payer(idop)
            maintenant = datetime.now(PARIS)
            operation.resultat = resultat
            operation.dattrans, operation.heurtrans = (
                maintenant.strftime("%d%m%Y"),
                maintenant.strftime("%H%M"),
            )
            operation.numauto = {"P": "123456", "V": "1122334455667788"}.get(resultat, "")
            self._garder()
        return operation

    def _garder(self) -> None:
        if self.fichier:
            provisoire = self.fichier.with_suffix(".tmp")
            provisoire.write_text(
                json.dumps([asdict(operation) for operation in self.operations.values()])
            )
            provisoire.replace(self.fichier)


def _controler(demande: dict[str, str]) -> None:
    regles = {
        "numcli": ("T1", r"[0-9]{6}"),
        "saisie": ("S1", r"[TX]"),  # never W: no money here
        "exer": ("E1", r"[0-9]{4}"),
        "refdet": ("R3", r"[A-Za-z0-9]{6,30}"),
        "montant": ("M1", r"[0-9]{1,11}"),
        "mel": ("A2", r"[^@\s]+@[^@\s]+\.[^@\s]+"),
        "urlnotif": ("N1", r"https?://.{1,240}"),
        "urlredirect": ("D1", r"https?://.{1,240}"),
        "objet": ("O1", r"[A-Za-z0-9 ]{0,100}"),
    }
    for nom, (code, forme) in regles.items():
        if not re.fullmatch(forme, demande.get(nom, "")):
            raise Refus("A1" if nom == "mel" and not demande.get(nom) else code)
    if int(demande["montant"]) < 100:
        raise Refus("M3")
