// The list on the screen: what a tick shows, the counts, the filters. Everything here works without
// the network.
(() => {
  "use strict";

  const racine = document.querySelector("[data-presences]");
  if (!racine) return;
  const REBOND = 600; // milliseconds: two touches of one finger on the same button are one
  const appels = [...racine.querySelectorAll("[data-appel]")];
  const lignes = [...racine.querySelectorAll("[data-reservation]")];
  const filtres = {};
  const ligneDe = (reservation) => document.getElementById(`r${reservation}`);
  const nomDe = (ligne) => ligne.querySelector("[data-nom]").textContent;
  const heure = (le) => {
    const ici = new Date(le);
    return `${ici.getHours()} h ${String(ici.getMinutes()).padStart(2, "0")}`;
  };
  const MOTS = { present: "présent", absent: "absent", "absent-justifie": "absence justifiée", prevu: "à pointer" };

  const dire = (etat) => {
    if (etat.etat === "absent-justifie") return "Absence justifiée";
    const attente = etat.aEnvoyer ? ", à envoyer" : "";
    if (etat.etat === "prevu") return etat.aEnvoyer ? "Pointage retiré, à envoyer" : "";
    if (etat.etat === "present" && etat.arrivee) {
      return `Arrivée à ${heure(etat.arrivee)}${etat.par ? `, notée par ${etat.par}` : ""}${attente}`;
    }
    return `Pointé${etat.le ? ` à ${heure(etat.le)}` : ""}${etat.par ? ` par ${etat.par}` : ""}${attente}`;
  };

  // etat: { etat, le, par, aEnvoyer, arrivee, depart, depart_dit, retard }; without "arrivee", what
  // a touch of this page says of it.
  const montrer = (ligne, etat) => {
    ligne.dataset.etat = etat.etat;
    ligne.dataset.le = etat.le || "";
    ligne.toggleAttribute("data-a-envoyer", Boolean(etat.aEnvoyer));
    const present = etat.etat === "present";
    const porte = "arrivee" in etat ? etat : { arrivee: present ? etat.le : "", depart: "" };
    ligne.querySelector("[data-dit]").textContent = dire({ ...etat, ...porte });
    if ("annoncee" in etat) {
      ligne.toggleAttribute("data-annoncee", etat.annoncee);
      ligne.querySelector("[data-annonce]").hidden = !etat.annoncee;
    }
    const panneau = ligne.querySelector("[data-panneau]");
    if (panneau) panneau.hidden = !present;
    for (const bouton of ligne.querySelectorAll("button[data-etat]")) {
      const presse = bouton.dataset.etat === etat.etat;
      bouton.setAttribute("aria-pressed", String(presse));
      bouton.value = `${ligne.dataset.reservation}:${presse ? "prevu" : bouton.dataset.etat}`;
      const absent = bouton.dataset.etat === "absent";
      bouton.hidden = absent && (etat.etat === "absent-justifie" || (present && Boolean(panneau)));
    }
    montrerLaPorte(ligne, porte);
  };

  // porte: { arrivee, depart, depart_dit, retard }
  const montrerLaPorte = (ligne, porte) => {
    ligne.dataset.arrivee = porte.arrivee || "";
    ligne.dataset.depart = porte.depart || "";
    ecrireLaLigne(ligne, "[data-depart-dit]", porte.depart_dit);
    ecrireLaLigne(ligne, "[data-retard]", porte.retard);
    ligne.querySelector("[data-panneau] summary")?.toggleAttribute("data-fait", Boolean(porte.depart));
    const annuler = ligne.querySelector("[data-annuler-depart]");
    if (annuler) annuler.hidden = !porte.depart;
  };

  const ecrireLaLigne = (ligne, ou, texte) => {
    const zone = ligne.querySelector(ou);
    zone.textContent = texte || "";
    zone.hidden = !texte;
  };

  // The same sentence as the town's (presences.passages.lecture.dire_le_retard).
  const retard = (ligne, depart) => {
    const minutes = Math.floor((Date.parse(depart) - Date.parse(ligne.dataset.fin)) / 60000);
    if (!(minutes >= 1)) return "";
    const dites = [[Math.floor(minutes / 60), "heure"], [minutes % 60, "minute"]];
    const duree = dites.filter(([nombre]) => nombre).map(([nombre, mot]) => `${nombre} ${mot}${s(nombre)}`).join(" ");
    return `${duree} après la fin de l’accueil (${heure(ligne.dataset.fin)})`;
  };

  // Of one child, on whichever list he came: the last that he did at the door; a morning that is
  // over says no more of him (passages.en_classe_des).
  const decalage = Number(racine.dataset.maintenant) - Date.now();
  const enClasse = (ligne) => Date.parse(ligne.dataset.classe) < Date.now() + decalage;
  const dedans = (enfant) => {
    const siennes = lignes.filter((une) => une.dataset.enfant === enfant && !enClasse(une));
    const dernier = (quoi) => Math.max(0, ...siennes.map((une) => Date.parse(une.dataset[quoi]) || 0));
    return dernier("arrivee") > dernier("depart");
  };

  const duGroupe = (ligne) => !filtres.groupe || ligne.dataset.groupe === filtres.groupe;
  const aPointer = (ligne) => ligne.dataset.etat === "prevu";
  const s = (nombre) => (nombre > 1 ? "s" : "");

  // A day to come has no count of who is there.
  const ecrire = (appel, ou, texte) => appel.querySelector(ou)?.replaceChildren(String(texte));

  const compter = () => {
    for (const appel of appels) {
      const siennes = [...appel.querySelectorAll("[data-reservation]")].filter(duGroupe);
      const presents = siennes.filter((une) => une.dataset.etat === "present").length;
      const restent = siennes.filter(aPointer);
      const annoncees = restent.filter((une) => une.hasAttribute("data-annoncee")).length;
      ecrire(appel, "[data-presents]", presents);
      ecrire(appel, "[data-combien-la]", siennes.filter((une) => dedans(une.dataset.enfant)).length);
      ecrire(appel, "[data-pluriel]", s(presents));
      appel.querySelector("[data-total]").textContent = siennes.length;
      const dont = annoncees ? `, dont ${annoncees} absence${s(annoncees)} annoncée${s(annoncees)}` : "";
      ecrire(appel, "[data-reste]", restent.length ? `${restent.length} à pointer${dont}` : "Tout le monde est pointé");
      const visibles = [...appel.querySelectorAll("[data-reservation]:not([hidden])")];
      appel.querySelector("[data-vide]").hidden = visibles.length > 0;
      const fin = appel.querySelector("[data-terminer]");
      const aTerminer = visibles.filter(aPointer).length;
      if (!fin) continue;
      fin.hidden = !aTerminer;
      fin.querySelector("[data-restantes]").textContent = aTerminer;
    }
  };

  const normaliser = (texte) =>
    texte.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").normalize("NFD").replace(/\p{M}/gu, "")
      .replace(/[^\p{L}\p{N}_@.+-]/gu, " ").trim();

  const filtrer = () => {
    const mots = normaliser(filtres.cherche || "").split(/\s+/).filter(Boolean);
    for (const appel of appels) appel.hidden = appel.dataset.appel !== filtres.moment;
    for (const ligne of lignes) {
      ligne.hidden =
        !duGroupe(ligne) ||
        (filtres.a_pointer === "oui" && !aPointer(ligne)) ||
        (filtres.dedans === "oui" && !dedans(ligne.dataset.enfant)) ||
        !mots.every((mot) => ligne.dataset.cherchable.includes(mot));
    }
    compter();
  };

  const trier = () => {
    const venu = (ligne) => Date.parse(ligne.dataset.arrivee || ligne.dataset.le);
    const rang = (ligne) => (filtres.tri === "arrivee" && ligne.dataset.etat === "present" ? venu(ligne) : Infinity);
    for (const appel of appels) {
      const siennes = lignes.filter((ligne) => appel.contains(ligne));
      siennes.sort((une, autre) => (rang(une) === rang(autre) ? 0 : rang(une) - rang(autre)));
      appel.querySelector(".pf-presences-liste").append(...siennes);
    }
  };

  const adresse = () => {
    const url = new URL(location.href);
    for (const [nom, valeur] of Object.entries(filtres)) {
      if (valeur && !(nom === "tri" && valeur === "nom")) url.searchParams.set(nom, valeur);
      else url.searchParams.delete(nom);
    }
    return url;
  };

  const choisir = (nom, valeur) => {
    filtres[nom] = valeur;
    for (const puce of document.querySelectorAll(`[data-filtre="${nom}"]`)) {
      if (puce.dataset.valeur === valeur) puce.setAttribute("aria-current", "true");
      else puce.removeAttribute("aria-current");
    }
    if (nom === "tri") trier();
    filtrer();
    history.replaceState(null, "", adresse());
  };

  document.addEventListener("click", (evenement) => {
    const puce = evenement.target.closest("[data-filtre]");
    const tout = evenement.target.closest("[data-tout]");
    if (!puce && !tout) return;
    evenement.preventDefault();
    if (tout) {
      recherche.value = "";
      for (const nom of ["groupe", "cherche", "a_pointer", "dedans"]) choisir(nom, "");
    } else if (["a_pointer", "dedans"].includes(puce.dataset.filtre)) choisir(puce.dataset.filtre, filtres[puce.dataset.filtre] ? "" : "oui");
    else choisir(puce.dataset.filtre, puce.dataset.valeur);
  });
  const recherche = document.getElementById("cherche");
  recherche.addEventListener("input", () => choisir("cherche", recherche.value));
  document.querySelector("[data-recherche]").addEventListener("submit", (evenement) => evenement.preventDefault());
  document.querySelectorAll("[data-sans-js]").forEach((element) => element.remove());

  for (const [nom, defaut] of Object.entries({ moment: "", groupe: "", tri: "nom", a_pointer: "", dedans: "" })) {
    filtres[nom] = document.querySelector(`[data-filtre="${nom}"][aria-current]`)?.dataset.valeur ?? defaut;
  }
  filtres.moment ||= appels.find((appel) => !appel.hidden)?.dataset.appel;
  filtres.cherche = recherche.value;

  // Touches: who listens is told { ligne, etat }. The focus stays near when a line leaves the
  // filter.
  let dernierGeste = {};
  const oublierLeGeste = () => (dernierGeste = {});
  const surGeste = (suite, partir) => {
    racine.addEventListener("submit", (evenement) => {
      const bouton = evenement.submitter;
      if (evenement.target.closest("[data-terminer]")) {
        evenement.preventDefault();
        evenement.target.closest("details").open = false;
        const appel = evenement.target.closest("[data-appel]");
        suite(lignes.filter((une) => appel.contains(une) && !une.hidden && aPointer(une)), "absent");
      } else if (bouton?.name === "depart") {
        evenement.preventDefault();
        const ligne = bouton.closest("[data-reservation]");
        ligne.querySelector("[data-panneau]").open = false;
        partir(ligne, bouton.value.split(":")[1], bouton.textContent.trim());
        ligne.querySelector("[data-panneau] summary").focus();
      } else if (bouton?.name === "pointage") {
        evenement.preventDefault();
        if (dernierGeste.bouton === bouton && Date.now() - dernierGeste.a < REBOND) return;
        dernierGeste = { bouton, a: Date.now() };
        const ligne = bouton.closest("[data-reservation]");
        const voisine = [...ligne.parentElement.querySelectorAll("[data-reservation]:not([hidden])")];
        suite([ligne], bouton.value.split(":")[1]);
        if (ligne.hidden) suivante(voisine, ligne)?.querySelector(`[data-etat="${bouton.dataset.etat}"]`)?.focus();
      }
    });
  };
  const suivante = (voisines, ligne) => {
    const rang = voisines.indexOf(ligne);
    return voisines[rang + 1] || voisines[rang - 1];
  };

  Object.assign(window.Presences, { racine, lignes, ligneDe, nomDe, heure, montrer, montrerLaPorte, retard, filtrer, surGeste, oublierLeGeste, MOTS });
})();
