// The countdown of an opening. The server has written it in words; here it goes on, and at the hour
// the page says so by itself: no request is made, so that a thousand open pages do not ask at the
// same second.
(() => {
  "use strict";

  const JOUR = 24 * 3600;
  const HASARD_MAX = 5; // seconds: nor do a thousand parents press at the same instant
  const depart = Date.now(); // not before the server counted: the page never says "open" too early

  const enMots = (secondes) => {
    const minutes = Math.ceil(secondes / 60);
    if (minutes < 60) return `dans ${minutes} minute${minutes > 1 ? "s" : ""}`;
    const reste = minutes % 60;
    return `dans ${Math.floor(minutes / 60)}\u00a0h${reste ? `\u00a0${String(reste).padStart(2, "0")}` : ""}`;
  };

  const suivre = (carte) => {
    const fin = depart + Number(carte.dataset.secondes) * 1000;
    const mots = carte.querySelector("[data-dans]");
    const hasard = Math.random() * HASARD_MAX * 1000;
    let prochain;

    const ouvrir = () => {
      carte.querySelector("[data-compte]").hidden = true;
      carte.querySelector("[data-ouvert]").hidden = false;
      document.removeEventListener("visibilitychange", montrer);
    };

    const montrer = () => {
      clearTimeout(prochain);
      const reste = (fin - Date.now()) / 1000;
      if (reste <= 0) {
        const attendre = fin + hasard - Date.now();
        if (attendre > 0) prochain = setTimeout(montrer, attendre);
        else ouvrir();
        return;
      }
      // Days are said by the server, as a calendar counts them.
      if (reste <= JOUR) mots.textContent = enMots(reste);
      const aLaMinute = reste % 60 || 60;
      prochain = setTimeout(montrer, Math.min(reste <= JOUR ? aLaMinute : reste - JOUR, 3600) * 1000 + 50);
    };

    // A telephone that slept: its timers did too.
    document.addEventListener("visibilitychange", montrer);
    montrer();
  };

  document.querySelectorAll("[data-secondes]").forEach(suivre);
})();
