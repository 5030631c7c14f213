// turns.ts: reads a series, makes the list of its turning points and of what weighed most
import { h } from '../dom';
import type { EventSummary, Series, Turn } from '../types';
import { basis, dayWords, level } from '../words';
import { typeMark, parties } from '../ui/glyphs';
import { emptyBox } from '../ui/notices';
import { told } from '../ui/events';

function driver(e: EventSummary): HTMLElement {
    return h('li', null, h('div', { class: 'events-line' }, h('time', { class: 'num', datetime: e.date }, dayWords(e.date)), typeMark(e), parties(e)), h('a', { class: 'said', href: `/event/${e.event_id}`, tip: told(e) }, e.evidence));
}

export function turnList(series: Series, show: (t: Turn) => void): HTMLElement {
    if (series.turns.length === 0) return emptyBox('No turning point', 'No week from which the course of the reports is another: too few reports, or one steady course.');
    return h('ol', { class: 'turns' }, series.turns.map((t, i) => h('li', { class: `turn-item ${t.kind}` },
        h('div', { class: 'turn-line' },
            h('b', { class: `turn-kind ${t.kind}` }, `${t.kind === 'break' ? '▲' : '▼'}${i + 1} ${t.kind === 'break' ? 'Break' : 'Thaw'}`), ' ',
            h('time', { datetime: t.date, class: 'num' }, dayWords(t.date)),
            h('span', { class: 'num' }, `mean level ${level(t.before)} → ${level(t.after)}`),
            t.tentative ? h('span', { class: 'tag', tip: 'Few reports suggest it' }, 'tentative') : null,
            h('button', { type: 'button', class: 'quiet small', on: { click: () => show(t) } }, 'Show its four weeks', h('span', { class: 'hidden' }, ` from ${dayWords(t.date)}`))),
        h('p', { class: 'muted small' }, `The new course: ${basis(t.events ?? 0, t.stories, t.sources)}`),
        h('ul', { class: 'plain drivers' }, (t.drivers ?? []).slice(0, 3).map(driver)))));
}

export function heaviest(series: Series): HTMLElement {
    const part = (title: string, events: EventSummary[]): HTMLElement | null => (events.length ? h('div', null, h('h3', null, title), h('ul', { class: 'plain drivers' }, events.map(driver))) : null);
    const up = part('Raised it most', series.up ?? []), down = part('Lowered it most', series.down ?? []);
    return up || down ? h('div', { class: 'two' }, up, down) : emptyBox('Nothing in the last half-year', 'No report between the two in the 26 weeks to the end of the span.');
}
