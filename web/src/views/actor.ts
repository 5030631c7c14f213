// actor.ts: reads one actor, its dyads, events, offices and things ahead, makes the Actor view
import { api, Failure, get } from '../api';
import { h } from '../dom';
import { address, type Route, type View } from '../router';
import type { Actor, Ahead, Dyad, EventSummary, Office, Paged } from '../types';
import { panel, put } from '../ui/controls';
import { eventList } from '../ui/events';
import { dyadLink, levelMark } from '../ui/glyphs';
import { emptyBox, problemBox, waiting } from '../ui/notices';
import { actorWords, atLeast, dayWords, plural } from '../words';
import { aheadList } from './ahead';
import { changedTable } from './changed';

const EVENTS = 25;
const OFFICES = 12; // shown at once

// Whom one looks for first; the others as the server has them, the latest first.
const HEADS = ['supreme leader', 'king', 'queen', 'emperor', 'emir', 'sultan', 'president', 'chancellor', 'prime minister', 'premier', 'secretary-general', 'secretary general', 'vice president', 'foreign minister', 'secretary of state', 'defence minister', 'secretary of defense'];
const headRank = (o: Office): number => (HEADS.indexOf(o.office.toLowerCase()) + HEADS.length + 1) % (HEADS.length + 1);

function offices(list: Office[]): HTMLElement {
    if (list.length === 0) return emptyBox('No offices known', 'The tables of persons (data/world/persons) name none.');
    const span = (o: Office): string => `${o.from ? dayWords(o.from) : '…'} – ${o.to ? dayWords(o.to) : 'now'}`;
    const now = list.filter((o) => !o.to).sort((x, y) => headRank(x) - headRank(y)), past = list.filter((o) => o.to);
    const table = (rows: Office[], caption: string): HTMLElement => h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, h('table', { class: 'grid' }, h('caption', { class: 'hidden' }, caption),
        h('thead', null, h('tr', null, ['Holder', 'Office', 'From – to'].map((t) => h('th', { scope: 'col' }, t)))),
        h('tbody', null, rows.map((o) => h('tr', null, h('th', { scope: 'row' }, o.holder), h('td', null, o.office), h('td', { class: 'num nowrap' }, span(o)))))));
    const rest = now.splice(OFFICES + 2 < now.length ? OFFICES : now.length);
    return h('div', null, now.length ? table(now, 'Offices held now') : null,
        rest.length ? h('details', null, h('summary', null, plural(rest.length, 'more office held now', 'more offices held now')), table(rest, 'More offices held now')) : null,
        past.length ? h('details', { open: now.length === 0 }, h('summary', null, plural(past.length, 'office held before', 'offices held before')), table(past, 'Offices held before')) : null);
}

// Of a code with a role the server counts up to 10,000.
const total = (a: Actor): string => `${plural(a.events, 'event')}${a.state && a.events >= 10000 ? ' or more' : ''}`;

export async function actor(route: Route, signal: AbortSignal): Promise<View> {
    const code = route.parts[0];
    const asOf = route.query.get('as_of') ?? '';
    let a: Actor;
    try {
        a = await get<Actor>(api(`actors/${encodeURIComponent(code)}`, { as_of: asOf }), signal);
    } catch (error) {
        if (error instanceof Failure && error.problem.status === 404) {
            return { title: 'No such actor', node: h('div', { class: 'view' }, h('h1', { tabindex: '-1' }, 'No such actor'), emptyBox(`No event of the store names ${code}`, 'A code is a country (USA), a country and a sector (USAGOV), or a body (IGO). Press / to look for a name.')) };
        }
        throw error;
    }
    const name = a.name || actorWords(code);
    const dyads = panel('Dyads', 'dyads'), events = panel('Latest events', 'events', h('span', { class: 'muted num' }, total(a))), held = panel('Offices', 'offices'), names = panel('Named as', 'names'), ahead = panel('Ahead', 'ahead');
    const all: Dyad[] = a.dyads ?? [];
    const state = a.state ?? '', stateName = state ? actorWords(state) : '';
    const toState = (): HTMLElement => h('a', { href: address(`/actor/${state}`, { as_of: asOf }) }, stateName);
    if (state) {
        put(dyads, h('p', { class: 'muted note' }, 'Levels between states are of the states: what ', name, ' does counts in those of ', toState(), '.'), changedTable(a.state_dyads ?? [], `Dyads of ${stateName}`),
            all.length ? [h('h3', null, `With others of ${stateName}`), h('ul', { class: 'plain columns' }, all.map((d) => h('li', null, dyadLink(d), ' ', d.level === null ? h('span', { class: 'muted num' }, plural(d.events, 'event')) : levelMark(d.level, d.low, d.high, 76))))] : null);
    } else put(dyads, changedTable(all, `Dyads of ${name}`));
    put(held, offices(a.offices ?? []));
    put(names, (a.actors ?? []).length === 0 ? emptyBox('No names', 'No event names it otherwise than by its code.') : h('ul', { class: 'plain columns' }, a.actors.map((r) => h('li', null,
        r.name ? h('a', { href: address('/search', { a: a.unit, text: r.name.split(' ').at(-1) }), tip: `Events of ${name} whose words hold “${r.name.split(' ').at(-1)}”` }, r.name) : actorWords(r.code), ' ', h('span', { class: 'code muted', tip: actorWords(r.code) }, r.code), h('span', { class: 'muted num' }, ` ${plural(r.events, 'event')}`)))));
    put(events, waiting(6));
    put(ahead, waiting(3));
    get<Paged<EventSummary>>(api('events', { a: code, as_of: asOf, order: '-date', limit: EVENTS }), signal).then(
        (page) => put(events, page.items.length ? [eventList(page.items), h('p', { class: 'more' }, h('a', { href: address('/search', { a: code }) }, `All ${atLeast(page, 'event')} in the table`))] : emptyBox('No events', 'No story of the store tells of an act of it.')),
        (error) => signal.aborted || put(events, problemBox(error)));
    get<Paged<Ahead>>(api('ahead', { unit: state || a.unit || code, as_of: asOf, limit: 10 }), signal).then((page) => put(ahead, aheadList(page.items, asOf)), (error) => signal.aborted || put(ahead, problemBox(error)));
    return {
        title: name,
        node: h('div', { class: 'view actor-view' },
            h('div', { class: 'view-head' }, h('div', null, h('p', { class: 'eyebrow' }, 'Actor ', h('span', { class: 'code' }, code)), h('h1', { tabindex: '-1' }, name),
                h('p', { class: 'lead' }, state ? ['It takes part in ', total(a), ' as ', h('span', { class: 'code' }, code), '; what else is told of its state stands under ', toState(), '.'] : `It takes part in ${total(a)}; ${plural(all.length, 'dyad')} with reports in a year${asOf ? ` to ${dayWords(asOf)}` : ''}.`)),
            h('div', { class: 'tools' }, h('a', { href: address('/', { unit: state || a.unit || code }), class: 'button' }, 'On the map'))),
            h('div', { class: 'actor-grid' }, h('div', { class: 'col' }, dyads.node, events.node, ahead.node), h('div', { class: 'col' }, held.node, names.node))),
    };
}
