// changed.ts: reads dyads by change, makes the "What changed" table; those with too few reports stand last, apart
import { h } from '../dom';
import type { Dyad } from '../types';
import { count, dayWords, plural, typeWords } from '../words';
import { told } from '../ui/events';
import { changeMark, dyadLink, levelMark } from '../ui/glyphs';
import { emptyBox } from '../ui/notices';

// What weighs most in the direction of the change, in the words of the story.
function why(d: Dyad): Node | string {
    const e = d.driver;
    if (!e) return h('span', { class: 'muted' }, d.why);
    return h('a', { href: `/event/${e.event_id}`, class: 'why', tip: `${d.why} ${typeWords(e.plover, e.mode)}. ${told(e)}` }, h('span', { class: 'muted num' }, `${dayWords(e.date)} `), e.evidence);
}

export function changedTable(dyads: Dyad[], caption: string): HTMLElement {
    const told = dyads.filter((d) => d.level !== null), few = dyads.filter((d) => d.level === null);
    if (dyads.length === 0) return emptyBox('No dyad has reports in the year to this day', 'Choose another day, or read more stories: detente code STORIES --db THIS-STORE.');
    const rows = told.map((d) => h('tr', null,
        h('th', { scope: 'row', class: 'who' }, dyadLink(d)),
        h('td', null, levelMark(d.level, d.low, d.high, 64)),
        h('td', { class: 'nowrap', 'data-label': '4 weeks' }, changeMark(d.change_4w, 'four weeks')),
        h('td', { class: 'nowrap', 'data-label': '52 weeks' }, changeMark(d.change_52w, 'a year')),
        h('td', { class: 'num right nowrap', tip: `${plural(d.events, 'event')} in the year to this day` }, count(d.events), h('span', { class: 'unit' }, d.events === 1 ? ' event' : ' events')),
        h('td', { class: 'words' }, why(d))));
    return h('div', null,
        told.length === 0
            ? emptyBox('No dyad has enough reports for a level on this day', 'A level is said where the last 180 days hold 3 happenings from 2 stories or more.')
            : h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption }, h('table', { class: 'grid changed' },
                h('caption', { class: 'hidden' }, caption),
                h('thead', null, h('tr', null, ['Dyad', 'Level', '4 weeks', '52 weeks', 'Events', 'Why'].map((t, i) => h('th', { scope: 'col', class: i === 4 ? 'right' : undefined }, t)))),
                h('tbody', null, rows))),
        few.length === 0 ? null : h('details', { class: 'few-list' },
            h('summary', null, `${plural(few.length, 'dyad')} with too few reports for a level`),
            h('ul', { class: 'plain columns' }, few.map((d) => h('li', null, dyadLink(d), h('span', { class: 'muted num' }, ` ${plural(d.events, 'event')}`))))));
}
