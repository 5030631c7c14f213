// controls.ts: makes segmented choices, labelled selects, the pager
import { fill, h, type Child } from '../dom';
import type { Paged } from '../types';
import { count } from '../words';

export interface Choice {
    value: string;
    label: string;
    tip?: string;
}

export interface Segment {
    node: HTMLElement;
    set(value: string): void;
}

// A group of buttons of which one is pressed.
export function segment(label: string, choices: Choice[], value: string, pick: (value: string) => void): Segment {
    const buttons = choices.map((c) => h('button', { type: 'button', tip: c.tip, on: { click: () => (set(c.value), pick(c.value)) } }, c.label));
    const set = (v: string): void => buttons.forEach((b, i) => b.setAttribute('aria-pressed', String(choices[i].value === v)));
    set(value);
    return { node: h('div', { class: 'segment', role: 'group', 'aria-label': label }, buttons), set };
}

export function select(label: string, choices: Choice[], value: string, pick: (value: string) => void, named = true): HTMLElement {
    const box = h('select', { 'aria-label': named ? undefined : label, on: { change: () => pick(box.value) } }, choices.map((c) => h('option', { value: c.value, selected: c.value === value }, c.label)));
    return named ? h('label', { class: 'field' }, h('span', null, label), box) : box;
}

export function pager(page: Paged<unknown>, href: (offset: number) => string): HTMLElement {
    const { total, offset, limit } = page, last = offset + page.items.length;
    const step = (to: number, label: string, on: boolean): Child => (on ? h('a', { href: href(to), class: 'button' }, label) : h('span', { class: 'button off', 'aria-hidden': 'true' }, label));
    return h('nav', { class: 'pager', 'aria-label': 'Pages' },
        h('span', { class: 'num' }, total ? `${count(offset + 1)}–${count(last)} of ${count(total)}${page.at_least ? ' or more' : ''}` : 'none'),
        step(Math.max(0, offset - limit), 'Previous', offset > 0), step(offset + limit, 'Next', page.next !== null));
}

// A part of a view with its own heading; the body can be filled again and again.
export function panel(title: string, id: string, ...tools: Child[]): { node: HTMLElement; body: HTMLElement; head: HTMLElement } {
    const body = h('div', { class: 'panel-body' });
    const head = h('div', { class: 'panel-head' }, h('h2', { id }, title), tools);
    return { node: h('section', { class: `panel panel-${id}`, 'aria-labelledby': id }, head, body), body, head };
}

export const put = (p: { body: HTMLElement }, ...children: Child[]): void => fill(p.body, ...children);
