// events.ts: reads summaries of events, makes the table or list that shows them
import { h } from '../dom';
import type { EventSummary } from '../types';
import { dayWords } from '../words';
import { aspectMark, confidenceMark, parties, typeMark } from './glyphs';

const placeName = (e: EventSummary): string => (typeof e.place === 'string' ? e.place : e.place?.name) ?? '';

export function told(e: EventSummary): string {
    const who = e.publisher || 'publisher not known';
    const more = e.stories && e.stories > 1 ? `; told by ${e.stories} stories` : '';
    return `${who}, ${dayWords(e.published)}${more}`;
}

// Narrow: two lines an event.  What the story says is the link.
export function eventList(events: EventSummary[]): HTMLElement {
    return h('ol', { class: 'events' }, events.map((e) => h('li', null,
        h('div', { class: 'events-line' }, h('time', { datetime: e.date, class: 'num' }, dayWords(e.date)), typeMark(e), parties(e), aspectMark(e.aspect)),
        h('a', { href: `/event/${e.event_id}`, class: 'said', tip: `${e.title ? `${e.title}. ` : ''}${told(e)}` }, e.evidence))));
}

// Wide: a row an event.
export function eventTable(events: EventSummary[], caption: string, extra?: (e: EventSummary) => Node): HTMLElement {
    const head = ['Date', 'Type', 'Who and whom', 'What the story says', 'Place', 'Confidence', 'Source'];
    return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, h('table', { class: 'grid events-table' },
        h('caption', { class: 'hidden' }, caption),
        h('thead', null, h('tr', null, head.map((t) => h('th', { scope: 'col' }, t)), extra ? h('th', { scope: 'col' }, h('span', { class: 'hidden' }, 'Actions')) : null)),
        h('tbody', null, events.map((e) => h('tr', null,
            h('td', { class: 'nowrap num when' }, dayWords(e.date)),
            h('td', { class: 'nowrap what' }, typeMark(e)),
            h('td', { class: 'who' }, parties(e), ' ', aspectMark(e.aspect)),
            h('td', { class: 'words' }, h('a', { href: `/event/${e.event_id}` }, e.evidence)),
            h('td', { class: 'where' }, placeName(e)),
            h('td', { class: 'sure' }, confidenceMark(e.confidence)),
            h('td', { class: 'told num' }, e.publisher ? h('div', null, e.publisher) : null, h('div', { class: 'nowrap' }, dayWords(e.published)), e.stories && e.stories > 1 ? h('div', { class: 'nowrap' }, `${e.stories} stories`) : null),
            extra ? h('td', { class: 'acts' }, extra(e)) : null)))));
}
