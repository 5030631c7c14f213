// shell.ts: makes what surrounds every view: head with search, theme and help; the pulse of the store; messages
import { beat } from './api';
import { append, fill, h, svg } from './dom';
import { go } from './router';
import type { Status } from './types';
import { searchBox } from './ui/omnibox';
import { helpDialog } from './ui/help';
import { nextTheme, themeLabel } from './ui/theme';
import { count, dayWords, plural } from './words';

export interface Shell {
    main: HTMLElement;
    say(text: string): void; // for eyes and for screen readers
    mark(name: string): void; // which entry of the head is current
}

let sayNow: (text: string) => void = () => undefined;
export const say = (text: string): void => sayNow(text);

let status: Status | null = null;
export const theStatus = (): Status | null => status;

const SECONDS = 10;

export async function firstStatus(): Promise<void> {
    status = (await beat()).status;
}

function logo(): SVGElement {
    return svg('svg', { viewBox: '0 0 32 32', class: 'logo', 'aria-hidden': 'true' },
        svg('path', { d: 'M3 23 C10 23 9 8 16 8 S22 20 29 20', class: 'logo-line' }),
        svg('circle', { cx: '3.5', cy: '23', r: '3', class: 'logo-a' }),
        svg('circle', { cx: '28.5', cy: '20', r: '3', class: 'logo-b' }));
}

export function makeShell(changed: () => void): Shell {
    const main = h('main', { id: 'main', tabindex: '-1' });
    const toast = h('div', { class: 'toast', role: 'status', 'aria-live': 'polite' });
    const nav = new Map<string, HTMLElement>([
        ['world', h('a', { href: '/' }, 'World')],
        ['search', h('a', { href: '/search' }, 'Events')],
    ]);
    const pulse = h('span', { class: 'pulse', tabindex: '0' });
    const help = helpDialog();
    const theme = h('button', { type: 'button', class: 'quiet', tip: 'Theme: as the system, light, dark (t)', on: { click: () => turn() } }, themeLabel());
    const turn = (): void => {
        nextTheme();
        fill(theme, ...themeLabel());
        changed();
    };
    const box = searchBox();
    append(document.body, [
        h('a', { class: 'skip', href: '#main', on: { click: (e) => (e.preventDefault(), main.focus()) } }, 'Skip to content'),
        h('header', { class: 'top' },
            h('a', { href: '/', class: 'brand' }, logo(), 'détente'),
            h('nav', { 'aria-label': 'Views' }, [...nav.values()]),
            box.node, pulse, theme,
            h('button', { type: 'button', class: 'quiet', 'aria-label': 'Keyboard shortcuts and help', on: { click: () => help.showModal() } }, '?')),
        main,
        h('footer', { class: 'foot' }, foot()),
        help, toast,
    ]);

    let away = 0;
    sayNow = (text) => {
        toast.textContent = text;
        toast.classList.add('shown');
        clearTimeout(away);
        away = window.setTimeout(() => toast.classList.remove('shown'), 4000);
    };

    const showPulse = (reachable: boolean): void => {
        pulse.classList.toggle('lost', !reachable);
        const text = !reachable ? 'no connection' : status ? plural(status.events, 'event') : '…';
        fill(pulse, h('span', { class: 'dot', 'aria-hidden': 'true' }), h('span', { class: 'narrow-hidden' }, text));
        pulse.dataset.tip = !reachable
            ? 'The server does not answer. What you see is what was last read; it is asked again every 10 seconds.'
            : status
              ? `Live: ${plural(status.documents, 'document')}, ${plural(status.stories, 'story', 'stories')}, ${plural(status.events, 'event')}, ${plural(status.sources, 'source')}; published ${dayWords(status.first_published)} to ${dayWords(status.last_published)}. Asked every 10 seconds.`
              : '';
    };
    showPulse(true);
    setInterval(async () => {
        if (document.hidden) return;
        const b = await beat();
        const before = status;
        if (b.status) status = b.status;
        showPulse(b.reachable);
        if (b.status && before && b.status.generation !== before.generation) {
            const more = b.status.events - before.events;
            say(more > 0 ? `${count(more)} new ${more === 1 ? 'event' : 'events'}` : 'The store has changed');
            changed();
        }
    }, SECONDS * 1000);

    keys(help, box.focus, turn);
    return {
        main,
        say,
        mark: (name) => nav.forEach((a, key) => (key === name ? a.setAttribute('aria-current', 'page') : a.removeAttribute('aria-current'))),
    };
}

function foot(): Node[] {
    return [
        h('span', null, status ? status.version : 'détente'),
        h('span', null, 'Levels say how two are reported to treat each other, not who is right. 0 is friendly, 100 hostile.'),
        h('span', null, 'Borders: Natural Earth; no statement on any claim.'),
    ];
}

// One letter, no modifier, never while typing.
function keys(help: HTMLDialogElement, find: () => void, turn: () => void): void {
    const does: Record<string, () => void> = {
        '/': find,
        '?': () => (help.open ? help.close() : help.showModal()),
        w: () => go('/'),
        e: () => go('/search'),
        t: turn,
    };
    document.addEventListener('keydown', (event) => {
        const target = event.target as HTMLElement;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (target.matches('input:not([type=range]):not([type=checkbox]), textarea, select')) {
            if (event.key === 'Escape') target.blur();
            return;
        }
        const act = does[event.key];
        if (!act) return;
        event.preventDefault();
        act();
    });
}
