"""The steps that stand above the planning's screens: (label, name of its address)."""

CRENEAUX = ("Créneaux", "planning:creneaux")
CAMPAGNES = ("Campagnes de facturation", "reservations_bureau:campagnes")
EXPORTS = ("Exports", "planning:exports")
EVENEMENTS = ("Événements", "planning:evenements")
ENVOIS = ("Messages groupés", "planning:envois")
FERMETURES = ("Fermetures", "fermetures_modeladmin_index")
IMPORTS = ("Consommations importées", "planning:imports")
VOEUX = ("Vœux", "planning:voeux")
SAISON = ("Préparer la saison", "planning:saison")
CLOTURE = ("Clore la saison", "planning:cloture")
FINIT = ("Ce qui finit", "planning:finit")
INSCRIPTIONS = ("Inscriptions", "inscriptions_modeladmin_index")
