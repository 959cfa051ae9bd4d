import { type Browser, chromium as driver } from "playwright-core";
import { chromium } from "./needs.js";

/** Headless Chromium that speaks to nobody of its own accord. */
export function startBrowser(): Promise<Browser> {
  return driver.launch({
    executablePath: chromium,
    args: [
      "--no-sandbox", // continuous integration runs as root
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
