/** What the doctor finds, for a browser with no Rust behind it. */
import type { DoctorFor } from "../bindings/DoctorFor";
import type { DoctorLine } from "../bindings/DoctorLine";
import type { DoctorReport } from "../bindings/DoctorReport";
import type { VerdictView } from "../bindings/VerdictView";

const app = { label: "Open the app", url: "https://acme-admin.okta.com/admin/app/oidc_client/instance/0oa1/#tab-general" };

const line = (id: string, name: string, verdict: VerdictView, what: string, why = "", fix = ""): DoctorLine => ({
  id,
  name,
  verdict,
  found: { what, why, fix },
  page: verdict === "fail" ? app : null,
});

const way = [
  line("clock", "Clock", "pass", "This computer's clock agrees with that of acme.okta.com."),
  line("proxy", "Proxy", "pass", "Through http://proxy.acme.example:3128, as the system says."),
  line("authority", "Certificate authority", "pass", "Acme TLS Inspection, which this computer was told to trust and the public web does not.", "A TLS-inspecting proxy stands in between: it reads what is sent, secrets and tokens included."),
  line("rate", "Rate limit", "cannotTell", "No answer told a rate limit.", "It comes with calls of the API, which need a sign-in."),
];

const domain = line("domain", "Domain", "pass", "acme.okta.com is the org 00o1abcd2EFGHIJKL3m4.");
const taken = line("client", "Client ID and secret", "pass", "The org takes them.");
const refused = line("client", "Client ID and secret", "fail", "The org does not know the Client ID.", "Its own sign-in page says so.", "Copy the Client ID from the app's general settings, in this org.");
const missing = line("redirect", "Redirect URIs", "fail", "1 of 4 is not registered.", "Okta compares the whole text, port included.", "Add under Sign-in redirect URIs, letter for letter: http://127.0.0.1:8767/callback.");
const came = line("redirect", "Redirect URIs", "pass", "The sign-in came back to http://127.0.0.1:8765/callback.");
const unsaid = line("assignment", "App assignment", "cannotTell", "It depends on who signs in.");

const found: Record<string, DoctorLine[]> = {
  review: [domain, taken, came, ...way],
  team: [line("key", "Service Account API Key", "pass", "It gave a token for svc-console."), ...way],
  form: [domain, taken, missing, unsaid, ...way],
  wrong: [domain, refused, unsaid, ...way],
  connection: [domain, taken, missing, ...way],
};

/** One of the reports above. */
export function preflight(which: string): DoctorReport {
  const lines = found[which] ?? [];
  const text = lines.map(({ name, verdict, found }) => `[${verdict}] ${name}: ${found.what}`).join("\n");
  return { lines, text: `Preflight of Okta\n\n${text}`, at: new Date().toISOString() };
}

/** A client ID `wrong` is not known. */
export function examined(patient: DoctorFor): DoctorReport {
  if (patient.kind === "connection") return preflight("connection");
  return preflight(patient.request.values.client_id === "wrong" ? "wrong" : "form");
}
