// matrix.ts: reads dyads, makes a table of countries by countries coloured by tension
import { h } from '../dom';
import { inkOn, levelColour } from '../scale';
import type { Dyad } from '../types';
import { countryName, level, plural } from '../words';
import { emptyBox } from '../ui/notices';
import { dyadHref } from '../ui/glyphs';

const MOST = 15;

export function matrixView(dyads: Dyad[]): HTMLElement {
    dyads = dyads.filter((d) => d.a.length === 3 && d.b.length === 3);
    const weight = new Map<string, number>();
    for (const d of dyads) for (const unit of [d.a, d.b]) weight.set(unit, (weight.get(unit) ?? 0) + d.events + (d.level === null ? 0 : 1000));
    const units = [...weight].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1)).slice(0, MOST).map(([unit]) => unit);
    if (units.length === 0) return emptyBox('No dyads to show', 'No two parties have reports in the year to this day. Choose another day.');
    const pair = new Map(dyads.flatMap((d) => [[`${d.a} ${d.b}`, d] as const, [`${d.b} ${d.a}`, d] as const]));
    const cell = (row: string, column: string): HTMLElement => {
        const d = pair.get(`${row} ${column}`);
        if (row === column) return h('td', { class: 'self' });
        if (!d) return h('td', null, h('span', { class: 'hidden' }, 'no reports'));
        const names = `${countryName(row)} – ${countryName(column)}`;
        if (d.level === null) return h('td', { class: 'few-cell' }, h('a', { href: dyadHref(d.a, d.b), tip: `${names}: too few reports (${plural(d.events, 'event')} in a year)`, 'aria-label': `${names}: too few reports` }, '·'));
        const link = h('a', { href: dyadHref(d.a, d.b), tip: `${names}: level ${level(d.level)} of 100, ${plural(d.events, 'event')} in a year. ${d.why}`, 'aria-label': `${names}: level ${level(d.level)}` }, level(d.level));
        link.style.setProperty('background', levelColour(d.level));
        link.style.setProperty('color', inkOn(d.level));
        return h('td', null, link);
    };
    return h('div', null, h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Matrix of dyads' }, h('table', { class: 'matrix' },
        h('caption', { class: 'hidden' }, 'Levels of dyads, 0 friendly to 100 hostile'),
        h('thead', null, h('tr', null, h('td'), units.map((u) => h('th', { scope: 'col', tip: countryName(u) }, u)))),
        h('tbody', null, units.map((row) => h('tr', null, h('th', { scope: 'row', tip: countryName(row) }, row), units.map((column) => cell(row, column))))))),
        h('p', { class: 'legend' }, 'Level of the two, 0 friendly to 100 hostile. A dot: too few reports; blank: none in the year.'));
}
