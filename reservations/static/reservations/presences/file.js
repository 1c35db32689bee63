// What has not reached the town yet, kept on this tablet: booking numbers, states, moments, who of a
// numbered list came; what was written (a name, a care) only sealed, so that nobody reads it here
// (enveloppe.js). One queue an account: what a colleague ticked leaves under her own name,
// when she signs in again.
window.Presences = (() => {
  "use strict";

  const DEBUT = "pf-presences:";
  let secours = null; // without localStorage (private browsing, full): the queue lives as long as the page

  const lire = (cle) => {
    if (secours) return secours;
    try {
      const lue = JSON.parse(localStorage.getItem(cle) || "[]");
      return Array.isArray(lue) ? lue : [];
    } catch {
      return [];
    }
  };

  const ecrire = (cle, pointages) => {
    try {
      if (pointages.length) localStorage.setItem(cle, JSON.stringify(pointages));
      else localStorage.removeItem(cle);
      secours = null;
    } catch {
      secours = pointages;
    }
  };

  // A tick and a departure replace the one before of the same booking; a line of care adds to it.
  const genre = (un) => ("etat" in un ? "etat" : "depart" in un ? "depart" : un.cle);
  const remplace = (un, nouveau) => un.reservation === nouveau.reservation && genre(un) === genre(nouveau);

  const file = (compte) => {
    const cle = DEBUT + compte;
    return {
      lire: () => lire(cle),
      ajouter(pointage) {
        ecrire(cle, [...lire(cle).filter((un) => !remplace(un, pointage)), pointage]);
      },
      retirer(cles) {
        ecrire(cle, lire(cle).filter((un) => !cles.has(un.cle)));
      },
      gardee: () => secours === null,
      desAutres() {
        try {
          return Object.keys(localStorage)
            .filter((une) => une.startsWith(DEBUT) && une !== cle)
            .reduce((total, une) => total + lire(une).length, 0);
        } catch {
          return 0;
        }
      },
    };
  };

  return { file };
})();
