// world.ts: reads dyads, stripes and what is ahead as of a day, makes the World view
import { api, Failure, get } from '../api';
import { fill, h } from '../dom';
import { address, go, note, type Route, type View } from '../router';
import { say, theStatus } from '../shell';
import type { Ahead, Dyad, Paged, Strips } from '../types';
import { panel, put, segment, select } from '../ui/controls';
import { dyadHref, dyadName } from '../ui/glyphs';
import { emptyBox, problemBox, waiting } from '../ui/notices';
import { countryName, dayWords, plural, theCodes } from '../words';
import { aheadList } from './ahead';
import { asOf } from './asof';
import { changedTable } from './changed';
import { mapView, type MapView, type Shade } from './map';
import { matrixView } from './matrix';
import { stripsView, turnNews } from './strips';

const ON_MAP = 300; // dyads that colour map and matrix: those with most events
const CHANGED = 40;

const SORTS = [
    { value: 'change_4w', label: '4 weeks', tip: 'Largest change against four weeks before' },
    { value: 'change_52w', label: '52 weeks', tip: 'Largest change against a year before' },
    { value: 'thaw', label: 'Thaws', tip: 'Those that grew calmest' },
    { value: 'break', label: 'Breaks', tip: 'Those that grew tensest' },
    { value: 'level', label: 'Level', tip: 'The highest level first' },
];

interface State {
    as_of: string;
    sort: string;
    show: string;
    shade: Shade;
    unit: string;
}

const read = (q: URLSearchParams): State => ({
    as_of: q.get('as_of') ?? '',
    sort: SORTS.some((s) => s.value === q.get('sort')) ? (q.get('sort') as string) : 'change_4w',
    show: q.get('show') === 'matrix' ? 'matrix' : 'map',
    shade: q.get('shade') === 'mean' ? 'mean' : 'worst',
    unit: q.get('unit') ?? '',
});

const write = (s: State): string => address('/', {
    as_of: s.as_of, sort: s.sort === 'change_4w' ? '' : s.sort, show: s.show === 'map' ? '' : s.show, shade: s.shade === 'worst' ? '' : s.shade, unit: s.unit,
});

export async function world(route: Route, signal: AbortSignal): Promise<View> {
    let state = read(route.query);
    const status = theStatus();
    const title = h('h1', { tabindex: '-1' }, 'World');
    const lead = h('p', { class: 'lead' });
    const picture = panel('Relations', 'map'), changed = panel('What changed', 'changed'), lines = panel('Every year', 'strips'), news = panel('Turning points', 'news'), ahead = panel('Ahead', 'ahead');
    if (!status?.events) return { title: 'World', node: h('div', { class: 'view' }, title, nothingYet()) };

    let map: MapView | null = null;
    let dyads: Dyad[] = [];
    let turn = 0;
    const set = (part: Partial<State>): void => {
        state = { ...state, ...part };
        note(write(state));
    };
    const unitBox = h('div');
    const sorts = segment('Order', SORTS, state.sort, (sort) => (set({ sort }), void loadChanged()));
    const shows = segment('Show', [{ value: 'map', label: 'Map' }, { value: 'matrix', label: 'Matrix' }], state.show, (show) => (set({ show }), drawPicture()));
    const shadeBox = h('div');
    const drawTools = (): void => {
        const units = [...new Set(dyads.flatMap((d) => [d.a, d.b]))].filter((u) => theCodes()?.countries[u]).sort((x, y) => (countryName(x) < countryName(y) ? -1 : 1));
        if (state.unit && !units.includes(state.unit)) units.unshift(state.unit);
        fill(unitBox, select('Of', [{ value: '', label: 'every country' }, ...units.map((u) => ({ value: u, label: countryName(u) }))], state.unit, (unit) => (set({ unit }), void loadMap())));
        fill(shadeBox, state.unit ? h('a', { href: `/actor/${state.unit}`, class: 'button' }, 'Open') : select('Colour', [{ value: 'worst', label: 'its tensest dyad' }, { value: 'mean', label: 'mean of its dyads' }], state.shade, (v) => (set({ shade: v as Shade }), drawPicture())));
    };
    const time = asOf(status.first_published ?? status.first_day ?? '', status.last_published ?? status.last_day ?? '', state.as_of, (as_of) => {
        set({ as_of });
        void load();
    });

    const drawPicture = (): void => {
        drawTools();
        if (state.show === 'matrix') return put(picture, matrixView(dyads));
        if (!map) return;
        map.draw(dyads, state.shade, state.unit);
        if (!map.node.isConnected || picture.body.firstChild !== map.node) put(picture, map.node);
    };
    const query = (): { as_of: string } => ({ as_of: state.as_of });
    const loadMap = async (): Promise<void> => {
        const mine = turn;
        try {
            const [m, page] = await Promise.all([map ?? mapView((unit) => (set({ unit: state.unit === unit ? '' : unit }), void loadMap()), (d) => go(dyadHref(d.a, d.b))),
                get<Paged<Dyad>>(api('dyads', { ...query(), unit: state.unit, sort: 'events', limit: ON_MAP }), signal)]);
            if (mine !== turn) return;
            map = m;
            dyads = page.items;
            drawPicture();
        } catch (error) {
            if (!signal.aborted) put(picture, problemBox(error, () => void loadMap()));
        }
    };
    const loadChanged = async (): Promise<void> => {
        const mine = turn;
        try {
            const page = await get<Paged<Dyad>>(api('dyads', { ...query(), sort: state.sort, limit: CHANGED }), signal);
            if (mine !== turn) return;
            page.items = page.items.filter(between);
            put(changed, changedTable(page.items, 'Dyads by change'));
            fill(lead, headline(page, state));
        } catch (error) {
            if (!signal.aborted) put(changed, problemBox(error, () => void loadChanged()));
        }
    };
    const loadRest = async (): Promise<void> => {
        const mine = turn;
        get<Strips>(api('strips', { ...query(), limit: 14 }), signal).then(
            (s) => mine === turn && (put(news, turnNews(s, 7) ?? emptyBox('No turning point yet', 'A turning point needs some weeks of reports on both sides of it.')), put(lines, s.items.some((one) => one.events) ? [stripsView(s), h('p', { class: 'muted small' }, 'A stripe is a dyad, a month its level. ▲ break, ▼ thaw (hollow: tentative). A thin line: reports, but too few for a level.')] : emptyBox('No dyad yet', 'Stories between two countries draw a line here.'))),
            (error) => signal.aborted || [lines, news].forEach((p) => put(p, problemBox(error))));
        get<Paged<Ahead>>(api('ahead', { ...query(), limit: 8 }), signal).then(
            (page) => mine === turn && put(ahead, aheadList(page.items, state.as_of)),
            (error) => signal.aborted || put(ahead, problemBox(error)));
    };
    const load = async (): Promise<void> => {
        turn += 1;
        void loadRest();
        await Promise.all([loadMap(), loadChanged()]);
    };

    picture.head.append(h('div', { class: 'tools' }, shows.node, unitBox, shadeBox));
    changed.head.append(h('div', { class: 'tools' }, sorts.node));
    lines.head.append(h('span', { class: 'muted small' }, 'the dyads most told of, month by month'));
    for (const p of [changed, lines, news, ahead]) put(p, waiting(5));
    await load();
    return {
        title: 'World',
        node: h('div', { class: 'view world' }, h('div', { class: 'view-head' }, h('div', null, title, lead), time.node), h('div', { class: 'world-grid' }, h('div', { class: 'col' }, picture.node, lines.node), h('div', { class: 'col' }, changed.node, news.node, ahead.node))),
        update: (r) => {
            state = read(r.query);
            time.set(state.as_of);
            sorts.set(state.sort);
            shows.set(state.show);
            void load();
        },
        refresh: () => void load(),
    };
}

// A country and a part of itself ("CHN", "CHNGOV") is no dyad of the world, nor are two classes of nobody's country.
const between = (d: Dyad): boolean => d.a.slice(0, 3) !== d.b.slice(0, 3) && [d.a, d.b].some((u) => theCodes()?.countries[u]);

// One sentence: how many could be told, and the largest move.
function headline(page: Paged<Dyad>, state: State): (Node | string)[] {
    const told = page.items.filter((d) => d.level !== null);
    const key = state.sort === 'change_52w' ? 'change_52w' : 'change_4w';
    const moved = told.filter((d) => d[key] !== null && Math.abs(Math.round(d[key] as number)) > 0).sort((x, y) => Math.abs(y[key] as number) - Math.abs(x[key] as number))[0];
    const when = state.as_of ? `As of ${dayWords(state.as_of)}` : `On ${dayWords(theStatus()?.last_published)}, the last day told of`;
    const n = `${when}, ${told.length} of ${plural(page.total, 'dyad')} ${told.length === 1 ? 'has' : 'have'} enough reports for a level.`;
    if (page.total === 0) return [`${when}, no dyad has reports in the year before.`];
    if (!moved) return [n];
    const by = Math.round(moved[key] as number);
    return [n, ' Largest move: ', h('a', { href: dyadHref(moved.a, moved.b) }, dyadName(moved)), `, ${Math.abs(by)} points ${by > 0 ? 'tenser' : 'calmer'} than ${key === 'change_4w' ? 'four weeks' : 'a year'} before`, ...(moved.driver ? [': ', h('a', { href: `/event/${moved.driver.event_id}` }, moved.driver.title || moved.driver.evidence), ` (${dayWords(moved.driver.date)}).`] : ['.'])];
}

function nothingYet(): HTMLElement {
    if (!theStatus()) return problemBox(new Failure({ title: 'No answer from détente', status: 0, detail: 'The state of the store could not be read. Is "detente serve" still running?' }, ''), () => location.reload());
    say('The store is empty');
    return emptyBox('The store holds no events yet', 'Let détente read some news, in another terminal: ', h('code', null, 'detente code STORIES --db THIS-STORE'), '. This page shows them as they come in.');
}
