// The desk's single-key shortcuts (WCAG 2.1.4): never while typing, and a box of the "?" dialog
// switches them off for good. A key only goes to the element marked data-raccourci: links are
// followed, what decides takes the focus and waits for Enter, so that one stray key never decides
// anything, but for what is marked data-presse: in the fast reading, what can be taken back. The dialog lists the keys of the page it is on.
(() => {
  const CLE = "pf-raccourcis";
  const dialogue = document.querySelector(".pfg-dialogue");
  const bouton = document.querySelector(".pfg-aide-clavier");
  const choix = document.querySelector(".pfg-raccourcis-actifs");
  const cibles = [...document.querySelectorAll("[data-raccourci]")].filter((une) => une.dataset.raccourci);

  const lire = () => {
    try {
      return localStorage.getItem(CLE) !== "non";
    } catch {
      return true;
    }
  };
  const ecrire = (actifs) => {
    try {
      localStorage.setItem(CLE, actifs ? "oui" : "non");
    } catch {
      // Private browsing: the choice lasts as long as the page.
    }
  };

  let actifs = lire();

  const touche = (nom) => {
    const une = document.createElement("kbd");
    une.textContent = nom === "arrowright" ? "→" : nom.toUpperCase();
    return une;
  };

  const montrer = () => {
    for (const cible of cibles) {
      cible.querySelector("kbd")?.remove();
      cible.removeAttribute("aria-keyshortcuts");
      if (!actifs) continue;
      cible.setAttribute("aria-keyshortcuts", cible.dataset.raccourci);
      if (cible.classList.contains("pfg-bouton")) {
        const une = touche(cible.dataset.raccourci);
        une.setAttribute("aria-hidden", "true");
        cible.append(une);
      }
    }
  };

  const expliquer = () => {
    const liste = dialogue.querySelector("dl");
    const lignes = [...cibles.map((une) => [une.dataset.raccourci, une.dataset.dit]), ["?", "Montrer cette liste"]];
    liste.replaceChildren(
      ...lignes.map(([nom, dit]) => {
        const ligne = document.createElement("div");
        const titre = document.createElement("dt");
        const texte = document.createElement("dd");
        titre.append(touche(nom));
        texte.textContent = dit;
        ligne.append(titre, texte);
        return ligne;
      }),
    );
    choix.checked = actifs;
    dialogue.showModal();
  };

  const enSaisie = (element) =>
    element.isContentEditable ||
    ["TEXTAREA", "SELECT"].includes(element.tagName) ||
    (element.tagName === "INPUT" && element.type !== "checkbox");

  const aller = (cible) => {
    if (cible.tagName === "A" || cible.type === "button" || "presse" in cible.dataset) return cible.click();
    if (cible.tagName === "LABEL") return document.getElementById(cible.htmlFor)?.focus();
    if (cible.tagName === "SUMMARY") {
      cible.parentElement.open = true;
      return (cible.parentElement.querySelector("li button") ?? cible).focus();
    }
    return cible.focus();
  };

  document.addEventListener("keydown", (evenement) => {
    if (!actifs || evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.repeat) return;
    if (enSaisie(evenement.target) || document.querySelector("dialog[open], [role='dialog']:not([aria-hidden='true'])")) return;
    if (evenement.key === "?" && dialogue) {
      evenement.preventDefault();
      return expliquer();
    }
    const cible = cibles.find((une) => une.dataset.raccourci === evenement.key.toLowerCase());
    if (!cible) return;
    evenement.preventDefault();
    aller(cible);
  });

  if (dialogue && bouton && cibles.length) {
    bouton.hidden = false;
    bouton.addEventListener("click", expliquer);
    choix.addEventListener("change", () => {
      actifs = choix.checked;
      ecrire(actifs);
      montrer();
    });
  }
  montrer();
  // A decision form that has just been opened, or refused, takes the focus.
  const refusee = document.querySelector(".pfg-decision .pfg-erreur");
  const ou = refusee ? ".pfg-champ-erreur :is(textarea, input)" : "#titre-decision";
  document.querySelector(ou)?.focus();
})();

// The piece: its links turn and zoom it where it is, without loading the page again.
(() => {
  const feuille = document.querySelector(".pfg-feuille");
  const zooms = [100, 150, 200, 300];
  const dit = document.querySelector(".pfg-zoom");
  // What is in the middle stays there.
  const milieu = (cadre) => [
    (cadre.scrollLeft + cadre.clientWidth / 2) / cadre.scrollWidth,
    (cadre.scrollTop + cadre.clientHeight / 2) / cadre.scrollHeight,
  ];
  const voir = (zoom, tour) => {
    const cadre = feuille.parentElement;
    const [x, y] = milieu(cadre);
    feuille.className = `pfg-feuille pfg-zoom-${zoom} pfg-tour-${tour}`;
    feuille.dataset.zoom = zoom;
    feuille.dataset.tour = tour;
    cadre.scrollTo(x * cadre.scrollWidth - cadre.clientWidth / 2, y * cadre.scrollHeight - cadre.clientHeight / 2);
    if (dit.textContent !== `${zoom} %`) dit.textContent = `${zoom} %`;
  };
  for (const lien of feuille ? document.querySelectorAll("[data-vue]") : []) {
    lien.addEventListener("click", (evenement) => {
      if (evenement.ctrlKey || evenement.metaKey || evenement.shiftKey) return;
      evenement.preventDefault();
      const rang = zooms.indexOf(Number(feuille.dataset.zoom));
      const tour = Number(feuille.dataset.tour);
      if (lien.dataset.vue === "tourne") {
        voir(zooms[rang], (tour + 90) % 360);
      } else {
        const suivant = rang + (lien.dataset.vue === "plus" ? 1 : -1);
        voir(zooms[Math.min(Math.max(suivant, 0), zooms.length - 1)], tour);
      }
    });
  }
})();

// A canned answer goes where the caret is, and stays to be edited.
(() => {
  for (const bouton of document.querySelectorAll("[data-inserer]")) {
    bouton.addEventListener("click", (evenement) => {
      const champ = document.getElementById(bouton.dataset.inserer);
      if (!champ) return;
      evenement.preventDefault();
      const avant = champ.value.slice(0, champ.selectionStart);
      const saut = avant.trim() && !avant.endsWith("\n") ? "\n\n" : "";
      const texte = `${saut}${bouton.dataset.texte}`;
      champ.setRangeText(texte, champ.selectionStart, champ.selectionEnd, "end");
      champ.focus();
    });
  }
})();

// One press ticks the whole page of the list, or unticks it.
(() => {
  const bouton = document.querySelector(".pfg-tout-cocher");
  if (!bouton) return;
  const cases = [...document.querySelectorAll(".pfg-coche input")];
  bouton.hidden = false;
  bouton.addEventListener("click", () => {
    const cocher = cases.some((une) => !une.checked);
    for (const une of cases) une.checked = cocher;
    bouton.firstChild.textContent = cocher ? "Tout décocher" : "Tout cocher";
  });
})();

// A PDF's own viewer takes the keyboard when it loads: it is given back to who had it. Tab still
// enters the viewer.
(() => {
  const cadre = document.querySelector(".pfg-feuille iframe");
  const REPIT = 2000; // milliseconds after it has loaded
  let charge = Infinity;
  let tabulation = 0;
  let avant = null;
  if (!cadre) return;
  cadre.addEventListener("load", () => {
    charge = performance.now();
  });
  document.addEventListener("keydown", (evenement) => {
    if (evenement.key === "Tab") tabulation = performance.now();
  });
  const rendre = () => {
    const maintenant = performance.now();
    const voulu = maintenant - tabulation < 200;
    if (document.activeElement !== cadre || voulu || maintenant - charge > REPIT) return;
    cadre.blur();
    window.focus();
    avant?.focus();
  };
  document.addEventListener("focusin", (evenement) => {
    if (evenement.target !== cadre) avant = evenement.target;
  });
  window.addEventListener("blur", () => setTimeout(rendre));
})();
