/** How each environment looks, by colour, icon and word: never by colour alone. */
export type Look = { word: string; icon: string; tone: "production" | "preview" | "sandbox" };

const looks: Record<string, Look> = {
  production: { word: "Production", icon: "shield", tone: "production" },
  preview: { word: "Preview", icon: "eye", tone: "preview" },
  sandbox: { word: "Sandbox", icon: "computer", tone: "sandbox" },
};

/** An unknown one is to be treated as production. */
export const environmentLook = (environment: string): Look => looks[environment] ?? (looks.production as Look);
