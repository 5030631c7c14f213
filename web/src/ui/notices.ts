// notices.ts: reads failures and emptiness, makes what says so and what to do
import { Failure } from '../api';
import { h, type Child } from '../dom';

export function problemBox(error: unknown, again?: () => void): HTMLElement {
    const p = error instanceof Failure ? error.problem : { title: 'Something went wrong in this page', status: 0, detail: String((error as Error)?.message ?? error) };
    return h('div', { class: 'notice problem', role: 'alert' },
        h('b', null, p.title), p.status ? h('span', { class: 'muted' }, ` (${p.status})`) : null,
        p.detail ? h('p', null, p.detail) : null,
        again ? h('button', { type: 'button', on: { click: again } }, 'Try again') : null);
}

export const emptyBox = (title: string, ...what: Child[]): HTMLElement => h('div', { class: 'notice empty' }, h('b', null, title), h('p', null, ...what));

export const waiting = (rows: number): HTMLElement => h('div', { class: 'waiting', 'aria-busy': 'true' }, h('span', { class: 'hidden' }, 'Loading'), Array.from({ length: rows }, () => h('div', { class: 'bone' })));

export function copyButton(label: string, text: () => string, done: (said: string) => void): HTMLElement {
    return h('button', { type: 'button', class: 'quiet', on: { click: async () => {
        try {
            await navigator.clipboard.writeText(text());
            done('Copied');
        } catch {
            done('The browser did not allow copying');
        }
    } } }, label);
}
