// dom.ts: reads names, properties and children, makes elements.  Text is only ever set as text: nothing here (or
// anywhere in this folder) parses markup, so a story's title cannot become an element.

export type Child = Node | string | number | null | undefined | false | Child[];
type Handlers = { [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void };
export interface Props {
    class?: string;
    on?: Handlers;
    css?: Record<string, string>; // set through the style object: the page's policy forbids style attributes
    tip?: string; // shown on hover and focus (ui/tip.ts)
    [attribute: string]: unknown;
}

function apply(node: Element, props: Props | null): void {
    for (const [name, value] of Object.entries(props ?? {})) {
        if (value === null || value === undefined || value === false) continue;
        if (name === 'on') {
            for (const [type, fn] of Object.entries(value as Record<string, EventListener>)) node.addEventListener(type, fn);
        } else if (name === 'css') {
            const style = (node as HTMLElement).style;
            for (const [key, v] of Object.entries(value as Record<string, string>)) style.setProperty(key, v);
        } else if (name === 'tip') {
            node.setAttribute('data-tip', String(value));
        } else {
            node.setAttribute(name, value === true ? '' : String(value));
        }
    }
}

export function append(node: Node, children: Child[]): void {
    for (const child of children) {
        if (child === null || child === undefined || child === false) continue;
        if (Array.isArray(child)) append(node, child);
        else node.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
    }
}

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props | null = null, ...children: Child[]): HTMLElementTagNameMap[K] {
    const node = document.createElement(tag);
    apply(node, props);
    append(node, children);
    return node;
}

export function svg<K extends keyof SVGElementTagNameMap>(tag: K, props: Props | null = null, ...children: Child[]): SVGElementTagNameMap[K] {
    const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
    apply(node, props);
    append(node, children);
    return node;
}

// Replaces what stands in the node.
export function fill(node: Element, ...children: Child[]): void {
    node.replaceChildren();
    append(node, children);
}

// Only http(s) addresses become links: a story may say "javascript:".
export function outside(url: string, ...children: Child[]): HTMLElement {
    if (!/^https?:\/\//i.test(url)) return h('span', null, ...children);
    return h('a', { href: url, rel: 'noopener noreferrer', target: '_blank', class: 'outside' }, ...children, h('span', { class: 'hidden' }, ' (opens in a new tab)'));
}

export function later<A extends unknown[]>(ms: number, fn: (...args: A) => void): (...args: A) => void {
    let timer = 0;
    return (...args: A) => {
        clearTimeout(timer);
        timer = window.setTimeout(() => fn(...args), ms);
    };
}
