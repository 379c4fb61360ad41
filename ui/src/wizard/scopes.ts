/** Which scopes are asked for: the rules of the *Permissions* tab. */
import type { GrantView } from "../ipc/bindings/GrantView";
import type { PresetView } from "../ipc/bindings/PresetView";
import type { ScopeView } from "../ipc/bindings/ScopeView";

/** With `apiOnly` nothing is asked for that is about whoever signs in. */
export type ScopeGrant = Extract<GrantView, { kind: "authorizationCode" }> & { apiOnly?: boolean };

/** `same` asks for what was asked for before, and exists only where there is a before. */
export type ScopeMode = "same" | "default" | "custom";

export type ScopeChoice = { mode: ScopeMode; preset: string; ticked: ReadonlySet<string> };

/** The preset with this id; the first is the default. */
export function presetOf(grant: ScopeGrant, id: string): PresetView | undefined {
  return grant.presets.find((preset) => preset.id === id) ?? grant.presets[0];
}

/** A choice to start from: the defaults, ready to be customized. */
export function defaultChoice(grant: ScopeGrant): ScopeChoice {
  const first = grant.presets[0];
  return { mode: "default", preset: first?.id ?? "", ticked: new Set(first?.scopes) };
}

/** The choice that asks for just these scopes: a preset where one is the same, else a custom one. */
export function choiceFor(grant: ScopeGrant, scopes: string[]): ScopeChoice {
  const wanted = new Set(scopes);
  const preset = grant.presets.find(
    (one) => one.scopes.length === wanted.size && one.scopes.every((name) => wanted.has(name)),
  );
  if (preset) return { mode: "default", preset: preset.id, ticked: wanted };
  return { mode: "custom", preset: grant.presets[0]?.id ?? "", ticked: wanted };
}

/** The choice that asks for the same as before, and for these besides. */
export function withAdded(grant: ScopeGrant, before: string[], add: string[]): ScopeChoice {
  const mode = add.length > 0 ? "custom" : "same";
  return { ...defaultChoice(grant), mode, ticked: new Set([...before, ...add]) };
}

/** The choice that asks for these and for no others. */
export function justThese(grant: ScopeGrant, scopes: string[]): ScopeChoice {
  return { ...defaultChoice(grant), mode: "custom", ticked: new Set(scopes) };
}

/** All scopes that can be ticked. One that only an earlier request knows is listed too. */
export function listed(grant: ScopeGrant, choice: ScopeChoice, before: string[] = []): ScopeView[] {
  const known = new Set(grant.scopes.map(({ name }) => name));
  const allowed = (name: string) => !grant.apiOnly || name.startsWith("okta.");
  const strangers = [...new Set([...choice.ticked, ...before])].filter((name) => !known.has(name) && allowed(name));
  return [
    ...grant.scopes,
    ...strangers.map((name) => ({
      name,
      automatic: false,
      essential: false,
      default: false,
      about: "Asked for earlier; this connector does not need it.",
      cost: "None for this connector's actions.",
    })),
  ];
}

/** The scopes to show while choosing: extras that are not ticked only when asked for or searched for. */
export function matching(scopes: ScopeView[], text: string, extras: boolean, ticked: ReadonlySet<string>): ScopeView[] {
  const word = text.trim().toLowerCase();
  if (word) return scopes.filter(({ name, about }) => `${name} ${about}`.toLowerCase().includes(word));
  return scopes.filter((scope) => extras || scope.default || ticked.has(scope.name));
}

/** What is asked for, in the order of the list; null asks for the same as before. */
export function scopesOf(grant: ScopeGrant, choice: ScopeChoice): string[] | null {
  if (choice.mode === "same") return null;
  if (choice.mode === "default") return presetOf(grant, choice.preset)?.scopes ?? [];
  return listed(grant, choice)
    .map(({ name }) => name)
    .filter((name) => choice.ticked.has(name));
}

export function tick(choice: ScopeChoice, name: string, on: boolean): ScopeChoice {
  const ticked = new Set(choice.ticked);
  if (on) ticked.add(name);
  else ticked.delete(name);
  return { ...choice, ticked };
}

/** The same choice without scopes that the org does not know. */
export function without(grant: ScopeGrant, choice: ScopeChoice, names: string[], before: string[] = []): ScopeChoice {
  const asked = scopesOf(grant, choice) ?? before;
  return { ...choice, mode: "custom", ticked: new Set(asked.filter((name) => !names.includes(name))) };
}

/** The scopes that a refusal names, out of those that were asked for. */
export function namedIn(detail: string | null, asked: string[]): string[] {
  const words = new Set((detail ?? "").split(/[\s,'"`;:()]+/).map((word) => word.replace(/\.$/, "")));
  return asked.filter((name) => words.has(name));
}

/** The scopes that are not asked for, and without which the authorization itself fails. */
export function fatal(grant: ScopeGrant, choice: ScopeChoice): ScopeView[] {
  if (choice.mode !== "custom") return [];
  return grant.scopes.filter(({ name, essential }) => essential && !choice.ticked.has(name));
}
