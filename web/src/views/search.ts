// search.ts: reads filters from the address, makes the form, the table of events, downloads and citations
import { api, get } from '../api';
import { fill, h, later } from '../dom';
import { address, go, note, type Route, type View } from '../router';
import { say } from '../shell';
import type { EventSummary, Paged } from '../types';
import { pager } from '../ui/controls';
import { eventTable } from '../ui/events';
import { copyButton, emptyBox, problemBox, waiting } from '../ui/notices';
import { actorWords, atLeast, codesOf, count, dayWords, percent, quadName, theCodes, typeName } from '../words';

const LIMIT = 50;
const FIELDS = ['text', 'a', 'b', 'directed', 'type', 'quad', 'aspect', 'place', 'from', 'to', 'min_confidence', 'source', 'as_of', 'order', 'offset'] as const;
type Field = (typeof FIELDS)[number];
type State = Partial<Record<Field, string>>;

const ORDERS: [string, string][] = [['-date', 'newest first'], ['date', 'oldest first'], ['-published', 'published last first'], ['confidence', 'surest first'], ['score', 'most conflictual first'], ['-score', 'most cooperative first']];

const read = (q: URLSearchParams): State => Object.fromEntries(FIELDS.map((f) => [f, q.get(f) ?? ''])) as State;
const write = (s: State): string => address('/search', s);

// As one would cite it in a paper: sentence, publisher, day, address, and the event's own id.
export function citation(e: EventSummary): string {
    return `“${e.evidence}” ${e.publisher || e.title || 'Publisher not known'}, ${dayWords(e.published)}${e.url ? `, ${e.url}` : ''}. Coded ${e.plover}${e.mode ? `/${e.mode}` : ''}, ${e.source.join(',')} to ${e.target.join(',') || 'each other'}, ${e.date}; détente event ${e.event_id}.`;
}

export async function search(route: Route, signal: AbortSignal): Promise<View> {
    let state = read(route.query);
    let turn = 0;
    const boxes = new Map<Field, HTMLInputElement | HTMLSelectElement>();
    const results = h('div', { class: 'results', 'aria-live': 'off' });
    const summary = h('p', { class: 'lead num', role: 'status' });
    const csv = h('a', { class: 'button', download: '' }, 'CSV'), jsonl = h('a', { class: 'button', download: '' }, 'JSONL');

    const downloads = h('div', { class: 'tools' }, h('span', { class: 'label' }, 'Download what is found'), csv, jsonl);

    const changed = (): void => {
        for (const [f, box] of boxes) state[f] = f === 'a' || f === 'b' ? codesOf(box.value) : box instanceof HTMLInputElement && box.type === 'checkbox' ? (box.checked ? '1' : '') : box.value.trim();
        state.offset = '';
        bind();
        note(write(state));
        void load();
    };
    // who acts on whom can be asked of two only
    const bind = (): void => {
        const two = Boolean(state.a && state.b);
        if (!two) state.directed = '';
        both.disabled = !two;
        both.checked = state.directed === '1';
    };
    const soon = later(250, changed);
    const RARE: Field[] = ['aspect', 'place', 'from', 'to', 'min_confidence', 'source', 'as_of']; // on a phone behind a button
    const kind = (f: Field): string => (RARE.includes(f) ? 'field rare' : 'field');
    const input = (f: Field, label: string, props: Record<string, string> = {}, tip?: string): HTMLElement => {
        const box = h('input', { type: 'text', name: f, autocomplete: 'off', spellcheck: 'false', ...props, on: { input: () => soon(), change: () => changed() } });
        boxes.set(f, box);
        return h('label', { class: kind(f), tip }, h('span', null, label), box);
    };
    const choice = (f: Field, label: string, list: [string, string][]): HTMLElement => {
        const box = h('select', { name: f, on: { change: () => changed() } }, list.map(([value, text]) => h('option', { value }, text)));
        boxes.set(f, box);
        return h('label', { class: kind(f) }, h('span', null, label), box);
    };
    const more = h('button', { type: 'button', class: 'quiet more-filters', 'aria-expanded': 'false', on: { click: () => open(!form.classList.contains('open')) } }, 'More filters');
    const open = (on: boolean): void => {
        form.classList.toggle('open', on);
        more.setAttribute('aria-expanded', String(on));
        fill(more, on ? 'Fewer filters' : 'More filters');
    };
    const codes = theCodes();
    const both = h('input', { type: 'checkbox', name: 'directed', on: { change: () => changed() } });
    boxes.set('directed', both);
    const form = h('form', { class: 'filters', 'aria-label': 'Filters', on: { submit: (e) => (e.preventDefault(), changed()) } },
        input('text', 'Words', { type: 'search', placeholder: 'balloon, "joint statement"' }, 'Words of the sentence; quotes hold words together; OR, NOT'),
        input('a', 'Actor', { placeholder: 'USA, CHNGOV', list: 'countries' }, 'A country or its code; with a role: USAGOV, SYRREB. Several with commas between'),
        input('b', 'And', { placeholder: 'CHN', list: 'countries' }),
        h('label', { class: 'field check', tip: 'Asks for two: only what the first does to the second' }, both, h('span', null, 'only first on second', h('span', { class: 'hidden' }, ', not what the second does to the first'))),
        choice('type', 'Type', [['', 'any'], ...Object.keys(codes?.plover ?? {}).map((t): [string, string] => [t, `${t}: ${typeName(t)}`])]),
        choice('quad', 'Class', [['', 'any'], ['1,2', 'cooperation'], ['3,4', 'conflict'], ...[1, 2, 3, 4].map((q): [string, string] => [String(q), quadName(q)])]),
        choice('aspect', 'Aspect', [['', 'any'], ...Object.keys(codes?.aspects ?? {}).map((a): [string, string] => [a, a])]),
        input('place', 'Place', { placeholder: 'Bali, or IDN' }),
        input('from', 'From', { type: 'date' }), input('to', 'To', { type: 'date' }),
        choice('min_confidence', 'Confidence', [['', 'any'], ...[0.5, 0.7, 0.8, 0.9].map((c): [string, string] => [String(c), `${percent(c)} and more`])]),
        input('source', 'Publisher', {}), input('as_of', 'Published by', { type: 'date' }),
        choice('order', 'Order', ORDERS),
        more,
        h('button', { type: 'button', class: 'quiet', on: { click: () => go('/search') } }, 'Clear'),
        h('datalist', { id: 'countries' }, Object.entries(codes?.countries ?? {}).map(([code, c]) => h('option', { value: code }, c.name))));

    const show = (): void => {
        for (const [f, box] of boxes) {
            if (box instanceof HTMLInputElement && box.type === 'checkbox') box.checked = state[f] === '1';
            else box.value = state[f] || (f === 'order' ? '-date' : '');
        }
        bind();
    };
    if (RARE.some((f) => state[f])) open(true);
    const query = (): Record<string, string> => Object.fromEntries(Object.entries(state).filter(([f, v]) => v && f !== 'offset')) as Record<string, string>;
    const load = async (): Promise<void> => {
        const mine = ++turn;
        csv.href = api('events', { ...query(), format: 'csv' });
        jsonl.href = api('events', { ...query(), format: 'jsonl' });
        try {
            const page = await get<Paged<EventSummary>>(api('events', { order: '-date', ...query(), offset: state.offset, limit: LIMIT }), signal);
            if (mine !== turn) return;
            fill(summary, page.total === 0 ? 'No event fits' : `${atLeast(page, 'event')}${filterWords(state)}`);
            downloads.toggleAttribute('hidden', page.total === 0);
            fill(results, page.items.length === 0
                ? emptyBox('No event fits these filters', 'Take one away: a shorter word, a wider span of days, any confidence. ', h('a', { href: '/search' }, 'Clear all'))
                : [eventTable(page.items, `Events ${count(page.offset + 1)} to ${count(page.offset + page.items.length)}`, (e) => copyButton('Cite', () => citation(e), say)),
                   pager(page, (offset) => write({ ...state, offset: offset ? String(offset) : '' }))]);
        } catch (error) {
            if (signal.aborted || mine !== turn) return;
            fill(summary, '');
            fill(results, problemBox(error, () => void load()));
        }
    };
    show();
    fill(results, waiting(12));
    await load();
    return {
        title: 'Events',
        node: h('div', { class: 'view search-view' },
            h('div', { class: 'view-head' }, h('div', null, h('h1', { tabindex: '-1' }, 'Events'), summary), downloads),
            form, results),
        update: (r) => {
            const paged = state.offset !== (r.query.get('offset') ?? '');
            state = read(r.query);
            show();
            void load().then(() => paged && scrollTo(0, 0));
        },
        refresh: () => void load(),
    };
}

function filterWords(s: State): string {
    const who = [s.a, s.b].filter(Boolean).map((c) => actorWords(c as string)).join(s.directed ? ' on ' : ' and ');
    return who ? ` of ${who}` : '';
}

