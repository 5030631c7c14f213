// help.ts: makes the dialog that "?" opens: shortcuts, and how to read what is shown
import { h } from '../dom';

const KEYS: [string, string][] = [
    ['/', 'search for an actor, a dyad, words'],
    ['w', 'World'],
    ['e', 'Events: search and table'],
    ['t', 'theme: as the system, light, dark'],
    ['?', 'this help'],
    ['← →', 'on the “as of” slider: a day; with Page keys: a month'],
    ['← → Home End', 'on the handles of a dyad’s chart: the ends of the span; Page keys by ten; Esc: the whole'],
    ['Esc', 'close, or leave a field'],
];

const READING: [string, string][] = [
    ['Level', '0 friendly, 50 as much conflict as cooperation, 100 hostile; the bar is the band that holds it in 80 of 100 cases.'],
    ['▲ ▼', 'tenser, calmer, in points of level against the same dyad 4 or 52 weeks before.'],
    ['Too few reports', 'a level is said where the last 180 days hold 3 happenings from 2 stories or more; elsewhere there is none.'],
    ['Break, thaw', 'a turning point: from its day the mean level of the weeks is another. Tentative: few reports suggest it.'],
    ['As of', 'only what was published by that day is taken, so the past looks as it looked then.'],
];

export function helpDialog(): HTMLDialogElement {
    const rows = (list: [string, string][], wrap: boolean): HTMLElement =>
        h('dl', { class: 'keys' }, list.flatMap(([key, text]) => [h('dt', null, wrap ? h('kbd', null, key) : key), h('dd', null, text)]));
    const dialog: HTMLDialogElement = h('dialog', { class: 'help', 'aria-labelledby': 'help-title', on: { click: (e) => e.target === dialog && dialog.close() } },
        h('div', { class: 'help-in' },
            h('h2', { id: 'help-title' }, 'Keyboard'),
            rows(KEYS, true),
            h('h2', null, 'How to read it'),
            rows(READING, false),
            h('button', { type: 'button', on: { click: () => dialog.close() } }, 'Close')));
    return dialog;
}
