"""The three statements of a booking on PostgreSQL: read, lock, book (docs/comprendre/moteur.md).

VERROUILLER and SOUMETTRE leave together, in one round trip and one transaction. In READ COMMITTED
each statement sees what is committed when it begins: SOUMETTRE begins once the counters are held,
so that what it checks again (places, closures, registrations, events, queue) is true until it
commits. All parameters are text.
"""

import re

from reservations.tarifs.faits import CHAMPS

PARAMETRE = re.compile(r"%\((\w+)\)s::(\w+(?:\[\])?)")


class Requete:
    """A statement with named parameters, %(name)s::type, prepared once a connection and planned
    once.

    Each parameter stands in a subquery. A planner that sees the values finds, for each submission,
    a plan a little better than the one that serves all, and spends three times as long on finding
    it as the statement takes.
    """

    def __init__(self, sql: str):
        self.noms = list(dict.fromkeys(nom for nom, _type in PARAMETRE.findall(sql)))
        self.texte = PARAMETRE.sub(self._cache, sql).encode()

    def _cache(self, trouve: re.Match) -> str:
        nom, genre = trouve.groups()
        return f"(SELECT ${self.noms.index(nom) + 1}::{genre})::{genre}"

    def valeurs(self, **valeurs: str | None) -> list[str | None]:
        """Those that the statement names, in its order. KeyError: one is missing."""
        return [valeurs[nom] for nom in self.noms]


# Both homes of a child may book at once: his registrations are shared. They come after the
# counters, as everywhere.
VERROUILLER = Requete("""
WITH compteurs AS MATERIALIZED (
  SELECT creneau_id FROM reservations_places WHERE creneau_id = ANY(%(creneaux)s::bigint[])
  ORDER BY creneau_id FOR NO KEY UPDATE
)
SELECT id FROM reservations_inscription
WHERE id = ANY(%(inscriptions)s::bigint[]) AND (SELECT count(*) FROM compteurs) > 0
ORDER BY id FOR SHARE
""")

# creneaux and how many places of each; registrations and the days that each must cover; events
# known to the reading; blocs asked (child, activity, key); the receipt; the bookings as two lists.
# One row a booking, or nothing at all. Keys are given again beside each join: rows are then found
# by their index, whatever the planner thinks of the list.
SOUMETTRE = Requete("""
WITH possible AS MATERIALIZED (
  SELECT 1
  WHERE (SELECT count(*)
         FROM unnest(%(creneaux)s::bigint[], %(nombres)s::int[]) AS v(creneau_id, nombre)
         JOIN reservations_places p USING (creneau_id)
         WHERE p.creneau_id = ANY(%(creneaux)s::bigint[]) AND p.ouvert AND p.capacite - p.prises >= v.nombre)
        = cardinality(%(creneaux)s::bigint[])
    AND (SELECT count(*)
         FROM unnest(%(inscriptions)s::bigint[], %(du)s::date[], %(au)s::date[]) AS d(id, du, au)
         JOIN reservations_inscription i USING (id)
         WHERE i.id = ANY(%(inscriptions)s::bigint[]) AND i.debut <= d.du AND (i.fin IS NULL OR i.fin >= d.au))
        = cardinality(%(inscriptions)s::bigint[])
    AND NOT EXISTS (
      SELECT 1 FROM reservations_evenement
      WHERE groupe_id IS NOT NULL AND retire_le IS NULL AND debut <= %(fin)s::date AND fin >= %(debut)s::date
        AND id <> ALL(%(evenements)s::bigint[]))
    AND NOT EXISTS (
      SELECT 1 FROM reservations_attente
      WHERE enfant_id = ANY(%(enfants)s::bigint[]) AND activite_id = ANY(%(activites)s::bigint[])
        AND bloc = ANY(%(blocs)s::varchar[]) AND etat IN ('en-attente', 'proposee'))
),
jeton AS (
  INSERT INTO reservations_demandereservation
    (id, cle, foyer_id, par_id, canal, motif, soumise_le, acceptee, lignes, recapitulatif_le)
  SELECT %(id)s::uuid, %(cle)s::varchar, %(foyer)s::bigint, %(par)s::bigint, %(canal)s::varchar, %(motif)s::varchar,
         %(instant)s::timestamptz, true, %(lignes)s::jsonb, NULL
  FROM possible
  ON CONFLICT (cle) DO NOTHING
  RETURNING id
),
comptes AS (
  UPDATE reservations_places p SET prises = prises + v.nombre
  FROM unnest(%(creneaux)s::bigint[], %(nombres)s::int[]) AS v(creneau_id, nombre), jeton
  WHERE p.creneau_id = ANY(%(creneaux)s::bigint[]) AND p.creneau_id = v.creneau_id
)
INSERT INTO reservations_reservation (enfant_id, creneau_id, foyer_id, demande_id, creee_le, presence)
SELECT r.enfant_id, r.creneau_id, %(foyer)s::bigint, jeton.id, %(instant)s::timestamptz, 'prevu'
FROM jeton, unnest(%(reservataires)s::bigint[], %(reserves)s::bigint[]) AS r(enfant_id, creneau_id)
""")

# One row of three JSON texts: what the town decided, its activities with their grids, and what is
# this household's. The first two are the same for everybody, so that each text is parsed once
# (lecture_rapide). Of a grid, what CHAMPS names, as text: a number of JSON would lose its decimals.
LIRE = Requete(
    """
WITH jours AS MATERIALIZED (
  SELECT c.id, c.activite_id, c.jour, c.moment, p.capacite, p.prises, p.ouvert
  FROM reservations_creneau c
  CROSS JOIN LATERAL (SELECT * FROM reservations_places WHERE creneau_id = c.id OFFSET 0) p
  WHERE c.activite_id = ANY(%(activites)s::bigint[]) AND c.jour = ANY(%(jours)s::date[])
)
SELECT
  json_build_array(
    (SELECT json_agg(json_build_array(nom, debut, fin, nature) ORDER BY debut)
     FROM reservations_periodescolaire WHERE fin >= %(depuis)s::date),
    (SELECT json_agg(json_build_array(jour, nom) ORDER BY jour)
     FROM reservations_jourferie WHERE jour >= %(depuis)s::date),
    (SELECT json_agg(json_build_array(a.activite_id, o.debut, o.fin, o.ouvre_le) ORDER BY a.id)
     FROM reservations_ouverture o JOIN reservations_ouverture_activites a ON a.ouverture_id = o.id
     WHERE o.fin >= %(depuis)s::date),
    (SELECT json_agg(json_build_array(structure_id, activite_id, debut, fin, motif) ORDER BY id)
     FROM reservations_fermeture WHERE fin >= %(depuis)s::date),
    (SELECT json_agg(json_build_array(e.id, g.activite_id, e.debut, e.fin, e.motif, g.age_min, g.age_max) ORDER BY e.id)
     FROM reservations_evenement e JOIN reservations_groupe g ON g.id = e.groupe_id
     WHERE e.retire_le IS NULL AND e.fin >= %(depuis)s::date)
  )::text,
  (SELECT json_agg(json_build_array(to_json(a), s.nom,
     (SELECT json_agg(json_build_array(to_json(g),
        (SELECT json_agg(json_build_array(jusqua::text, prix::text, prix_hors_commune::text) ORDER BY id)
         FROM reservations_tranchetarif t WHERE t.grille_id = g.id)) ORDER BY g.id)
      FROM (SELECT id, unite, {DE_LA_GRILLE}
            FROM reservations_grilletarifaire WHERE activite_id = a.id) g)) ORDER BY a.id)::text
   FROM reservations_activite a JOIN reservations_structure s ON s.id = a.structure_id
   WHERE a.id = ANY(%(activites)s::bigint[]) AND a.active),
  json_build_array(
    (SELECT json_agg(json_build_array(r.enfant_id, e.prenom, e.naissance, r.debut, r.fin, r.semaines,
        f.valable_jusqu_au, f.assurance_fin,
        CASE WHEN r.garde <> 'principale' THEN
          (SELECT json_agg(json_build_array(g.debut, g.fin, g.ici) ORDER BY g.debut) FROM famille_periodedegarde g
           WHERE g.rattachement_id = r.id AND g.debut <= %(fin)s::date AND g.fin >= %(debut)s::date) END)
       ORDER BY r.debut)
     FROM famille_rattachement r JOIN famille_enfant e ON e.id = r.enfant_id
     LEFT JOIN famille_fichesanitaire f ON f.enfant_id = r.enfant_id
     WHERE r.foyer_id = %(foyer)s::bigint AND r.enfant_id = ANY(%(enfants)s::bigint[])
       AND (r.fin IS NULL OR r.fin >= %(debut)s::date) AND r.debut <= %(fin)s::date),
    (SELECT json_agg(json_build_array(i.id, i.enfant_id, i.activite_id, a.structure_id, i.debut, i.fin, r.debut, r.fin,
        e.naissance))
     FROM famille_rattachement r JOIN famille_enfant e ON e.id = r.enfant_id
     JOIN reservations_inscription i ON i.enfant_id = r.enfant_id JOIN reservations_activite a ON a.id = i.activite_id
     WHERE r.foyer_id = %(foyer)s::bigint),
    (SELECT json_agg(json_build_array(id, activite_id, jour, moment, capacite, prises, ouvert)) FROM jours),
    (SELECT json_agg(json_build_array(r.enfant_id, r.foyer_id, r.creneau_id)) FROM reservations_reservation r
     WHERE r.enfant_id = ANY(%(enfants)s::bigint[])
       AND r.creneau_id + 0 = ANY(ARRAY(SELECT id FROM jours))),  -- + 0: never through all that a day has booked
    (SELECT json_agg(json_build_array(debut, fin, valeur::text)) FROM famille_quotientfamilial
     WHERE foyer_id = %(foyer)s::bigint),
    (SELECT json_agg(json_build_array(depuis, id, dans_agglomeration)) FROM famille_adressefoyer
     WHERE foyer_id = %(foyer)s::bigint),
    EXISTS (SELECT 1 FROM reservations_demandereservation WHERE cle = %(cle)s::varchar)
  )::text
""".replace("{DE_LA_GRILLE}", ", ".join(f"{champ}::text" for champ in CHAMPS))
)
