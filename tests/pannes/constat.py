"""What one fault has shown: its counts, and what is wrong with them."""

from dataclasses import dataclass, field


@dataclass
class Constat:
    """`panne`: what was broken, in a few words. `envoyes`: what families were told is done, or kept
    sending until it was; `gardes`: how many of them are there, each once. `fautes`: sentences, none
    when all is right."""

    panne: str
    quoi: str
    envoyes: int = 0
    gardes: int = 0
    doubles: int = 0
    notes: list[str] = field(default_factory=list)
    fautes: list[str] = field(default_factory=list)

    def exiger(self, vrai: bool, sinon: str) -> None:
        if not vrai:
            self.fautes.append(sinon)

    def compter(self, trouves: list[int]) -> None:
        """`trouves`: how many times each sending is there."""
        self.envoyes, self.gardes = len(trouves), sum(nombre > 0 for nombre in trouves)
        self.doubles = sum(nombre > 1 for nombre in trouves)
        self.exiger(self.gardes == self.envoyes, f"{self.envoyes - self.gardes} perdus")
        self.exiger(not self.doubles, f"{self.doubles} en double")

    @property
    def tient(self) -> bool:
        return not self.fautes

    def __str__(self) -> str:
        signe = "tient" if self.tient else "NE TIENT PAS"
        suite = "".join(f" ; {phrase}" for phrase in (*self.notes, *self.fautes))
        return (
            f"{self.panne} · {self.quoi} : {self.envoyes} envoyés, {self.gardes} gardés, "
            f"{self.doubles} en double, {signe}{suite}"
        )
