// theme.ts: reads what the person chose or the system prefers, sets light or dark
import { h, type Child } from '../dom';

type Choice = 'system' | 'light' | 'dark';
const ORDER: Choice[] = ['system', 'light', 'dark'];
const dark = matchMedia('(prefers-color-scheme: dark)');

// Private windows may refuse storage; the choice then lasts as long as the page.
let chosen: Choice = read();
function read(): Choice {
    try {
        const kept = localStorage.getItem('theme');
        return kept === 'light' || kept === 'dark' ? kept : 'system';
    } catch {
        return 'system';
    }
}

function set(): void {
    document.documentElement.dataset.theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
}

export function startTheme(changed: () => void): void {
    set();
    dark.addEventListener('change', () => {
        set();
        changed();
    });
}

export function nextTheme(): void {
    chosen = ORDER[(ORDER.indexOf(chosen) + 1) % ORDER.length];
    try {
        localStorage.setItem('theme', chosen);
    } catch {
        /* lasts as long as the page */
    }
    set();
}

// A sign, and the word that a narrow head leaves to screen readers.
export function themeLabel(): Child[] {
    const [sign, word] = ({ system: ['◐', 'Auto'], light: ['○', 'Light'], dark: ['●', 'Dark'] } as const)[chosen];
    return [h('span', { 'aria-hidden': 'true' }, sign), h('span', { class: 'narrow-hidden' }, word), h('span', { class: 'hidden' }, ' theme')];
}
