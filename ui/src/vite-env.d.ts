/// <reference types="svelte" />
/// <reference types="vite/client" />

declare module "virtual:odyssey-tokens.css";
