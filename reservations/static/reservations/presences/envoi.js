// Sends what was touched and written: at once, or when the network, then the session, is back. Says at every moment
// where they are.
(() => {
  "use strict";

  const P = window.Presences;
  if (!P?.racine) return;
  const LOT = 100;
  const DELAIS = [2, 5, 10, 20, 40, 60]; // seconds before another try
  const file = P.file(P.racine.dataset.presences);
  const jeton = P.racine.querySelector("[name=csrfmiddlewaretoken]").value;
  // This tablet's clock may be wrong: moments are told in the town's time, which the page brought
  // when it began to come.
  const venue = performance.timeOrigin + (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0);
  const decalage = Number(P.racine.dataset.maintenant) - venue;
  const entetes = { "X-Requested-With": "XMLHttpRequest" };
  let enCours = false;
  let session = true;
  let essais = 0;
  let minuterie = 0;
  let horsLigne = !navigator.onLine;

  const cle = () =>
    [...crypto.getRandomValues(new Uint8Array(12))]
      .map((n) => n.toString(16).padStart(2, "0"))
      .join("");
  // Whoever ticks has seen the state of the line: the tick comes after it, whatever the clocks say.
  const apres = (ligne) => {
    const vue = Date.parse(ligne.dataset.le) || 0;
    return new Date(Math.max(Date.now() + decalage, vue + 1)).toISOString();
  };

  const direOuCelaEnEst = () => {
    const combien = file.lire().length;
    const messages = [];
    if (!session) messages.push("reconnexion");
    else if (combien && horsLigne) messages.push(`À envoyer (${combien}) : pas de réseau, vos pointages sont gardés sur cet appareil.`);
    else if (combien && essais) messages.push(`À envoyer (${combien}) : le portail ne répond pas, nouvel essai bientôt.`);
    else if (combien) messages.push(`Envoi (${combien})…`);
    else if (horsLigne) messages.push("Pas de réseau : vous pouvez continuer à pointer.");
    else if (!P.racine.hasAttribute("data-lecture")) messages.push("Tout est enregistré.");
    if (combien && !file.gardee()) messages.push("Cet appareil ne peut rien garder : ne fermez pas cette page.");
    if (file.desAutres()) messages.push("Des pointages d’un autre compte attendent sur cet appareil : ils partiront à sa prochaine connexion.");
    const dit = messages.join(" ") + combien;
    for (const zone of document.querySelectorAll("[data-envoi]")) {
      if (zone.dataset.dit === dit) continue; // said once, not at each try
      zone.dataset.dit = dit;
      // Read out when something is wrong, and when it is mended: not at each tick that simply
      // leaves.
      const grave = !session || horsLigne || essais > 0;
      zone.setAttribute("aria-live", grave || zone.dataset.grave === "oui" ? "polite" : "off");
      zone.dataset.grave = grave ? "oui" : "";
      zone.replaceChildren();
      zone.dataset.etat = !session ? "session" : combien || horsLigne ? "attente" : "fait";
      for (const message of messages) {
        zone.append(message === "reconnexion" ? reconnexion(combien) : `${message} `);
      }
    }
  };

  const reconnexion = (combien) => {
    const lien = document.createElement("a");
    lien.href = location.pathname + location.search;
    lien.textContent = "Reconnectez-vous";
    const phrase = document.createElement("span");
    const gardes = combien
      ? `vos pointages sont gardés (${combien}) et partiront ensuite.`
      : "la liste n’est plus à jour.";
    phrase.append("Votre session a pris fin. ", lien, ` : ${gardes}`);
    return phrase;
  };

  // `sansReseau`: said only while there is none.
  const alerter = (phrase, { ligne, sansReseau } = {}) => {
    if (sansReseau && document.querySelector("[data-sans-reseau]")) return;
    const appel = ligne?.closest("[data-appel]");
    const zone = (appel || document.querySelector("[data-appel]:not([hidden])")).querySelector(
      "[data-alertes]"
    );
    const alerte = document.createElement("li");
    alerte.toggleAttribute("data-sans-reseau", Boolean(sansReseau));
    const vu = document.createElement("button");
    vu.type = "button";
    vu.className = "btn btn-secondary";
    vu.textContent = "J’ai vu";
    vu.addEventListener("click", () => oublier(alerte));
    const texte = document.createElement("span");
    texte.setAttribute("role", "alert");
    texte.textContent = phrase;
    alerte.append(texte, vu);
    zone.append(alerte);
    zone.hidden = false;
  };

  const oublier = (alerte) => {
    const zone = alerte.parentElement;
    alerte.remove();
    zone.hidden = !zone.children.length;
  };

  // The lines that show what this tablet has not sent yet; a care shows nothing.
  const enAttente = () => new Set(file.lire().filter((un) => !un.soin).map((un) => un.reservation));

  const recevoir = (resultats) => {
    file.retirer(new Set(resultats.map((resultat) => resultat.cle)));
    const attendent = enAttente();
    for (const resultat of resultats) {
      const ligne = resultat.reservation && P.ligneDe(resultat.reservation);
      if (ligne && !attendent.has(resultat.reservation)) P.montrer(ligne, resultat);
      if (!resultat.phrase) continue;
      const refuse = resultat.issue === "refuse" && ligne;
      alerter(refuse ? `${P.nomDe(ligne)} : ${resultat.phrase}` : resultat.phrase, { ligne });
    }
    P.filtrer();
  };

  const lire = async (reponse) => {
    if (reponse.type === "opaqueredirect" || reponse.status === 401 || reponse.status === 403) {
      session = false;
      return null;
    }
    if (!reponse.ok) throw new Error(String(reponse.status));
    session = true;
    return reponse.json();
  };

  const envoyer = async () => {
    clearTimeout(minuterie);
    const lot = file.lire().slice(0, LOT);
    horsLigne = !navigator.onLine;
    if (enCours || horsLigne || !lot.length) return direOuCelaEnEst();
    enCours = true;
    direOuCelaEnEst();
    try {
      const corps = JSON.stringify({ pointages: lot });
      const signal = AbortSignal.timeout(20000);
      const options = { method: "POST", redirect: "manual", body: corps, signal };
      options.headers = { ...entetes, "X-CSRFToken": jeton, "Content-Type": "application/json" };
      const recu = await lire(await fetch(P.racine.dataset.envoyer, options));
      if (recu) {
        essais = 0;
        recevoir(recu.resultats);
      }
    } catch {
      minuterie = setTimeout(envoyer, DELAIS[Math.min(essais, DELAIS.length - 1)] * 1000);
      essais += 1;
    }
    enCours = false;
    direOuCelaEnEst();
    if (session && !essais && file.lire().length) await envoyer();
  };

  // Back on the page, or on the network: what the other tablets have ticked. Never by a timer,
  // which would keep the session of a forgotten tablet open.
  const rafraichir = async () => {
    if (!navigator.onLine) return;
    try {
      const signal = AbortSignal.timeout(20000);
      const options = { redirect: "manual", headers: entetes, signal };
      const recu = await lire(await fetch(P.racine.dataset.etats, options));
      const attendent = enAttente();
      for (const etat of recu?.etats || []) {
        const ligne = P.ligneDe(etat.reservation);
        if (ligne && !attendent.has(etat.reservation)) P.montrer(ligne, etat);
      }
      P.filtrer();
    } catch {
      // The list stays as it was; the next return to the page asks again.
    }
    direOuCelaEnEst();
  };

  const defaire = document.querySelector("[data-defaire]");
  let avant = [];
  const pointer = (lignes, etat) => {
    const nouveaux = lignes.map((ligne) => {
      const reservation = Number(ligne.dataset.reservation);
      return { cle: cle(), reservation, etat, le: apres(ligne) };
    });
    avant = lignes.map((ligne) => [ligne, ligne.dataset.etat]);
    for (const [rang, pointage] of nouveaux.entries()) {
      file.ajouter(pointage);
      P.montrer(lignes[rang], { etat, le: pointage.le, aEnvoyer: true });
    }
    const qui = lignes.length > 1 ? `${lignes.length} enfants` : P.nomDe(lignes[0]);
    const s = lignes.length > 1 && etat !== "prevu" ? "s" : "";
    defaire.querySelector("[data-dernier]").textContent = `${qui} : ${P.MOTS[etat]}${s}.`;
    defaire.querySelector("button").hidden = avant.some(([, ancien]) => ancien === "absent-justifie");
    defaire.hidden = false;
    P.filtrer();
    envoyer();
  };
  // Who left, with whom (`qui`: its code in the page's list, "" when the departure is taken back);
  // `scelle`: what was written of somebody else.
  const partir = (ligne, qui, nom, scelle) => {
    const depart = { cle: cle(), reservation: Number(ligne.dataset.reservation), depart: qui, le: apres(ligne) };
    file.ajouter(scelle ? { ...depart, scelle } : depart);
    montrerLeDepart(ligne, depart, nom);
    annoncer(`${P.nomDe(ligne)} : ${qui ? `départ à ${P.heure(depart.le)}` : "départ annulé"}.`);
    P.filtrer();
    envoyer();
  };
  const montrerLeDepart = (ligne, depart, nom) => {
    const parti = Boolean(depart.depart);
    ligne.toggleAttribute("data-a-envoyer", true);
    P.montrerLaPorte(ligne, {
      arrivee: ligne.dataset.arrivee,
      depart: parti ? depart.le : "",
      depart_dit: parti ? `Départ à ${P.heure(depart.le)}${nom ? `\u00a0: ${nom}` : ""}, à envoyer` : "",
      retard: parti ? P.retard(ligne, depart.le) : "",
    });
  };
  const soigner = (ligne, scelle) => {
    const reservation = Number(ligne.dataset.reservation);
    file.ajouter({ cle: cle(), reservation, soin: true, scelle, le: new Date(Date.now() + decalage).toISOString() });
    annoncer(`${P.nomDe(ligne)} : soin noté au registre.`);
    envoyer();
  };
  // Said at the foot of the page, with nothing to undo there.
  const annoncer = (phrase) => {
    defaire.querySelector("[data-dernier]").textContent = phrase;
    defaire.querySelector("button").hidden = true;
    defaire.hidden = false;
  };
  defaire.querySelector("button").addEventListener("click", () => {
    P.oublierLeGeste();
    const [premiere, ancien] = avant[0]; // of several lines, all were still to be ticked
    pointer(avant.map(([ligne]) => ligne), ancien);
    defaire.hidden = true;
    premiere.querySelector("button[data-etat]").focus();
  });
  P.surGeste(pointer, partir);

  window.addEventListener("beforeunload", (evenement) => {
    if (!navigator.onLine || (file.lire().length && !file.gardee())) evenement.preventDefault();
  });

  window.addEventListener("offline", () => {
    horsLigne = true;
    direOuCelaEnEst();
  });
  const revenir = async () => {
    essais = 0;
    document.querySelectorAll("[data-sans-reseau]").forEach(oublier);
    await envoyer();
    await rafraichir();
  };
  window.addEventListener("online", revenir);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && revenir());

  Object.assign(P, { alerter, entetes, partir, soigner });

  // What was touched before this page came: shown as it was, then sent.
  for (const geste of file.lire()) {
    const ligne = P.ligneDe(geste.reservation);
    if (ligne && "etat" in geste) P.montrer(ligne, { etat: geste.etat, le: geste.le, aEnvoyer: true });
    if (ligne && "depart" in geste) montrerLeDepart(ligne, geste, ligne.querySelector(`[value="${geste.reservation}:${geste.depart}"]`)?.textContent.trim());
  }
  P.filtrer();
  envoyer();
})();
