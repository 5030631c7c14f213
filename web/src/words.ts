// words.ts: reads codes, days and numbers, makes the words and figures that people read
import type { Codes, EventSummary } from './types';

let codes: Codes | null = null;
export const setCodes = (c: Codes): void => void (codes = c);
export const theCodes = (): Codes | null => codes;

type Named = string | { name: string } | undefined;
const name = (n: Named, fallback: string): string => (typeof n === 'string' ? n : n?.name) || fallback;

export const countryName = (code: string): string => name(codes?.countries[code], code);
export const sectorName = (code: string): string => name(codes?.sectors[code], code);
export const contextName = (code: string): string => name(codes?.contexts[code], code);
export const aspectName = (code: string): string => name(codes?.aspects[code], code);
export const cameoName = (code: string): string => name(codes?.cameo[code], '');
export const quadName = (quad: number | string): string => codes?.quads[String(quad)] ?? '';
export const typeName = (type: string): string => name(codes?.plover[type], type);
export const modeName = (type: string, mode: string): string => (mode ? name(codes?.modes[`${type}/${mode}`], mode) : '');
export const quadOf = (e: EventSummary): number => e.quad ?? codes?.plover[e.plover]?.quad ?? 0;

// "USAGOV" -> "United States, government"; a code that is no country's is a sector of nobody's: "CVL".
export function actorWords(code: string): string {
    if (code.includes(',')) return code.split(',').map(actorWords).join(' and ');
    const country = code.slice(0, 3);
    const known = codes?.countries[country];
    const parts = known ? [name(known, country)] : [];
    for (let i = known ? 3 : 0; i < code.length; i += 3) parts.push(sectorName(code.slice(i, i + 3)));
    return parts.join(', ') || code;
}

// Levels between states are of the states: "USAGOV" counts in those of USA.
export const stateOf = (code: string): string => (codes?.countries[code.slice(0, 3)] ? code.slice(0, 3) : code);

export const typeWords = (type: string, mode: string): string => {
    const m = modeName(type, mode);
    return m && m !== mode ? `${type} / ${mode}: ${m}` : mode ? `${type} / ${mode}: ${typeName(type)}` : `${type}: ${typeName(type)}`;
};

// What people type for a code: "usa, China" -> "USA,CHN"; what is no name of a state stays, in capitals.
export function codesOf(typed: string): string {
    const states = Object.entries(codes?.countries ?? {});
    const one = (text: string): string => {
        const wanted = text.trim().toLowerCase();
        return states.find(([code, c]) => code.toLowerCase() === wanted || c.name.toLowerCase() === wanted)?.[0] ?? text.trim().toUpperCase();
    };
    return typed.split(',').map(one).filter(Boolean).join(',');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

// 2023, 2023-06, 2023-06-18 -> "2023", "Jun 2023", "18 Jun 2023"
export function dayWords(date: string | null | undefined): string {
    if (!date) return 'no date';
    const [y, m, d] = date.split('-');
    const month = m ? MONTHS[Number(m) - 1] : '';
    return [d ? String(Number(d)) : '', month, y].filter(Boolean).join(' ');
}

export const DAY = 86400;
export const toSeconds = (date: string): number => Date.parse(`${date.length === 4 ? `${date}-01-01` : date.length === 7 ? `${date}-01` : date}T00:00:00Z`) / 1000;
export const toDate = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);
export const addDays = (date: string, days: number): string => toDate(toSeconds(date) + days * DAY);
export const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));

const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export const count = (n: number): string => grouped.format(n).replaceAll(',', '\u202f');
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
export const level = (n: number): string => String(Math.round(n));
export const percent = (x: number): string => `${Math.round(x * 100)} %`;
export const minus = (x: number): string => String(x).replace('-', '−');

// The server counts so far and no further, and says so.
export const atLeast = (page: { total: number; at_least?: boolean }, one: string): string =>
    page.at_least ? `${count(page.total)} ${one}s or more` : plural(page.total, one);

// "12 events, 5 stories, 2 sources": no number goes without them.
export const basis = (events: number, stories?: number, sources?: number): string =>
    [plural(events, 'event'), stories === undefined ? '' : plural(stories, 'story', 'stories'), sources === undefined ? '' : plural(sources, 'source')].filter(Boolean).join(', ');

// ▼ 7 calmer, ▲ 7 tenser: the sign is said in shape and word, not in colour alone.
export function changeWords(change: number | null, span: string): string {
    if (change === null) return `No level ${span} before to compare with: too few reports`;
    const n = Math.round(change);
    return n === 0 ? `As ${span} before` : `${Math.abs(n)} ${Math.abs(n) === 1 ? 'point' : 'points'} ${n > 0 ? 'tenser' : 'calmer'} than ${span} before`;
}
