// marked.ts: reads a sentence and marks, makes it with the words marked; each kind has a colour, a line under it and a label
import { h, type Child } from '../dom';
import type { Mark } from '../types';

export const KINDS: Record<string, string> = { source: 'who', target: 'whom', trigger: 'what', time: 'when', place: 'where', speaker: 'says who' };

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// Offsets count bytes of UTF-8.  Where marks overlap the earlier, then the shorter one wins; nothing is shown twice.
export function marked(text: string, marks: Mark[]): Child[] {
    const bytes = encoder.encode(text);
    const cut = (from: number, to: number): string => decoder.decode(bytes.subarray(from, to));
    const sorted = marks.filter((m) => m.start >= 0 && m.end > m.start && m.end <= bytes.length).sort((x, y) => x.start - y.start || x.end - y.end);
    const out: Child[] = [];
    let at = 0;
    for (const m of sorted) {
        if (m.start < at) continue;
        if (m.start > at) out.push(cut(at, m.start));
        out.push(h('mark', { class: `mark ${m.kind}` }, cut(m.start, m.end), h('span', { class: 'mark-label' }, KINDS[m.kind] ?? m.kind)));
        at = m.end;
    }
    if (at < bytes.length) out.push(cut(at, bytes.length));
    return out;
}

export function markLegend(marks: Mark[]): HTMLElement {
    const seen = [...new Set(marks.map((m) => m.kind))];
    return h('ul', { class: 'mark-legend' }, seen.map((k) => h('li', null, h('span', { class: `mark ${k}` }, KINDS[k] ?? k), ' ', MEANS[k] ?? '')));
}

const MEANS: Record<string, string> = {
    source: 'acts', target: 'is acted on', trigger: 'the word of the act', time: 'dates it', place: 'places it', speaker: 'is the one who says so',
};
