// tip.ts: reads data-tip of what the pointer or the focus is on, shows it.  One box for the whole page; Escape closes it.
import { h } from '../dom';

export function startTips(): void {
    const box = h('div', { class: 'tip', role: 'tooltip', id: 'tip' });
    document.body.appendChild(box);
    let owner: Element | null = null;

    const hide = (): void => {
        box.classList.remove('shown');
        owner?.removeAttribute('aria-describedby');
        owner = null;
    };
    const show = (target: Element, x: number | null, y: number): void => {
        const text = target.getAttribute('data-tip');
        if (!text) return hide();
        if (owner !== target || box.textContent !== text) {
            hide();
            owner = target;
            box.textContent = text;
            box.classList.add('shown');
            if (target instanceof HTMLElement) target.setAttribute('aria-describedby', 'tip');
        }
        const rect = target.getBoundingClientRect();
        const wide = box.offsetWidth, tall = box.offsetHeight;
        const left = Math.min(innerWidth - wide - 8, Math.max(8, (x ?? rect.left + rect.width / 2) - wide / 2));
        const under = (x === null ? rect.bottom : y) + 14;
        const over = (x === null ? rect.top : y) - tall - 10;
        box.style.setProperty('left', `${left}px`);
        box.style.setProperty('top', `${under + tall > innerHeight ? Math.max(4, over) : under}px`);
    };
    document.addEventListener('pointermove', (e) => {
        const target = (e.target as Element).closest?.('[data-tip]');
        if (target) show(target, e.clientX, e.clientY);
        else if (owner && !owner.matches(':focus-visible')) hide();
    });
    document.addEventListener('focusin', (e) => {
        const target = (e.target as Element).closest?.('[data-tip]');
        if (target?.matches(':focus-visible')) show(target, null, 0);
    });
    document.addEventListener('focusout', hide);
    document.addEventListener('keydown', (e) => e.key === 'Escape' && hide());
    document.addEventListener('click', hide);
    addEventListener('scroll', hide, { passive: true });
}
