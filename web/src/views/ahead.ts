// ahead.ts: reads dated things to come, makes their list
import { h, outside } from '../dom';
import type { Ahead } from '../types';
import { countryName, dayWords } from '../words';
import { capital } from '../ui/glyphs';
import { emptyBox } from '../ui/notices';

export function aheadList(items: Ahead[], asOf: string): HTMLElement {
    if (items.length === 0) return emptyBox('Nothing ahead', asOf ? `No story published by ${dayWords(asOf)} names a dated thing to come.` : 'No story names a dated thing to come.');
    return h('ol', { class: 'ahead' }, items.map((a) => h('li', null,
        h('time', { datetime: a.date, class: 'num' }, dayWords(a.date)),
        h('div', null,
            h('b', null, capital(a.what)), a.units.map((u, i) => [i ? ', ' : ' · ', h('a', { href: `/actor/${u}` }, countryName(u))]),
            h('p', { class: 'said' }, a.evidence),
            h('p', { class: 'muted small num' }, a.url ? outside(a.url, a.publisher || a.title || a.url) : a.publisher || a.title, a.url || a.publisher || a.title ? ', ' : '', `told ${dayWords(a.published)}`, a.documents > 1 ? `; in ${a.documents} documents` : '')))));
}
