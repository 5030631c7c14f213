// router.ts: reads the address, makes a route and the view that answers it; keeps history, scroll and focus in order

export interface Route {
    name: 'world' | 'dyad' | 'event' | 'actor' | 'search' | 'nowhere';
    parts: string[]; // what stands in the path behind the name
    query: URLSearchParams;
}

export interface View {
    node: HTMLElement;
    title: string;
    update?(route: Route): void; // same view, other address: true work is the view's own
    refresh?(): void; // the store changed
    leave?(): void;
}

export type ViewMaker = (route: Route, signal: AbortSignal) => Promise<View>;

export function parse(url: URL): Route {
    const [first = '', ...rest] = url.pathname.split('/').filter(Boolean).map((part) => {
        try {
            return decodeURIComponent(part);
        } catch {
            return part;
        }
    });
    const query = url.searchParams;
    if (first === '') return { name: 'world', parts: [], query };
    if (first === 'dyad' && rest.length === 2) return { name: 'dyad', parts: rest, query };
    if (first === 'event' && rest.length === 1) return { name: 'event', parts: rest, query };
    if (first === 'actor' && rest.length === 1) return { name: 'actor', parts: rest, query };
    if (first === 'search' && rest.length === 0) return { name: 'search', parts: [], query };
    return { name: 'nowhere', parts: [first, ...rest], query };
}

const sameView = (a: Route, b: Route): boolean => a.name === b.name && a.parts.join('/') === b.parts.join('/');

// Addresses stay readable: commas and slashes of values are left as they are.
export function address(path: string, query: URLSearchParams | Record<string, string | null | undefined> = {}): string {
    const pairs = new URLSearchParams();
    const entries = query instanceof URLSearchParams ? query.entries() : Object.entries(query);
    for (const [key, value] of entries) if (value) pairs.append(key, value);
    const text = pairs.toString().replaceAll('%2C', ',').replaceAll('%2F', '/');
    return text ? `${path}?${text}` : path;
}

type Show = (view: View, moved: boolean) => void;

export class Router {
    private current: { route: Route; view: View } | null = null;
    private abort: AbortController | null = null;

    constructor(private readonly make: ViewMaker, private readonly show: Show) {
        if ('scrollRestoration' in history) history.scrollRestoration = 'manual';
        addEventListener('popstate', () => void this.render(true));
        document.addEventListener('click', (event) => this.clicked(event));
    }

    private clicked(event: MouseEvent): void {
        if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        const link = (event.target as Element).closest?.('a');
        if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
        if (link.pathname.startsWith('/api/') || (link.hash && link.pathname === location.pathname)) return;
        event.preventDefault();
        this.go(link.pathname + link.search);
    }

    go(url: string): void {
        history.replaceState({ ...history.state, scroll: scrollY }, '');
        history.pushState({ scroll: 0 }, '', url);
        void this.render(false);
    }

    // The address follows what is set in the view; the view has drawn it already.
    note(url: string): void {
        history.replaceState(history.state, '', url);
        if (this.current) this.current.route = parse(new URL(location.href));
    }

    refresh(): void {
        const view = this.current?.view;
        if (view?.refresh) view.refresh();
        else void this.render(true, true);
    }

    async render(back: boolean, again = false): Promise<void> {
        const route = parse(new URL(location.href));
        if (!again && this.current && sameView(this.current.route, route) && this.current.view.update) {
            this.current.route = route;
            this.current.view.update(route);
            return;
        }
        this.abort?.abort();
        const abort = (this.abort = new AbortController());
        const state = history.state as { scroll?: number } | null;
        document.documentElement.dataset.busy = 'true';
        const view = await this.make(route, abort.signal);
        if (abort.signal.aborted) return;
        delete document.documentElement.dataset.busy;
        this.current?.view.leave?.();
        const moved = this.current !== null && !again;
        this.current = { route, view };
        this.show(view, moved);
        if (!again) scrollTo(0, back ? (state?.scroll ?? 0) : 0);
    }
}

let router: Router | null = null;
export const setRouter = (r: Router): void => void (router = r);
export const go = (url: string): void => router?.go(url);
export const note = (url: string): void => router?.note(url);
