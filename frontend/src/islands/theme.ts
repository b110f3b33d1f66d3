type Theme = "light" | "dark" | "system";

const YEAR_S = 31_536_000;

/**
 * The light, dark or system switch. The choice is a cookie, so that the server writes it into the page
 * and nothing flashes; the system's choice needs no script at all.
 */
export default function theme(root: HTMLElement): void {
  const cookie = root.dataset.cookie ?? "fangxian_theme";
  const buttons = [...root.querySelectorAll<HTMLButtonElement>("button[value]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const chosen = button.value as Theme;
      document.cookie = `${cookie}=${chosen};path=/;max-age=${YEAR_S};samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
      if (chosen === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = chosen;
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      document.dispatchEvent(new Event("fangxian:theme"));
    });
  }
}
