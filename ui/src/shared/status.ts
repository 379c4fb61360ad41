/** How each state of a connection looks: an icon and a tone. The words come from Rust. */
export type Tone = "success" | "warning" | "danger" | "neutral";

const looks: Record<string, { icon: string; tone: Tone }> = {
  active: { icon: "check-circle", tone: "success" },
  activeWithMissingScopes: { icon: "alert", tone: "warning" },
  expiring: { icon: "hourglass", tone: "warning" },
  revoked: { icon: "ban", tone: "danger" },
  locked: { icon: "lock", tone: "neutral" },
  untested: { icon: "question", tone: "neutral" },
  notAuthorized: { icon: "minus-circle", tone: "neutral" },
  needsReauthorization: { icon: "refresh-alert", tone: "danger" },
  credentialsRejected: { icon: "key", tone: "danger" },
  roleInsufficient: { icon: "shield", tone: "warning" },
  unreachable: { icon: "cloud-off", tone: "warning" },
};

/** The icon and tone of a state; an unknown one looks neutral. */
export const look = (state: string) => looks[state] ?? { icon: "question", tone: "neutral" as Tone };
