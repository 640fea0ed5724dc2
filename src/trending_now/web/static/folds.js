// Unfolds what is folded on the home page: a row of chips that scrolls sideways, and small menus.
// @ts-check

/** Offers to show all chips of a row, where they do not fit into it. @param {HTMLButtonElement} button that names the row */
export function unfoldChips(button) {
  const row = /** @type {HTMLElement} */ (document.getElementById(button.getAttribute("aria-controls") ?? ""));
  const isOpen = () => row.classList.contains("wrapped");
  const offer = () => {
    button.hidden = !isOpen() && row.scrollWidth <= row.clientWidth;
  };
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(row.classList.toggle("wrapped")));
    offer();
  });
  new ResizeObserver(offer).observe(row);
}

/** Closes a menu when something else is clicked or reached, and by Escape. @param {HTMLDetailsElement} menu */
export function closeOutside(menu) {
  for (const kind of ["pointerdown", "focusin"]) {
    document.addEventListener(kind, ({ target }) => {
      if (target instanceof Node && !menu.contains(target)) menu.open = false;
    });
  }
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
