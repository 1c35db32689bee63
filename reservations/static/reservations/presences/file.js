// The ticks that have not reached the town yet, kept on this tablet: booking numbers, states and
// moments, nothing else. One queue an account: what a colleague ticked leaves under her own name,
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

  const file = (compte) => {
    const cle = DEBUT + compte;
    return {
      lire: () => lire(cle),
      // Of one booking only the last tick is worth sending.
      ajouter(pointage) {
        ecrire(cle, [...lire(cle).filter((un) => un.reservation !== pointage.reservation), pointage]);
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
