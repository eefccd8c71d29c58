import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { expect } from 'chai';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** How the page can look. Contrast is checked by axe too, as it is drawn. */
const LOOKS = [
  { name: 'light', colorScheme: 'light', contrast: 'no-preference' },
  { name: 'dark', colorScheme: 'dark', contrast: 'no-preference' },
  { name: 'light with more contrast', colorScheme: 'light', contrast: 'more' },
  { name: 'dark with more contrast', colorScheme: 'dark', contrast: 'more' },
] as const;

export const WIDTHS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

/** axe finds nothing wrong with a page as it is now, however it looks and wide or narrow. */
export async function findsNothing(page: Page): Promise<void> {
  // In a tab behind others nothing fades in.
  await page.bringToFront();
  for (const { name, colorScheme, contrast } of LOOKS) {
    await page.emulateMedia({ colorScheme, contrast, reducedMotion: 'reduce' });
    for (const size of WIDTHS) {
      await page.setViewportSize(size);
      // What fades in is judged when it is there.
      await page.waitForTimeout(120);
      expect(await violations(page), `${page.url()}, ${name}, ${size.width} px`).to.deep.equal([]);
    }
  }
  await page.setViewportSize(WIDTHS[0]);
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate(async (rules) => {
    const { axe } = window as unknown as {
      axe: { run(root: Document, options: unknown): Promise<AxeResults> };
    };
    return axe.run(document, { runOnly: rules });
  }, RULES);
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
