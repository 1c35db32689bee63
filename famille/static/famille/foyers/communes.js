// The town follows from the postal code as soon as it is typed. Without this file it follows when
// the page is sent.
(() => {
  "use strict";

  const voisin = (code, nom) => code.form?.elements[code.name.replace(/code_postal$/, nom)];

  const remplacer = (ancien, nouveau) => {
    for (const { name, value } of ancien.attributes) {
      if (!["type", "value", "maxlength"].includes(name)) nouveau.setAttribute(name, value);
    }
    ancien.replaceWith(nouveau);
    nouveau.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const saisir = (commune, valeur) => {
    const champ = document.createElement("input");
    champ.type = "text";
    champ.maxLength = 100;
    champ.value = valeur;
    remplacer(commune, champ);
  };

  const choisir = (commune, noms) => {
    const liste = document.createElement("select");
    liste.append(new Option("Choisissez…", ""), ...noms.map((nom) => new Option(nom, nom)));
    liste.value = noms.includes(commune.value) ? commune.value : "";
    remplacer(commune, liste);
  };

  const suivre = async (code) => {
    const valeur = code.value.trim();
    const pays = voisin(code, "pays");
    if (!/^\d{5}$/.test(valeur) || (pays && pays.value !== "FR")) return;
    const reponse = await fetch(code.dataset.communes.replace("00000", valeur)).catch(() => null);
    if (!reponse?.ok || code.value.trim() !== valeur) return;
    const { communes } = await reponse.json();
    const commune = voisin(code, "commune");
    if (communes.length === 1) saisir(commune, communes[0]);
    else if (communes.length > 1) choisir(commune, communes);
  };

  document.addEventListener("input", (evenement) => {
    if (evenement.target.dataset?.communes) suivre(evenement.target);
  });

  // Abroad the town is typed, and its code is not only made of digits.
  document.addEventListener("change", (evenement) => {
    const { form, name } = evenement.target;
    const code = /pays$/.test(name || "") && form?.elements[name.replace(/pays$/, "code_postal")];
    if (!code?.dataset?.communes) return;
    const france = evenement.target.value === "FR";
    code.inputMode = france ? "numeric" : "text";
    const commune = voisin(code, "commune");
    if (france) suivre(code);
    else if (commune.tagName === "SELECT") saisir(commune, "");
  });
})();
