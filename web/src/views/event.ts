// event.ts: reads one event, makes the Event view: the sentence marked, what was coded and why, who tells it
import { api, Failure, get } from '../api';
import { h, outside, type Child } from '../dom';
import type { Route, View } from '../router';
import { say } from '../shell';
import type { EventFull, EventSummary, Party, Place } from '../types';
import { panel, put } from '../ui/controls';
import { aspectMark, confidenceMark, parties, quadMark, typeMark, dyadHref } from '../ui/glyphs';
import { copyButton, emptyBox } from '../ui/notices';
import { actorWords, minus, aspectName, cameoName, contextName, countryName, dayWords, modeName, percent, plural, quadName, typeName } from '../words';
import { marked, markLegend } from './marked';

const fact = (name: string, ...value: Child[]): HTMLElement[] => [h('dt', null, name), h('dd', null, ...value)];

function party(p: Party): HTMLElement {
    return h('li', null, h('a', { href: `/actor/${encodeURIComponent(p.code)}`, class: 'code' }, p.code), ' ', actorWords(p.code), h('span', { class: 'muted' }, p.text && p.text !== p.name ? ` “${p.text}”` : '', p.name ? ` ${p.name}` : ''));
}

const partyList = (list: Party[]): Child => (list.length ? h('ul', { class: 'plain' }, list.map(party)) : h('span', { class: 'muted' }, 'nobody named'));

function placeWords(p: Place): Child {
    const where = typeof p.lat === 'number' && typeof p.lon === 'number' ? `, ${Math.abs(p.lat)}° ${p.lat < 0 ? 'S' : 'N'} ${Math.abs(p.lon)}° ${p.lon < 0 ? 'W' : 'E'}` : '';
    return [p.name || p.text, p.country ? `, ${countryName(p.country)}` : '', h('span', { class: 'muted num' }, where), p.from_dateline ? h('span', { class: 'muted' }, ' (from the dateline)') : null];
}

const contexts = (e: EventFull): string[] => (Array.isArray(e.context) ? e.context : []);
const around = (e: EventFull): string => e.context_text ?? (typeof e.context === 'string' ? e.context : '');

function surrounding(e: EventFull): Child {
    const text = around(e).replace(/\n{2,}/g, '\n');
    if (!text || text.trim() === e.evidence.trim()) return null;
    const at = text.indexOf(e.evidence);
    const body = at < 0 ? [text] : [text.slice(0, at), h('b', null, e.evidence), text.slice(at + e.evidence.length)];
    const p = panel('The sentences around it', 'around');
    put(p, h('div', { class: 'context' }, h('p', null, body)));
    return p.node;
}

function coded(e: EventFull): HTMLElement {
    const p = panel('What was coded', 'coded');
    put(p, h('dl', { class: 'facts' },
        fact('Who', partyList(e.source)),
        fact('Whom', e.target.length ? partyList(e.target) : h('span', { class: 'muted' }, e.source.length > 1 ? 'each other: all of them take part' : 'nobody named')),
        fact('Act', h('span', { class: 'type' }, quadMark(e.quad), h('b', { class: 'code' }, e.plover)), ` ${typeName(e.plover)}`),
        e.mode ? fact('Mode', h('span', { class: 'code' }, e.mode), ` ${modeName(e.plover, e.mode)}`) : [],
        fact('Class', quadName(e.quad), h('span', { class: 'muted num' }, `, quad ${e.quad}, score ${minus(e.score)} on −10 to 10`)),
        fact('CAMEO', h('span', { class: 'code num' }, e.cameo), ` ${cameoName(e.cameo)}`, h('span', { class: 'muted num' }, `, Goldstein ${minus(e.goldstein)}`)),
        contexts(e).length ? fact('About', contexts(e).map((c, i) => [i ? ', ' : '', h('span', { class: 'code' }, c), ` ${contextName(c) === c ? '' : contextName(c)}`])) : [],
        fact('Aspect', e.aspect, h('span', { class: 'muted' }, aspectName(e.aspect) !== e.aspect ? `, ${aspectName(e.aspect)}` : '')),
        fact('Date', h('time', { datetime: e.date, class: 'num' }, dayWords(e.date)), h('span', { class: 'muted num' }, `; published ${dayWords(e.published)}`)),
        e.place ? fact('Place', placeWords(e.place)) : [],
        e.speaker ? fact('Says who', e.speaker.text, h('span', { class: 'muted' }, e.speaker.code ? ` ${actorWords(e.speaker.code)}` : '')) : [],
        fact('Confidence', confidenceMark(e.confidence), h('span', { class: 'muted' }, ` of events judged like this one, ${percent(e.confidence)} are right`)),
        e.corrected ? fact('Corrected', e.corrected === 2 ? 'retracted by an analyst' : 'changed by an analyst') : []));
    return p.node;
}

// "[S Iran] accused [T Israel]": the row's own sentence, with who and whom marked as above.
function frameSentence(sentence: string): Child[] {
    return sentence.split(/(\[[ST] [^\]]*\])/).map((part) => {
        const m = /^\[([ST]) (.*)\]$/.exec(part);
        return m ? h('span', { class: `mark ${m[1] === 'S' ? 'source' : 'target'}` }, m[2]) : part;
    });
}

// What the judge weighed is a list of its own, in the names of its features; each once.
function reasonWords(reason: string): Child[] {
    const [said, weighed] = reason.split('; judged by: ');
    if (!weighed) return [reason];
    return [said, ['Weighed most by the judge: ', h('span', { class: 'muted' }, [...new Set(weighed.split(', '))].join(', '))]];
}

function because(e: EventFull): HTMLElement {
    const p = panel('Why', 'why');
    const w = e.why;
    put(p,
        h('dl', { class: 'facts' },
            fact('Frame', h('span', { class: 'code' }, w?.frame || e.frame || 'none'), w?.file ? h('span', { class: 'muted num' }, `, ${w.file}${w.line ? `:${w.line}` : ''}`) : null),
            w?.sentence ? fact('Made for', '“', frameSentence(w.sentence), '”') : []),
        w?.reasons?.length ? h('ol', { class: 'reasons' }, w.reasons.flatMap(reasonWords).map((r) => h('li', null, r))) : null,
        h('p', { class: 'muted small' }, 'All of the way from the words to the code, in the terminal: ', h('code', null, `detente explain ${e.event_id} --db THIS-STORE`)));
    return p.node;
}

function tellers(e: EventFull): HTMLElement {
    const all: EventSummary[] = e.happening ?? [];
    const p = panel('Who tells it', 'sources', h('span', { class: 'muted num' }, plural(Math.max(1, all.length), 'telling')));
    const line = (title: string, url: string, publisher: string, published: string, evidence: string, href: string | null): HTMLElement => h('li', null,
        h('div', null, url ? outside(url, title || url) : h('b', null, title || 'no title')),
        h('p', { class: 'muted small num' }, publisher || 'publisher not known', ', ', dayWords(published), href ? [' · ', h('a', { href }, 'this telling', h('span', { class: 'hidden' }, ` by ${publisher || title}`))] : ''),
        evidence ? h('p', { class: 'said' }, evidence) : null);
    const d = e.document;
    put(p, h('ol', { class: 'plain tellers' }, line(d?.title ?? '', d?.url || e.url, d?.publisher ?? '', d?.published || e.published, '', null),
        all.filter((t) => t.event_id !== e.event_id).map((t) => line(t.title, t.url, t.publisher, t.published, t.evidence, `/event/${t.event_id}`))));
    return p.node;
}

const summary = (e: EventFull): EventSummary => ({ ...e, source: e.source.map((p) => p.code), target: e.target.map((p) => p.code), title: e.document?.title ?? '', publisher: e.document?.publisher ?? '' });

function dyads(e: EventFull): Child {
    const units = [...new Set([...e.source, ...e.target].map((p) => p.country || p.code).filter(Boolean))];
    if (units.length < 2) return null;
    return [h('a', { href: dyadHref(units[0], units[1]), class: 'button' }, `${countryName(units[0])} – ${countryName(units[1])}`)];
}

export async function event(route: Route, signal: AbortSignal): Promise<View> {
    const id = route.parts[0];
    let e: EventFull;
    try {
        e = await get<EventFull>(api(`events/${encodeURIComponent(id)}`), signal);
    } catch (error) {
        if (error instanceof Failure && error.problem.status === 404) {
            return { title: 'No such event', node: h('div', { class: 'view' }, h('h1', { tabindex: '-1' }, 'No such event'), emptyBox(`The store holds no event ${id}`, 'It may have been coded anew since the address was copied. ', h('a', { href: '/search' }, 'Look for its words'), '.')) };
        }
        throw error;
    }
    const s = summary(e);
    const marks = e.marks ?? [];
    return {
        title: `${e.plover}: ${s.source.join(', ')} ${s.target.length ? `to ${s.target.join(', ')}` : ''}, ${dayWords(e.date)}`,
        node: h('article', { class: 'view event-view' },
            h('div', { class: 'view-head' },
                h('div', null,
                    h('p', { class: 'eyebrow' }, typeMark(s), ' ', parties(s), ' ', h('time', { datetime: e.date, class: 'num' }, dayWords(e.date)), ' ', aspectMark(e.aspect)),
                    h('h1', { tabindex: '-1', class: 'sentence' }, marked(e.evidence, marks)),
                    markLegend(marks)),
                h('div', { class: 'tools' }, dyads(e),
                    h('a', { href: `/api/v1/events/${encodeURIComponent(e.event_id)}/evidence.zip`, class: 'button', download: `detente-${e.event_id}.zip` }, 'Evidence bundle (ZIP)'),
                    copyButton('Copy citation', () => e.citation, say))),
            h('div', { class: 'event-grid' }, h('div', { class: 'col' }, coded(e), surrounding(e)), h('div', { class: 'col' }, because(e), tellers(e))),
            h('p', { class: 'muted small num' }, `Event ${e.event_id}. Coded by ${e.run?.version || e.version}${e.run?.started ? `, ${e.run.started.slice(0, 10)}` : ''}.`)),
    };
}
