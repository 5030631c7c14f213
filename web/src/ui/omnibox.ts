// omnibox.ts: reads what is typed in the head, asks /search, offers actors, dyads and events to go to
import { api, get } from '../api';
import { fill, h, later } from '../dom';
import { address, go } from '../router';
import type { Found } from '../types';
import { dayWords, plural } from '../words';

interface Offer {
    href: string;
    kind: string;
    text: string;
    more: string;
}

function offers(found: Found, words: string): Offer[] {
    return [
        ...found.dyads.map((d) => ({ href: `/dyad/${d.a}/${d.b}`, kind: 'Dyad', text: `${d.a_name} – ${d.b_name}`, more: plural(d.events, 'event') })),
        ...found.actors.map((a) => ({ href: `/actor/${encodeURIComponent(a.code || a.country)}`, kind: 'Actor', text: a.name || a.code, more: `${a.code}, ${plural(a.events, 'event')}` })),
        ...found.events.slice(0, 5).map((e) => ({ href: `/event/${e.event_id}`, kind: 'Event', text: e.evidence, more: `${e.plover}, ${dayWords(e.date)}` })),
        { href: address('/search', { text: words }), kind: 'Events', text: `All events whose words hold “${words}”`, more: '' },
    ];
}

export function searchBox(): { node: HTMLElement; focus: () => void } {
    const list = h('ul', { class: 'offers', role: 'listbox', id: 'offers', 'aria-label': 'Suggestions' });
    const input = h('input', {
        type: 'search', placeholder: 'Actor, dyad or words', 'aria-label': 'Search actors, dyads and events', autocomplete: 'off', spellcheck: 'false',
        role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'offers', 'aria-autocomplete': 'list', enterkeyhint: 'search',
    });
    let items: Offer[] = [];
    let at = -1;
    let asked = 0;

    const close = (): void => {
        list.classList.remove('shown');
        input.setAttribute('aria-expanded', 'false');
        input.removeAttribute('aria-activedescendant');
        at = -1;
    };
    const pick = (i: number): void => {
        const href = items[i]?.href ?? address('/search', { text: input.value.trim() });
        input.value = '';
        close();
        input.blur();
        go(href);
    };
    const mark = (i: number): void => {
        at = i;
        [...list.children].forEach((li, k) => li.setAttribute('aria-selected', String(k === i)));
        if (i >= 0) input.setAttribute('aria-activedescendant', `offer-${i}`);
        else input.removeAttribute('aria-activedescendant');
    };
    const ask = later(150, async () => {
        const words = input.value.trim();
        const mine = ++asked;
        if (!words) return close();
        try {
            items = offers(await get<Found>(api('search', { q: words })), words);
        } catch {
            items = [{ href: address('/search', { text: words }), kind: 'Events', text: `All events whose words hold “${words}”`, more: '' }];
        }
        if (mine !== asked || document.activeElement !== input) return;
        fill(list, items.map((o, i) => h('li', { role: 'option', id: `offer-${i}`, 'aria-selected': 'false', on: { pointerdown: (e) => (e.preventDefault(), pick(i)) } },
            h('span', { class: 'offer-kind' }, o.kind), h('span', { class: 'offer-text' }, o.text), h('span', { class: 'offer-more' }, o.more))));
        list.classList.add('shown');
        input.setAttribute('aria-expanded', 'true');
        mark(-1);
    });
    input.addEventListener('input', () => ask());
    input.addEventListener('focus', () => input.value && ask());
    input.addEventListener('blur', close);
    input.addEventListener('keydown', (e) => {
        if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
            e.preventDefault();
            const n = items.length;
            if (n) mark(e.key === 'ArrowDown' ? (at + 1) % n : at < 0 ? n - 1 : (at - 1 + n) % n);
        } else if (e.key === 'Enter' && input.value.trim()) {
            e.preventDefault();
            pick(at >= 0 ? at : items.length && items[0].kind !== 'Event' ? 0 : items.length - 1);
        } else if (e.key === 'Escape') {
            close();
        }
    });
    return { node: h('div', { class: 'omnibox', role: 'search' }, input, list), focus: () => input.focus() };
}
