// main.ts: starts the dashboard: theme, words for codes, head, and the view that the address names
import { getCodes } from './api';
import { append, fill, h } from './dom';
import { Router, setRouter, type Route, type View } from './router';
import { firstStatus, makeShell } from './shell';
import { emptyBox, problemBox } from './ui/notices';
import { startTheme } from './ui/theme';
import { startTips } from './ui/tip';
import { setCodes } from './words';
import { actor } from './views/actor';
import { dyad } from './views/dyad';
import { event } from './views/event';
import { loadWorld } from './views/map';
import { search } from './views/search';
import { world } from './views/world';

const VIEWS = { world, dyad, event, actor, search };

async function make(route: Route, signal: AbortSignal): Promise<View> {
    try {
        if (route.name === 'nowhere') throw null;
        return await VIEWS[route.name](route, signal);
    } catch (error) {
        if (error === null) return { title: 'No such page', node: h('div', { class: 'view' }, h('h1', { tabindex: '-1' }, 'No such page'), emptyBox('This address leads nowhere', 'Go to the ', h('a', { href: '/' }, 'World'), ' or to ', h('a', { href: '/search' }, 'the events'), '.')) };
        return { title: 'Trouble', node: h('div', { class: 'view' }, h('h1', { tabindex: '-1' }, 'This could not be shown'), problemBox(error, () => router?.refresh())) };
    }
}

let router: Router | null = null;
startTheme(() => router?.refresh());
if (location.pathname === '/') void loadWorld().catch(() => undefined); // begins while the rest is asked for
const [codes] = await Promise.allSettled([getCodes(), firstStatus()]);
if (codes.status === 'fulfilled') setCodes(codes.value);
const shell = makeShell(() => router?.refresh());
startTips();

router = new Router(make, (view, moved) => {
    fill(shell.main, view.node);
    document.title = view.title === 'World' ? 'détente' : `${view.title} · détente`;
    shell.mark(location.pathname === '/' ? 'world' : location.pathname === '/search' ? 'search' : '');
    if (moved) (view.node.querySelector('h1') as HTMLElement | null)?.focus({ preventScroll: true });
    // said once all is drawn, for tests and for measuring
    requestAnimationFrame(() => performance.mark('drawn', { detail: location.pathname }));
});
setRouter(router);
if (codes.status === 'rejected') append(shell.main, [problemBox(codes.reason)]);
void router.render(true);
