"""The rooms, and what each offers to those on its right (famille.socle.offres): none imports what
is on its left (docs/comprendre/architecture.md). `base` takes all."""

OFFRES = [
    "portail.offre.OFFRE",
    "cms_pages.offre.OFFRE",
    "demarches.offre.OFFRE",
    "reservations.offre.OFFRE",
    "famille.offre.OFFRE",
]
