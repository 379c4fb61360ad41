// Finds what a person finds: by its role and its visible name. Arguments: role, name, whether the
// name may go on. Gives the element, or null while it is not there, not shown or not enabled.
const [wantedRole, wantedName, mayGoOn] = arguments;

const inputRoles = {
  checkbox: "checkbox", radio: "radio", button: "button", submit: "button", search: "searchbox",
  range: "slider", number: "spinbutton",
};
const tagRoles = {
  BUTTON: "button", SELECT: "combobox", TEXTAREA: "textbox", DIALOG: "dialog", TABLE: "table",
  TR: "row", TD: "cell", TH: "columnheader", UL: "list", OL: "list", LI: "listitem", NAV: "navigation",
  MAIN: "main", OPTION: "option", SUMMARY: "button", IMG: "img", FORM: "form", FOOTER: "contentinfo",
  H1: "heading", H2: "heading", H3: "heading", H4: "heading",
};

const roleOf = (element) => {
  const said = element.getAttribute("role");
  if (said) return said;
  if (element.tagName === "A" && element.hasAttribute("href")) return "link";
  if (element.tagName === "INPUT") return inputRoles[element.type] ?? "textbox";
  return tagRoles[element.tagName];
};

const tidy = (text) => text.replace(/\s+/g, " ").trim();

const words = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") return "";
  if (node.hasAttribute("aria-label")) return ` ${node.getAttribute("aria-label")} `;
  if (node.tagName === "IMG") return ` ${node.alt} `;
  const block = getComputedStyle(node).display !== "inline" ? " " : "";
  return block + [...node.childNodes].map(words).join("") + block;
};

const nameOf = (element) => {
  const by = element.getAttribute("aria-labelledby");
  if (by) return tidy(by.split(" ").map((id) => document.getElementById(id)).filter(Boolean).map(words).join(" "));
  if (element.hasAttribute("aria-label")) return tidy(element.getAttribute("aria-label"));
  if (element.labels?.length) return tidy([...element.labels].map(words).join(" "));
  if (element.matches("input, select, textarea")) return tidy(element.placeholder || element.title || element.value || "");
  return tidy(words(element)) || tidy(element.title || "");
};

const shown = (element) => {
  if (element.closest("[aria-hidden=true], [inert]")) return false;
  const style = getComputedStyle(element);
  return style.visibility === "visible" && element.getClientRects().length > 0;
};

const dialogs = [...document.querySelectorAll("[role=dialog], [role=alertdialog], dialog[open]")].filter(shown);
const floating = "[role=menu], [role=listbox], [role=tooltip], [role=status], [aria-live]";
const inFront = (element) =>
  dialogs.length === 0 || dialogs.at(-1).contains(element) || element.closest(floating) !== null;

const fits = (element) => {
  if (roleOf(element) !== wantedRole) return false;
  const name = nameOf(element);
  return mayGoOn ? name.startsWith(wantedName) : name === wantedName;
};

const found = [...document.querySelectorAll("*")]
  .filter((element) => fits(element) && shown(element) && inFront(element));
const ready = (element) => !element.disabled && element.getAttribute("aria-disabled") !== "true";
return found.find(ready) ?? null;
