// dyad.ts: reads the series, events and things ahead of two parties, makes the Dyad view
import { api, get } from '../api';
import { fill, h } from '../dom';
import { address, note, type Route, type View } from '../router';
import type { Ahead, EventSummary, Paged, Point, Series } from '../types';
import { panel, put, segment } from '../ui/controls';
import { eventList } from '../ui/events';
import { changeMark, levelMark } from '../ui/glyphs';
import { emptyBox, problemBox, waiting } from '../ui/notices';
import { actorWords, addDays, atLeast, basis, changeWords, dayWords, isDay, level, stateOf } from '../words';
import { aheadList } from './ahead';
import { chartView, quads, type Span } from './chart';
import { heaviest, turnList } from './turns';

const EVENTS = 40;

interface State {
    by: string;
    dir: string; // "", "ab", "ba"
    from: string;
    to: string;
    zoom: boolean;
    as_of: string;
}

const read = (q: URLSearchParams): State => ({
    by: ['day', 'week', 'month'].includes(q.get('by') ?? '') ? (q.get('by') as string) : 'auto',
    dir: q.get('dir') === 'ab' || q.get('dir') === 'ba' ? (q.get('dir') as string) : '',
    from: q.get('from') ?? '',
    to: q.get('to') ?? '',
    zoom: q.get('zoom') === '1',
    as_of: q.get('as_of') ?? '',
});

export async function dyad(route: Route, signal: AbortSignal): Promise<View> {
    const [a, b] = route.parts;
    const nameA = actorWords(a), nameB = actorWords(b);
    const roled = stateOf(a) !== stateOf(b) && (stateOf(a) !== a || stateOf(b) !== b);
    let state = read(route.query);
    let series: Series | null = null;
    let turn = 0;

    const head = h('div', { class: 'dyad-now' });
    const sentence = h('p', { class: 'lead' });
    const readout = h('p', { class: 'readout num', 'aria-live': 'off' });
    const chart = chartView((span) => choose(span), (span) => fill(readout, spanWords(span.from, span.to)), (p) => fill(readout, p ? pointWords(p) : restWords()));
    const line = panel('Tension', 'line'), turns = panel('Turning points', 'turns'), events = panel('Events of the span', 'events'), ahead = panel('Ahead', 'ahead'), weigh = panel('What weighed most in the last half-year', 'weigh');
    const numbers = h('details', { class: 'numbers' }, h('summary', null, 'The numbers as a table'));
    const from = h('input', { type: 'date', 'aria-label': 'Span from' }), to = h('input', { type: 'date', 'aria-label': 'Span to' });
    const zoom = h('button', { type: 'button', class: 'quiet', on: { click: () => (set({ zoom: !state.zoom }), showSpan()) } }, 'Zoom');
    const whole = h('button', { type: 'button', class: 'quiet', on: { click: () => choose(null) } }, 'Whole');

    const where = (): string => address(`/dyad/${encodeURIComponent(a)}/${encodeURIComponent(b)}`, { by: state.by === 'auto' ? '' : state.by, dir: state.dir, from: state.from, to: state.to, zoom: state.zoom && state.from ? '1' : '', as_of: state.as_of });
    const set = (part: Partial<State>): void => {
        state = { ...state, ...part };
        note(where());
    };
    const choose = (span: Span | null): void => {
        set(span ? { from: span.from, to: span.to } : { from: '', to: '', zoom: false });
        showSpan();
        void loadEvents();
    };
    const showSpan = (): void => {
        const span = isDay(state.from) && isDay(state.to) ? { from: state.from, to: state.to } : null;
        from.value = state.from || (series?.from ?? '');
        to.value = state.to || (series?.to ?? '');
        whole.toggleAttribute('disabled', !span);
        zoom.toggleAttribute('disabled', !span);
        zoom.setAttribute('aria-pressed', String(state.zoom && !!span));
        chart.span(span, state.zoom);
        fill(readout, restWords());
    };
    const restWords = (): string => {
        if (!series) return '';
        if (!state.from) return `${dayWords(series.from)} to ${dayWords(series.to)}: ${basis(series.events, series.stories, series.sources)}. Drag over the chart, or move the handles at its ends, to choose a span.`;
        return `${spanWords(state.from, state.to)} The events of it stand beside.`;
    };
    const spanWords = (first: string, last: string): string => `Span ${dayWords(first)} to ${dayWords(last)}.`;
    for (const box of [from, to]) box.addEventListener('change', () => isDay(from.value) && isDay(to.value) && from.value <= to.value && choose({ from: from.value, to: to.value }));

    const sides = (): { a: string; b: string; directed: string } => (state.dir === 'ba' ? { a: b, b: a, directed: '1' } : { a, b, directed: state.dir ? '1' : '' });
    const loadSeries = async (): Promise<void> => {
        const mine = ++turn;
        try {
            const s = await get<Series>(api('series', { ...sides(), by: state.by, as_of: state.as_of }), signal);
            if (mine !== turn) return;
            series = s;
            drawHead(s);
            if (s.points.length === 0) put(line, roled ? emptyBox('Levels are of states', `What ${nameA} and ${nameB} do counts in the level of `, h('a', { href: address(`/dyad/${stateOf(a)}/${stateOf(b)}`, { as_of: state.as_of }) }, `${actorWords(stateOf(a))} – ${actorWords(stateOf(b))}`), '. Their events stand beside.') : emptyBox('No reports on these two', `No story of this store tells of an act between ${nameA} and ${nameB}${state.as_of ? ` by ${dayWords(state.as_of)}` : ''}. `, h('a', { href: `/actor/${a}` }, `See ${nameA}`), ' or ', h('a', { href: `/actor/${b}` }, nameB), '.'));
            else {
                put(line, readout, chart.node, key(), spanBox, numbers);
                fillNumbers(s);
                requestAnimationFrame(() => {
                    chart.draw(s);
                    showSpan();
                });
            }
            put(turns, turnList(s, (t) => choose({ from: t.date, to: addDays(t.date, 27) })));
            put(weigh, heaviest(s));
        } catch (error) {
            if (!signal.aborted) put(line, problemBox(error, () => void loadSeries()));
        }
    };
    const drawHead = (s: Series): void => {
        fill(sentence, s.sentence.replace(`${s.a} and ${s.b} `, `${actorWords(s.a)} and ${actorWords(s.b)} `).replace(/\b\d{4}-\d\d-\d\d\b/g, dayWords));
        fill(head, levelMark(s.enough ? s.level : null, s.low, s.high, 140),
            s.enough ? [change(s.change_4w, 'four weeks', '4 weeks'), change(s.change_52w, 'a year', '52 weeks')] : null,
            s.percentile === null ? null : h('span', { class: 'fact num', tip: 'Against the levels of its own last three years' }, `tenser than on ${level(s.percentile)} % of its days`),
            h('span', { class: 'fact num muted' }, basis(s.events, s.stories, s.sources)));
    };
    const fillNumbers = (s: Series): void => {
        const draw = (): void => {
            if (numbers.open && numbers.children.length === 1) numbers.append(numberTable(s));
        };
        while (numbers.children.length > 1) numbers.lastChild?.remove();
        numbers.ontoggle = draw;
        draw();
    };
    const loadEvents = async (): Promise<void> => {
        const query = { ...sides(), from: state.from, to: state.to, as_of: state.as_of, order: '-date' };
        try {
            const page = await get<Paged<EventSummary>>(api('events', { ...query, limit: EVENTS }), signal);
            const all = address('/search', { ...query, order: '' });
            put(events, page.items.length === 0
                ? emptyBox('No events in this span', state.from ? 'Choose a wider span on the chart, or the whole.' : 'No story of this store tells of an act between the two.')
                : [eventList(page.items), h('p', { class: 'more' }, h('a', { href: all }, page.total > page.items.length ? `All ${atLeast(page, 'event')} in the table` : 'Open in the table'), ' to filter, sort and download')]);
            fill(countBox, atLeast(page, 'event'));
        } catch (error) {
            if (!signal.aborted) put(events, problemBox(error, () => void loadEvents()));
        }
    };
    const loadAhead = async (): Promise<void> => {
        try {
            put(ahead, aheadList((await get<Paged<Ahead>>(api('ahead', { unit: `${a},${b}`, as_of: state.as_of, limit: 10 }), signal)).items, state.as_of));
        } catch (error) {
            if (!signal.aborted) put(ahead, problemBox(error));
        }
    };
    const load = async (): Promise<void> => {
        void loadAhead();
        await Promise.all([loadSeries(), loadEvents()]);
    };

    const dirs = segment('Direction', [{ value: '', label: 'Joint', tip: 'Acts both ways' }, { value: 'ab', label: `${a} → ${b}`, tip: `What ${nameA} does to ${nameB}` }, { value: 'ba', label: `${b} → ${a}`, tip: `What ${nameB} does to ${nameA}` }], state.dir, (dir) => (set({ dir }), void load()));
    const steps = segment('Step', [{ value: 'auto', label: 'Auto', tip: 'Days up to four months, weeks up to three years, months beyond' }, { value: 'day', label: 'Day' }, { value: 'week', label: 'Week' }, { value: 'month', label: 'Month' }], state.by, (by) => (set({ by }), void loadSeries()));
    const countBox = h('span', { class: 'muted num', role: 'status' });
    events.head.append(countBox);
    line.head.append(h('div', { class: 'tools' }, dirs.node, steps.node));
    const spanBox = h('div', { class: 'spanbox' }, h('span', { class: 'label' }, 'Span'), from, h('span', { 'aria-hidden': 'true' }, '–'), to,
        [['A year', 365], ['90 days', 90]].map(([text, n]) => h('button', { type: 'button', class: 'quiet', on: { click: () => series && choose({ from: addDays(series.to, -Number(n)), to: series.to }) } }, text)), whole, zoom);
    for (const p of [turns, events, ahead, weigh]) put(p, waiting(4));
    const asOfNote = h('p', { class: 'asof-note' });
    const drawNote = (): void => fill(asOfNote, ...(state.as_of ? [`As of ${dayWords(state.as_of)}: only what was published by then. `, h('a', { href: address(`/dyad/${a}/${b}`) }, 'Show the latest')] : []));
    drawNote();
    await load();
    return {
        title: `${nameA} – ${nameB}`,
        node: h('div', { class: 'view dyad-view' },
            h('div', { class: 'view-head' }, h('div', null, h('h1', { tabindex: '-1' }, h('a', { href: `/actor/${a}` }, nameA), ' – ', h('a', { href: `/actor/${b}` }, nameB)), head, sentence, asOfNote)),
            h('div', { class: 'dyad-grid' }, h('div', { class: 'col' }, line.node, turns.node), h('div', { class: 'col' }, events.node, weigh.node, ahead.node))),
        update: (r) => {
            const before = state;
            state = read(r.query);
            dirs.set(state.dir);
            steps.set(state.by);
            drawNote();
            if (before.by !== state.by || before.dir !== state.dir || before.as_of !== state.as_of) void load();
            else {
                showSpan();
                void loadEvents();
            }
        },
        refresh: () => void load(),
        leave: () => chart.destroy(),
    };
}

function change(by: number | null, span: string, short: string): HTMLElement {
    return by === null ? h('span', { class: 'fact muted', tip: changeWords(by, span) }, `no level ${short} before`) : h('span', { class: 'fact' }, changeMark(by, span), ` in ${short}`);
}

function pointWords(p: Point): string {
    const [vc, mc, vk, mk] = quads(p);
    const when = p.end_day > addDays(p.day, 1) ? `${dayWords(p.day)} to ${dayWords(addDays(p.end_day, -1))}` : dayWords(p.day);
    const said = p.enough && p.level !== null ? `level ${level(p.level)} (${level(p.low ?? p.level)} to ${level(p.high ?? p.level)})` : 'too few reports for a level';
    return `${when}: ${said}; ${basis(p.events, p.stories, p.sources)}; cooperation ${vc} in words, ${mc} in deeds; conflict ${vk} in words, ${mk} in deeds`;
}

function key(): HTMLElement {
    const item = (name: string, text: string): HTMLElement => h('span', { class: 'key' }, h('i', { class: `swatch ${name}` }), text);
    return h('div', { class: 'legend' }, item('line-key', 'level'), item('band-key', '80 % band'), item('quad4', 'material conflict'), item('quad3', 'verbal conflict'), item('quad1', 'verbal cooperation'), item('quad2', 'material cooperation'), h('span', { class: 'muted' }, 'happenings a period'));
}

function numberTable(s: Series): HTMLElement {
    const head = ['From', 'Level', 'Band', 'Events', 'Stories', 'Sources', 'Verbal coop.', 'Material coop.', 'Verbal conflict', 'Material conflict'];
    const told = s.points.filter((p) => p.events > 0 || p.enough);
    return h('div', { class: 'scroll tall', tabindex: '0', role: 'region', 'aria-label': 'Numbers of the chart' }, h('table', { class: 'grid num' },
        h('caption', { class: 'hidden' }, 'Level and counts by period'),
        h('thead', null, h('tr', null, head.map((t) => h('th', { scope: 'col' }, t)))),
        h('tbody', null, told.map((p) => h('tr', null, h('th', { scope: 'row' }, dayWords(p.day)), h('td', null, p.enough && p.level !== null ? level(p.level) : 'too few'),
            h('td', null, p.enough && p.low !== null && p.high !== null ? `${level(p.low)}–${level(p.high)}` : ''), [p.events, p.stories, p.sources, ...quads(p)].map((n) => h('td', null, n)))))));
}
